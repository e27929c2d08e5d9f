"""Query budgets of the ground floor's pages: the same for one row and for three (a list 8, a sheet 12, a post 15)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centre.models import CareRelation, Dossier
from centre.services.cases import ChildFacts, add_child, relate
from centre.services.notes import write_note
from centre.services.notices import send_message

LIST, SHEET, POST = 8, 12, 15


def cost(client, method: str, path: str, data: dict | None = None) -> int:
    """Queries of a second visit: the first one of a session also writes when it was seen."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(path, data or {})
    assert response.status_code in (200, 302)
    return len(queries)


def more_children(cast, count: int) -> None:
    for number in range(count - 1):
        facts = ChildFacts(f"Kind{number}", "van Beiden", date(2016, 1, 2), cast.haarlem)
        add_child(family=cast.case.family, facts=facts, holders=[cast.anna, cast.bram], on=date(2026, 1, 1))


@pytest.mark.parametrize("count", [1, 3])
def test_the_message_box(cast, client_as, count):
    for number in range(count):
        send_message(recipient=cast.anna.user, subject=f"Brief {number}", text="Tekst", by=cast.cora)

    assert cost(client_as(cast.anna), "get", "/mijn/berichten/") <= LIST


@pytest.mark.parametrize("count", [1, 3])
def test_a_parents_own_permission(cast, client_as, count):
    more_children(cast, count)

    assert cost(client_as(cast.anna), "get", "/mijn/toestemming/") <= SHEET


@pytest.mark.parametrize("count", [1, 3])
def test_a_parents_own_children_and_what_may_be_read_of_them(cast, client_as, count):
    more_children(cast, count)

    assert cost(client_as(cast.anna), "get", "/mijn/kinderen/") <= SHEET


@pytest.mark.parametrize("count", [1, 3])
def test_answering_one_question(cast, client_as, count):
    more_children(cast, count)
    path = f"/mijn/toestemming/group/{cast.noor.reference}/"

    assert cost(client_as(cast.anna), "post", path, {"answer": "given"}) <= POST


@pytest.mark.parametrize("count", [1, 3])
def test_who_looked_at_the_own_file(cast, client_as, count):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    for _look in range(count):
        client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/")

    assert cost(client_as(cast.anna), "get", "/mijn/privacy/") <= LIST


@pytest.mark.parametrize("count", [1, 3])
def test_a_case_for_a_coordinator(cast, client_as, count):
    more_children(cast, count)

    assert cost(client_as(cast.cora), "get", f"/coordinatie/zaken/{cast.case.reference}/") <= SHEET


@pytest.mark.parametrize("count", [1, 3])
def test_a_dossier_and_its_notes(cast, client_as, count):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    for _note in range(count):
        write_note(dossier=own, case=cast.case, kind="observation", subject="x", text="y", by=cast.thea)
    path = f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/"
    note = {"kind": "observation", "subject": "x", "text": "y", "audience": "staff"}

    assert cost(client_as(cast.thea), "get", path) <= SHEET
    assert cost(client_as(cast.thea), "post", path, note) <= POST
