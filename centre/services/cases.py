"""Open a case, pass milestones, say who works on it."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from centre import clock
from centre.models import (
    CareRelation,
    Case,
    Child,
    Dossier,
    Family,
    Milestone,
    Municipality,
    Parent,
    ParentalAuthority,
    Region,
    Residence,
    User,
)
from centre.models.case import Regime
from centre.services.contact import keep_contact, tell_of_equal_numbers


@dataclass(frozen=True)
class ParentFacts:
    """What is known of one parent when a case opens. `contact`: {street, postcode, place, phone}."""

    first_name: str
    last_name: str
    email: str
    birth_date: date | None = None
    contact: dict = field(default_factory=dict)


@dataclass(frozen=True)
class ChildFacts:
    """`municipality`: where the child is registered (decides who pays).

    `holders`: indexes of parents with authority, `evidence`: who says so; `unclear`: of whom nobody knows it yet;
    `unnamed`: the same, of parents who did not name this child.
    """

    first_name: str
    last_name: str
    birth_date: date
    municipality: Municipality
    gender: str = Child.Gender.OTHER
    holders: tuple[int, ...] = (0, 1)
    evidence: str = ParentalAuthority.Evidence.DECLARED
    unclear: tuple[int, ...] = ()
    unnamed: tuple[int, ...] = ()


@transaction.atomic
def open_case_for(
    *,
    region: Region,
    entered_via: str,
    parents: list[ParentFacts],
    children: list[ChildFacts],
    by: User | None,
    on: date | None = None,
) -> Case:
    """Make the family, a dossier per person, the case and its first milestone. Accounts follow by invitation."""
    on = on or clock.today()
    family = Family.objects.create()
    sides = random.SystemRandom().sample(list(Parent.Side), k=len(parents))
    rows = [add_parent(family=family, facts=facts, side=side) for facts, side in zip(parents, sides, strict=True)]
    for facts in children:
        said = {name: [rows[i] for i in getattr(facts, name)] for name in ("holders", "unclear", "unnamed")}
        add_child(family=family, facts=facts, on=on, **said)
    case = Case.objects.create(family=family, region=region, entered_via=entered_via, opened_on=on)
    reach(case=case, kind=Milestone.Kind.ENTERED, by=by, on=on)
    tell_of_equal_numbers(family=family.pk)
    return case


@transaction.atomic
def open_case_again(*, family: Family, region: Region, entered_via: str, by: User | None) -> Case:
    """A new case for a family that was here before: the same people, files and authority; every permission is asked anew.

    Raises ValidationError while a case of this family is open, so that a double click makes one.
    """
    Family.objects.select_for_update().get(pk=family.pk)
    if Case.objects.filter(family=family, closed_on=None).exists():
        raise ValidationError(gettext("A case of this family is open already. Add the request to that case."))
    case = Case.objects.create(family=family, region=region, entered_via=entered_via, opened_on=clock.today())
    reach(case=case, kind=Milestone.Kind.ENTERED, by=by)
    return case


def settle_regime(*, case: Case, regime: str) -> None:
    """Note under which law the help falls; the door wrote who does it. Raises ValidationError for an unknown law."""
    if regime not in (Regime.JEUGDWET, Regime.WGBO):
        raise ValidationError({"regime": gettext("Choose one of the laws.")})
    Case.objects.filter(pk=case.pk).update(legal_regime=regime)


def add_parent(*, family: Family, facts: ParentFacts, side: str) -> Parent:
    """A parent with an own dossier; the user follows when the invitation is made."""
    parent = Parent.objects.create(
        family=family,
        side=side,
        first_name=facts.first_name,
        last_name=facts.last_name,
        birth_date=facts.birth_date,
        contact={"email": facts.email.lower()},
    )
    Dossier.objects.create(kind=Dossier.Kind.PARENT, parent=parent)
    keep_contact(parent=parent, contact=facts.contact, by=None)
    return parent


def add_child(
    *,
    family: Family,
    facts: ChildFacts,
    holders: list[Parent],
    on: date,
    unclear: Iterable[Parent] = (),
    unnamed: Iterable[Parent] = (),
) -> Child:
    """A child with an own dossier, a residence, the stated holders of authority, and of whom it is still unclear.

    `unnamed`: parents of whom it is unclear and who did not name this child; they do not read the name.
    """
    child = Child.objects.create(
        first_name=facts.first_name, last_name=facts.last_name, birth_date=facts.birth_date, gender=facts.gender
    )
    child.families.add(family)
    Dossier.objects.create(kind=Dossier.Kind.CHILD, child=child)
    Residence.objects.create(child=child, municipality=facts.municipality, since=facts.birth_date)
    by_evidence = {
        facts.evidence: holders,
        ParentalAuthority.Evidence.UNKNOWN: unclear,
        ParentalAuthority.Evidence.UNNAMED: unnamed,
    }
    for evidence, parents in by_evidence.items():
        for parent in parents:
            ParentalAuthority.objects.create(child=child, parent=parent, since=facts.birth_date, evidence=evidence)
    return child


def join_family(*, child: Child, family: Family) -> None:
    """The same child in a second family (half-siblings): one child, one dossier, two cases. Twice is the same as once."""
    child.families.add(family)


def reach(*, case: Case, kind: str, by: User | None, on: date | None = None) -> Milestone:
    """Record that a case reached a milestone. Reaching it twice is the same as once."""
    milestone, _ = Milestone.objects.get_or_create(
        case=case, kind=kind, defaults={"reached_on": on or clock.today(), "by": by}
    )
    return milestone


def reach_all(*, cases: Iterable[Case], kind: str, by: User | None, on: date | None = None) -> None:
    """The same milestone for several cases at once; who reached it already keeps the earlier date."""
    on = on or clock.today()
    rows = [Milestone(case=case, kind=kind, reached_on=on, by=by) for case in cases]
    Milestone.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(*, case: Case, kind: str) -> None:
    """The case is before this milestone again: a seat that was given back before the group began."""
    Milestone.objects.filter(case=case, kind=kind).delete()


def relate_team(
    *,
    cases: Iterable[Case],
    users: Iterable[User],
    kind: str,
    reason: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Let several people work on several cases; an open relation of this kind that exists already stays as it is.

    `since` may lie ahead: the relation opens by itself, and `until` ends it by itself.
    """
    users, since = list(users), since or clock.now()
    rows = [
        CareRelation(case=case, user=user, kind=kind, reason=reason, since=since, until=until)
        for case in cases
        for user in users
    ]
    CareRelation.objects.bulk_create(rows, ignore_conflicts=True)


def relate(*, case: Case, user: User, kind: str, reason: str, until: datetime | None = None) -> CareRelation:
    """Let somebody work on a case (or exclude somebody), once per kind. `until` ends it by itself."""
    relation, _ = CareRelation.objects.get_or_create(
        case=case, user=user, kind=kind, until=until, defaults={"reason": reason}
    )
    return relation


def end_relation(*, relation: CareRelation) -> None:
    """End access at once."""
    relation.until = clock.now()
    relation.save(update_fields=["until"])


@transaction.atomic
def close_case(*, case: Case, reason: str, by: User | None, on: date | None = None) -> None:
    """Close the case and end every relation but exclusions; closing twice is the same as once.

    A question about a file goes on after it: who was named to read it stays until it is decided.
    """
    if case.closed_on:
        return
    case.closed_on, case.close_reason = on or clock.today(), reason
    case.save(update_fields=["closed_on", "close_reason"])
    reach(case=case, kind=Milestone.Kind.CLOSED, by=by, on=case.closed_on)
    stays = (CareRelation.Kind.EXCLUDED, CareRelation.Kind.READER)
    case.relations.active().exclude(kind__in=stays).update(until=clock.now())
