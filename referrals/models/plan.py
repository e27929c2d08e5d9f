"""One plan for a family: shared goals and actions, and those of each parent apart (features.md C10)."""

from django.db import models
from django.db.models import Q

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Case, Parent, User
from centre.references import new_reference


def plan_reference() -> str:
    return new_reference("G")


class PlanGoal(models.Model):
    """What is to be different. With a parent it stands in that parent's own part; without one both parents read it."""

    reference = models.CharField(max_length=16, unique=True, default=plan_reference, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="plan_goals")
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="plan_goals")
    text = EncryptedTextField()
    set_on = models.DateField(default=clock.today)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="plan_goals_set")
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["set_on", "pk"]
        indexes = [models.Index(fields=["case", "set_on"], name="plan_goal_case")]


class PlanAction(models.Model):
    """Who does what by when. With a parent only that parent reads it, also below a shared goal."""

    reference = models.CharField(max_length=16, unique=True, default=plan_reference, editable=False)
    goal = models.ForeignKey(PlanGoal, models.CASCADE, related_name="actions")
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="plan_actions")
    text = EncryptedTextField()
    due_on = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="plan_actions_set")
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["goal", "due_on"], condition=Q(done_on=None), name="plan_action_open")]
