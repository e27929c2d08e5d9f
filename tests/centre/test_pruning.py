"""What has served goes: doorbells, tasks, drafts, sign-ups; and the log after five years, with its chain still whole."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from centre import clock
from centre.models import AccessLog, AccessSeal, ContactTask, NewsletterIssue, Notice, Subscriber
from centre.services import delivery, mail_templates, newsletter, pruning
from centre.services.notices import queue_notice
from centre.services.sealing import broken_seals, seal_finished_days


def in_days(days):
    return clock.at(clock.now() + timedelta(days=days))


def test_a_doorbell_goes_after_its_term_and_not_a_day_before(cast, settings):
    queue_notice(key="k", kind="message", recipient=cast.anna.user)
    delivery.deliver_batch()
    with in_days(settings.MAIL_KEEP_DAYS - 1):
        assert pruning.prune()["doorbells"] == 0
    with in_days(settings.MAIL_KEEP_DAYS + 1):
        assert pruning.prune()["doorbells"] == 1


def test_what_still_waits_or_can_still_be_asked_again_stays(cast, settings):
    queue_notice(key="waits", kind="message", recipient=cast.anna.user, due_at=clock.now() + timedelta(days=400))
    queue_notice(key="until", kind="message", recipient=cast.anna.user, not_after=clock.now() + timedelta(days=300))
    asked = queue_notice(key="asked", kind="message", recipient=cast.anna.user)
    delivery.deliver_batch()
    ContactTask.objects.create(key="t", sort="uncertain", person=cast.anna.user, notice=asked)
    with in_days(settings.MAIL_KEEP_DAYS + 10):
        pruning.prune()
    assert set(Notice.objects.values_list("key", flat=True)) == {"waits", "until", "asked"}


def test_drafts_and_unconfirmed_sign_ups_go_and_the_rest_stays(cast, settings):
    facts = {"kind": "message", "role": "parent", "language": "nl", "by": cast.cora}
    used = mail_templates.save_draft(subject="Dag", text="Er is iets.\n\n{{ link }}", **facts)
    mail_templates.publish(template=used)
    mail_templates.save_draft(subject="Later", text="Er is iets.\n\n{{ link }}", **facts)
    newsletter.write_issue(subject="a", text="b", by_name="c")
    newsletter.ask_to_subscribe(email="nee@example.org", language="nl")
    with in_days(settings.DRAFT_KEEP_DAYS - 1):
        assert sum(pruning.prune().values()) == 0
    with in_days(settings.DRAFT_KEEP_DAYS + 1):
        pruning.prune()
    assert not NewsletterIssue.objects.exists()
    assert not Subscriber.objects.exists()
    assert [row.pk for row in type(used).objects.all()] == [used.pk]


def test_a_dry_run_counts_and_changes_nothing(cast, capsys, settings):
    queue_notice(key="k", kind="message", recipient=cast.anna.user)
    delivery.deliver_batch()
    later = clock.now() + timedelta(days=settings.MAIL_KEEP_DAYS + 1)
    call_command("prune", "--dry-run", "--now", later.isoformat())
    assert "1  doorbells" in capsys.readouterr().out
    assert Notice.objects.count() == 1
    call_command("prune", "--now", later.isoformat())
    assert not Notice.objects.exists()


@pytest.fixture
def six_years(cast):
    """One look six years ago, one four years ago, one yesterday; all days sealed."""
    for days in (6 * 366, 4 * 366, 1):
        AccessLog.objects.create(actor=cast.cora, action="view", label="case", at=clock.now() - timedelta(days=days))
    return seal_finished_days()


def test_the_log_is_kept_five_years_and_its_chain_can_still_be_verified(six_years):
    assert pruning.prune_log() > 300
    assert AccessLog.objects.count() == 2
    assert list(broken_seals()) == []
    assert pruning.prune_log() == 0
    call_command("verify_log")


def test_tampering_after_pruning_still_shows(six_years):
    pruning.prune_log()
    young = AccessLog.objects.order_by("at").first()
    AccessLog.objects.filter(pk=young.pk)._raw_delete("default")
    assert list(broken_seals())


def test_a_young_day_cannot_be_called_pruned(six_years):
    yesterday = AccessSeal.objects.order_by("-day").first()
    AccessLog.objects.order_by("-at")[:1]
    AccessSeal.objects.filter(pk=yesterday.pk).update(pruned_at=clock.now())
    assert ["before its term" in line for line in broken_seals()] == [True]
