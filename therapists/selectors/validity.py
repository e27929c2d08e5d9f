"""Who may lead, on which date, in which role: what the rooms above ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from centre import clock
from therapists.models import Certificate, Practice, RuleSet, Therapist
from therapists.standing import Standing, may_lead, standing
from therapists.states import Role


@dataclass(frozen=True)
class Validity:
    """May this person lead on this date? `reason` says why not, in a sentence for staff; empty when allowed."""

    allowed: bool
    reason: str = ""


def validity(*, therapist: Therapist, role: str, on: date) -> Validity:
    """The one question that other rooms ask. Two queries."""
    return validities(therapists=[therapist], role=role, dates=[on])[therapist.pk, on]


def validities(
    *, therapists: Iterable[Therapist], role: str, dates: Iterable[date]
) -> dict[tuple[int, date], Validity]:
    """The same question for many people and dates in two queries: {(therapist id, date): Validity}."""
    ids, dates = [therapist.pk for therapist in therapists], list(dates)
    held: dict[int, list[Certificate]] = {}
    for certificate in Certificate.objects.filter(therapist__in=ids, role=role).with_facts():
        held.setdefault(certificate.therapist_id, []).append(certificate)
    return {(pk, on): _best(held.get(pk, []), role, on) for pk in ids for on in dates}


def leads_on(*, role: str, dates: Iterable[date], practice: Practice | None = None) -> list[Therapist]:
    """Therapists who may lead in this role on all these dates, by name. Without dates: today. Two queries."""
    dates = list(dates) or [clock.today()]
    rows = Certificate.objects.filter(role=role, granted_on__lte=max(dates)).with_facts()
    if practice is not None:
        rows = rows.filter(therapist__practices=practice)
    able = {row.therapist_id: row.therapist for row in rows if all(may_lead(row.facts, on)[0] for on in dates)}
    return sorted(able.values(), key=lambda therapist: (therapist.user.name, therapist.pk))


def rules_in_force(on: date) -> RuleSet | None:
    """The newest version that was published by this date; None means 'nog vast te stellen'."""
    return RuleSet.objects.filter(published_on__lte=on).order_by("-version").first()


def standing_of(certificate: Certificate, on: date) -> Standing:
    return standing(certificate.facts, on)


def _best(certificates: list[Certificate], role: str, on: date) -> Validity:
    """One allowing certificate is enough; otherwise the newest one says why not."""
    verdicts = [may_lead(certificate.facts, on) for certificate in certificates]
    if any(allowed for allowed, _reason in verdicts):
        return Validity(True)
    if verdicts:
        return Validity(False, verdicts[0][1])
    return Validity(False, _("There is no certificate as %(role)s.") % {"role": Role(role).label})
