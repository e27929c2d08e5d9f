"""The term of a file: counted from the last writing, erased by two people, stopped by a hold, repeated after a restore."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from centre import clock, retention, tasks
from centre.models import AccessLog, Dossier, ErasureProposal, ErasureReceipt, LegalHold, Milestone, Note, Parent
from centre.services import attachments, erasure
from centre.services import retention as services
from centre.services.cases import close_case, reach
from centre.services.disclosures import disclose_all
from centre.services.notes import write_note
from centre.services.notices import send_message
from centre.services.safety import record_safety
from tests.cast import make_user
from tests.centre import hostile_files

START = clock.moment_from("2026-03-02T10:00")
HOME = "/toezicht/bewaren/"


@pytest.fixture(autouse=True)
def _own_disk(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def second(cast):
    return make_user("frits", "Frits", "privacy", organisation=cast.centre)


@pytest.fixture
def file(cast) -> Dossier:
    """Anna's file: care started and ended; last written in on 2 March 2026."""
    for case in (cast.case, cast.other_case):
        reach(case=case, kind=Milestone.Kind.STARTED, by=cast.cora)
        close_case(case=case, reason="over", by=cast.cora)
    Dossier.objects.update(last_content_change_at=clock.moment_from("2500-01-01T10:00"))
    dossier = Dossier.objects.get(parent=cast.anna)
    dossier.last_content_change_at = START
    dossier.save()
    write(cast, dossier, START)
    return dossier


def write(cast, dossier, moment):
    with clock.at(moment):
        write_note(dossier=dossier, case=cast.case, kind="observation", subject="Gesprek", text="Tekst.", by=cast.thea)


def years(number: int, days: int = 0):
    return START.replace(year=START.year + number) + timedelta(days=days)


def night(moment, first, second) -> int:
    """Propose, let both agree, erase; returns how many were erased."""
    with clock.at(moment):
        services.propose()
        for person in (first, second):
            for row in retention.waiting_for(person):
                services.agree(proposal=row, by=person)
        return services.apply()


def report(*arguments, now) -> str:
    out = io.StringIO()
    call_command("retention", *arguments, now=now.isoformat(), stdout=out)
    return out.getvalue()


# ── the term ──


@pytest.mark.parametrize(("days", "found"), [(-1, 0), (0, 0), (1, 1)])
def test_a_day_before_the_term_nothing_and_a_day_after_it_is_proposed(file, days, found):
    assert file.reference in report("--dry-run", now=years(20, days)) or not found
    assert f"{found} dossiers are over" in report("--dry-run", now=years(20, days))
    assert not ErasureProposal.objects.exists()
    assert f"{found} new" in report("--propose", now=years(20, days))
    assert "0 new" in report("--propose", now=years(20, days))


def test_reading_does_not_move_the_term_and_writing_does(cast, client_as, file):
    with clock.at(years(10)):
        client_as(cast.anna).get("/mijn/documenten/")
        message = send_message(recipient=cast.anna.user, subject="Dag", text="Tekst.", by=None, dossier=file)
    assert "0 dossiers" in report("--dry-run", now=years(20, 1)), "a message in the file is content"
    message.delete()
    assert "1 dossiers" in report("--dry-run", now=years(20, 1))
    write(cast, file, years(15))
    assert "0 dossiers" in report("--dry-run", now=years(20, 1))
    assert "1 dossiers" in report("--dry-run", now=years(35, 1))


def test_what_never_started_waits_for_a_term_of_the_centre(cast, file, settings):
    cast.case.milestones.filter(kind=Milestone.Kind.STARTED).delete()
    assert "0 dossiers" in report("--dry-run", now=years(30))
    settings.RETENTION_TERMS = {**settings.RETENTION_TERMS, "not_started": 12}
    assert "0 dossiers" in report("--dry-run", now=years(1))
    assert "not_started" in report("--dry-run", now=years(1, 1))
    cast.case.closed_on = None
    cast.case.save()
    assert "0 dossiers" in report("--dry-run", now=years(1, 1)), "a request that still runs stays"


def test_the_safety_file_has_its_own_term(cast, file):
    with clock.at(START):
        dossier = record_safety(case=cast.case, kind="signal", text="Zorg.", by=cast.cora).dossier

    assert {row.category for row in _due(years(20, 1))} == {"care", "safety"}
    assert night(years(20, 1), cast.fiona, cast.cora) == 2
    assert not dossier.safety_entries.exists()


