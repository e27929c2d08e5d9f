"""Research projects and the frozen data sets that were made for them (law.md 9, R72, R73; features.md I5, I6)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import AccessLog, Case, Consent, Dossier, User
from centre.models.consent import Purpose
from centre.models.retention import Category
from centre.references import new_reference
from research.models.making import MadeInBackground
from research.states import EXPORT, ExportState


def project_reference() -> str:
    return new_reference("OND")


def export_reference() -> str:
    return new_reference("SNP")


class ResearchProjectQuerySet(models.QuerySet):
    def of_researcher(self, user):
        """Only the own ones: a researcher does not learn what colleagues look into."""
        return self.filter(researcher=user)

    def waiting(self):
        return self.filter(decided_at=None)

    def for_list(self):
        return self.select_related("researcher", "decided_by").order_by("-asked_at", "-pk")


class ResearchProject(models.Model):
    """One study of one researcher with a purpose and a last day. Its key lies outside the database (research/keys.py)."""

    class Level(models.TextChoices):
        SCORES = "scores", _("scores only")
        ITEMS = "items", _("scores and single answers")

    reference = models.CharField(max_length=16, unique=True, default=project_reference, editable=False)
    title = models.CharField(max_length=120)
    purpose = models.TextField()
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.SCORES)
    researcher = models.ForeignKey(User, models.PROTECT, related_name="research_projects")
    asked_at = models.DateTimeField(default=clock.now)
    #: Last day on which a data set is made or handed out, itself included.
    ends_on = models.DateField()
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="research_projects_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_approved = models.BooleanField(default=False)

    objects = ResearchProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("researcher")), name="a_second_person_decides_a_project"
            ),
            models.CheckConstraint(
                condition=Q(is_approved=False) | Q(decided_by__isnull=False), name="an_approved_project_has_a_decider"
            ),
        ]
        indexes = [models.Index(fields=["researcher", "-asked_at"], name="project_researcher")]

    def __str__(self):
        return self.title

    @property
    def runs(self) -> bool:
        """Approved, and not over today."""
        return self.is_approved and clock.today() <= self.ends_on


class ResearchExportQuerySet(models.QuerySet):
    def of_researcher(self, user):
        return self.filter(project__researcher=user)

    def waiting(self):
        """For the second person who unlocks the key."""
        return self.filter(state=ExportState.REQUESTED)

    def for_list(self):
        return self.select_related("project__researcher", "decided_by").order_by("-asked_at", "-pk")

    def with_withdrawals(self):
        """Annotate `is_overtaken`: after it was frozen somebody in it said no, in whichever case, or was erased; or the
        last day of the project is over.
        """
        parts = ExportPart.objects.filter(export=OuterRef(OuterRef("pk")))
        no = Consent.objects.filter(
            Q(case__family__in=parts.values("case__family")) | Q(about_child__dossiers__in=parts.values("dossier")),
            purpose=Purpose.RESEARCH,
            answer__in=[Consent.Answer.REFUSED, Consent.Answer.WITHDRAWN],
            answered_at__gt=OuterRef("frozen_at"),
        )
        # The receipt of an erasure does not say whose it is; the log of that file does.
        erased = AccessLog.objects.filter(
            dossier__in=parts.values("dossier"),
            label="erasure",
            purpose__in=Category.values,
            at__gt=OuterRef("frozen_at"),
        )
        return self.annotate(is_overtaken=Q(Exists(no) | Exists(erased)) | Q(project__ends_on__lt=clock.today()))


class ResearchExport(MadeInBackground):
    """One frozen data set for one recipient. What was frozen never changes; its bytes stand in ExportContent."""

    reference = models.CharField(max_length=16, unique=True, default=export_reference, editable=False)
    project = models.ForeignKey(ResearchProject, models.PROTECT, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.REQUESTED)
    state_since = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="research_exports_asked")
    asked_at = models.DateTimeField(default=clock.now)
    #: Who unlocked the key for this one data set, or refused; never who asked.
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="research_exports_decided")
    decided_at = models.DateTimeField(null=True, blank=True)
    steps = models.PositiveSmallIntegerField(default=3)
    #: The moment at which consent was looked at.
    frozen_at = models.DateTimeField(null=True, blank=True)
    #: SHA-256 of the whole parcel.
    sha256 = models.CharField(max_length=64, blank=True)
    #: What went in and what fell out, by reason: see research/disclosing.py.
    counts = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    #: The recipient says that all own copies are gone.
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ResearchExportQuerySet.as_manager()

    class Meta:
        constraints = [
            EXPORT.constraint("export_state_is_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="a_second_person_unlocks_an_export"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["requested", "approved", "building"]),
                name="one_export_in_the_making_per_project",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-asked_at"], name="export_project"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=["requested", "approved", "building"]),
                name="export_waiting",
            ),
        ]

    def __str__(self):
        return self.reference


class ExportContent(models.Model):
    """The frozen parcel, encrypted: never made again, so that the same reference always gives the same bytes (I6)."""

    export = models.OneToOneField(ResearchExport, models.PROTECT, related_name="content")
    #: The zip in base64.
    parcel = EncryptedTextField()


class ExportPart(models.Model):
    """Whose answers a data set holds, without their pseudonyms: to note the disclosure and to see a later no."""

    export = models.ForeignKey(ResearchExport, models.PROTECT, related_name="parts")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="research_parts")
    case = models.ForeignKey(Case, models.PROTECT, related_name="research_parts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "dossier", "case"], name="once_in_a_data_set")]
