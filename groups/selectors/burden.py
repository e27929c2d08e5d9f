"""How much one more group would ask of somebody, and how the hours of the last weeks were: to keep the work healthy.

The therapist sees the figures; who plans sees only the signal and its reason (features.md F7, N4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from centre import clock
from centre.models import User
from groups.models import Session, SessionLead
from groups.states import GroupState
from therapists.models import Practice, Therapist
from therapists.selectors import Workload, administration_minutes, far_from
from therapists.selectors.working import WINDOW_DAYS

#: Work after this time of the day is shown as late; a figure, not a norm.
LATE = time(18)


@dataclass(frozen=True)
class Burden:
    """`groups`: how many somebody would lead at once; `ceiling`: the most that this person wants; `km`: how far the
    location lies when that is further than this person wants to travel."""

    therapist: Therapist
    groups: int
    ceiling: int | None
    km: int | None

    @property
    def is_too_many(self) -> bool:
        return self.ceiling is not None and self.groups > self.ceiling


@dataclass(frozen=True)
class Hours:
    """The last four weeks. `administration`: minutes noted per hour of group, None without any group."""

    group_minutes: int
    late_minutes: int
    administration: int | None

    @property
    def group_hours(self) -> float:
        return self.group_minutes / 60

    @property
    def late_hours(self) -> float:
        return self.late_minutes / 60


def burdens(therapists: Iterable[Therapist], *, practice: Practice | None = None, more: int = 1) -> list[Burden]:
    """Whom `more` groups would bring above the own ceiling, or too far from home. Three queries."""
    people = list(therapists)
    states = [GroupState.PLANNED, GroupState.OPEN, GroupState.RUNNING]
    rows = SessionLead.objects.team_now().filter(therapist__in=people, is_substitute=False)
    rows = rows.filter(session__group__state__in=states)
    rows = rows.filter(session__cancelled_at=None).values_list("therapist")
    led = dict(rows.annotate(groups=Count("session__group", distinct=True)).order_by())
    far = far_from(practice, people) if practice else {}
    found = [Burden(one, led.get(one.pk, 0) + more, one.group_ceiling, far.get(one.pk)) for one in people]
    return [row for row in found if row.is_too_many or row.km]


def own_burden(user: User) -> Burden | None:
    """Above the own ceiling now; None when it is not, or is 'nog vast te stellen'."""
    return next(iter(burdens(Therapist.objects.filter(user=user), more=0)), None)


def own_hours(user: User, *, load: Workload | None = None) -> Hours:
    """Group time, the part of it after six, and administration, of the last four weeks.

    Two queries; one when this person's `load` of the same weeks is known already.
    """
    now = clock.now()
    since = now - timedelta(days=WINDOW_DAYS)
    mine = Q(leads__therapist__user=user)
    rows = Session.objects.filter(mine, cancelled_at=None, ends_at__gt=since, ends_at__lte=now).distinct()
    minutes = late = 0
    for start, end in rows.values_list("starts_at", "ends_at"):
        begin, stop = timezone.localtime(start), timezone.localtime(end)
        evening = begin.replace(hour=LATE.hour, minute=0, second=0, microsecond=0)
        minutes += int((stop - begin).total_seconds() // 60)
        late += max(0, int((stop - max(begin, evening)).total_seconds() // 60))
    noted = load.administration if load else administration_minutes(user, on=clock.today())
    return Hours(minutes, late, round(noted * 60 / minutes) if minutes else None)
