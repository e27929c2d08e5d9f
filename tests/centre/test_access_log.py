"""The log of who looked is append-only in code and in the database, sealed by day, and open to its subject."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from centre import append_only, clock
from centre.models import AccessLog, CareRelation, Dossier
from centre.services.cases import relate
from centre.services.sealing import broken_seals, seal_finished_days
from tests.cast import make_user


@pytest.fixture
def look(cast):
    with clock.at(clock.moment_from("2026-05-04T10:00")):
        return AccessLog.objects.create(actor=cast.thea, action="view", label="case", case=cast.case)


def test_code_can_neither_change_nor_remove_a_row(look):
    for attempt in (
        look.save,
        look.delete,
        AccessLog.objects.all().delete,
        lambda: AccessLog.objects.update(label="something else"),
    ):
        with pytest.raises(TypeError):
            attempt()


@pytest.mark.parametrize("sql", ["UPDATE centre_accesslog SET label = 'x'", "DELETE FROM centre_accesslog"])
def test_the_database_refuses_as_well(look, sql):
    append_only.install(connection)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    append_only.remove(connection)

    assert AccessLog.objects.filter(pk=look.pk, label="case").exists()


def sealed(cast, days=("04", "05")) -> dict[str, list[int]]:
    """Three looks on each day, sealed; the numbers by day."""
    numbers = {}
    for day in days:
        with clock.at(clock.moment_from(f"2026-05-{day}T10:00")):
            rows = [AccessLog.objects.create(actor=cast.thea, action="view", label="case") for _turn in range(3)]
        numbers[day] = [row.pk for row in rows]
    with clock.at(clock.moment_from("2026-05-06T02:00")):
        assert seal_finished_days() == len(days)
        assert seal_finished_days() == 0
    assert list(broken_seals()) == []
    return numbers


def tamper(sql: str, *args) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
    return list(broken_seals())


def test_a_changed_row_is_named_and_so_is_no_other_day(cast):
    second = sealed(cast)["04"][1]

    faults = tamper("UPDATE centre_accesslog SET label = 'other' WHERE id = %s", second)

    assert faults == [f"2026-05-04: row {second} was changed or put in"]
    with pytest.raises(CommandError, match=f"row {second} "):
        call_command("verify_log")


def test_a_row_without_its_mark_is_named_as_well(cast):
    second = sealed(cast)["04"][1]

    faults = tamper("UPDATE centre_accesslog SET label = 'other', mark = '' WHERE id = %s", second)

    assert faults == [f"2026-05-04: row {second} was changed or put in"]


def test_a_row_that_was_put_in_without_a_mark_is_named_also_when_its_day_was_sealed_with_it(cast):
    """Whoever writes straight into the database makes no mark; the seal of that night then fits the forged row."""
    with clock.at(clock.moment_from("2026-05-04T10:00")):
        AccessLog.objects.create(actor=cast.thea, action="view", label="case")
        forged = AccessLog.objects.create(actor=cast.ulla, action="view", label="case").pk
    assert tamper("UPDATE centre_accesslog SET mark = '' WHERE id = %s", forged) == [
        f"2026-05-04: row {forged} was changed or put in"
    ]
    with clock.at(clock.moment_from("2026-05-06T02:00")):
        seal_finished_days()

    assert list(broken_seals()) == [f"2026-05-04: row {forged} was changed or put in"]


def test_without_the_key_nobody_makes_rows_and_seals_that_fit(cast, settings):
    """The owner of the tables edits a row, takes every mark away and reckons the seals again, with another key."""
    numbers = sealed(cast)
    key = settings.HASH_KEY
    settings.HASH_KEY = "guessed"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE centre_accesslog SET label = 'other', mark = '' WHERE id = %s", [numbers["04"][1]])
        cursor.execute("UPDATE centre_accesslog SET mark = ''")
        cursor.execute("DELETE FROM centre_accessseal")
    with clock.at(clock.moment_from("2026-05-06T02:00")):
        seal_finished_days()
    settings.HASH_KEY = key

    faults = list(broken_seals())

    assert len(faults) == 6
    assert f"2026-05-04: row {numbers['04'][1]} was changed or put in" in faults


def test_no_row_goes_without_its_mark_also_when_no_row_has_one(look):
    assert tamper("UPDATE centre_accesslog SET mark = ''") == [f"2026-05-04: row {look.pk} was changed or put in"]


def test_rows_that_fit_are_no_proof_for_a_seal_that_was_made_with_another_key(cast, settings):
    gone = sealed(cast)["04"][1]
    key, settings.HASH_KEY = settings.HASH_KEY, "guessed"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM centre_accesslog WHERE id = %s", [gone])
        cursor.execute("DELETE FROM centre_accessseal")
    with clock.at(clock.moment_from("2026-05-06T02:00")):
        seal_finished_days()
    settings.HASH_KEY = key

    assert [fault[:10] for fault in broken_seals()] == ["2026-05-04", "2026-05-05"]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_the_number_of_a_removed_row_is_told(cast, which):
    gone = sealed(cast)["05"][which]

    faults = tamper("DELETE FROM centre_accesslog WHERE id = %s", gone)

    assert faults == [f"2026-05-05: rows gone: 1; numbers that are missing: {gone}"]


def test_a_seal_that_was_made_anew_shows_although_every_row_fits(cast):
    sealed(cast)

    faults = tamper("UPDATE centre_accessseal SET digest = 'x' WHERE day = '2026-05-04'")

    assert [fault[:10] for fault in faults] == ["2026-05-04", "2026-05-05"]
    assert all("no row is wrong" in fault for fault in faults)


def test_a_row_of_today_is_named_before_its_day_is_sealed(look, cast):
    call_command("verify_log")

    assert tamper("UPDATE centre_accesslog SET actor_id = %s", cast.ulla.pk) == [
        f"2026-05-04: row {look.pk} was changed or put in"
    ]


def test_a_parent_sees_role_and_date_of_looks_at_the_own_dossier_only(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    therapist = client_as(cast.thea)
    for parent in (cast.anna, cast.bram):
        own = Dossier.objects.get(parent=parent)
        therapist.get(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/")

    response = client_as(cast.anna).get("/mijn/privacy/")
    page = response.content.decode()

    assert [look.dossier.parent for look in response.context["page"]] == [cast.anna]
    assert cast.provider.name in page
    assert "Thea" not in page
    assert "Bram" not in page
    assert "gespreksleider van de intake" in page.lower(), "on which ground"


@pytest.mark.two_parent
def test_a_parent_learns_of_no_worry_from_the_words_about_a_look(cast, client_as):
    """Who is named for safety may open the own file; the ground and the kind of row would tell (law.md R54)."""
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.SAFETY, reason="x")
    own = Dossier.objects.get(parent=cast.anna)
    client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/")
    facts = {"actor": cast.thea, "audience": "therapist", "dossier": own}
    for label in ("disclosure", "change of contact", "hold", "safety release"):
        AccessLog.objects.create(action="create", label=label, ground="safety", **facts)

    page = client_as(cast.anna).get("/mijn/privacy/")

    assert len(page.context["page"]) == 5
    body = page.content.decode().split("<tbody", 1)[1].split("</tbody", 1)[0].lower()
    for word in ("veilig", "verstrek", "vasthoud", "wijziging", "vrijgave"):
        assert word not in body


def test_looks_at_the_card_of_safe_contact_stand_in_the_own_list_too(cast, client_as):
    client_as(cast.cora).get(f"/coordinatie/zaken/{cast.case.reference}/contact/{cast.anna.reference}/")

    [look] = client_as(cast.anna).get("/mijn/privacy/").context["page"]

    assert look.label == "contact"
    assert not client_as(cast.bram).get("/mijn/privacy/").context["page"].object_list


def test_a_parent_sees_that_something_was_changed_apart_from_reading(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    page, therapist = f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/", client_as(cast.thea)
    therapist.get(page)
    therapist.post(page, {"kind": "observation", "subject": "x", "text": "y", "audience": "staff"})

    answer = client_as(cast.anna).get("/mijn/privacy/")
    deeds = [look.action for look in answer.context["page"]]
    body = answer.content.decode().split("<tbody", 1)[1].split("</tbody", 1)[0]

    assert deeds == ["change", "view"]
    assert "Dossier: geopend om iets toe te voegen of te wijzigen" in body
    assert "Dossier: bekeken" in body


def test_a_refused_form_is_not_told_to_the_parent_as_something_that_was_changed(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    page = f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/"
    assert client_as(cast.thea).post(page, {"kind": "observation", "subject": "", "text": ""}).status_code == 200

    rows = client_as(cast.anna).get("/mijn/privacy/").content.decode().split("<tbody", 1)[1].split("</tbody", 1)[0]

    assert "geopend om iets toe te voegen of te wijzigen" in rows
    assert "toegevoegd of gewijzigd" not in rows


def test_a_value_that_is_asked_for_by_post_is_a_look_and_no_change(cast, client_as):
    client_as(cast.cora).post(f"/coordinatie/zaken/{cast.case.reference}/contact/{cast.anna.reference}/phone/tonen/")

    assert not AccessLog.objects.filter(actor=cast.cora, action="change").exists()
    assert AccessLog.objects.filter(actor=cast.cora, label="contact", action="view").exists()


@pytest.mark.parametrize(
    ("asked", "days"),
    [("", [3, 2, 1]), ("since=2026-05-02", [3, 2]), ("until=2026-05-02", [2, 1]), ("since=2026-05-02&until=2026-05-02", [2])],
)  # fmt: skip
def test_the_own_list_can_be_narrowed_to_some_days(cast, client_as, asked, days):
    facts = {"action": "view", "label": "dossier", "audience": "therapist", "dossier": cast.anna.dossiers.get()}
    for day in (1, 2, 3):
        AccessLog.objects.create(at=datetime(2026, 5, day, 21, 59, tzinfo=UTC), **facts)

    page = client_as(cast.anna).get(f"/mijn/privacy/?{asked}").context["page"]

    assert [look.at.day for look in page] == days


@pytest.mark.parametrize(
    "asked", ["since=gisteren", "since=0001-01-01", "until=9999-12-31", "since=2026-05-03&until=2026-05-02", "since=" + "9" * 200_000],
    ids=["no day", "long ago", "far ahead", "turned round", "huge"],
)  # fmt: skip
def test_days_that_cannot_be_are_refused_beside_their_field(cast, client_as, asked):
    for person, page in ((cast.anna, "/mijn/privacy/"), (cast.fiona, "/toezicht/inzage/")):
        answer = client_as(person).get(f"{page}?{asked}")
        form = answer.context.get("period") or answer.context["filters"]

        assert answer.status_code == 200
        assert set(form.errors) <= {"since", "until"}
        assert form.errors
        assert not answer.context["page"].object_list


@pytest.mark.two_parent
def test_a_child_sees_who_of_the_team_looked_and_never_that_a_parent_or_it_self_did(cast, client_as):
    cast.sem.user = make_user("sem", "Sem", "child")
    cast.sem.save()
    own = Dossier.objects.get(child=cast.sem)
    for actor, audience, label in (
        (cast.thea, "therapist", "safety concern"),
        (cast.carla.user, "parent", "children"),
        (cast.sem.user, "child", "dossier"),
    ):
        AccessLog.objects.create(actor=actor, audience=audience, action="view", label=label, dossier=own)

    page = client_as(cast.sem).get("/kind/wie-keek/").content.decode().split("<h1")[1].split("<h2")[0]

    assert page.count('<li class="card">') == 1
    assert "Therapeut" in page
    for word in (cast.thea.name, cast.carla.first_name, "Ouder", "Zorg"):
        assert word not in page
    for person in (cast.carla, cast.thea, cast.cora):
        assert client_as(person).get("/kind/wie-keek/").status_code == 404
