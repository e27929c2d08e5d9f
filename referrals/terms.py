"""How long things may take, in working days; the numbers are settings, because the centre has yet to fix them."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from centre import clock
from centre.calendars import is_working_day, working_days_after


def decide_by(submitted_at: datetime) -> date:
    """The last day on which the centre decides on a referral without being late."""
    return decide_by_from(timezone.localdate(submitted_at))


def decide_by_from(day: date) -> date:
    """The same, for everything that was sent on one day."""
    return working_days_after(day, settings.REFERRAL_TERMS["decide_working_days"])


def working_days_since(moment: datetime) -> int:
    """Whole working days from the day after `moment` up to and including today."""
    start, today = timezone.localdate(moment), clock.today()
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (today - start).days + 1))


def is_late(submitted_at: datetime) -> bool:
    """The term is over: today is after the last day."""
    return clock.today() > decide_by(submitted_at)


def legal_duty_shares_stage() -> bool:
    """Whether a referrer with a legal ground may follow the stage without the parents' yes."""
    return settings.REFERRAL_TERMS["legal_duty_shares_stage"]


def silence() -> timedelta:
    """How long a partner may be silent before the question comes back to the worker."""
    return timedelta(days=settings.REFERRAL_TERMS["silent_days"])


def help_starts_by(handed_on: date) -> date:
    """The day by which the next helper should have started after a handover."""
    return working_days_after(handed_on, settings.REFERRAL_TERMS["handover_working_days"])


def report_to_court_by(pro_forma_on: date) -> date:
    """Three weeks before the pro-forma date (domain.md 6)."""
    return pro_forma_on - timedelta(weeks=3)


def court_urgency(pro_forma_on: date) -> str:
    """The tone of the countdown: "" (far away), "info" from six weeks before, "warn" from four, "bad" from three."""
    steps = ((3, "bad"), (4, "warn"), (6, "info"))
    today = clock.today()
    return next((tone for weeks, tone in steps if today >= pro_forma_on - timedelta(weeks=weeks)), "")


def advice_by(asked_at: datetime) -> date | None:
    """The last day on which a question for advice is answered in time; None is 'nog vast te stellen'."""
    days = settings.ADVICE_WORKING_DAYS
    return working_days_after(timezone.localdate(asked_at), days) if days else None


def advice_tone(asked_at: datetime, advised_at: datetime | None) -> str:
    """good: answered in time or time enough; warn: today or the next working day is the last; bad: too late."""
    due = advice_by(asked_at)
    if due is None:
        return "neutral"
    day = timezone.localdate(advised_at) if advised_at else clock.today()
    if day > due:
        return "bad"
    return "good" if advised_at or working_days_after(day, 1) < due else "warn"
