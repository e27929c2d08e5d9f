"""The privacy officer's desk: the log through a filter, the export, emergencies, the weekly sample."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection

from centre import clock, nen7513, supervision, tasks
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Dossier, Message, OddRead
from centre.services.cases import end_relation, relate
from centre.services.odd_reads import find_last_week
from tests.cast import make_user
from tests.centre.signing_in import confirm

LOG = "/toezicht/inzage/"
MONDAY = "2026-05-11T06:30"


def look(user, case=None, *, at="2026-05-06T10:00", action="view", audience="therapist", **facts) -> AccessLog:
    with clock.at(clock.moment_from(at)):
        return AccessLog.objects.create(actor=user, action=action, label="case", case=case, audience=audience, **facts)


def sample() -> set[tuple[str, str]]:
    """(sort, name) of what the sample of the second week of May 2026 finds."""
    with clock.at(clock.moment_from(MONDAY)):
        find_last_week()
    return {(row.sort, row.actor.name) for row in OddRead.objects.select_related("actor")}


# ── the log ──


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"recent"}),
        ({"person": "thea@example.org"}, {"recent", "old"}),
        ({"person": "hea"}, {"recent", "old"}),
        ({"person": "nobody at all"}, set()),
        ({"case": "OWN"}, {"recent", "old"}),
        ({"case": "ZK-33333333"}, set()),
        ({"action": "print"}, set()),
        ({"since": "2026-01-01", "until": "2026-05-01"}, {"old"}),
        ({"person": "thea", "until": "2026-05-01"}, {"old"}),
    ],
)
def test_the_log_is_narrowed_by_person_case_action_and_day(cast, client_as, asked, found):
    look(cast.thea, cast.case, at="2026-04-01T10:00", purpose="old")
    look(cast.thea, cast.case, at="2026-05-06T10:00", purpose="recent")
    asked = {name: cast.case.reference.lower() if value == "OWN" else value for name, value in asked.items()}

    with clock.at(clock.moment_from("2026-05-07T12:00")):
        response = client_as(cast.fiona).get(LOG, asked)

    assert {row.purpose for row in response.context["page"] if row.actor == cast.thea} == found


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "gisteren"},
        {"action": "gossip"},
        {"since": "2026-05-02", "until": "2026-05-01"},
        {"person": "x" * 5000},
    ],
)
def test_a_bad_question_shows_nothing_and_says_why(cast, client_as, asked):
    response = client_as(cast.fiona).get(LOG, asked)

    assert response.status_code == 200
    assert response.context["filters"].errors
    assert list(response.context["page"]) == []


def test_reading_the_log_is_logged_without_the_name_that_was_typed(cast, client_as):
    client_as(cast.fiona).get(LOG, {"person": "Bram", "case": cast.case.reference})

    row = AccessLog.objects.get(actor=cast.fiona, label="access log")
    assert (row.action, row.purpose) == ("search", f"person, case {cast.case.reference}")


@pytest.mark.parametrize("n", (1, 3))
@pytest.mark.parametrize(
    "asked", ["", "?person=thea", "?case=ZK-33333333", "?person=thea&action=view&since=2026-01-01"]
)
def test_the_log_asks_few_questions_of_the_database(cast, client_as, n, asked, django_assert_max_num_queries):
    client = client_as(cast.fiona)
    client.get(LOG)
    for _i in range(n):
        AccessLog.objects.create(actor=cast.thea, action="view", label="case", case=cast.case)

    with django_assert_max_num_queries(8):
        client.get(LOG + asked)


@pytest.mark.parametrize(
    "asked", [{}, {"person": "thea"}, {"case": "ZK-33333333"}, {"case": "D-3333333333"}, {"action": "emergency"}]
)
def test_every_question_to_the_log_is_served_by_an_index(cast, asked):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = supervision.looks(reader=cast.fiona, **asked).explain()

    assert "SCAN centre_accesslog" not in plan
    assert "Seq Scan on centre_accesslog" not in plan


def test_only_the_privacy_officer_reads_the_log(cast, client_as):
    for person in (cast.anna, cast.thea, cast.cora, cast.rens, cast.ruth, cast.gerda):
        assert client_as(person).get(LOG).status_code == 404
        assert client_as(person).post(f"{LOG}uitvoer/").status_code == 404


# ── the export ──


def test_the_export_asks_who_you_are_first(cast, client_as):
    response = client_as(cast.fiona).get(f"{LOG}uitvoer/?person=thea")

    assert response["Location"] == "/account/reauthenticate/?next=%2Ftoezicht%2Finzage%2Fuitvoer%2F%3Fperson%3Dthea"


def test_the_export_carries_the_names_of_the_standard_and_is_logged_with_its_purpose(cast, client_as):
    AccessLog.objects.create(
        actor=cast.thea, action="view", label="dossier", case=cast.case, audience="therapist",
        dossier=Dossier.objects.get(parent=cast.anna), ground="emergency", purpose="=cmd|'/C calc'!A1", organisation="Duin",
    )  # fmt: skip
    client = confirm(client_as(cast.fiona))

    response = client.post(f"{LOG}uitvoer/?person=thea&action=view", {"reason": "Verzoek om inzage"})

    assert response["Content-Disposition"] == 'attachment; filename="nen7513.csv"'
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert row["EventActionCode"] == "R"
    assert row["EventOutcomeIndicator"] == "0"
    assert row["UserID"] == cast.thea.reference
    assert row["RoleIDCode"] == "therapist"
    assert row["ParticipantObjectID"] == Dossier.objects.get(parent=cast.anna).reference
    assert row["behandelrelatieProtocol"] == "emergency"
    assert row["controles"] == "noodprocedure"
    assert row["PurposeOfUse"].startswith("'=")
    assert row["NetworkAccessPointID"] == ""
    logged = AccessLog.objects.get(actor=cast.fiona, action="export")
    assert logged.purpose == "Verzoek om inzage"


@pytest.mark.parametrize("reason", ["", "x", "x" * 500])
def test_no_export_without_a_proper_purpose(cast, client_as, reason):
    response = confirm(client_as(cast.fiona)).post(f"{LOG}uitvoer/", {"reason": reason})

    assert list(response.context["form"].errors) == ["reason"]
    assert not AccessLog.objects.filter(action="export").exists()


def test_an_empty_export_still_has_its_head(db):
    (head,) = nen7513.rows([])

    assert head[:4] == ["EventID", "EventTypeCode", "EventActionCode", "EventDateTime"]
    assert len(head) == len(set(head)) == 31


@pytest.mark.parametrize("action", AccessLog.Action.values)
def test_every_action_of_the_log_has_a_code_of_the_standard(action):
    assert nen7513.record(AccessLog(action=action, at=clock.now()))["EventActionCode"] in set("CRUDE")


# ── the desk ──


def test_the_desk_shows_emergencies_refusals_and_findings_of_this_week_and_nothing_else(cast, client_as, settings):
    client = client_as(cast.fiona)
    assert client.get("/toezicht/").context["cards"] == []
    CareRelation.objects.create(
        case=cast.case, user=cast.thea, kind="emergency", reason="Nood.", until=clock.now() + timedelta(hours=1)
    )
    for _i in range(settings.REFUSALS_A_DAY):
        AccessLog.objects.create(actor=cast.ulla, action="denied", label="case", succeeded=False)
    OddRead.objects.create(key="k", sort="own_name", actor=cast.thea, day=clock.today(), case=cast.case)

    cards = client.get("/toezicht/").context["cards"]
    page = client.get("/toezicht/noodtoegang/")

    assert [card.url for card in cards] == [
        "/toezicht/noodtoegang/", "/toezicht/noodtoegang/#refusals", "/toezicht/steekproef/"
    ]  # fmt: skip
    assert [row.user for row in page.context["page"]] == [cast.thea]
    assert [spike["actor__name"] for spike in page.context["spikes"]] == ["Ulla"]
    assert client_as(cast.cora).get("/coordinatie/").status_code == 200


def test_a_few_refusals_are_no_spike_and_last_weeks_emergency_no_card(cast, settings):
    for _i in range(settings.REFUSALS_A_DAY - 1):
        AccessLog.objects.create(actor=cast.ulla, action="denied", label="case", succeeded=False)
    CareRelation.objects.create(
        case=cast.case, user=cast.thea, kind="emergency", reason="Nood.",
        since=clock.now() - timedelta(days=8), until=clock.now() - timedelta(days=8, minutes=-60),
    )  # fmt: skip

    assert supervision.refused_spikes() == []
    assert supervision.emergencies(days=7).count() == 0
    assert supervision.emergencies().count() == 1


def test_the_privacy_officer_has_a_message_box(cast, client_as):
    assert client_as(cast.fiona).get("/toezicht/berichten/").status_code == 200


# ── the weekly sample ──


def test_a_read_without_a_relation_at_that_moment_is_found(cast):
    with clock.at(clock.moment_from("2026-05-05T09:00")):
        relation = relate(case=cast.case, user=cast.thea, kind="assessor", reason="intake")
    with clock.at(clock.moment_from("2026-05-06T09:00")):
        end_relation(relation=relation)
    look(cast.thea, cast.case, at="2026-05-05T10:00")
    assert sample() == set()

    look(cast.thea, cast.case, at="2026-05-06T10:00")
    assert sample() == {("no_relation", "Thea")}


def test_a_coordinators_region_is_a_ground_and_another_region_is_none(cast):
    stranger = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)
    look(cast.cora, cast.case, audience="coordinator")
    look(stranger, cast.case, audience="coordinator")

    assert sample() == {("no_relation", "Carel")}


@pytest.mark.parametrize("name", ["Petra van Anna", "Petra VAN BEIDEN", "Petra Béiden"])
def test_a_reader_with_the_familys_name_is_found_whatever_the_relation(cast, name):
    reader = make_user("petra", name, Audience.THERAPIST, organisation=cast.provider)
    with clock.at(clock.moment_from("2026-05-01T09:00")):
        relate(case=cast.case, user=reader, kind="assessor", reason="intake")

    look(reader, cast.case)

    assert sample() == {("own_name", name)}


def test_a_dossier_counts_as_the_family_that_it_is_about(cast):
    look(cast.thea, dossier=Dossier.objects.get(child=cast.noor))

    assert sample() == {("no_relation", "Thea")}


def test_unusually_many_files_on_one_day_are_found(cast, settings):
    settings.FILES_A_DAY = 1
    with clock.at(clock.moment_from("2026-05-01T09:00")):
        for case in (cast.case, cast.other_case):
            relate(case=case, user=cast.thea, kind="assessor", reason="intake")
    look(cast.thea, cast.case)
    look(cast.thea, cast.case)
    assert sample() == set()

    look(cast.thea, cast.other_case)
    assert sample() == {("many_files", "Thea")}
    assert OddRead.objects.get().how_many == 2


def test_families_refusals_and_other_weeks_are_left_alone(cast):
    look(cast.anna.user, cast.case, audience="parent")
    look(cast.fiona, cast.case, audience="privacy")
    look(cast.thea, cast.case, action="denied", succeeded=False)
    look(cast.thea, cast.case, at="2026-05-11T00:30")
    look(cast.thea, cast.case, at="2026-05-03T23:30")

    assert sample() == set()


def test_the_task_tells_the_officer_once_and_a_second_run_finds_nothing_new(cast):
    look(cast.thea, cast.case)

    assert tasks.weekly_odd_reads(now=MONDAY) == 1
    assert tasks.weekly_odd_reads(now=MONDAY) == 0

    assert [message.recipient for message in Message.objects.all()] == [cast.fiona]


def test_the_officer_judges_a_finding_once(cast, client_as):
    look(cast.thea, cast.case)
    sample()
    finding = OddRead.objects.get()
    client = client_as(cast.fiona)
    address = f"/toezicht/steekproef/{finding.reference}/"
    assert client.get("/toezicht/steekproef/").content.decode().count(finding.reference) == 1
    assert client.get(address).status_code == 200

    assert list(client.post(address, {"verdict": "maybe", "explanation": ""}).context["form"].errors) == [
        "verdict",
        "explanation",
    ]
    client.post(address, {"verdict": "fine", "explanation": "Viel in voor een collega."})

    finding.refresh_from_db()
    assert (finding.verdict, finding.judged_by) == ("fine", cast.fiona)
    assert finding.explanation == "Viel in voor een collega."
    assert client.get(address).status_code == 404
    assert "Viel in" in client.get("/toezicht/steekproef/?judged=1").content.decode()
