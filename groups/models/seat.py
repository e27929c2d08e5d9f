"""Who sits where, who was there, and what is written about the group."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.fields import EncryptedTextField
from centre.models import Case, Child, ContactCard, Membership, Parent, User, VaultEntry
from groups.models.group import Group, Session


class PlacementQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)

    def during(self, session):
        """Couples who sat in the group when the session began: who left or finished after it was there."""
        there = Q(ended_on=None) | Q(ended_at__gt=session.starts_at) | Q(end=Placement.End.FINISHED)
        return self.filter(there, group=session.group_id)


class Placement(models.Model):
    """A couple's seat in a group, between two dates."""

    class End(models.TextChoices):
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped early")
        WITHDRAWN = "withdrawn", _("withdrawn before the start")
        #: The centre called the group off after it began: nobody of this couple stopped, and it waits again.
        CALLED_OFF = "called_off", _("group called off")

    group = models.ForeignKey(Group, models.PROTECT, related_name="placements")
    case = models.ForeignKey(Case, models.PROTECT, related_name="placements")
    seat = models.PositiveSmallIntegerField()
    placed_on = models.DateField(default=clock.today)
    #: To the minute: a reminder that was due before this moment is not sent (features.md H3).
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="placements_made")
    ended_on = models.DateField(null=True, blank=True)
    #: To the minute: a session that had begun by then was theirs as well.
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "seat"], condition=Q(ended_on=None), name="one_family_per_seat"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on=None), name="one_seat_per_family"),
            models.CheckConstraint(condition=Q(seat__range=(1, 12)), name="seats_in_the_circle"),
        ]


class Arrival(models.Model):
    """How one parent arrives: earlier than the start, by an own door. Nobody sees another's row (law.md R27)."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="arrivals")
    parent = models.ForeignKey(Parent, models.PROTECT, related_name="arrivals")
    minutes_before = models.PositiveSmallIntegerField(default=0)
    note = EncryptedTextField(blank=True)
    #: Rises with every change of the minutes; part of the calendar's SEQUENCE.
    revision = models.PositiveSmallIntegerField(default=0)
    #: Not kept: what seats in the same group that were given back counted before this one (groups/selectors/appointments.py).
    counted_before = 0

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "parent"], name="one_arrival_per_parent_and_seat")]


class AttendanceQuerySet(models.QuerySet):
    def counted(self):
        """Marks of sessions of which the roll was called: what pages, dossiers and reports count, and nothing else."""
        return self.filter(session__attendance_taken_at__isnull=False, session__cancelled_at=None)


class Attendance(models.Model):
    """Was this person there? One mark per person and session; the one source for pages, dossier and reports.

    A parent who says beforehand not to come leaves the mark `excused`; it counts from the roll call on
    (`session.attendance_taken_at`).
    """

    class Mark(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        EXCUSED = "excused", _("absent with notice")
        ABSENT = "absent", _("absent without notice")

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    case = models.ForeignKey(Case, models.PROTECT, related_name="attendances")
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="attendances")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="attendances")
    mark = models.CharField(max_length=10, choices=Mark.choices)
    reason = EncryptedTextField(blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="attendances_taken")
    taken_at = models.DateTimeField(default=clock.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "parent"], condition=Q(parent__isnull=False), name="one_mark_per_parent_and_session"
            ),
            models.UniqueConstraint(
                fields=["session", "child"], condition=Q(child__isnull=False), name="one_mark_per_child_and_session"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False, child=None) | Q(parent=None, child__isnull=False),
                name="a_mark_is_of_one_person",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="attendance_case")]


class GroupNote(models.Model):
    """A note about the group as a whole: no names, in no dossier; personal notes live in centre's Note."""

    class Kind(models.TextChoices):
        SESSION = "session", _("about this session")
        HANDOVER = "handover", _("for the next session")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SESSION)
    session = models.ForeignKey(Session, models.PROTECT, related_name="group_notes")
    text = EncryptedTextField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="group_notes")
    written_at = models.DateTimeField(default=clock.now)


class CalendarFeedQuerySet(models.QuerySet):
    def alive(self):
        """Addresses that still work: of who is a parent here today, and not after the person's safe contact changed, for
        who had them may be why."""
        later = {"changed_at__gt": OuterRef("created_at")}
        cards = ContactCard.objects.filter(parent__user=OuterRef("user"), **later)
        values = VaultEntry.objects.filter(parent__user=OuterRef("user"), **later)
        hats = Membership.objects.active().filter(user=OuterRef("user"), audience=Audience.PARENT)
        return self.filter(Exists(hats)).exclude(Exists(cards) | Exists(values))


class CalendarFeed(models.Model):
    """A parent's secret calendar address; only its digest is kept, revoking it is deleting the row."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    token_digest = models.CharField(max_length=64, unique=True)
    #: Only when this parent asked for it: the address of the location in the calendar (features.md G15).
    with_place = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = CalendarFeedQuerySet.as_manager()


class Showing(models.Model):
    """What a child chose for the presentation to the parents. Talking is never obligatory, showing neither."""

    class Form(models.TextChoices):
        NOTHING = "nothing", _("watches this time")
        POSTER = "poster", _("poster")
        FILM = "film", _("film")
        THEATRE = "theatre", _("theatre")
        MUSIC = "music", _("music")
        OTHER = "other", _("something else")

    session = models.ForeignKey(Session, models.PROTECT, related_name="showings")
    child = models.ForeignKey(Child, models.PROTECT, related_name="showings")
    form = models.CharField(max_length=8, choices=Form.choices)
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "child"], name="one_showing_per_child_and_session")]
