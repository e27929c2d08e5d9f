"""A complaint about the centre, apart from every dossier (Jw 4.2.1; law.md R35)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedTextField
from centre.models.file_request import month_after
from centre.models.user import User
from centre.references import new_reference


def complaint_reference() -> str:
    return new_reference("K", 10)


class Complaint(models.Model):
    """Somebody's own words, who handles them, the verdict, and what the centre does with it. Hangs on no dossier or case.

    Handed in by somebody with an account (`made_by`), or written down for somebody without one (`name`, `reach`).
    """

    class Outcome(models.TextChoices):
        FOUNDED = "founded", _("the complaint is right")
        PARTLY = "partly", _("the complaint is right in part")
        UNFOUNDED = "unfounded", _("the complaint is not right")
        SETTLED = "settled", _("solved together")
        WITHDRAWN = "withdrawn", _("taken back")

    class From(models.TextChoices):
        PARENT = Audience.PARENT.value, _("parent")
        CHILD = Audience.CHILD.value, _("child")
        REFERRER = Audience.REFERRER.value, _("referrer")

    #: After a verdict the centre says within a month what it does with it (Jw 4.2.1).
    VERDICTS = (Outcome.FOUNDED, Outcome.PARTLY, Outcome.UNFOUNDED)

    reference = models.CharField(max_length=16, unique=True, default=complaint_reference, editable=False)
    #: Made with the form, so that sending it twice writes it once.
    once = models.CharField(max_length=32, unique=True, default=complaint_reference, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="complaints")
    made_as = models.CharField(max_length=16, choices=From.choices)
    name = EncryptedTextField(blank=True)
    reach = EncryptedTextField(blank=True)
    text = EncryptedTextField()
    wish = EncryptedTextField(blank=True)
    received_on = models.DateField(default=clock.today)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="complaints_written")
    written_at = models.DateTimeField(default=clock.now)
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="complaints_handled")
    taken_up_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answer = EncryptedTextField(blank=True)
    #: What the centre does with the verdict, told to who complained.
    reacted_on = models.DateField(null=True, blank=True)
    reaction = EncryptedTextField(blank=True)
    #: Nothing has to follow any more.
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        constraints = [
            models.CheckConstraint(
                condition=Q(made_by__isnull=False) | Q(written_by__isnull=False), name="complaint_has_a_source"
            )
        ]
        indexes = [
            models.Index(fields=["received_on", "id"], condition=Q(closed_on=None), name="complaint_open"),
            models.Index(fields=["-closed_on", "-id"], condition=Q(closed_on__isnull=False), name="complaint_closed"),
            models.Index(fields=["made_by", "-id"], name="complaint_made_by"),
        ]

    @property
    def sender(self) -> str:
        return self.made_by.name if self.made_by_id else self.name

    @property
    def answer_due(self) -> date | None:
        """The day by which the verdict is there; None while the centre has not settled its term."""
        weeks = settings.COMPLAINT_TERMS["answer_weeks"]
        return self.received_on + timedelta(weeks=weeks) if weeks else None

    @property
    def reaction_due(self) -> date | None:
        """A month after the verdict (Jw 4.2.1); None where no reaction follows."""
        return month_after(self.decided_on) if self.outcome in self.VERDICTS else None

    @property
    def due(self) -> date | None:
        """What is asked for first: the verdict, then the reaction."""
        if self.closed_on:
            return None
        return self.reaction_due if self.decided_on else self.answer_due

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def state(self) -> str:
        """Derived from the dates, in words."""
        if self.closed_on:
            return _("finished")
        if self.decided_on:
            return _("answered; what we do with it follows")
        return _("somebody is looking into it") if self.handler_id else _("received")
