"""Three lines each: claim rows, call a service, count."""

from celery import shared_task

from centre import clock
from groups.selectors import due_offers
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
