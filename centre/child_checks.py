"""Which checks on children (kindcheck) are still to be done, and where each stands (law.md R56).

At the beginning from the first day, halfway some weeks after the start, at the end when the help finished or stopped.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from centre import clock
from centre.models import CareRelation, Case, CheckedAdult, ChildCheck, Dossier, Milestone, Parent, User

Moment = ChildCheck.Moment


@dataclass(frozen=True)
class Line:
    """One adult: `adult` is None for a parent who was never checked. `cells`: (moment, check or None, is due now)."""

    parent: Parent
    adult: CheckedAdult | None
    cells: list[tuple]

    @property
    def name(self) -> str:
        return str(self.adult or self.parent)

    @property
    def key(self) -> str:
        return self.adult.reference if self.adult else self.parent.reference


def due_moments(case: Case) -> list[str]:
    """The moments that have come for a case, in their order."""
    reached = dict(Milestone.objects.filter(case=case).values_list("kind", "reached_on"))
    found = [Moment.START]
    started = reached.get(Milestone.Kind.STARTED)
    if started and started <= half_before():
        found.append(Moment.HALFWAY)
    if Milestone.Kind.FINISHED in reached or Milestone.Kind.STOPPED in reached:
        found.append(Moment.END)
    return found


def half_before():
    """Who started on this day or earlier is halfway today."""
    return clock.today() - timedelta(weeks=settings.CHILD_CHECK_HALFWAY_WEEKS)


def lines(case: Case, parents: list[Parent]) -> list[Line]:
    """Each parent, then who lives with that parent; for who is named in the safety file. Two queries and one of milestones."""
    rows = CheckedAdult.objects.filter(dossier__case=case).prefetch_related("checks").select_related("parent")
    adults, due = list(rows.order_by("is_partner", "pk")), due_moments(case)
    found = []
    for parent in parents:
        mine = [row for row in adults if row.parent_id == parent.pk]
        if not any(not row.is_partner for row in mine):
            found.append(_line(parent, None, due))
        found += [_line(parent, row, due) for row in mine]
    return found


def _line(parent: Parent, adult: CheckedAdult | None, due: list[str]) -> Line:
    done = {check.moment: check for check in adult.checks.all()} if adult else {}
    here = adult is None or adult.left_on is None
    return Line(parent, adult, [(moment, done.get(moment), here and moment in due) for moment in Moment])


def first_to_do(case: Case, on_list: list[Line]) -> str:
    """The first moment that somebody on the list still has before them; without a list the latest that has come."""
    waiting = [moment for line in on_list for moment, done, is_due in line.cells if is_due and not done]
    return min(waiting, key=list(Moment).index) if waiting else due_moments(case)[-1]


def waiting_for(user: User) -> QuerySet[Case]:
    """Open cases of which somebody is the contact person, with a check that has come and was not done."""
    mine = CareRelation.objects.active().filter(user=user, case=OuterRef("pk"), kind=CareRelation.Kind.CONTACT_PERSON)
    reached = Milestone.objects.filter(case=OuterRef("pk"))
    halfway = Exists(reached.filter(kind=Milestone.Kind.STARTED, reached_on__lte=half_before()))
    over = Exists(reached.filter(kind__in=[Milestone.Kind.FINISHED, Milestone.Kind.STOPPED]))
    unchecked = Parent.objects.filter(family=OuterRef("family")).exclude(
        Exists(
            CheckedAdult.objects.filter(dossier__case=OuterRef(OuterRef("pk")), parent=OuterRef("pk"), is_partner=False)
        )
    )
    due = Q(Exists(unchecked)) | Q(_left_out(Moment.START)) | Q(halfway & _left_out(Moment.HALFWAY))
    return Case.objects.open().filter(Exists(mine)).filter(due | Q(over & _left_out(Moment.END)))


def _left_out(moment: str) -> Q:
    """For a case: an adult who still lives there has no check of this moment."""
    adults = CheckedAdult.objects.filter(dossier__case=OuterRef("pk"), left_on=None)
    return Q(Exists(adults.exclude(Exists(ChildCheck.objects.filter(adult=OuterRef("pk"), moment=moment)))))


def file_of(case: Case, user: User) -> Dossier | None:
    """The safety dossier of a case for who is named in it."""
    return Dossier.objects.safety_of(user).filter(case=case).first()