def _due(moment):
    with clock.at(moment):
        return list(retention.due())


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2028, 2, 29), 240, date(2048, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_term_is_counted_in_calendar_months(day, months, later):
    assert retention.months_later(day, months) == later


# ── two people ──


def test_one_person_is_not_two_not_even_in_the_database(cast, second, file):
    with clock.at(years(20, 1)):
        services.propose()
        row = services.agree(proposal=ErasureProposal.objects.get(), by=cast.fiona)
        with pytest.raises(ValidationError):
            services.agree(proposal=row, by=cast.fiona)
        assert services.apply() == 0
        services.agree(proposal=row, by=second)
        with pytest.raises(ValidationError):
            services.agree(proposal=row, by=cast.cora)
    for facts in ({"second_by": cast.fiona}, {"second_by": None, "executed_at": START}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureProposal.objects.update(**facts)
    assert "1 dossiers erased" in report("--apply", now=years(20, 1))


def test_writing_or_holding_after_two_agreed_stops_it(cast, second, file):
    with clock.at(years(20, 1)):
        services.propose()
        for person in (cast.fiona, second):
            services.agree(proposal=ErasureProposal.objects.get(), by=person)
    write(cast, file, years(20, 1))

    assert tasks.retention(now=years(20, 1).isoformat()) == 0
    assert not ErasureProposal.objects.exists()
    assert Note.objects.filter(dossier=file).count() == 2


# ── what erasing leaves ──


def test_the_shell_stays_with_its_log_and_a_receipt_without_content(cast, second, file):
    AccessLog.objects.create(actor=cast.thea, action="view", label="dossier", dossier=file)
    row = attachments.add_attachment(
        dossier=file, case=cast.case, title="Brief", name="brief.pdf", content=hostile_files.pdf(), by=cast.thea
    )
    path = attachments._path(row)
    assert path.exists()
    milestones, moved = Milestone.objects.count(), years(40)

    assert night(moved, cast.fiona, second) >= 1

    assert not path.exists()
    assert not list(_texts(file))
    assert AccessLog.objects.filter(dossier=file).count() == 2
    assert Milestone.objects.count() == milestones
    receipt = ErasureReceipt.objects.get(digest=erasure.digest_of(file.reference))
    assert (receipt.category, receipt.first_by, receipt.second_by) == ("care", cast.fiona, second)
    assert receipt.counts["centre.Note"] == 1
    assert file.reference not in str(vars(receipt))
    anna = Parent.objects.get(pk=cast.anna.pk)
    assert (anna.first_name, anna.last_name, anna.user.is_active) == ("", anna.reference, False)
    assert night(moved, cast.fiona, second) == 0, "an empty shell is not proposed again"


def _texts(dossier):
    from centre import own_rows

    return (value for row, names in own_rows.rows_of(dossier) for name in names if (value := getattr(row, name)))


def test_somebody_with_work_here_keeps_the_account(cast, second, file):
    from centre.services.people import add_membership

    add_membership(user=cast.anna.user, audience="referrer", organisation=cast.board, since=date(2020, 1, 1))
    night(years(20, 1), cast.fiona, second)

    cast.anna.user.refresh_from_db()
    assert cast.anna.user.is_active


# ── holds ──


def test_a_hold_stops_and_ends_by_itself(cast, second, file):
    with clock.at(years(19)):
        services.hold(dossier=file.reference.lower(), reason="Klacht", until=years(21).date(), by=cast.fiona)
    assert night(years(20, 1), cast.fiona, second) == 0
    assert Note.objects.filter(dossier=file).exists()
    assert night(years(21, 1), cast.fiona, second) == 1
    assert LegalHold.objects.get().reason == ""


@pytest.mark.parametrize(
    ("facts", "field"), [({"dossier": "D-3333333333"}, "dossier"), ({"until": date(2020, 1, 1)}, "until")]
)
def test_a_hold_needs_a_file_and_a_day_to_come(cast, file, facts, field):
    facts = {"dossier": file.reference, "reason": "Klacht", "until": date(2090, 1, 1), "by": cast.fiona} | facts
    with pytest.raises(ValidationError) as refused:
        services.hold(**facts)
    assert field in refused.value.message_dict


@effort(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(["write", "read", "hold", "lift"]), st.integers(0, 9 * 366)), max_size=8)
)
def test_nothing_outlives_its_term_and_nothing_held_vanishes(cast, second, file, client_as, steps):
    """Any order of writing, reading, holding and lifting, with a night after each; a plain oracle tells what must be."""
    now, last, held, there = years(1), START, False, True
    with transaction.atomic():
        for step, gap in steps:
            now += timedelta(days=gap)
            if step == "write" and not there:
                break
            with clock.at(now):
                if step == "write":
                    write(cast, file, now)
                    last = now
                elif step == "read":
                    AccessLog.objects.create(actor=cast.thea, action="view", label="dossier", dossier=file)
                elif step == "hold":
                    services.hold(dossier=file.reference, reason="Klacht", until=date(2999, 1, 1), by=cast.fiona)
                    held = True
                else:
                    for row in retention.holds():
                        services.lift(held=row, by=second)
                    held = False
            night(now, cast.fiona, second)
            over = timezone.localdate(now) > retention.months_later(timezone.localdate(last), 240)
            there = there and (held or not over)
            assert Note.objects.filter(dossier=file).exists() == there
        transaction.set_rollback(True)


