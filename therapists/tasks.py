"""Three lines each: find what is due, call a service, count."""

from celery import shared_task

from centre import clock
from therapists import services


@shared_task(name="therapists.queue_register_notices")
def queue_register_notices(*, now: str | None = None) -> int:
    """Ring for decisions and for certificates to renew. `now`: a moment as text, to move the clock."""
    with clock.at(clock.moment_from(now) if now else None):
        return services.queue_register_notices()
