"""Trainings, workshops, supervision and peer groups: when, for how many, who takes part (features.md K2)."""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.audiences import Audience
from centre.models import User
from centre.references import new_reference
from therapists.states import CourseKind

#: Most seats of one course.
MOST_SEATS = 60


def course_reference() -> str:
    return new_reference("SC")


def enrolment_reference() -> str:
    return new_reference("IN", 10)


class CourseQuerySet(models.QuerySet):
    def on_offer(self):
        """Published, not cancelled, and not begun yet."""
        begun = CourseDay.objects.filter(course=models.OuterRef("pk"), starts_at__lte=clock.now())
        dated = CourseDay.objects.filter(course=models.OuterRef("pk"))
        rows = self.filter(models.Exists(dated), ~models.Exists(begun), is_published=True, cancelled_at=None)
        return rows.with_first_day().order_by("first_day", "pk")

    def with_first_day(self):
        return self.annotate(first_day=models.Min("days__starts_at"))

    def visible_to(self, user):
        """All courses for coordinators; for others what is on offer and what they ever asked a seat in."""
        if user.is_in(Audience.COORDINATOR):
            return self
        return self.filter(Q(is_published=True) | Q(pk__in=Enrolment.objects.filter(user=user).values("course")))


class Course(models.Model):
    """Something to learn together. `counts_for`: the key of the requirement that taking part answers, or nothing."""

    reference = models.CharField(max_length=16, unique=True, default=course_reference, editable=False)
    kind = models.CharField(max_length=12, choices=CourseKind.choices)
    title = models.CharField(max_length=120)
    about = models.TextField(max_length=2000)
    place = models.CharField(max_length=120)
    capacity = models.PositiveSmallIntegerField()
    counts_for = models.CharField(max_length=40, blank=True)
    is_published = models.BooleanField(default=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="courses_made")
    made_at = models.DateTimeField(default=clock.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__range=(1, MOST_SEATS)), name="course_has_some_seats")
        ]

    def __str__(self):
        return self.title


class CourseDay(models.Model):
    """One meeting of a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="days")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["course", "starts_at"], name="course_day_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="course_day_ends_after_it_starts"),
        ]


class EnrolmentQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(cancelled_at=None)

    def waiting(self):
        """Without a seat, the longest waiting first."""
        return self.standing().filter(seat=None).order_by("asked_at", "pk")

    def own(self, user):
        return self.filter(user=user)

    def certified(self):
        """Who was there throughout: what a portfolio may rest on."""
        return self.standing().filter(certified_on__isnull=False)


class Enrolment(models.Model):
    """Somebody asks for a seat. Without `seat` one waits; the database gives each seat away once."""

    reference = models.CharField(max_length=16, unique=True, default=enrolment_reference, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    asked_at = models.DateTimeField(default=clock.now)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    #: Empty until somebody marked the attendance.
    was_present = models.BooleanField(null=True, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="enrolments_marked")
    certified_on = models.DateField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"], condition=Q(cancelled_at=None), name="one_enrolment_per_person_and_course"
            ),
            models.UniqueConstraint(
                fields=["course", "seat"],
                condition=Q(cancelled_at=None, seat__isnull=False),
                name="one_person_per_course_seat",
            ),
            models.CheckConstraint(condition=Q(seat=None) | Q(seat__range=(1, MOST_SEATS)), name="course_seat_in_room"),
        ]
        indexes = [models.Index(fields=["user", "-asked_at"], name="enrolment_user_asked")]