# ── after a restore ──


def test_a_restored_backup_is_emptied_again_and_what_came_later_stays(cast, second, file):
    night(years(20, 1), cast.fiona, second)
    ErasureReceipt.objects.all().delete()
    write(cast, file, START)
    Dossier.objects.filter(pk=file.pk).update(last_content_change_at=START)
    out = io.StringIO()

    call_command("reapply_erasures", stdout=out)

    assert "1 dossiers erased again" in out.getvalue()
    assert not Note.objects.filter(dossier=file).exists()
    assert ErasureReceipt.objects.get().first_by == cast.fiona
    # What was handed out and restored with the backup is called back by the log of that file.
    assert AccessLog.objects.filter(dossier=file, label="erasure", purpose="care").count() == 2
    assert erasure.reapply() == 0
    write(cast, file, years(21))
    assert erasure.reapply() == 0
    assert Note.objects.filter(dossier=file).count() == 1


def test_another_key_says_aloud_that_it_cannot_read_the_ledger_and_the_old_one_still_can(cast, second, file, settings):
    night(years(20, 1), cast.fiona, second)
    ErasureReceipt.objects.all().delete()
    write(cast, file, START)
    Dossier.objects.filter(pk=file.pk).update(last_content_change_at=START)
    old, settings.HASH_KEY = settings.HASH_KEY, "another-key"

    with pytest.raises(CommandError, match="0 dossiers erased again. 1 lines"):
        call_command("reapply_erasures")
    assert Note.objects.filter(dossier=file).exists()

    settings.HASH_KEY = old
    call_command("reapply_erasures", stdout=io.StringIO())
    assert not Note.objects.filter(dossier=file).exists()
    # A receipt in the database is no second line, whichever key looks.
    settings.HASH_KEY = "another-key"
    before = erasure._ledger().read_text()
    with pytest.raises(CommandError):
        call_command("reapply_erasures")
    assert erasure._ledger().read_text() == before


def test_a_lost_ledger_is_written_again_and_half_a_line_is_left_out(cast, second, file):
    night(years(20, 1), cast.fiona, second)
    whole = erasure._ledger().read_text()
    erasure._ledger().unlink()
    erasure.reapply()
    assert erasure._ledger().read_text() == whole
    erasure._ledger().write_text(whole + whole[:20])
    assert erasure.reapply() == 0
    assert file.reference not in whole


def test_a_data_set_for_a_researcher_does_not_restart_the_term_and_telling_a_school_does(cast, file):
    told = {"receiver": "Iemand", "ground": "consent", "subject_matter": "Antwoorden.", "by": cast.cora}
    before = retention.last_change(file)
    people = {(file.pk, cast.case.pk): "data-set-1"}
    assert disclose_all(people=people, kind_of_receiver="researcher", **told) == 1
    file.refresh_from_db()
    assert (retention.last_change(file), file.last_content_change_at) == (before, before)

    disclose_all(people={(file.pk, cast.case.pk): "data-set-2"}, kind_of_receiver="school", **told)

    file.refresh_from_db()
    assert file.last_content_change_at > before
