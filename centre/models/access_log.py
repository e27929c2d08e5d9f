"""Who looked: append-only rows with the facts that NEN 7513 asks for (law.md R44-R46)."""

from datetime import UTC

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import blind_index
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.user import User

#: In a purpose, before the references that were asked in vain.
BESIDE = " · "


class AppendOnly(models.QuerySet):
    """Rows that can be added and read; pruning after the term is one retention service's work."""

    def bulk_create(self, objs, *args, **kwargs):
        rows = list(objs)
        for row in rows:
            row.mark = row.right_mark()
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs):
        raise TypeError("This log is append-only.")

    def delete(self):
        raise TypeError("This log is append-only.")


class AccessLog(models.Model):
    """One look, change or refusal. Keys are kept as plain numbers too, so that erasing a person leaves the row whole."""

    class Action(models.TextChoices):
        VIEW = "view", _("viewed")
        LIST = "list", _("listed")
        SEARCH = "search", _("searched")
        CREATE = "create", _("created")
        CHANGE = "change", _("changed")
        PRINT = "print", _("printed")
        EXPORT = "export", _("exported")
        EMERGENCY = "emergency", _("emergency access")
        DENIED = "denied", _("refused")
        RIGHTS = "rights", _("rights changed")

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="looks")
    audience = models.CharField(max_length=16, blank=True)
    organisation = models.CharField(max_length=150, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="looks")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="looks")
    #: What was looked at, in a word; never content.
    label = models.CharField(max_length=80)
    #: The care relation or role it rested on.
    ground = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=80, blank=True)
    succeeded = models.BooleanField(default=True)
    request_id = models.CharField(max_length=32, blank=True)
    #: A keyed digest of the row itself: whoever changes it or puts one in, without the portal's key, is found by name.
    mark = models.CharField(max_length=32, blank=True)

    #: What the mark and the seal of the day are made of.
    FACTS = (
        "actor_id", "audience", "organisation", "action", "case_id", "dossier_id",
        "label", "ground", "purpose", "succeeded", "request_id",
    )  # fmt: skip

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["dossier", "-at"], name="look_dossier_at"),
            models.Index(fields=["case", "-at"], name="look_case_at"),
            models.Index(fields=["actor", "-at"], name="look_actor_at"),
            models.Index(fields=["action", "-at"], name="look_action_at"),
        ]

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("This log is append-only.")
        self.mark = self.right_mark()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("This log is append-only.")

    def right_mark(self) -> str:
        """The mark that fits what the row says. Its number is no part of it: that is known only after it was written."""
        facts = [self.at.astimezone(UTC).isoformat(), *(getattr(self, name) for name in self.FACTS)]
        return blind_index("|".join(map(str, facts)), purpose="look")[:32]

    @property
    def audience_label(self) -> str:
        """The role in words; empty for nobody signed in."""
        return Audience(self.audience).label if self.audience else ""


class AccessSeal(models.Model):
    """A day's seal: a keyed digest of that day's rows, chained to the day before, so that tampering shows."""

    day = models.DateField(unique=True)
    row_count = models.PositiveIntegerField()
    last_row_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)
    #: The term of this day's rows was over and they are gone; the seal stays as a link of the chain.
    pruned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day"]


class AccessQuarter(models.Model):
    """The seal of the rows since the seal before it, every quarter of an hour (centre/services/log_quarters.py).

    No facts about anybody: numbers and a keyed digest. Kept when the rows themselves are pruned, as links of the chain.
    """

    #: Unique, so that two rounds at once never seal the same rows twice.
    first_row_id = models.BigIntegerField(unique=True)
    last_row_id = models.BigIntegerField()
    row_count = models.PositiveIntegerField()
    #: Numbers that were given out and that no row carried at the time: [[first, last], …].
    holes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["first_row_id"]
