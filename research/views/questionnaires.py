"""Questionnaires of parents (`mijn/`) and children (`kind/`): the same pages, each in its own frame and words."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.audiences import Audience
from research import definitions, services
from research.forms import PageForm
from research.selectors.questionnaires import own_questionnaires, own_response, own_rows
from research.services.answering import Closed, Incomplete, StaleRevision
from research.states import MeasurementState

#: Per street: the frame of its pages and the start of its address names.
FRAMES = {Audience.PARENT: "layouts/narrow.html", Audience.CHILD: "layouts/child.html"}
NAMES = {Audience.PARENT: "my", Audience.CHILD: "child"}


@require_safe
def overview(request):
    """What there is to fill in now, and what was sent."""
    access.log_list(request, label="own questionnaires")
    context = {"own": own_questionnaires(request.user, request.audience)}
    return _render(request, "research/my_questionnaires.html", context)


@require_safe
def begin(request, reference):
    """What a list is about, how long it takes and who reads it; goes on where the person stopped."""
    row = _open(request, reference)
    if not _takes_answers(row):
        return _closed(request, row)
    response = own_response(row)
    page = definitions.first_open_page(row.version.definition, response.answers)
    context = {"measurement": row, "has_begun": bool(response.answers), "next_page": page}
    return _render(request, "research/begin.html", context)


@require_http_methods(["GET", "POST"])
def fill_in(request, reference, page):
    """One page: save and go on, save and go back, or save and stop; only going on asks for every answer."""
    row = _open(request, reference)
    if not _takes_answers(row):
        return _closed(request, row)
    response = own_response(row)
    form = _form(request, row, page, response, complete=not {"stop", "back"} & set(request.POST))
    if form.is_valid():
        try:
            services.save_page(measurement=row, answers=form.answers, revision=form.cleaned_data["revision"])
        except StaleRevision:
            form = form.with_revision(own_response(row).revision)
            return _page(request, row, page, form, is_stale=True)
        except Closed:
            return _closed(request, row)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _onward(request, row, page)
    return _page(request, row, page, form)


@require_http_methods(["GET", "POST"])
def send(request, reference):
    """The last step: after this the answers do not change any more."""
    row = _open(request, reference)
    if row.state != MeasurementState.ANSWERED and not _takes_answers(row):
        return _closed(request, row)
    if request.method == "POST":
        try:
            services.submit_response(measurement=row, by=request.user)
        except Incomplete:
            messages.warning(request, _("There are still questions without an answer."))
            return redirect(_name(request, "questionnaire"), reference=reference)
        except Closed:
            return _closed(request, row)
        messages.success(request, _("Thank you. Your answers have been sent."))
        return redirect(_name(request, "questionnaires"))
    answers = own_response(row).answers
    if definitions.first_open_page(row.version.definition, answers):
        return redirect(_name(request, "questionnaire"), reference=reference)
    return _render(request, "research/send.html", {"measurement": row, "answered_count": len(answers)})


def _open(request, reference):
    rows = own_rows(request.user, request.audience)
    return access.open_row(request, rows, label="own questionnaire", purpose="answer", reference=reference)


def _takes_answers(row) -> bool:
    return type(row).objects.open().contains(row)


def _form(request, row, page, response, *, complete):
    try:
        return PageForm(
            request.POST if request.method == "POST" else None,
            definition=row.version.definition,
            page=page,
            audience=request.audience,
            complete=complete,
            initial={**response.answers, "revision": response.revision},
        )
    except IndexError:
        raise Http404 from None


def _onward(request, row, page):
    if "back" in request.POST:
        where = {"reference": row.reference} | ({"page": page - 1} if page > 1 else {})
        return redirect(_name(request, "questionnaire-page" if page > 1 else "questionnaire"), **where)
    if "stop" in request.POST:
        messages.success(request, _("Saved. You can go on later."))
        return redirect(_name(request, "questionnaires"))
    if page < len(row.version.definition["pages"]):
        return redirect(_name(request, "questionnaire-page"), reference=row.reference, page=page + 1)
    return redirect(_name(request, "questionnaire-send"), reference=row.reference)


def _page(request, row, page, form, *, is_stale=False):
    pages = row.version.definition["pages"]
    context = {
        "measurement": row,
        "form": form,
        "title": pages[page - 1].get("title", ""),
        "page_number": page,
        "page_count": len(pages),
        "is_stale": is_stale,
    }
    return _render(request, "research/fill_in.html", context, status=409 if is_stale else 200)


def _closed(request, row):
    return _render(request, "research/closed.html", {"measurement": row}, status=410)


def _render(request, template, context, *, status=200):
    names = {name: f"research:{NAMES[request.audience]}-{name}" for name in ("questionnaires", "questionnaire")}
    is_child = request.audience == Audience.CHILD
    context |= {
        "frame": FRAMES[request.audience],
        "list_frame": FRAMES[request.audience] if is_child else "layouts/portal.html",
        "is_child": is_child,
        "who_sees": "child_not_parents" if is_child else "you_and_therapist",
        "list_url_name": names["questionnaires"],
        "begin_url_name": names["questionnaire"],
        "page_url_name": f"{names['questionnaire']}-page",
        "send_url_name": f"{names['questionnaire']}-send",
    }
    return render(request, template, context, status=status)


def _name(request, name: str) -> str:
    return f"research:{NAMES[request.audience]}-{name}"
