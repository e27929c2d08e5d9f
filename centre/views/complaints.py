"""Complaints: somebody's own, and the register of those who handle them (law.md R35)."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre import complaints as reading
from centre.audiences import Audience
from centre.forms_complaints import (
    AnswerForm,
    ChildComplaintForm,
    ComplaintForm,
    ReactionForm,
    TakeUpForm,
    WriteDownForm,
)
from centre.models import AccessLog, Complaint
from centre.services import complaints as services
from centre.views.desks import PAGE_SIZE


@require_http_methods(["GET", "POST"])
def my_complaints(request):
    """Hand one in; below, what was handed in before and what became of it."""
    is_child = request.audience == Audience.CHILD
    form = (ChildComplaintForm if is_child else ComplaintForm)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.hand_in(by=request.user, made_as=request.audience, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log_list(request, label="complaints", purpose="own", action=AccessLog.Action.CREATE)
            messages.success(request, _("We have received it. You read here what happens with it."))
            return redirect(f"centre:complaints-{request.audience}")
    access.log_list(request, label="complaints", purpose="own")
    page = Paginator(reading.own(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    template = "centre/child_complaints.html" if is_child else "centre/my_complaints.html"
    context = {"form": form, "page": page, "terms": settings.COMPLAINT_TERMS}
    context["nobody_reads"] = reading.nobody_reads(request.user)
    return render(request, template, context)


@require_safe
def complaints(request):
    """The register: what still needs something, or what is finished. For the substitute only what nobody else may read."""
    is_officer = request.audience == Audience.PRIVACY
    if not is_officer and not reading.is_substitute(request.user):
        access.log(request, action=AccessLog.Action.DENIED, label="complaints", succeeded=False)
        raise Http404
    finished = request.GET.get("finished") == "1"
    rows = (reading.closed_for if finished else reading.open_for)(request.user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="complaints", purpose="supervision")
    context = {"page": page, "finished": finished, "terms": settings.COMPLAINT_TERMS}
    context["is_officer"] = is_officer
    return render(request, "centre/complaints.html", context)


@require_http_methods(["GET", "POST"])
def write_down(request):
    """A complaint by letter or telephone."""
    form = WriteDownForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = services.write_down(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log_list(request, label="complaints", purpose="write", action=AccessLog.Action.CREATE)
            messages.success(request, _("It is in the register."))
            return redirect("centre:complaint", reference=row.reference)
    access.log_list(request, label="complaints", purpose="write")
    return render(request, "centre/complaint_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def complaint(request, reference):
    """One complaint and the next step: take it up, answer it, say what the centre does."""
    rows = reading.for_handler(request.user)
    row = access.open_row(request, rows, label="complaint", purpose="supervision", reference=reference)
    form = _next_step(row, request.POST if request.method == "POST" else None)
    if form and form.is_valid():
        try:
            _carry_out(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Kept. Who complained reads it on the own page."))
            return redirect(request.path)
    is_mine = row.handler_id in (None, request.user.pk) or isinstance(form, TakeUpForm)
    return render(request, "centre/complaint.html", {"row": row, "form": form, "is_mine": is_mine})


def _next_step(row: Complaint, posted=None):
    """The form of what comes next; a step that was done meanwhile (a second click) is not carried out again."""
    if row.closed_on:
        return None
    kind = ReactionForm if row.decided_on else AnswerForm
    if row.handler_id is None or reading.is_left(row):
        kind = TakeUpForm
    is_now = posted is not None and posted.get("step") == kind.base_fields["step"].initial
    return kind(posted if is_now else None)


def _carry_out(row: Complaint, *, by, step: str, **facts) -> None:
    act = {"take": services.take_up, "decide": services.decide, "react": services.react}[step]
    act(complaint=row, by=by, **facts)
