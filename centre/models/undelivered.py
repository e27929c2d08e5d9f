"""Mail that did not arrive, and what a person has to do by hand because of it (features.md H4, D3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.models.notice import Notice
from centre.models.user import User
from centre.references import new_reference


def task_reference() -> str:
    return new_reference("C", 10)


class Bounce(models.Model):
    """A mail server said that one doorbell could not be delivered. Only the code is kept, never the words of the report."""

    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="bounces")
    recipient = models.ForeignKey(User, models.CASCADE, related_name="bounces")
    #: Keyed digest of the address at that moment: another address begins with a clean slate.
    address_digest = models.CharField(max_length=64)
    #: Enhanced status code of RFC 3463: 5.x.x for good, 4.x.x for now.
    status = models.CharField(max_length=12)
    is_hard = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "status"], name="one_bounce_of_a_sort_per_notice"),
        ]
        indexes = [models.Index(fields=["recipient", "-at"], name="bounce_recipient_at")]


class ContactTask(models.Model):
    """Somebody has to reach a person by hand. The unique key makes asking twice harmless."""

    class Sort(models.TextChoices):
        UNDELIVERED = "undelivered", _("mail does not arrive")
        UNCERTAIN = "uncertain", _("possibly sent")
        CALL = "call", _("call instead of a mail")
        RECHECK = "recheck", _("check the address again")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached on the safe number")
        ADDRESS = "address", _("the address was corrected")
        RESEND = "resend", _("sent once more")
        ENOUGH = "enough", _("nothing more is needed")

    reference = models.CharField(max_length=16, unique=True, default=task_reference, editable=False)
    key = models.CharField(max_length=160, unique=True)
    sort = models.CharField(max_length=12, choices=Sort.choices)
    person = models.ForeignKey(User, models.CASCADE, related_name="contact_tasks")
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, blank=True, related_name="tasks")
    address_digest = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    #: When the daily digest named it; once is enough.
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="contact_tasks_done")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "address_digest"],
                condition=Q(sort="undelivered", done_at=None),
                name="one_open_undelivered_task_per_address",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(done_at=None), name="contact_task_open"),
            models.Index(fields=["person"], condition=Q(done_at=None), name="contact_task_open_person"),
        ]


class MessageLimit(models.Model):
    """How many messages one parent may send a week, when staff set another number than the house's (AC13).

    Nobody but staff sees it; the other parent's number is another row.
    """

    parent = models.OneToOneField("centre.Parent", models.CASCADE, related_name="message_limit")
    per_week = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="message_limits_set")
    set_at = models.DateTimeField(default=clock.now)
