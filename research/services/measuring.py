"""Lay the waves down, let their windows follow the group, ring for what is open, and close what is missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from centre import clock
from centre.models import Case, Milestone, Notice, User
from centre.services.cases import reach_all
from centre.services.notices import queue_notice
from research.models import Measurement, Wave
from research.selectors import asking
from research.states import MEASUREMENT, MeasurementState

#: Days after the opening on which a reminder rings while something is still open (features.md I3).
REMIND_AFTER = (7, 14, 21)


@dataclass(frozen=True)
class Round:
    """What one round did, in rows."""

    opened: int
    moved: int
    missed: int
    rung: int

    def __str__(self):
        return f"{self.opened} laid down, {self.moved} moved, {self.missed} missed, {self.rung} doorbells"


def open_measurements() -> Round:
    """Everything that the clock asks for; running it twice is the same as running it once."""
    with transaction.atomic():
        opened, moved = _follow_the_groups()
        missed = _close_what_is_over()
    return Round(opened, moved, missed, _ring())


def _follow_the_groups() -> tuple[int, int]:
    """Add rows that should exist and move the windows of rows that are still due; answered rows stay as they are."""
    seats = asking.seats()
    wanted = asking.wanted(seats.values())
    existing = asking.laid_down(seats)
    today = clock.today()
    missing = [row for row in wanted if row.key not in existing and row.window[1] >= today]
    dossiers = asking.dossiers_of(missing)
    Measurement.objects.bulk_create([_measurement(row, dossiers) for row in missing], ignore_conflicts=True)
    moved = []
    for row in wanted:
        known = existing.get(row.key)
        if known and known.state == MeasurementState.DUE and (known.opens_on, known.closes_on) != row.window:
            known.opens_on, known.closes_on = row.window
            moved.append(known)
    Measurement.objects.bulk_update(moved, ["opens_on", "closes_on"], batch_size=500)
    left = [seat.case_id for seat in seats.values() if seat.left_early]
    early = Measurement.objects.filter(case__in=left, state=MeasurementState.DUE, opens_on__gt=today, response=None)
    early.exclude(wave=Wave.T1).delete()
    return len(missing), len(moved)


def _measurement(row: asking.Wanted, dossiers: dict) -> Measurement:
    opens, closes = row.window
    owner = ("parent", row.parent.pk) if row.parent else ("child", row.child.pk)
    return Measurement(
        case_id=row.seat.case_id,
        dossier_id=dossiers[owner],
        informant_parent=row.parent,
        informant_child=row.child,
        about_child=row.about,
        version=row.version,
        wave=row.wave,
        opens_on=opens,
        closes_on=closes,
    )


def _close_what_is_over() -> int:
    """Due rows whose window is over are missed; a case with an answered last wave has then been followed up.

    That milestone waits for the end of the window, so that no parent learns from it whether the other answered.
    """
    assert MEASUREMENT.allows(MeasurementState.DUE, MeasurementState.MISSED)  # noqa: S101  the table stays the law
    today = clock.today()
    over = Measurement.objects.filter(state=MeasurementState.DUE, closes_on__lt=today)
    missed = over.update(state=MeasurementState.MISSED, state_since=clock.now())
    answered = Measurement.objects.filter(wave=Wave.T3, state=MeasurementState.ANSWERED, closes_on__lt=today)
    cases = Case.objects.filter(pk__in=answered.values("case")).exclude(milestones__kind=Milestone.Kind.FOLLOWED_UP)
    reach_all(cases=cases, kind=Milestone.Kind.FOLLOWED_UP, by=None)
    return missed


def _ring() -> int:
    """One doorbell per person and wave, and a reminder after each of the set days; none once all is answered."""
    wanted = dict(_doorbells(Measurement.objects.open()))
    known = set(Notice.objects.filter(key__in=wanted).values_list("key", flat=True))
    people = User.objects.in_bulk({wanted[key][0] for key in wanted if key not in known})
    for key in sorted(set(wanted) - known):
        user_id, path, until = wanted[key]
        queue_notice(key=key, kind=Notice.Kind.QUESTIONNAIRE, recipient=people[user_id], path=path, not_after=until)
    return len(set(wanted) - known)


def _doorbells(rows: Iterable[Measurement]):
    today = clock.today()
    facts = ("case_id", "wave", "opens_on", "closes_on", "informant_parent__user", "informant_child__user")
    for case_id, wave, opens_on, closes_on, parent_user, child_user in rows.order_by("pk").values_list(*facts):
        if user_id := parent_user or child_user:
            times = sum(opens_on + timedelta(days=days) <= today for days in REMIND_AFTER)
            path = "/mijn/vragenlijsten/" if parent_user else "/kind/vragenlijsten/"
            until = timezone.make_aware(datetime.combine(closes_on, time.max))
            yield f"{notice_prefix(case_id, wave, user_id)}{times}", (user_id, path, until)


def notice_prefix(case_id: int, wave: str, user_id: int) -> str:
    """The start of the keys of one person's doorbells for one wave."""
    return f"questionnaire:{case_id}:{wave}:{user_id}:"
