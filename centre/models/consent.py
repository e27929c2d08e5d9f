"""Who said yes or no to what, when. Rows are never changed, only followed by newer ones (law.md R5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.family import Child, Parent
from centre.models.sharing import SharingPartner
from centre.models.user import User


class Purpose(models.TextChoices):
    """Separate consents, none ticked beforehand (law.md R6)."""

    TREATMENT = "treatment", _("treatment")
    GROUP = "group", _("taking part in a group with other families")
    SHARING = "sharing", _("telling a partner how far the help is")
    HEARING = "hearing", _("hearing from a partner")
    RESEARCH = "research", _("scientific research")
    VIDEO = "video", _("video for supervision")
    MAIL = "mail", _("messages by e-mail")


class ConsentText(models.Model):
    """The information that was shown with the question; a version never changes."""

    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    published_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_text_per_purpose_and_version")]
        ordering = ["purpose", "-version"]

    def __str__(self):
        return f"{self.get_purpose_display()} v{self.version}"


class ConsentQuerySet(models.QuerySet):
    def counting_in(self, case: Case):
        """Answers of this case; and what a holder of authority of another family of a child answered about that child.

        A child may belong to two families: every holder of authority decides (law.md 1.2), each in the own case only.
        """
        children = Child.objects.filter(families=case.family_id)
        elsewhere = Q(about_child__in=children, giver_parent__isnull=False) & ~Q(giver_parent__family=case.family_id)
        return self.filter(Q(case=case) | elsewhere)


class Consent(models.Model):
    """One person's answer about one subject: a parent about the own help or about a child, a child about itself."""

    class Answer(models.TextChoices):
        GIVEN = "given", _("yes")
        REFUSED = "refused", _("no")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("in the portal")
        SPOKEN = "spoken", _("said to staff")
        PAPER = "paper", _("on paper")

    class Assurance(models.TextChoices):
        """How sure we were of who answered (law.md R5; the last three are the steps of eIDAS)."""

        STAFF = "staff", _("a member of staff who knew this person")
        PASSWORD = "password", _("signed in with a password")
        SECOND_FACTOR = "second_factor", _("signed in with a second step")
        LOW = "low", _("identity proved elsewhere: low")
        SUBSTANTIAL = "substantial", _("identity proved elsewhere: substantial")
        HIGH = "high", _("identity proved elsewhere: high")

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    giver_parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="consents_given")
    giver_child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="consents_given")
    #: About whom: a child, or the giver when empty.
    about_child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="consents_about")
    #: With whom, for a permission about one partner. Empty in old answers about a referrer who never came.
    partner = models.ForeignKey(SharingPartner, models.PROTECT, null=True, blank=True, related_name="consents")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    text_sha256 = models.CharField(max_length=64)
    answered_at = models.DateTimeField(default=clock.now)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PORTAL)
    #: Empty in rows from before this was kept.
    assurance = models.CharField(max_length=16, choices=Assurance.choices, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="consents_recorded")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_has_one_giver",
                condition=Q(giver_parent__isnull=False, giver_child=None)
                | Q(giver_parent=None, giver_child__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["case", "purpose", "-answered_at"], name="consent_case_purpose"),
            models.Index(fields=["case"], condition=Q(answer__in=["refused", "withdrawn"]), name="consent_no"),
        ]

    @property
    def giver(self) -> Parent | Child:
        return self.giver_child or self.giver_parent

    @property
    def subject(self) -> Parent | Child:
        """Whom it is about."""
        return self.about_child or self.giver


class ConsentHandling(models.Model):
    """What somebody who works with the family did about a no, in the file of whose no it was; written once.

    Until this row stands, or the permission is complete again, nobody marks whom it is about at a roll call (law.md R7).
    """

    consent = models.OneToOneField(Consent, models.PROTECT, related_name="handling")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="consent_handlings")
    reason = EncryptedTextField()
    handled_by = models.ForeignKey(User, models.PROTECT, related_name="consents_handled")
    handled_at = models.DateTimeField(default=clock.now)


class ConsentRuling(models.Model):
    """Why somebody's yes is not waited for: a court decided in that person's place, a guardian said yes, a child of 12 to
    15 decides without the parents, a child cannot weigh its interests, or the law asks no consent.

    Dated, with its reason, its evidence and the colleague who weighed it along; ended, never erased (law.md R3, R4).
    """

    class Kind(models.TextChoices):
        REPLACED = "replaced", _("a court gave consent in this parent's place")
        NOT_REQUIRED = "not_required", _("consent is not required (compulsory measure)")
        GUARDIAN = "guardian", _("the guardian gave consent: no parent has authority")
        INCAPABLE = "incapable", _("a child from 12 on cannot weigh its interests: who has authority decides")
        HARM = "harm", _("a child of 12 to 15 without the parents: serious harm threatens")
        WISH = "wish", _("a child of 12 to 15 without the parents: it keeps wishing it, well considered")

    case = models.ForeignKey(Case, models.PROTECT, related_name="consent_rulings")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    child = models.ForeignKey(Child, models.PROTECT, related_name="consent_rulings")
    #: The one parent in whose place the court decided; empty when no consent is required at all.
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="consent_rulings")
    #: Court or certified institution, and the number of its decision; empty where professionals weighed it.
    decided_by = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    #: Why this ground holds here, in words; for staff.
    reason = EncryptedTextField(blank=True)
    #: The second professional; empty only in rows from before this was asked.
    weighed_with = models.ForeignKey(User, models.PROTECT, null=True, related_name="consent_rulings_weighed")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="consent_rulings")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_court_replaces_one_parent",
                condition=Q(kind="replaced", parent__isnull=False) | (~Q(kind="replaced") & Q(parent=None)),
            ),
            models.CheckConstraint(
                name="ruling_ends_after_start", condition=Q(until=None) | Q(until__gte=models.F("since"))
            ),
        ]
        indexes = [models.Index(fields=["case", "purpose"], name="ruling_case_purpose")]
