"""Groups, and their sessions with two rooms and a team."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.models import Organisation, Region, User
from centre.references import new_reference
from groups.models.recipe import Recipe
from groups.states import GROUP, GroupState
from therapists.models import Practice, Room, Therapist
from therapists.states import Role


def group_reference() -> str:
    return new_reference("GR")


def session_reference() -> str:
    return new_reference("BK", 10)


def _leads_now(user) -> Q:
    """For a group: this user is one of its team, or stands in today."""
    own = SessionLead.objects.filter(session__group=OuterRef("pk"))
    return Q(Exists(own.of_team(user))) | Q(Exists(own.standing_in_today(user)))


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Groups that a user leads (also some time after the end), stands in for today, or coordinates."""
        seen = Q(region__in=user.regions_as(Audience.COORDINATOR))
        if user.is_in(Audience.THERAPIST):
            seen |= _leads_now(user)
        return self.filter(seen)

    def led_by(self, user):
        """Groups that a therapist leads or stands in for today: the therapist's street shows these only."""
        return self.filter(_leads_now(user))

    def of_coordinator(self, user):
        return self.filter(region__in=user.regions_as(Audience.COORDINATOR))


class Group(models.Model):
    """Six couples who meet eight times at one location; parents and children in the same hours, in two rooms."""

    class DateMode(models.TextChoices):
        SHIFT = "shift", _("move on by a week")
        KEEP = "keep", _("stay in the rhythm")

    reference = models.CharField(max_length=16, unique=True, default=group_reference, editable=False)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="groups")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="groups")
    providers = models.ManyToManyField(Organisation, related_name="groups")
    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="groups")
    #: Copied from the recipe, so that a later recipe changes nothing that runs.
    couples = models.PositiveSmallIntegerField()
    minimum_couples = models.PositiveSmallIntegerField()
    session_count = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    rhythm_days = models.PositiveSmallIntegerField(default=14)
    leads_per_track = models.PositiveSmallIntegerField()
    #: Without children there is one room and one pair of leads.
    with_children = models.BooleanField(default=True)
    #: Closed: nobody joins after the first session.
    is_closed = models.BooleanField(default=False)
    presentation_session = models.PositiveSmallIntegerField(null=True, blank=True)
    follow_up_who_stopped = models.BooleanField(default=True)
    offer_days = models.PositiveSmallIntegerField(default=7)
    reminder_hours = models.JSONField(default=list)
    child_reminder_hours = models.JSONField(default=list)
    lead_reminder_hours = models.JSONField(default=list)
    reminder_channel = models.CharField(max_length=8, choices=Recipe.Channel.choices, default=Recipe.Channel.MAIL)
    what_to_bring = models.CharField(max_length=200, blank=True)
    #: The time on the wall clock (Amsterdam) at which the group meets, in summer and in winter.
    meets_at = models.TimeField()
    date_mode = models.CharField(max_length=6, choices=DateMode.choices, default=DateMode.SHIFT)
    #: Dates that the planner passed over: [{date, reason}].
    skipped = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=GroupState.choices, default=GroupState.PLANNED)
    state_since = models.DateTimeField(default=clock.now)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="groups_planned")
    created_at = models.DateTimeField(default=clock.now)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            GROUP.constraint("group_state_is_known"),
            models.CheckConstraint(condition=Q(couples__range=(1, 12)), name="group_has_one_to_twelve_couples"),
        ]
        indexes = [models.Index(fields=["region", "state"], name="group_region_state")]

    def __str__(self):
        return self.name


class SessionQuerySet(models.QuerySet):
    def led_by(self, user):
        """Sessions of groups that this therapist leads; of a substitute only the own one, and only on its day.

        Who was replaced for the sessions to come opens none of them any more, the own ones neither (law.md R26).
        """
        leads = SessionLead.objects.of_team(user).filter(session__group=OuterRef("group"))
        return self.filter(
            Exists(leads) | Exists(SessionLead.objects.standing_in_today(user).filter(session=OuterRef("pk")))
        )

    def of_coordinator(self, user):
        return self.filter(group__region__in=user.regions_as(Audience.COORDINATOR))

    def standing(self):
        """Not cancelled."""
        return self.filter(cancelled_at=None)


