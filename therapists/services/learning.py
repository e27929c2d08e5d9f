"""Courses: plan them, give seats away, move the waiting list up, note who was there (features.md K2)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import PREFIXES, Audience
from centre.models import Notice, User
from centre.services.notices import queue_notice
from centre.services.people import add_membership, invite_user
from therapists.models import Course, CourseDay, Enrolment


@transaction.atomic
def plan_course(
    *,
    kind: str,
    title: str,
    about: str,
    place: str,
    capacity: int,
    days: list[tuple[datetime, datetime]],
    by: User,
    counts_for: str = "",
) -> Course:
    """Offer something to learn; asked twice it is one course. Raises ValidationError without days, or with days that
    cross."""
    if not days:
        raise ValidationError({"days": _("Name at least one day.")})
    days = sorted(days)
    if any(later[0] < earlier[1] for earlier, later in zip(days, days[1:], strict=False)):
        raise ValidationError({"days": _("Two of these days overlap.")})
    same = Course.objects.filter(title=title, made_by=by, cancelled_at=None, days__starts_at=days[0][0])
    if found := same.first():
        return found
    course = Course.objects.create(
        kind=kind, title=title, about=about, place=place, capacity=capacity, counts_for=counts_for, made_by=by
    )
    CourseDay.objects.bulk_create(CourseDay(course=course, starts_at=start, ends_at=end) for start, end in days)
    return course


@transaction.atomic
def set_capacity(*, course: Course, capacity: int) -> None:
    """More seats go to who waits longest. Raises ValidationError for fewer seats than are taken."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    if course.enrolments.standing().filter(seat__gt=capacity).exists():
        raise ValidationError({"capacity": _("More people than this have a seat.")})
    course.capacity = capacity
    course.save(update_fields=["capacity"])
    _move_up(course)


@transaction.atomic
def enrol(*, course: Course, user: User) -> Enrolment:
    """Ask a seat: the lowest free one, or a place on the waiting list. Raises ValidationError."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    _check_open(course)
    if course.enrolments.standing().filter(user=user).exists():
        raise ValidationError(_("You have asked for a seat already."))
    free = _free_seats(course)
    try:
        with transaction.atomic():
            return Enrolment.objects.create(course=course, user=user, seat=free[0] if free else None)
    except IntegrityError as error:
        raise ValidationError(_("Somebody took this seat at the same moment. Try again.")) from error


@transaction.atomic
def invite_to_course(*, course: Course, name: str, email: str, by: User) -> Enrolment:
    """A professional of elsewhere takes part: account and neutral hat when there is none, then a seat.

    Raises ValidationError; nobody is told whether an address was known.
    """
    user = welcome(name=name, email=email, by=by)
    enrolment = enrol(course=course, user=user)
    _ring(enrolment, "invited")
    return enrolment


def welcome(*, name: str, email: str, by: User) -> User:
    """The account of this address with a hat for learning; a new person gets an invitation by mail."""
    email = email.lower()
    user = User.objects.filter(email=email).first()
    is_new = user is None
    if is_new:
        user = User.objects.create_user(email=email, name=name)
    if not {Audience.THERAPIST, Audience.COMMUNITY} & set(user.audiences):
        add_membership(user=user, audience=Audience.COMMUNITY)
        user.__dict__.pop("current_memberships", None)
    if is_new:
        invite_user(user=user, by=by)
    return user


@transaction.atomic
def cancel_enrolment(*, enrolment: Enrolment) -> None:
    """Give the seat back; who waits longest gets it. Doing it twice is the same as once."""
    course = Course.objects.select_for_update().get(pk=enrolment.course_id)
    enrolment = Enrolment.objects.get(pk=enrolment.pk)
    if enrolment.cancelled_at:
        return
    if enrolment.was_present is not None:
        raise ValidationError(_("The attendance is noted already."))
    enrolment.cancelled_at = clock.now()
    enrolment.save(update_fields=["cancelled_at"])
    _move_up(course)


@transaction.atomic
def cancel_course(*, course: Course) -> None:
    """It does not take place; everybody with a seat or a place in the queue hears it."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    if course.cancelled_at:
        return
    course.cancelled_at = clock.now()
    course.save(update_fields=["cancelled_at"])
    for enrolment in course.enrolments.standing().select_related("user"):
        _ring(enrolment, "cancelled")


@transaction.atomic
def mark_attendance(*, course: Course, present: Iterable[str], by: User) -> int:
    """Who was there (references of enrolments); they get the certificate, and it lands in their portfolio by itself.

    Can be put right later. Raises ValidationError before the last day has begun. Returns how many were there.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    last = course.days.order_by("starts_at").last()
    if course.cancelled_at or last is None or last.starts_at > clock.now():
        raise ValidationError(_("Attendance can be noted from the last day on."))
    present, count = set(present), 0
    for row in course.enrolments.standing().filter(seat__isnull=False).select_related("user"):
        row.was_present, row.marked_by = row.reference in present, by
        row.certified_on = (row.certified_on or clock.today()) if row.was_present else None
        row.save(update_fields=["was_present", "marked_by", "certified_on"])
        if row.was_present:
            count += 1
            _ring(row, "certified")
    return count


def _check_open(course: Course) -> None:
    first = course.days.order_by("starts_at").first()
    if course.cancelled_at or not course.is_published or first is None or first.starts_at <= clock.now():
        raise ValidationError(_("No seat can be asked for this course any more."))


def _free_seats(course: Course) -> list[int]:
    taken = set(course.enrolments.standing().filter(seat__isnull=False).values_list("seat", flat=True))
    return [seat for seat in range(1, course.capacity + 1) if seat not in taken]


def _move_up(course: Course) -> None:
    """Free seats go to who waits longest, as long as the course has not begun."""
    first = course.days.order_by("starts_at").first()
    if course.cancelled_at or first is None or first.starts_at <= clock.now():
        return
    waiting = course.enrolments.waiting().select_related("user")
    for seat, enrolment in zip(_free_seats(course), list(waiting), strict=False):
        enrolment.seat = seat
        enrolment.save(update_fields=["seat"])
        _ring(enrolment, "seat")


def _ring(enrolment: Enrolment, occasion: str) -> None:
    street = Audience.THERAPIST if enrolment.user.is_in(Audience.THERAPIST) else Audience.COMMUNITY
    queue_notice(
        key=f"course-{occasion}:{enrolment.reference}",
        kind=Notice.Kind.MESSAGE,
        recipient=enrolment.user,
        path=f"/{PREFIXES[street]}/scholing/",
    )
