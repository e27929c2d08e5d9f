"""The chain of one case: who is involved, questions to partners, handovers, the court. For those who work on it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from centre import selectors as ground_floor
from centre.access import Action
from centre.audiences import Audience
from centre.downloads import as_download, hands_out_a_file
from centre.reauthentication import confirmation
from referrals import picture, selectors, services, tasks
from referrals.forms.chain import CourtTrackForm, DayForm, HandoverForm, LinkForm, PartnerQuestionForm


def _here(request, name="chain") -> str:
    return f"referrals:{name}" if request.audience == Audience.COORDINATOR else f"referrals:{name}-therapist"


def _write(request, case, form, service, *, title, said):
    """Bind, call one service, go back to the chain; or show the form again."""
    if form.is_valid():
        try:
            service(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.CREATE, label="chain", purpose="chain", case=case)
            messages.success(request, said)
            return redirect(_here(request), reference=case.reference)
    context = {"case": case, "form": form, "title": title, "back_url": reverse(_here(request), args=[case.reference])}
    return render(request, "referrals/chain_form.html", context)


def _typed(request):
    return request.POST if request.method == "POST" else None


@require_safe
def chain(request, reference):
    """Everything about partners on one page."""
    case = access.open_case(request, reference, purpose="chain")
    links = list(selectors.chain_of(case))
    said = selectors.permissions_of(links)
    for link in links:
        link.said = said.get(link.pk, {})
        link.directions = selectors.open_directions(link, link.said)
    context = {
        **picture.drawing(links),
        "case": case,
        "links": links,
        "faces": selectors.faces_of(case),
        "advice_differs": selectors.advice_differs(links),
        "questions": selectors.questions_of(case),
        "handovers": selectors.handovers_of(case),
        "court_tracks": selectors.court_tracks_of(case),
        "street": "" if request.audience == Audience.COORDINATOR else "-therapist",
        "today": clock.today(),
    }
    return render(request, "referrals/chain.html", context)


@require_http_methods(["GET", "POST"])
def add_link(request, reference):
    """Write down who is involved."""
    case = access.open_case(request, reference, purpose="chain")
    form = LinkForm(_typed(request), parents=ground_floor.parents_of(case))
    return _write(request, case, form, services.add_link, title=_("Who is involved?"), said=_("Added to the map."))


@require_http_methods(["GET", "POST"])
def ask(request, reference):
    """Ask a partner who has no account."""
    case = access.open_case(request, reference, purpose="chain")
    form = PartnerQuestionForm(_typed(request))
    said = _("The question is on its way.")
    answer = _write(request, case, form, services.ask_partner, title=_("Ask a partner"), said=said)
    if answer.status_code == 302:  # noqa: PLR2004  redirect: the question was kept
        tasks.queue_partner_questions.delay_on_commit()
    return answer


@require_http_methods(["GET", "POST"])
def hand_over(request, reference):
    """Hand the family on."""
    case = access.open_case(request, reference, purpose="chain")
    said = _("Recorded. We keep watching until the next help has started.")
    return _write(request, case, HandoverForm(_typed(request)), services.hand_over, title=_("Hand over"), said=said)


@require_http_methods(["GET", "POST"])
def court_track(request, reference):
    """Record what the court asks."""
    case = access.open_case(request, reference, purpose="chain")
    form = CourtTrackForm(_typed(request))
    said = _("Recorded. The countdown has started.")
    return _write(request, case, form, services.record_court_track, title=_("Court track"), said=said)


@require_http_methods(["GET", "POST"])
def confirm_start(request, reference, item):
    """Say that the next help has really started."""
    case, row = _open(request, reference, item, selectors.handovers_of)
    form = DayForm(_typed(request), initial={"on": clock.today()})
    if form.is_valid():
        try:
            services.confirm_start(handover=row, on=form.cleaned_data["on"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _changed(request, case, _("The next help has started."))
    back = reverse(_here(request), args=[case.reference])
    context = {"case": case, "form": form, "title": _("Has the help started?"), "back_url": back}
    return render(request, "referrals/chain_form.html", context)


@require_POST
def end_link(request, reference, item):
    """Somebody is no longer involved, from today."""
    case, row = _open(request, reference, item, selectors.chain_of)
    services.end_link(link=row, on=clock.today())
    return _changed(request, case, _("The involvement has ended."))


@require_POST
def let_go(request, reference, item):
    """No answer came: go on without it."""
    case, row = _open(request, reference, item, selectors.questions_of)
    services.let_go(link=row)
    return _changed(request, case, _("The question is closed."))


@hands_out_a_file
@require_safe
def answer_file(request, reference, item):
    """The file that a partner sent along; always a download, never shown inside the portal."""
    case, row = _open(request, reference, item, selectors.answers_with_file_of)
    if asked := confirmation(request):
        return asked
    access.log(request, action=Action.EXPORT, label="partner file", purpose="chain", case=case)
    name = f"{row.reference}.{row.file_kind.rpartition('/')[2]}"
    return as_download(services.content_of(link=row), name=name, content_type=row.file_kind)


@require_POST
def court_report(request, reference, item):
    """The report to the court has left today."""
    case, row = _open(request, reference, item, selectors.court_tracks_of)
    services.report_sent(track=row, on=clock.today())
    return _changed(request, case, _("The report has been recorded as sent."))


def _open(request, reference, item, rows_of):
    case = access.open_case(request, reference, purpose="chain")
    return case, access.open_row(request, rows_of(case), label="chain", purpose="chain", reference=item)


def _changed(request, case, said):
    access.log(request, action=Action.CHANGE, label="chain", purpose="chain", case=case)
    messages.success(request, said)
    return redirect(_here(request), reference=case.reference)
