"""How a group is made, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecipeQuerySet(models.QuerySet):
    def of_seasons(self):
        """Recipes with which the composer can plan, the usual one first; one family by itself is planned by hand."""
        order = models.Case(
            models.When(variant=Recipe.Variant.OPEN, then=0),
            models.When(variant=Recipe.Variant.CLOSED, then=1),
            default=2,
        )
        rows = self.filter(is_active=True).exclude(variant=Recipe.Variant.FAMILY)
        return rows.order_by(order, "name", "-version")


class Recipe(models.Model):
    """How a group is made, as data with a version and a source; a group copies it when it is planned."""

    class Variant(models.TextChoices):
        OPEN = "open", _("group of couples and their children")
        CLOSED = "closed", _("closed group of five or six couples")
        PARENTS = "parents", _("parents only")
        FAMILY = "family", _("individual family")

    class Channel(models.TextChoices):
        MAIL = "mail", _("mail that something is ready")
        PORTAL = "portal", _("only in the portal")

    variant = models.CharField(max_length=8, choices=Variant.choices, default=Variant.OPEN)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    couples = models.PositiveSmallIntegerField(default=6)
    minimum_couples = models.PositiveSmallIntegerField(default=4)
    sessions = models.PositiveSmallIntegerField(default=8)
    #: Length of a session in minutes and the rhythm in days.
    minutes = models.PositiveSmallIntegerField(default=120)
    rhythm_days = models.PositiveSmallIntegerField(default=14)
    leads_per_track = models.PositiveSmallIntegerField(default=2)
    #: Titles of the sessions: content of the licence holder; the demo has neutral ones of its own.
    session_titles = models.JSONField(default=list)
    #: Talks before a couple is placed, a meeting with the networks before the start, an evaluation after the end.
    intakes = models.PositiveSmallIntegerField(default=2)
    has_network_meeting = models.BooleanField(default=True)
    has_evaluation = models.BooleanField(default=True)
    #: Who stopped early is invited for the talk after six months as well.
    follow_up_who_stopped = models.BooleanField(default=True)
    #: In which session the children show what they made; empty is 'nog vast te stellen' or none.
    presentation_session = models.PositiveSmallIntegerField(null=True, blank=True)
    #: How many days both parents have to answer an offer.
    offer_days = models.PositiveSmallIntegerField(default=7)
    #: When reminders ring, in hours before the session: for parents, children with an account and the leads, and how.
    reminder_hours = models.JSONField(default=list)
    child_reminder_hours = models.JSONField(default=list)
    lead_reminder_hours = models.JSONField(default=list)
    reminder_channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    #: What parents read with every appointment.
    what_to_bring = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = RecipeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_recipe_per_name_and_version")]

    def __str__(self):
        return f"{self.name} v{self.version}"

    @property
    def with_children(self) -> bool:
        return self.variant != self.Variant.PARENTS

    @property
    def rooms(self) -> int:
        """Rooms that one session takes at the same moment."""
        return 2 if self.with_children else 1

    def extra_weeks(self, first, last) -> int:
        """Whole weeks that a series from its first to its last date takes more than the rhythm asks."""
        return max((last - first).days // 7 - (self.sessions - 1) * self.rhythm_days // 7, 0)
