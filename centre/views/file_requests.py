"""My data: a parent, or a child of twelve or older, asks; two therapists read, a coordinator follows; the answer is fetched in the portal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from centre import file_requests as reading
from centre.audiences import Audience
from centre.children import SPEAKS_ALONG
from centre.downloads import as_download, hands_out_a_file
from centre.forms_file_requests import AskForm, ChildAskForm, ReaderForm, ReadingForm
from centre.models import AccessLog, FileRequest
from centre.reauthentication import confirmation
from centre.services import file_requests as services
from centre.services.file_copies import content_of
from centre.services.file_readers import name_reader
from centre.views.desks import PAGE_SIZE

Action = AccessLog.Action


@require_http_methods(["GET", "POST"])
def my_data(request):
    """Ask to see, copy, correct or destroy; the own questions with their answers."""
    parent = access.open_own_parent(request, purpose="my data", label="my data")
    dossiers = reading.askable(parent)
    form = AskForm(request.POST if request.method == "POST" else None, about=reading.labels(dossiers, parent))
    if form.is_valid():
        asked = form.cleaned_data
        try:
            services.ask(parent=parent, dossier=dossiers[asked["about"]], kind=asked["kind"], words=asked["words"])
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("We received your question. You get an answer within one month."))
            return redirect("centre:my-data")
    rows = reading.own_with_answers(FileRequest.objects.own(request.user))
    return render(request, "centre/my_data.html", {"form": form, "requests": rows})


@require_http_methods(["GET", "POST"])
def child_data(request):
    """A child of twelve or older asks about its own file; the own questions with their answers. No parent is told."""
    child = access.open_own_child(request, purpose="my data", label="my data")
    is_old_enough = child.age_on(clock.today()) >= SPEAKS_ALONG
    form = ChildAskForm(request.POST if request.method == "POST" else None)
    if is_old_enough and form.is_valid():
        try:
            services.ask_as_child(child=child, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(
                request, pgettext("to a child", "We have your question. You get an answer within a month.")
            )
            return redirect("centre:child-data")
    rows = reading.own_with_answers(FileRequest.objects.own_of_child(request.user))
    return render(request, "centre/child_data.html", {"form": form, "requests": rows, "may_ask": is_old_enough})


@hands_out_a_file
@require_safe
def my_copy(request, reference):
    """Download what was delivered; it may hold the own address, so who sits there proves to be this person."""
    rows = FileRequest.objects.own(request.user)
    if request.audience == Audience.CHILD:
        rows = FileRequest.objects.own_of_child(request.user)
    row = access.open_row(request, rows, label="copy", purpose="own", action=Action.EXPORT, reference=reference)
    if not services.may_still_read(row):
        access.log(request, action=Action.DENIED, label="copy", dossier_id=row.dossier_id, succeeded=False)
        raise Http404
    return confirmation(request) or _file(row)


@require_safe
def followed(request):
    """Coordinators: the questions that wait, most urgent first, and whether two colleagues can read. No word of a file."""
    page = Paginator(reading.followed(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="file requests")
    return render(request, "centre/file_requests_followed.html", {"page": page})


@require_http_methods(["GET", "POST"])
def follow(request, reference):
    """Coordinators: the terms of one question, who may read it (law.md R26), and naming somebody for it."""
    rows = reading.followed(request.user, open_only=False)
    row = access.open_row(request, rows, label="file request", purpose="follow", reference=reference)
    typed = request.POST if request.method == "POST" else None
    form = ReaderForm(typed, people=reading.who_could_read(row), initial={"until": reading.reading_term(row)})
    if form.is_valid():
        person, until = form.cleaned_data["person"], form.cleaned_data["until"]
        try:
            name_reader(request=row, user=person, until=until, by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.RIGHTS, label=f"reader {person.reference}", case=row.case)
            messages.success(request, _("This colleague finds the question under Questions about files."))
            return redirect("centre:coordinator-file-request", reference=reference)
    context = {"row": row, "readers": reading.readers_of(row), "form": form}
    return render(request, "centre/file_request_followed.html", context)


@require_safe
def to_read(request):
    """Therapists: the questions about files of families that they work with."""
    page = Paginator(reading.to_read(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="file requests")
    return render(request, "centre/file_requests.html", {"page": page})


@require_http_methods(["GET", "POST"])
def read(request, reference):
    """Therapists: read, and propose what is given."""
    row = _open(request, reference, action="")
    services.draft(request=row)
    form = ReadingForm(request.POST if request.method == "POST" else None, request=row)
    if form.is_valid():
        try:
            services.read_first(request=row, by=request.user, grounds=form.grounds, **form.proposal)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("A colleague reads it now."))
            return redirect("centre:therapist-file-requests")
    is_first = row.reader_one_id == request.user.pk
    context = {"row": row, "form": form, "passages": row.passages.all(), "is_first": is_first}
    return render(request, "centre/file_request.html", context)


@require_POST
def second_reading(request, reference, answer):
    """Therapists: the second reader agrees, or sends it back."""
    row = _open(request, reference, action=Action.CHANGE)
    verb = {"akkoord": services.decide, "terug": services.send_back}.get(answer)
    if verb is None:
        raise Http404
    try:
        verb(request=row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("centre:therapist-file-requests")


def _open(request, reference, *, action):
    rows = FileRequest.objects.readable_by(request.user).select_related(
        "parent", "child", "dossier__parent", "dossier__child", "case"
    )
    return access.open_row(request, rows, label="file request", purpose="rights", action=action, reference=reference)


def _file(row) -> HttpResponse:
    try:
        content = content_of(request=row)
    except FileNotFoundError as error:
        raise Http404 from error
    kind, ending = ("application/json", "json") if row.kind == row.Kind.PORTABILITY else ("application/pdf", "pdf")
    return as_download(content, name=f"document-{row.reference}.{ending}", content_type=kind)
