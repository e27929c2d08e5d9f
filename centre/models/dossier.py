"""One dossier per person (Jw 7.3.8; HR 16-7-2021, ECLI:NL:HR:2021:1169)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.case import CareRelation, Case
from centre.models.family import Child, Parent
from centre.models.user import User
from centre.references import dossier_reference, message_reference


class DossierQuerySet(models.QuerySet):
    def of_staff(self, user):
        """Dossiers of everybody in the cases that a member of staff works on; never the safety dossier."""
        cases = Case.objects.visible_to(user)
        people = Q(Exists(cases.filter(family=OuterRef("parent__family")))) | Q(
            Exists(cases.filter(family__children=OuterRef("child")))
        )
        return self.filter(people).exclude(kind=Dossier.Kind.SAFETY)

    def of_case(self, case):
        """The people of one case; a child of two families is in both."""
        return self.filter(Q(parent__family=case.family_id) | Q(child__families=case.family_id)).distinct()

    def safety_of(self, user):
        """Safety dossiers in which this person is named; to everybody else they do not exist (law.md R54)."""
        mine = CareRelation.objects.active().filter(user=user, case=OuterRef("case"))
        excluded = Exists(mine.filter(kind=CareRelation.Kind.EXCLUDED))
        return self.filter(Exists(mine.filter(kind=CareRelation.Kind.SAFETY)), kind=Dossier.Kind.SAFETY).exclude(
            excluded
        )

    def own(self, user):
        return self.filter(Q(parent__user=user) | Q(child__user=user)).exclude(kind=Dossier.Kind.SAFETY)


class Dossier(models.Model):
    """Everything that is written about one person. All content rows in the rooms above carry a dossier key."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent")
        CHILD = "child", _("child")
        # Restricted: named staff only; its existence is invisible to the family (law.md R54).
        SAFETY = "safety", _("safety")

    reference = models.CharField(max_length=16, unique=True, default=dossier_reference, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="dossiers")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="dossiers")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="safety_dossiers")
    opened_on = models.DateField(default=clock.today)
    #: Retention counts twenty years from here (Jw 7.3.8 lid 3); reads and technical changes do not move it.
    last_content_change_at = models.DateTimeField(default=clock.now)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_dossier_is_of_one_person_or_one_safety_file",
                condition=Q(kind="parent", parent__isnull=False, child=None, case=None)
                | Q(kind="child", parent=None, child__isnull=False, case=None)
                | Q(kind="safety", parent=None, child=None, case__isnull=False),
            ),
            models.UniqueConstraint(fields=["parent"], condition=Q(kind="parent"), name="one_dossier_per_parent"),
            models.UniqueConstraint(fields=["child"], condition=Q(kind="child"), name="one_dossier_per_child"),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="safety"), name="one_safety_dossier_per_case"),
        ]

    def __str__(self):
        return self.reference

    @property
    def person(self) -> Parent | Child | None:
        return self.parent or self.child


class Note(models.Model):
    """A typed piece of writing in exactly one dossier (law.md R22). Never changed; a later note corrects it."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", _("observation")
        STATEMENT = "statement", _("statement of somebody")
        JUDGEMENT = "judgement", _("judgement with its basis")

    class Audience(models.TextChoices):
        STAFF = "staff", _("only the team")
        SUBJECT = "subject", _("this person and the team")
        # Only about a child: one text, and both parents with authority read it (features.md C3).
        BOTH = "both", _("both parents and the team")

    reference = models.CharField(max_length=16, unique=True, default=message_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.CharField(max_length=120)
    text = EncryptedTextField()
    #: Whose statement it is, or what a judgement rests on.
    source = EncryptedTextField(blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.STAFF)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="notes_written")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["dossier", "-written_at"], name="note_dossier_written")]
