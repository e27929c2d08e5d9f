"""Getting back into an account: never a password chosen by somebody else (security reference AC19, ASVS 6.4.6)."""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.user import User
from centre.references import new_reference
from centre.two_people import lapses_before


def recovery_reference() -> str:
    return new_reference("H", 10)


class PasswordQuestion(models.Model):
    """Somebody asked a new password for an address. Written for every address alike; a worker looks whose it is."""

    email = EncryptedTextField()
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="password_question_open")]


class RecoveryQuerySet(models.QuerySet):
    def open(self):
        return self.filter(agreed_at=None, stopped_at=None, asked_at__gt=lapses_before())


class AccountRecovery(models.Model):
    """Somebody lost phone and password. One member of staff calls back on the safe number, another agrees."""

    reference = models.CharField(max_length=16, unique=True, default=recovery_reference, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="recoveries")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="recoveries_asked")
    asked_at = models.DateTimeField(default=clock.now)
    #: When the person was called back on the number that was known before.
    called_back_at = models.DateTimeField()
    #: Where the new link goes: told in that call as read by nobody else. Emptied once it is settled.
    email = EncryptedTextField(blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="recoveries_agreed")
    agreed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "account recoveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="recovery_takes_two_people"
            )
        ]
