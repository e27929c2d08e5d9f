"""The plan of help: which dated facts there are about it, per person (Jw 4.1.2, 4.1.3; law.md R34). Terms are derived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.user import User
from centre.references import new_reference


def once_key() -> str:
    return new_reference("HP", 12)


class HelpPlanFact(models.Model):
    """Something that happened with one person about the plan, on a day. Never changed; a later fact follows."""

    class Kind(models.TextChoices):
        OFFERED = "offered", _("a family group plan was offered")
        FAMILY_MAKES = "family_makes", _("the family makes a plan itself")
        NO_FAMILY_PLAN = "no_family_plan", _("no family group plan is made")
        PLAN = "plan", _("the plan of help is there")
        ASKED = "asked", _("asked for the plan in writing")
        GIVEN = "given", _("got the plan in writing")

    #: Made with the form, so that sending it twice writes it once.
    once = models.CharField(max_length=32, unique=True, default=once_key, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="help_plan_facts")
    case = models.ForeignKey(Case, models.PROTECT, related_name="help_plan_facts")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    on = models.DateField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="help_plan_facts")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [
            models.Index(fields=["case", "kind"], name="help_plan_case"),
            models.Index(fields=["dossier", "kind", "on"], name="help_plan_dossier"),
        ]
