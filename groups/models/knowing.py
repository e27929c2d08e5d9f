"""What a season must know of one couple beside its times: brothers and sisters, court cases, and whom the family knows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Case, User
from groups.composing.instance import BUILDING, GROUP


class CoupleFacts(models.Model):
    """As a coordinator heard it; without a row nobody asked yet. For staff: what one parent told is never the other's."""

    class Siblings(models.TextChoices):
        NONE = "none", _("either way is fine")
        TOGETHER = "together", _("in one age group")
        SPLIT = "split", _("in different age groups")

    class Proceedings(models.TextChoices):
        NONE = "none", _("no court case")
        ON_HOLD = "on_hold", _("on hold")
        GO_ON = "go_on", _("going on")

    case = models.OneToOneField(Case, models.CASCADE, related_name="season_facts")
    siblings = models.CharField(max_length=8, choices=Siblings.choices, default=Siblings.NONE)
    proceedings = models.CharField(max_length=8, choices=Proceedings.choices, default=Proceedings.NONE)
    #: The last day of the hold; empty: until the end of the sessions.
    hold_until = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_on = models.DateField(default=clock.today)

    class Meta:
        verbose_name_plural = "facts of couples"
        constraints = [
            models.CheckConstraint(
                condition=Q(hold_until=None) | Q(proceedings="on_hold"), name="only_a_hold_has_a_last_day"
            )
        ]


class TieQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)

    def of(self, case: Case):
        return self.filter(Q(one=case) | Q(other=case))


class Tie(models.Model):
    """Two families who know each other: not in one group, or not in one building on one day (planning.md, rule 6).

    Never shown to a parent of either.
    """

    class Strength(models.TextChoices):
        GROUP = GROUP, _("not in one group")
        BUILDING = BUILDING, _("not in one building on one day")

    class Ground(models.TextChoices):
        PARTNER = "partner", _("a new partner")
        NETWORK = "network", _("the same people around them")
        SCHOOL = "school", _("the same school")
        LAWYER = "lawyer", _("the same lawyer")
        OTHER = "other", _("something else")

    #: The case with the lower number comes first.
    one = models.ForeignKey(Case, models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    strength = models.CharField(max_length=8, choices=Strength.choices, default=Strength.GROUP)
    ground = models.CharField(max_length=8, choices=Ground.choices)
    remark = EncryptedTextField(blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], condition=Q(ended_at=None), name="two_families_tied_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_tie_names_the_lower_case_first"),
        ]
