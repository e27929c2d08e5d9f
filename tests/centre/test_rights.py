"""The matrix of rights is read from the code, and every view of staff says how it narrows what it shows."""

import csv
import io

import pytest
from django.core.management import call_command

from centre import rights
from centre.audiences import PREFIXES, STAFF

LINES = [line for _room, lines in rights.by_room() for line in lines]
OF_STAFF = [line for line in LINES if (line.reads | line.writes) & STAFF]


def test_the_matrix_covers_every_street():
    named = {audience for line in LINES for audience in line.reads | line.writes}

    assert named == set(PREFIXES)
    assert len(LINES) > 25


def test_a_known_line_is_right():
    (line,) = [line for line in LINES if line.name == "dossier" and line.room == "centre"]

    assert (line.cell("therapist"), line.cell("coordinator"), line.cell("parent")) == ("RW", "", "")
    assert line.scopes == {"relation"}


@pytest.mark.parametrize("line", OF_STAFF, ids=lambda line: f"{line.room}.{line.name}")
def test_a_view_of_staff_goes_through_a_door_and_says_what_it_does(line):
    assert line.scopes, f"{line.room}.{line.name} opens no door of centre/access.py and writes no log row"
    assert line.action.endswith(".") or ":" in line.action


def test_a_view_without_a_door_would_be_caught():
    def careless(request):
        return request

    assert rights.scopes_of(careless) == frozenset()


def test_the_command_prints_the_matrix_and_the_permissions():
    out = io.StringIO()
    call_command("print_rights", stdout=out)

    assert "privacy" in out.getvalue().splitlines()[0]
    assert "centre.view_case: can_view_case" in out.getvalue()


def test_the_command_gives_a_table_for_a_spreadsheet():
    out = io.StringIO()
    call_command("print_rights", csv=True, stdout=out)

    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    (log,) = [row for row in rows if row["action"].startswith("Who looked at what")]
    assert (log["privacy"], log["coordinator"], log["parent"]) == ("R", "", "")


def test_the_page_of_rights_is_for_the_privacy_officer_and_prints(cast, client_as):
    page = client_as(cast.fiona).get("/toezicht/rechten/")

    assert page.status_code == 200
    assert "data-print" in page.content.decode()
    assert client_as(cast.cora).get("/toezicht/rechten/").status_code == 404
