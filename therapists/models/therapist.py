"""Who is in the register, and in which professional register they stand."""

from datetime import date

from django.db import models
from django.db.models import Case, Exists, OuterRef, When

from centre import clock
from centre.audiences import Audience
from centre.models import User
from therapists.models.practice import Practice
from therapists.standing import months_from
from therapists.states import ProfessionalRegister, PublicField

#: A registration in SKJ or BIG is looked up again after so many months.
RECHECK_MONTHS = 12


class TherapistQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The whole register for coordinators, one's own row for anybody else."""
        return self if user.is_in(Audience.COORDINATOR) else self.filter(user=user)

    def decided_by(self, user):
        """About whom this coordinator decides."""
        return self.with_say(user).filter(may_decide=True) if user.is_in(Audience.COORDINATOR) else self.none()

    def with_say(self, user):
        """Annotate `may_decide`: works in a region of this coordinator, or in none yet and so is every coordinator's."""
        located = Practice.objects.filter(therapists=OuterRef("pk"), municipality__region__isnull=False)
        near = located.filter(municipality__region__in=user.regions_as(Audience.COORDINATOR))
        return self.annotate(may_decide=Case(When(Exists(near) | ~Exists(located), then=True), default=False))


class Therapist(models.Model):
    """A professional in the register. Only opted-in fields are public; never a private or a mail address."""

    user = models.OneToOneField(User, models.PROTECT, related_name="therapist")
    slug = models.SlugField(max_length=120, unique=True)
    practices = models.ManyToManyField(Practice, related_name="therapists", blank=True)
    about = models.TextField(blank=True, max_length=2000)
    languages = models.CharField(max_length=120, default="nl", help_text="Codes with commas, for example nl,en")
    #: Ages and video calls, as codes with commas and a yes: public only when chosen in `shown`.
    ages = models.CharField(max_length=40, blank=True, help_text="Codes with commas, for example 4-7,8-12")
    has_video = models.BooleanField(default=False)
    phone = models.CharField(max_length=20, blank=True)
    website = models.URLField(max_length=200, blank=True)
    is_public = models.BooleanField(default=False)
    #: Which of PublicField this person shows, as codes with commas; nothing by itself.
    shown = models.CharField(max_length=120, blank=True)
    registered_on = models.DateField(default=clock.today)
    deregistered_on = models.DateField(null=True, blank=True)
    #: Most groups at once that this person wants; None is 'nog vast te stellen'.
    group_ceiling = models.PositiveSmallIntegerField(null=True, blank=True)
    #: How far from an own location this person wants to work, in kilometres; None is 'nog vast te stellen'.
    travel_km = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        ordering = ["user__name"]

    def __str__(self):
        return self.user.name

    @property
    def language_codes(self) -> list[str]:
        return [code for code in self.languages.split(",") if code]

    def shows(self, field: PublicField) -> bool:
        """Did this person choose to show this?"""
        return field.value in self.shown.split(",")


class Portrait(models.Model):
    """A photo of somebody in the register: a small square JPEG, drawn anew. Public only when chosen in `shown`."""

    therapist = models.OneToOneField(Therapist, models.CASCADE, related_name="portrait")
    content = models.BinaryField()
    kept_at = models.DateTimeField(default=clock.now)


class ProfessionalRegistration(models.Model):
    """A number in SKJ or BIG, and when somebody of the centre looked it up there."""

    therapist = models.ForeignKey(Therapist, models.CASCADE, related_name="registrations")
    register = models.CharField(max_length=4, choices=ProfessionalRegister.choices)
    number = models.CharField(max_length=12)
    entered_on = models.DateField(default=clock.today)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="registrations_checked")

    class Meta:
        ordering = ["register"]
        constraints = [
            models.UniqueConstraint(fields=["therapist", "register"], name="one_number_per_register"),
            models.UniqueConstraint(fields=["register", "number"], name="a_number_belongs_to_one_person"),
        ]

    @property
    def recheck_on(self) -> date:
        """The day on which the number has to be looked up (again)."""
        return months_from(self.checked_on, RECHECK_MONTHS) if self.checked_on else self.entered_on
