"""Regions, municipalities and the organisations that people work for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import organisation_numbers


class Region(models.Model):
    """A care region (jeugdregio) that buys youth help together."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Municipality(models.Model):
    """A municipality as Statistics Netherlands (CBS) lists it; `code` is the four CBS digits."""

    class HolidayRegion(models.TextChoices):
        NORTH = "noord", _("north")
        MIDDLE = "midden", _("middle")
        SOUTH = "zuid", _("south")

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="municipalities")
    province = models.CharField(max_length=40)
    school_holiday_region = models.CharField(max_length=8, choices=HolidayRegion.choices, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Organisation(models.Model):
    """Somebody's employer: the centre, a care provider or a partner in the chain."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("expertise centre")
        CARE_PROVIDER = "care_provider", _("care provider")
        CHILD_PROTECTION_BOARD = "child_protection_board", _("Child Protection Board (RvdK)")
        NEIGHBOURHOOD_TEAM = "neighbourhood_team", _("neighbourhood team")
        CERTIFIED_INSTITUTION = "certified_institution", _("certified institution (GI)")
        ADVICE_AND_REPORTING_CENTRE = "advice_and_reporting_centre", _("Veilig Thuis")
        SEPARATION_DESK = "separation_desk", _("separation desk")
        GP = "gp", _("general practitioner")
        COURT = "court", _("court")
        MEDIATOR = "mediator", _("mediator")
        MUNICIPALITY = "municipality", _("municipality")
        UNIVERSITY = "university", _("university")

    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=40, choices=Kind.choices)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="organisations")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="organisations")
    #: Numbers by which others know it (law.md R42); their shape: centre/organisation_numbers.py.
    oin = models.CharField(max_length=20, blank=True, validators=[organisation_numbers.check_oin])
    kvk = models.CharField(max_length=8, blank=True, validators=[organisation_numbers.check_kvk])
    agb = models.CharField(max_length=8, blank=True, validators=[organisation_numbers.check_agb])

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
