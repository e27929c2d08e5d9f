"""What runs by itself: requests that wait for a second part, couples that wait for a group, talks without a parent."""

from celery import shared_task

from centre import clock
from intake import services


@shared_task(name="intake.remind_waiting_parents")
def remind_waiting_parents(*, now: str | None = None) -> int:
    """Remind silent parents and close what stays silent. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return services.remind_silent_parents()


@shared_task(name="intake.remind_of_interest")
def remind_of_interest(*, now: str | None = None) -> int:
    """Ask couples that wait whether they still want help. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return services.ask_who_waits()


@shared_task(name="intake.cancel_joint_talks")
def cancel_joint_talks(*, now: str | None = None) -> int:
    """Call off joint talks of parents who took their part back. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return services.cancel_joint_talks()


@shared_task(name="intake.tell_birthdays")
def tell_birthdays(*, now: str | None = None) -> int:
    """Tell whom it concerns that somebody turned 12, 16 or 18. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return services.tell_birthdays()
