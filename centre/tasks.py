"""Three lines each: claim rows, call a service, count."""

from celery import shared_task
from celery.beat import PersistentScheduler
from celery.signals import worker_ready

from centre import clock, health
from centre.services import (
    address_mail,
    attachments,
    contact_changes,
    delivery,
    editions,
    file_requests_again,
    help_plans,
    log_quarters,
    newsletter,
    odd_reads,
    pruning,
    recovery,
    safety,
    sealing,
    undelivered,
)
from centre.services import retention as keeping


class WatchedScheduler(PersistentScheduler):
    """Beat gives a sign of life whenever it looks what is due, apart from whether a worker answers."""

    def tick(self, *args, **kwargs):
        health.sign_of_life("beat")
        return min(super().tick(*args, **kwargs), health.EVERY_SECONDS)


@worker_ready.connect
def watch_the_worker(sender, **_kwargs) -> None:
    """The worker's own clock gives its sign of life, apart from whether beat asks for anything."""
    health.sign_of_life("worker")
    sender.timer.call_repeatedly(health.EVERY_SECONDS, health.sign_of_life, ("worker",))


@shared_task(name="centre.deliver_notices")
def deliver_notices(*, now: str | None = None) -> int:
    """Send every doorbell that is due. `now`: a moment as text, to move the clock."""
    sent = 0
    with clock.at(clock.moment_from(now) if now else None):
        while claimed := delivery.deliver_batch():
            sent += claimed.sent
    return sent


@shared_task(name="centre.deliver_address_mails")
def deliver_address_mails(*, now: str | None = None) -> int:
    """Send the mails that pages asked for; returns how many rows were taken."""
    taken = 0
    with clock.at(clock.moment_from(now) if now else None):
        while rows := address_mail.deliver_round():
            taken += rows
    return taken


@shared_task(name="centre.answer_password_questions")
def answer_password_questions() -> int:
    """Mail the links that were asked for; returns how many."""
    return recovery.answer_password_questions()


@shared_task(name="centre.carry_out_contact_changes")
def carry_out_contact_changes(*, now: str | None = None) -> int:
    """Let changes of contact count whose waiting is over; returns how many."""
    with clock.at(clock.moment_from(now) if now else None):
        return contact_changes.carry_out_due()


@shared_task(name="centre.scan_waiting_files")
def scan_waiting_files() -> int:
    """Scan the files in quarantine; returns how many came out of it."""
    return attachments.scan_waiting()


@shared_task(name="centre.heartbeat")
def heartbeat() -> None:
    """The worker has done a job."""
    health.sign_of_life("worker")


@shared_task(name="centre.seal_access_log")
def seal_access_log(*, now: str | None = None) -> int:
    """Seal the days that are over; returns how many."""
    with clock.at(clock.moment_from(now) if now else None):
        return sealing.seal_finished_days()


@shared_task(name="centre.seal_quarter")
def seal_quarter(*, now: str | None = None) -> int:
    """Seal what the log took in since the last quarter of an hour; returns how many rows."""
    with clock.at(clock.moment_from(now) if now else None):
        return log_quarters.seal_quarter()


@shared_task(name="centre.weekly_odd_reads")
def weekly_odd_reads(*, now: str | None = None) -> int:
    """Look through last week's log for reads that deserve a question; returns how many are new."""
    with clock.at(clock.moment_from(now) if now else None):
        return odd_reads.find_last_week()


@shared_task(name="centre.retention")
def retention(*, now: str | None = None) -> int:
    """Erase what two people agreed to, then propose what is over; returns how many were erased."""
    with clock.at(clock.moment_from(now) if now else None):
        erased = keeping.apply()
        keeping.propose()
        return erased


@shared_task(name="centre.weigh_files_again")
def weigh_files_again(*, now: str | None = None) -> int:
    """Put what was withheld from a file before two readers again on its day; returns how many questions."""
    with clock.at(clock.moment_from(now) if now else None):
        return file_requests_again.weigh_again()


@shared_task(name="centre.tell_rights")
def tell_rights(*, now: str | None = None) -> int:
    """Tell who was not told yet of the counsellor and of complaints; returns how many."""
    told = 0
    with clock.at(clock.moment_from(now) if now else None):
        while more := help_plans.tell_rights():
            told += more
    return told


@shared_task(name="centre.look_again_at_safety_plans")
def look_again_at_safety_plans(*, now: str | None = None) -> int:
    """Ring for every safety plan of which the day to look again has passed; returns how many."""
    with clock.at(clock.moment_from(now) if now else None):
        return safety.escalate_overdue_plans()


@shared_task(name="centre.deliver_newsletter")
def deliver_newsletter(*, now: str | None = None) -> int:
    """Send what the newsletter's own outbox holds; returns how many rows were taken."""
    taken = 0
    with clock.at(clock.moment_from(now) if now else None):
        while rows := newsletter.deliver_round():
            taken += rows
    return taken


@shared_task(name="centre.record_bounces")
def record_bounces(*, now: str | None = None) -> int:
    """Read the box of reports; returns how many bounces were kept."""
    with clock.at(clock.moment_from(now) if now else None):
        return undelivered.read_box(folder=undelivered.box())[0]


@shared_task(name="centre.daily_digest")
def daily_digest(*, now: str | None = None) -> int:
    """Ask for addresses that were not checked for long, then tell what did not arrive; returns how many tasks were told."""
    with clock.at(clock.moment_from(now) if now else None):
        undelivered.ask_to_recheck()
        return undelivered.send_digest()


@shared_task(name="centre.prune")
def prune(*, now: str | None = None) -> int:
    """Let go of what has served; returns how many rows and days."""
    with clock.at(clock.moment_from(now) if now else None):
        return sum(pruning.prune().values())


@shared_task(name="centre.keep_editions")
def keep_editions(*, now: str | None = None) -> int:
    """Keep a dated edition of every public page that changed; returns how many."""
    with clock.at(clock.moment_from(now) if now else None):
        return editions.keep_editions()
