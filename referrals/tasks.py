"""Three lines each: find what is due, call a service, count."""

from celery import shared_task

from centre import clock
from referrals import selectors, services


@shared_task(name="referrals.report_back_due")
def report_back_due(*, now: str | None = None) -> int:
    """Tell referrers what started, ended or stopped. `now`: a moment as text, to move the clock. Returns how many."""
    with clock.at(clock.moment_from(now) if now else None):
        given = [
            services.report_back(referral=due.referral, kind=due.kind, reached_on=due.reached_on)
            for due in selectors.feedback_due()
        ]
    return len([feedback for feedback in given if feedback])


@shared_task(name="referrals.queue_partner_questions")
def queue_partner_questions(*, now: str | None = None) -> int:
    """Mail the links of questions to partners. `now`: a moment as text, to move the clock. Returns how many left."""
    with clock.at(clock.moment_from(now) if now else None):
        return sum(services.mail_question(link=link) for link in selectors.questions_to_mail())


@shared_task(name="referrals.deliver_web_hooks")
def deliver_web_hooks(*, now: str | None = None) -> int:
    """Carry news to partners' systems. `now`: a moment as text, to move the clock. Returns how many arrived."""
    with clock.at(clock.moment_from(now) if now else None):
        return sum(services.deliver(delivery=delivery) for delivery in services.claim_deliveries())
