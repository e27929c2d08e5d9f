"""What the doorbells say: kinds, and the centre's own wording in dated versions (features.md H7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.models.user import User
from centre.references import new_reference


def template_reference() -> str:
    return new_reference("T", 10)


class DoorbellKind(models.TextChoices):
    MESSAGE = "message", _("message waiting")
    APPOINTMENT = "appointment", _("appointment")
    INVITATION = "invitation", _("invitation")
    QUESTIONNAIRE = "questionnaire", _("questionnaire")
    SECURITY = "security", _("safety of the account")


class MailRole(models.TextChoices):
    """To whom a doorbell speaks: "u" to parents and professionals, "je" to children."""

    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    STAFF = "staff", _("professional")


class MailTemplate(models.Model):
    """One version of the words of one doorbell. A published version never changes; a newer one follows it."""

    reference = models.CharField(max_length=16, unique=True, default=template_reference, editable=False)
    kind = models.CharField(max_length=16, choices=DoorbellKind.choices)
    role = models.CharField(max_length=8, choices=MailRole.choices)
    language = models.CharField(max_length=5)
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=60)
    #: Paragraphs divided by an empty line; variables as {{ name }} (centre/mail_words.py).
    text = models.TextField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="mail_templates_made")
    made_at = models.DateTimeField(default=clock.now)
    #: From this moment on mails use it; None: a draft.
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "role", "language", "version"], name="one_mail_template_per_version"
            )
        ]
        ordering = ["kind", "role", "language", "-version"]

    def __str__(self):
        return f"{self.get_kind_display()} v{self.version}"
