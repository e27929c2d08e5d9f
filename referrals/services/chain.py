"""Write down who is involved, what a court asks, and whom the family was handed over to."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre.models import Case, Parent, User
from centre.services.sharing import end_sharing, name_professional
from referrals.models import Basis, ChainLink, CourtTrack, Handover, HelpSignal
from referrals.services.once import said_already
from referrals.services.quality import notice, partner_key


@transaction.atomic
def add_link(
    *,
    case: Case,
    domain: str,
    name: str,
    since: date,
    basis: str,
    by: User,
    parent: Parent | None = None,
    advice: str = ChainLink.Advice.NONE,
    basis_explained: str = "",
) -> ChainLink:
    """Somebody is involved since that date; twice is once. Raises ValidationError when a legal ground is not explained."""
    if basis == Basis.LEGAL_DUTY and not basis_explained.strip():
        raise ValidationError({"basis_explained": _("Say which duty or power this is.")})
    typed = {
        "domain": domain,
        "name": name,
        "parent": parent,
        "since": since,
        "basis": basis,
        "basis_explained": basis_explained,
        "advice": advice,
    }
    same = ChainLink.objects.filter(case=case, domain=domain, since=since, until=None).select_related("parent")
    if known := said_already(same, case=case, **typed):
        return known
    partner = name_professional(case=case, name=name, parent=parent, is_asked=_is_asked(domain, basis, parent), by=by)
    return ChainLink.objects.create(case=case, added_by=by, partner=partner, **typed)


def _is_asked(domain: str, basis: str, parent: Parent | None) -> bool:
    """Whether the question stands in the portal: only about whom every parent who is asked may know.

    About a family representative staff asks each parent apart; what a duty or one parent alone brought stays with staff.
    """
    if domain == ChainLink.Domain.REPRESENTATIVE:
        return False
    return basis in (Basis.BOTH_PARENTS, Basis.ONE_PARENT) if parent else basis == Basis.BOTH_PARENTS


@transaction.atomic
def end_link(*, link: ChainLink, on: date) -> None:
    """The last day of somebody's involvement; a link that ended stays ended."""
    if link.until is None:
        link.until = max(on, link.since)
        link.save(update_fields=["until"])
        end_sharing(partner=link.partner, on=link.until)


@transaction.atomic
def hand_over(*, case: Case, to_name: str, what: str, is_warm: bool, handed_on: date, by: User) -> Handover:
    """Hand the family on, twice is once; from now on the start of the next help is watched."""
    key = partner_key(to_name)
    typed = {"to_name": to_name, "what": what, "is_warm": is_warm, "handed_on": handed_on}
    same = Handover.objects.filter(case=case, partner_key=key, handed_on=handed_on, started_on=None)
    return said_already(same, case=case, **typed) or Handover.objects.create(
        case=case, partner_key=key, recorded_by=by, **typed
    )


@transaction.atomic
def confirm_start(*, handover: Handover, on: date, by: User) -> None:
    """The next helper has really started; confirming twice changes nothing. Raises ValidationError for an early date."""
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    if row.started_on is not None:
        return
    if on < row.handed_on:
        raise ValidationError({"on": _("The help cannot start before the handover.")})
    row.started_on, row.confirmed_by = on, by
    row.save(update_fields=["started_on", "confirmed_by"])
    if on > row.due_on:
        # Not started has become started late: one signal, with whatever was done about it.
        missed = HelpSignal.objects.filter(handover=row, kind=HelpSignal.Kind.NOT_STARTED)
        missed.update(kind=HelpSignal.Kind.LATE)
        notice(handover=row, kind=HelpSignal.Kind.LATE, by=by)


@transaction.atomic
def record_court_track(
    *,
    case: Case,
    court: str,
    case_number: str,
    pro_forma_on: date,
    goals: str,
    by: User,
    hearing_on: date | None = None,
    decision: str = "",
) -> CourtTrack:
    """Keep what the court asks and when; twice is once. Raises ValidationError when the hearing comes after the date."""
    if hearing_on and hearing_on > pro_forma_on:
        raise ValidationError({"pro_forma_on": _("The pro-forma date comes after the hearing.")})
    typed = {
        "court": court,
        "case_number": case_number,
        "hearing_on": hearing_on,
        "pro_forma_on": pro_forma_on,
        "goals": goals,
        "decision": decision,
    }
    same = CourtTrack.objects.filter(case=case, court=court, pro_forma_on=pro_forma_on, reported_on=None)
    return said_already(same, case=case, **typed) or CourtTrack.objects.create(case=case, recorded_by=by, **typed)


def check_contraindications(*, track: CourtTrack, on: date, outcome: str) -> None:
    """Keep when somebody looked whether this help fits and what came out; looking again replaces it."""
    track.checked_on, track.check_outcome = on, outcome
    track.save(update_fields=["checked_on", "check_outcome"])


def report_sent(*, track: CourtTrack, on: date) -> None:
    """The report left on that day; saying it twice keeps the first date."""
    if track.reported_on is None:
        track.reported_on = on
        track.save(update_fields=["reported_on"])