class Session(models.Model):
    """One meeting: one moment, two rooms. Moving it moves both tracks."""

    reference = models.CharField(max_length=16, unique=True, default=session_reference, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    parent_room = models.ForeignKey(Room, models.PROTECT, related_name="parent_sessions")
    #: None in a group for parents only.
    child_room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="child_sessions")
    #: Rises with every move; part of the reminders' keys and the calendar's SEQUENCE.
    revision = models.PositiveSmallIntegerField(default=0)
    #: Since when this moment is known: a reminder that was due earlier is not sent any more.
    known_since = models.DateTimeField(default=clock.now)
    attendance_taken_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="each_session_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(child_room=None) | ~Q(parent_room=F("child_room")), name="two_different_rooms"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="session_start")]

    @property
    def on(self):
        """The date in Amsterdam."""
        return timezone.localdate(self.starts_at)

    @property
    def plan(self) -> str:
        """Moment and rooms as one word: a form sends it back, so that it changes what somebody saw and nothing else."""
        off = "-off" if self.cancelled_at else ""
        return f"{int(self.starts_at.timestamp())}-{self.parent_room_id}-{self.child_room_id or 0}{off}"

    @property
    def rooms(self) -> list[Room]:
        """The room of the parents and, where there is one, the room of the children."""
        return [room for room in (self.parent_room, self.child_room) if room]

    @property
    def room_ids(self) -> list[int]:
        return [pk for pk in (self.parent_room_id, self.child_room_id) if pk]

    @property
    def has_come(self) -> bool:
        """Its day is here: from now on the roll can be called."""
        return self.on <= clock.today()

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()


class SessionLeadQuerySet(models.QuerySet):
    def team_now(self):
        """Rows of the sessions to come, or of the last one when none is to come: the team that stands.

        Who was replaced for the sessions to come has no such row any more, whatever was held before.
        """
        group, moment = OuterRef("session__group"), OuterRef("session__starts_at")
        later = Session.objects.standing().filter(group=group, starts_at__gt=moment).order_by()
        return self.filter(Q(session__cancelled_at=None, session__ends_at__gt=clock.now()) | ~Exists(later))

    def of_team(self, user):
        """Rows by which this user leads the group as a rule, also of a date on which somebody stands in."""
        own = Q(therapist__user=user, is_substitute=False) | Q(stands_in_for__user=user)
        return self.filter(own).team_now()._until_the_grace_is_over()

    def standing_in_today(self, user):
        """Rows by which this user stands in for somebody today; access ends with the day."""
        midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        today = {"session__starts_at__gte": midnight, "session__starts_at__lt": midnight + timedelta(days=1)}
        rows = self.filter(therapist__user=user, is_substitute=True, session__cancelled_at=None, **today)
        return rows._until_the_grace_is_over()

    def _until_the_grace_is_over(self):
        grace = clock.now() - timedelta(days=settings.LEAD_GRACE_DAYS)
        over = Q(session__group__state__in=[GroupState.COMPLETED, GroupState.CANCELLED])
        return self.exclude(over & Q(session__group__state_since__lt=grace))


class SessionLead(models.Model):
    """Who leads which track on this date; the certificate is checked on the session's date."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="leads")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="session_leads")
    role = models.CharField(max_length=12, choices=Role.choices)
    #: A substitute leads this one date only; access ends the next day.
    is_substitute = models.BooleanField(default=False)
    #: Whom a substitute replaces on this date: that person stays one of the team.
    stands_in_for = models.ForeignKey(
        Therapist, models.PROTECT, null=True, blank=True, related_name="sessions_stood_in_for"
    )
    #: To the minute: a reminder that was due before this moment is not sent (features.md H3).
    since = models.DateTimeField(default=clock.now)

    objects = SessionLeadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "therapist"], name="one_role_per_session_and_lead")]
