"""Three lines each: find what is due, call a service, count."""

from celery import shared_task

from centre import clock
from referrals import selectors, services
from referrals.selectors import table as table_nouns
from referrals.services import table as table_services


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
    """Mail links to partners: questions, reminders before a link ends, offers. `now`: a moment as text, to move the clock. Returns how many left."""
    with clock.at(clock.moment_from(now) if now else None):
        left = sum(services.mail_question(link=link) for link in selectors.questions_to_mail())
        left += sum(services.mail_offer_link(link=link) for link in selectors.offer_links_to_mail())
        return left + sum(services.remind_partner(link=link) for link in selectors.questions_to_remind())


@shared_task(name="referrals.deliver_web_hooks")
def deliver_web_hooks(*, now: str | None = None) -> int:
    """Carry news to partners' systems. `now`: a moment as text, to move the clock. Returns how many arrived."""
    with clock.at(clock.moment_from(now) if now else None):
        return sum(services.deliver(delivery=delivery) for delivery in services.claim_deliveries())


@shared_task(name="referrals.watch_partners")
def watch_partners(*, now: str | None = None) -> int:
    """Notice help that did not start in time, and ask partners whether their offers are still right.

    `now`: a moment as text, to move the clock. Returns how many signals and links are new.
    """
    with clock.at(clock.moment_from(now) if now else None):
        noticed = sum(services.notice_overdue(handover=row) for row in selectors.to_notice())
        return noticed + sum(bool(services.ask_keeper(offer=row, by=None)) for row in selectors.offers_to_ask())


@shared_task(name="referrals.remind_table_follow_ups")
def remind_table_follow_ups(*, now: str | None = None) -> int:
    """Ring who carries out advice of the consult table when its day has come. `now`: a moment as text. Returns how many."""
    with clock.at(clock.moment_from(now) if now else None):
        return sum(table_services.remind_owner(item=item) for item in table_nouns.overdue_follow_ups())
