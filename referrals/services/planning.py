"""The one plan of a family: goals and actions, shared or of one parent (features.md C10)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from referrals.models import PlanAction, PlanGoal
from referrals.services.once import said_already


@transaction.atomic
def add_goal(*, case: Case, text: str, parent: Parent | None, by: User) -> PlanGoal:
    """A goal of both parents together, or of one of them; twice is once. Raises ValidationError for a closed case."""
    if case.closed_on is not None:
        raise ValidationError(_("This case has been closed."))
    same = PlanGoal.objects.filter(case=case, parent=parent, reached_on=None)
    return said_already(same, case=case, text=text) or PlanGoal.objects.create(
        case=case, text=text, parent=parent, set_by=by
    )


@transaction.atomic
def add_action(*, goal: PlanGoal, text: str, parent: Parent | None, due_on: date | None, by: User) -> PlanAction:
    """Who does what; twice is once. Raises ValidationError for an action of one parent below the other's own goal."""
    if goal.parent_id is not None and parent != goal.parent:
        raise ValidationError({"parent": _("This goal belongs to one parent; so do its actions.")})
    same = PlanAction.objects.filter(goal=goal, parent=parent, due_on=due_on, done_on=None)
    return said_already(same, case=goal.case, text=text) or PlanAction.objects.create(
        goal=goal, text=text, parent=parent, due_on=due_on, set_by=by
    )


def reach_goal(*, goal: PlanGoal) -> None:
    """The goal has been reached; the first day stands."""
    if goal.reached_on is None:
        goal.reached_on = clock.today()
        goal.save(update_fields=["reached_on"])


def finish_action(*, action: PlanAction) -> None:
    """The action has been done; the first day stands."""
    if action.done_on is None:
        action.done_on = clock.today()
        action.save(update_fields=["done_on"])
