"""The log of who looked is append-only in code and in the database, sealed by day, and open to its subject."""

import pytest
from django.db import DatabaseError, connection, transaction

from centre import append_only, clock
from centre.models import AccessLog, CareRelation, Dossier
from centre.services.cases import relate
from centre.services.sealing import broken_seals, seal_finished_days


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


def test_a_changed_row_breaks_the_seal_of_its_day_and_no_other(look, cast):
    with clock.at(clock.moment_from("2026-05-05T10:00")):
        AccessLog.objects.create(actor=cast.thea, action="view", label="case", case=cast.case)
    with clock.at(clock.moment_from("2026-05-06T02:00")):
        assert seal_finished_days() == 2
        assert seal_finished_days() == 0
    assert list(broken_seals()) == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE centre_accesslog SET label = 'other' WHERE id = %s", [look.pk])

    assert [line[:10] for line in broken_seals()] == ["2026-05-04"]


def test_a_removed_row_breaks_the_seal(look):
    with clock.at(clock.moment_from("2026-05-05T02:00")):
        seal_finished_days()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM centre_accesslog WHERE id = %s", [look.pk])

    assert [line[:10] for line in broken_seals()] == ["2026-05-04"]


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
