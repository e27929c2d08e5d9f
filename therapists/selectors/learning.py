"""Courses as people see them: what is on offer, what is mine, who takes part, what counts in a portfolio."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from centre import clock
from centre.models import User
from therapists.models import Course, Enrolment


@dataclass(frozen=True)
class CourseLine:
    """A course with its seats, and one's own place in it. `position`: one's turn on the waiting list, 1 is next."""

    course: Course
    free: int
    waiting: int
    enrolment: Enrolment | None = None
    position: int | None = None

    @property
    def days(self) -> list:
        return list(self.course.days.all())

    @property
    def has_begun(self) -> bool:
        return bool(self.days) and self.days[0].starts_at <= clock.now()

    @property
    def can_be_marked(self) -> bool:
        return bool(self.days) and self.days[-1].starts_at <= clock.now() and not self.course.cancelled_at

    @property
    def is_open(self) -> bool:
        return bool(self.days) and not self.has_begun and not self.course.cancelled_at


@dataclass(frozen=True)
class Followed:
    """A course that somebody followed throughout: evidence that nobody has to type."""

    reference: str
    title: str
    kind_label: str
    key: str
    certified_on: date


def course_lines(courses: QuerySet, *, user: User | None = None) -> list[CourseLine]:
    """Each course with free seats and one's own enrolment; three queries, four for somebody who waits."""
    rows = list(_with_seats(courses))
    mine = {}
    if user is not None:
        own = Enrolment.objects.standing().own(user).filter(course__in=[row.pk for row in rows])
        mine = {enrolment.course_id: enrolment for enrolment in own}
    return _lines(rows, mine)


def offered_courses() -> list[CourseLine]:
    """What can still be asked for, the first to begin first."""
    return course_lines(Course.objects.on_offer())


def own_and_offered_courses(user: User) -> tuple[list[CourseLine], list[CourseLine]]:
    """What somebody has a place in (the newest first, at most fifty), and what else is on offer (the first to begin
    first); three queries together, four for somebody who waits."""
    own = Enrolment.objects.standing().own(user).order_by("-asked_at")[:50]
    mine = {enrolment.course_id: enrolment for enrolment in own}
    offered = Course.objects.on_offer().order_by().values("pk")
    both = Course.objects.filter(Q(pk__in=list(mine)) | Q(pk__in=offered)).with_first_day().order_by("first_day", "pk")
    lines = _lines(list(_with_seats(both)), mine)
    return [line for line in reversed(lines) if line.enrolment], [line for line in lines if not line.enrolment]


def all_courses() -> QuerySet[Course]:
    """For the desk: the last to begin first."""
    return Course.objects.with_first_day().order_by("-first_day", "-pk")


def people_in(course: Course) -> list[Enrolment]:
    """Who has a seat, in order of seats, then who waits, in order of asking."""
    rows = list(course.enrolments.standing().select_related("user"))
    return sorted(rows, key=lambda row: (row.seat is None, row.seat or 0, row.asked_at))


def followed_by(user: User, *, since: date | None = None, until: date | None = None) -> list[Followed]:
    """What somebody followed between two dates (inclusive), the newest first: rows of a portfolio without typing."""
    rows = Enrolment.objects.certified().own(user).select_related("course").order_by("-certified_on")
    if since:
        rows = rows.filter(certified_on__gte=since)
    if until:
        rows = rows.filter(certified_on__lte=until)
    return [
        Followed(
            row.reference, row.course.title, row.course.get_kind_display(), row.course.counts_for, row.certified_on
        )
        for row in rows[:100]
    ]


def certificate_facts(enrolment: Enrolment) -> dict:
    """What the paper says; only for who was there."""
    course, days = enrolment.course, list(enrolment.course.days.all())
    minutes = sum((day.ends_at - day.starts_at).total_seconds() for day in days) // 60
    return {
        "name": enrolment.user.name,
        "course": course,
        "days": days,
        "hours": round(minutes / 60, 1),
        "certified_on": enrolment.certified_on,
        "reference": enrolment.reference,
    }


def _queues(courses: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if courses:
        for course, pk in Enrolment.objects.waiting().filter(course__in=courses).values_list("course", "pk"):
            found.setdefault(course, []).append(pk)
    return found


def _with_seats(courses: QuerySet) -> QuerySet:
    """With the seats `taken` and who waits in `queue`; a course of more days counts nobody twice."""
    standing = Q(enrolments__cancelled_at=None)
    taken, queue = Q(enrolments__seat__isnull=False), Q(enrolments__seat=None, enrolments__isnull=False)
    return courses.annotate(
        taken=Count("enrolments", filter=standing & taken, distinct=True),
        queue=Count("enrolments", filter=standing & queue, distinct=True),
    ).prefetch_related("days")


def _lines(rows: list[Course], mine: dict[int, Enrolment]) -> list[CourseLine]:
    """`mine`: one's own standing enrolment per course."""
    queues = _queues([pk for pk, enrolment in mine.items() if enrolment.seat is None])
    return [_line(row, mine.get(row.pk), queues.get(row.pk, [])) for row in rows]


def _line(row: Course, enrolment: Enrolment | None, queue: list[int]) -> CourseLine:
    position = queue.index(enrolment.pk) + 1 if enrolment and enrolment.pk in queue else None
    return CourseLine(row, max(0, row.capacity - row.taken), row.queue, enrolment, position)
