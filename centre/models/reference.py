"""Reference data that is loaded from files or packages, each with its source (law.md R80)."""

from django.db import models

from centre import clock
from centre.models.organisation import Municipality
from centre.reference.names import canonical, fold


class ReferenceSource(models.Model):
    """Where a set of reference data came from and when it was loaded."""

    name = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=60)
    dated = models.DateField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.now)


class SchoolHoliday(models.Model):
    """A school holiday of one region; both dates belong to it."""

    region = models.CharField(max_length=8, choices=Municipality.HolidayRegion.choices)
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on", "region"]
        constraints = [
            models.UniqueConstraint(fields=["region", "starts_on"], name="one_school_holiday_per_region_and_start"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="school_holiday_ends_after_it_starts"
            ),
        ]


class PlaceQuerySet(models.QuerySet):
    def named(self, text):
        """Places whose name starts with `text`, accents and capitals aside; other spellings ("Den Bosch") count. Largest first."""
        wanted = fold(canonical("place", text))
        if not wanted:
            return self.none()
        return self.filter(folded__startswith=wanted).order_by("-population", "name")


class Place(models.Model):
    """A town or village with its coordinates (degrees, WGS 84); a name may occur twice.

    `key` is the place's identity in the source, `folded` the name as it is searched. `municipality_basis` says how the
    municipality was found; with "dichtbij" (nearest known place) it is a guess. `school_holiday_region` is filled only
    where the place follows another region than its municipality.
    """

    key = models.CharField(max_length=60, unique=True, null=True, blank=True)  # noqa: DJ001 null: made by hand
    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=100, editable=False, default="")
    municipality = models.ForeignKey(Municipality, models.SET_NULL, null=True, blank=True, related_name="places")
    municipality_basis = models.CharField(max_length=20, blank=True)
    school_holiday_region = models.CharField(max_length=8, choices=Municipality.HolidayRegion.choices, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField(default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-population"]
        indexes = [models.Index(fields=["folded"], name="place_folded")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def holiday_region(self) -> str:
        """The school holiday region here: the place's own, else its municipality's, else unknown (empty)."""
        return self.school_holiday_region or (self.municipality.school_holiday_region if self.municipality else "")


class PostcodeArea(models.Model):
    """The four digits of a postcode, with the place that they stand for and where it lies (degrees, WGS 84).

    `basis`: "plaats" when the place is known, "naburig" when the point is that of the nearest known area (a guess).
    """

    code = models.CharField(max_length=4, unique=True)
    place = models.CharField(max_length=100)
    municipality = models.ForeignKey(
        Municipality, models.SET_NULL, null=True, blank=True, related_name="postcode_areas"
    )
    latitude = models.FloatField()
    longitude = models.FloatField()
    basis = models.CharField(max_length=10)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.place}"
