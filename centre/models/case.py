"""The baton that travels through the rooms. A case carries no clinical content."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.models.family import Family
from centre.models.organisation import Organisation, Region
from centre.models.user import User
from centre.references import case_reference


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Cases a user works on or leads: the one definition of who may open what (also of single objects)."""
        mine = CareRelation.objects.active().filter(user=user, case=OuterRef("pk"))
        closed = [CareRelation.Kind.EXCLUDED, *CareRelation.OPENS_NO_CASE]
        if user.wearing == Audience.COORDINATOR:
            closed += CareRelation.OF_THERAPISTS
        seen = Q(Exists(mine.exclude(kind__in=closed)))
        regions = user.regions_as(Audience.COORDINATOR)
        if regions:
            seen |= Q(region__in=regions)
        return self.filter(seen).exclude(Exists(mine.filter(kind=CareRelation.Kind.EXCLUDED)))

    def open(self):
        return self.filter(closed_on=None)

    def with_stage(self):
        """Annotate `stage`: the kind of the latest milestone."""
        latest = Milestone.objects.filter(case=OuterRef("pk")).order_by("-reached_on", "-pk")
        return self.annotate(
            stage=Subquery(latest.values("kind")[:1]), stage_since=Subquery(latest.values("reached_on")[:1])
        )


def usual_regime() -> str:
    """What the centre settled for new cases; empty as long as it did not."""
    return settings.LEGAL_REGIME


class Regime(models.TextChoices):
    """Under which law the help of a case falls (law.md 1.1); both ask the same people at the same ages."""

    UNSETTLED = "", _("to be settled")
    JEUGDWET = "jeugdwet", _("Youth Act (Jeugdwet)")
    WGBO = "wgbo", _("Medical Treatment Act (WGBO)")


class Case(models.Model):
    """One family's passage through the centre; coming back later is a new case."""

    reference = models.CharField(max_length=16, unique=True, default=case_reference, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="cases")
    region = models.ForeignKey(Region, models.PROTECT, related_name="cases")
    #: Organisation.Kind of the referrer, or "parent".
    entered_via = models.CharField(max_length=40, choices=[*Organisation.Kind.choices, ("parent", _("parent"))])
    opened_on = models.DateField(default=clock.today)
    closed_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=200, blank=True)
    legal_regime = models.CharField(
        max_length=10, choices=Regime.choices, default=usual_regime, db_default="", blank=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["region", "-opened_on"], name="case_region_opened"),
            models.Index(fields=["family"], condition=Q(closed_on=None), name="case_open_by_family"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="case_closes_after_it_opens"
            )
        ]

    def __str__(self):
        return self.reference


class Milestone(models.Model):
    """A point that a case passes once; the spine of every report."""

    class Kind(models.TextChoices):
        ENTERED = "entered", _("entered")
        APPLIED = "applied", _("both parents applied")
        ASSESSED = "assessed", _("assessed")
        PLACED = "placed", _("has a seat")
        STARTED = "started", _("started")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped early")
        FOLLOWED_UP = "followed_up", _("followed up")
        CLOSED = "closed", _("closed")

    case = models.ForeignKey(Case, models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reached_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="milestones_set")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="each_milestone_once_per_case")]
        indexes = [models.Index(fields=["kind", "reached_on"], name="milestone_kind_date")]

    def __str__(self):
        return f"{self.case}: {self.get_kind_display()}"


class CareRelationQuerySet(models.QuerySet):
    def active(self):
        now = clock.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


class CareRelation(models.Model):
    """Why somebody may work on a case, and since when (behandelrelatie, law.md R26)."""

    class Kind(models.TextChoices):
        REFERRER = "referrer", _("referrer")
        ASSESSOR = "assessor", _("assessor")
        GROUP_LEAD = "group_lead", _("group lead")
        SUBSTITUTE = "substitute", _("substitute")
        CONTACT_PERSON = "contact_person", _("contact person")
        DIRECTOR = "director", _("case director")
        # Named for the safety dossier: without this (or a director's or assessor's work) nobody learns that it exists.
        SAFETY = "safety", _("safety")
        EMERGENCY = "emergency", _("emergency access")
        # Reads one question about a file (FileRequest.named_readers), and nothing else of this family.
        READER = "reader", _("reader of a question about a file")
        # Conflict of interest: outranks every other relation, also a coordinator's region.
        EXCLUDED = "excluded", _("excluded")

    #: Work of therapists only; in a coordinator's street it opens nothing.
    OF_THERAPISTS = (Kind.ASSESSOR, Kind.GROUP_LEAD, Kind.SUBSTITUTE)
    #: Ends in itself: the own referral, the one question about a file.
    OPENS_NO_CASE = (Kind.REFERRER, Kind.READER)
    #: Work with the family itself: with the hat of a therapist these read what is written about it (law.md R26).
    OF_CARE = (*OF_THERAPISTS, Kind.CONTACT_PERSON, Kind.DIRECTOR)

    case = models.ForeignKey(Case, models.CASCADE, related_name="relations")
    user = models.ForeignKey(User, models.CASCADE, related_name="care_relations")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    #: Who decided so; empty when a service did it along with something else (a placement, a referral).
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="relations_set")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="relations_ended")
    end_reason = models.CharField(max_length=200, blank=True)

    objects = CareRelationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "kind"], condition=Q(until=None), name="one_open_relation_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["user", "case"], name="relation_user_case")]
