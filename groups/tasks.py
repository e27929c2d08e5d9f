"""Three lines each: claim rows, call a service, count."""

from celery import shared_task

from centre import clock
from groups.models import CompositionRun
from groups.selectors import due_offers
from groups.services import composition
from groups.services.offers import lapse_offer
from groups.services.reminders import queue_session_reminders


@shared_task(name="groups.queue_reminders")
def queue_reminders(*, now: str | None = None) -> int:
    """Put the reminders that are due in the outbox. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return queue_session_reminders()


@shared_task(name="groups.queue_lapsed_offers")
def queue_lapsed_offers(*, now: str | None = None) -> int:
    """Places of which the term is over go to the next couple, and the parents hear it. `now`: as above."""
    with clock.at(clock.moment_from(now) if now else None):
        return sum(lapse_offer(offer=offer) for offer in due_offers())


@shared_task(name="groups.compose_season")
def compose_season(*, run_id: int, now: str | None = None) -> str:
    """Compose one season; returns the state it is left in. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return composition.run_composition(
            run=CompositionRun.objects.select_related("region", "base").get(pk=run_id)
        ).state


@shared_task(name="groups.compose_waiting")
def compose_waiting(*, now: str | None = None) -> int:
    """Compose what waits, lost its message or its worker; returns how many were taken up."""
    with clock.at(clock.moment_from(now) if now else None):
        return len([composition.run_composition(run=run) for run in composition.waiting_runs()])
