"""Partners whose help did not come true, and what is done about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, clock, sharing
from centre.access import Action
from centre.asked import PER_PARTNER
from referrals import selectors, services
from referrals.forms.chain import CheckForm, ConsentForm, FollowUpForm, ShortForm, StopForm
from referrals.views.chain import _changed, _here, _open, _typed
from referrals.views.referrers import PAGE_SIZE


@require_safe
def quality(request):
    """Each partner once, with all its cases."""
    everything = request.GET.get("lijst") == "alles"
    partners = selectors.partner_quality(request.user, everything=everything)
    access.log_list(request, label="partner quality")
    context = {
        "page": Paginator(partners, PAGE_SIZE).get_page(request.GET.get("page")),
        "everything": everything,
        "year": selectors.partner_quality_of_year(year=clock.today().year) if everything else None,
    }
    return render(request, "referrals/quality.html", context)


@require_http_methods(["GET", "POST"])
def follow_up(request, reference):
    """Write down what was done about a signal."""
    rows = selectors.signals_of(request.user)
    signal = access.open_row(request, rows, label="signal", purpose="quality", reference=reference)
    form = FollowUpForm(_typed(request))
    if form.is_valid():
        services.follow_up(signal=signal, text=form.cleaned_data["text"], by=request.user)
        access.log(request, action=Action.CHANGE, label="signal", purpose="quality", case=signal.handover.case)
        messages.success(request, _("Kept. The signal stays in the yearly figures."))
        return redirect("referrals:quality")
    title = f"{signal.handover.to_name}: {signal.get_kind_display()}"
    context = {"case": signal.handover.case, "form": form, "title": title, "back_url": reverse("referrals:quality")}
    return render(request, "referrals/chain_form.html", context)


#: The lists of the watch: the word in the address → what it reads.
WATCHED = {
    "overdracht": selectors.unconfirmed_handovers,
    "vragen": selectors.open_questions,
    "rechtbank": selectors.court_reports_near,
}


@require_safe
def watch(request):
    """What somebody has to keep an eye on: the start of next help, answers of partners, dates of courts."""
    which = request.GET.get("lijst", "overdracht")
    which = which if which in WATCHED else "overdracht"
    page = Paginator(WATCHED[which](request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="watch list")
    return render(request, "referrals/watch.html", {"page": page, "which": which})


def _write(request, case, form, act, *, title, said):
    """Bind, call one service, go back to the chain; or show the form again."""
    if form.is_valid():
        try:
            act(form)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _changed(request, case, said)
    back = reverse(_here(request), args=[case.reference])
    return render(request, "referrals/chain_form.html", {"case": case, "form": form, "title": title, "back_url": back})


@require_http_methods(["GET", "POST"])
def stop_help(request, reference, item):
    """The next help stopped before its goal."""
    case, row = _open(request, reference, item, selectors.handovers_of)

    def act(form):
        services.stop_help(handover=row, by=request.user, **form.cleaned_data)

    form = StopForm(_typed(request), initial={"on": clock.today()})
    return _write(
        request, case, form, act, title=_("The help stopped early"), said=_("Noted as a signal about this partner.")
    )


@require_http_methods(["GET", "POST"])
def falls_short(request, reference, item):
    """The next help does not do what was agreed."""
    case, row = _open(request, reference, item, selectors.handovers_of)

    def act(form):
        services.falls_short(handover=row, by=request.user, **form.cleaned_data)

    said = _("Noted as a signal about this partner.")
    return _write(request, case, ShortForm(_typed(request)), act, title=_("The help falls short"), said=said)


@require_http_methods(["GET", "POST"])
def link_consents(request, reference, item):
    """Whose yes is there, per person and direction."""
    case, link = _open(request, reference, item, selectors.chain_of)
    parents = selectors.parents_for_consent(link)
    # Read before the answers: one that comes in between is newer than what is shown.
    seen = sharing.newest_answer(link.partner_id)
    given = selectors.consents_of(link)
    initial = {"seen": seen} | {
        f"{parent.reference}-{direction}": (parent.pk, direction) in given
        for parent in parents
        for direction in PER_PARTNER
    }

    def act(form):
        facts = {"parents": parents, "by": request.user, "audience": request.audience}
        services.keep_consents(link=link, given=form.given(), seen=form.cleaned_data["seen"], **facts)

    form = ConsentForm(_typed(request), parents=parents, initial=initial)
    try:
        return _write(request, case, form, act, title=link.name, said=_("The permissions have been kept."))
    except services.AnsweredMeanwhile:
        messages.error(
            request, _("A new answer came in meanwhile, so nothing was kept. Look again at what counts now.")
        )
        return redirect(request.path)


@require_http_methods(["GET", "POST"])
def court_check(request, reference, item):
    """Look whether this help fits before the court's wish is followed."""
    case, track = _open(request, reference, item, selectors.court_tracks_of)

    def act(form):
        services.check_contraindications(track=track, **form.cleaned_data)

    form = CheckForm(_typed(request), initial={"on": track.checked_on or clock.today(), "outcome": track.check_outcome})
    return _write(request, case, form, act, title=_("Check of contraindications"), said=_("The check has been kept."))
