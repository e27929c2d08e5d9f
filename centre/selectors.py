"""Nouns of the ground floor: what rooms and pages read."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from centre import clock
from centre.models import (
    AccessLog,
    Case,
    Child,
    ContactTask,
    Dossier,
    Message,
    Milestone,
    Note,
    Parent,
    Residence,
    SafetyEntry,
    User,
)


def my_cases(user: User) -> QuerySet[Case]:
    """Open cases that a member of staff works on, newest first."""
    return Case.objects.visible_to(user).open().with_stage().select_related("region").order_by("-opened_on", "-pk")


def case_timeline(case: Case) -> list[dict]:
    """The milestones in order, for the timeline component."""
    reached = {milestone.kind: milestone for milestone in case.milestones.all()}
    return [
        {"label": Milestone.Kind(kind).label, "date": reached[kind].reached_on, "done": True}
        for kind in Milestone.Kind.values
        if kind in reached
    ]


def message_box(user: User) -> QuerySet[Message]:
    """Everything sent to this person, newest first, without the text."""
    return Message.objects.filter(recipient=user).defer("text").order_by("-sent_at", "-pk")


def who_looked(dossier: Dossier, *, since: date | None = None, until: date | None = None) -> QuerySet[AccessLog]:
    """Looks at one person's dossier by others, newest first: date, role and organisation, never a staff name.

    `since`, `until`: of these days only, both included.

    The person's own looks are left out; for a child's dossier so are both parents' looks (law.md R47).
    """
    looks = AccessLog.objects.filter(dossier=dossier).exclude(audience__in=["parent", "child"])
    # What fetches the own calendar every hour, without signing in.
    looks = looks.exclude(audience="", ground="own")
    if since:
        looks = looks.filter(at__gte=clock.start_of(since))
    if until:
        looks = looks.filter(at__lt=clock.end_of(until))
    return looks.order_by("-at", "-pk")


def flagged(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate `is_flagged`: the latest word in the safety dossier is that the flag is up. For staff surfaces only."""
    return cases.annotate(is_flagged=flag_is_up("pk"))


def flag_is_up(case: str) -> Exact:
    """The same for rows whose case is at the path `case`; False for a row without a case."""
    entries = SafetyEntry.objects.filter(dossier__case=OuterRef(case), kind__in=["flag_set", "flag_lifted"])
    latest = entries.order_by("-entered_at", "-pk").values("kind")[:1]
    return Exact(Coalesce(Subquery(latest), Value("")), Value("flag_set"))


def notes_in(dossier: Dossier, case: Case) -> QuerySet[Note]:
    """The notes of one dossier that belong to one case, newest first: another family's story stays out."""
    return Note.objects.filter(dossier=dossier, case=case).select_related("written_by").order_by("-written_at", "-pk")


def parents_of(case: Case) -> list[Parent]:
    """The two parents in the neutral order of their sides, with user and dossier loaded, for staff."""
    rows = Parent.objects.filter(family=case.family_id).select_related("user").prefetch_related("dossiers")
    return list(rows.order_by("side"))


def children_of(case: Case):
    """The children of a case's family, oldest first."""
    return list(case.family.children.prefetch_related("dossiers").order_by("birth_date", "pk"))


def people_with_dossier(case: Case) -> tuple[list[Parent], list[Child]]:
    """Both parents and the children in one query, each with the own `dossier`, for staff.

    `is_undelivered` on each: mail to this person does not arrive.
    """
    rows = Dossier.objects.of_case(case).annotate(is_undelivered=undelivered())
    rows = rows.select_related("parent__user", "child__user")
    for row in rows:
        row.person.dossier, row.person.is_undelivered = row, row.is_undelivered
    parents = [row.parent for row in rows if row.parent]
    children = [row.child for row in rows if row.child]
    return sorted(parents, key=lambda parent: parent.side), sorted(children, key=lambda child: child.birth_date)


def undelivered() -> Exists:
    """For annotating dossiers: mail to the person whose dossier it is does not arrive."""
    return Exists(
        ContactTask.objects.filter(
            Q(person=OuterRef("parent__user")) | Q(person=OuterRef("child__user")),
            sort=ContactTask.Sort.UNDELIVERED,
            done_at=None,
        )
    )


def cases_of_child(child: Child, user: User) -> list[Case]:
    """Every case of a child that this member of staff may open: of two families where half-siblings live in both."""
    rows = Case.objects.visible_to(user).filter(family__children=child).with_stage()
    return list(rows.order_by("-opened_on", "-pk"))


def payer_of(child, on: date):
    """The municipality where the child was registered on that date (Jw 1.1), or None."""
    rows = Residence.objects.filter(child=child, since__lte=on).select_related("municipality").order_by("-since")
    residence = rows.first()
    return residence.municipality if residence else None
