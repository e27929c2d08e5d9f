"""What was told to others stands in a register, goes with a copy where that is allowed, and never changes."""

from datetime import timedelta

import pytest

from centre import clock
from centre.models import CareRelation, Disclosure, Dossier
from centre.services import file_requests as services
from centre.services.cases import relate
from centre.services.disclosures import disclose
from centre.six_questions import QUESTIONS

FACTS = {
    "kind_of_receiver": "school",
    "receiver": "De Regenboog, intern begeleider",
    "ground": "consent",
    "subject_matter": "Dat de hulp is begonnen.",
    "weighing": "",
    "is_open": "yes",
    "once": "0123456789abcdef",
}


@pytest.fixture
def page(cast):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    return f"/praktijk/zaken/{cast.case.reference}/verstrekkingen/"


def posted(cast, **changes):
    about = Dossier.objects.get(child=cast.noor).reference
    return FACTS | {"about": about, "given_on": clock.today().isoformat()} | changes


def test_staff_writes_down_once_what_was_told_and_the_other_hat_reads_no_content(cast, client_as, page):
    browser = client_as(cast.thea)

    for _twice in range(2):
        assert browser.post(f"{page}nieuw/", posted(cast)).status_code == 302

    row = Disclosure.objects.get()
    assert (row.entered_by, row.dossier.child, row.is_open) == (cast.thea, cast.noor, True)
    assert "Dat de hulp is begonnen." in browser.get(page).content.decode()
    coordinator = client_as(cast.cora).get(page.replace("praktijk", "coordinatie")).content.decode()
    assert "Dat de hulp is begonnen." not in coordinator
    assert "Regenboog" not in coordinator
    assert "school" in coordinator


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_on": (clock.today() + timedelta(days=2)).isoformat()}, "given_on"),
        ({"ground": "conflict"}, "harm"),
        ({"ground": "conflict", "weighing": "Wij wogen het."}, "least"),
        ({"vir_number": "V-12"}, "vir_on"),
        ({"corv_on": clock.today().isoformat()}, "corv_number"),
        ({"corv_number": "9", "corv_on": (clock.today() + timedelta(days=2)).isoformat()}, "corv_on"),
        ({"subject_matter": ""}, "subject_matter"),
        ({"subject_matter": "x" * 200_000}, "subject_matter"),
        ({"about": "DO-33333333"}, "about"),
        ({"ground": "because"}, "ground"),
        ({"once": "again"}, "once"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_typed_text_stays(cast, client_as, page, changes, field):
    response = client_as(cast.thea).post(f"{page}nieuw/", posted(cast, **changes))

    assert field in response.context["form"].errors
    assert "De Regenboog" in response.content.decode()
    assert not Disclosure.objects.exists()


SIX = {name: f"Antwoord op {name}." for name in QUESTIONS}


def test_a_conflict_of_duties_keeps_its_six_answers_for_the_team_and_the_references_go_along(cast, client_as, page):
    """law.md R57: each question is a field of its own; a copy tells where it was registered, never how it was weighed."""
    browser, today = client_as(cast.thea), clock.today()
    given = SIX | {"ground": "conflict", "vir_number": "VIR-7", "vir_on": today.isoformat()}

    assert browser.post(f"{page}nieuw/", posted(cast, **given)).status_code == 302

    row = Disclosure.objects.get()
    assert row.answers == SIX
    assert row.as_text.endswith(f"VIR VIR-7, {today:%d-%m-%Y}")
    assert not any(answer in row.as_text for answer in SIX.values())
    assert all(answer in browser.get(page).content.decode() for answer in SIX.values())
    seen = client_as(cast.cora).get(page.replace("praktijk", "coordinatie")).content.decode()
    assert "Antwoord op" not in seen


def test_answers_beside_another_ground_are_not_kept(cast, client_as, page):
    client_as(cast.thea).post(f"{page}nieuw/", posted(cast, **SIX))

    assert Disclosure.objects.get().answers is None


def test_somebody_elses_file_and_a_case_of_others_do_not_exist(cast, client_as, page):
    foreign = Dossier.objects.get(parent=cast.carla).reference
    response = client_as(cast.thea).post(f"{page}nieuw/", posted(cast, about=foreign))

    assert "about" in response.context["form"].errors
    assert client_as(cast.ulla).get(page).status_code == 404
    assert client_as(cast.anna).get(page).status_code == 404


@pytest.mark.parametrize(("is_open", "found"), [(True, 1), (False, 0)])
def test_a_copy_of_the_file_holds_what_was_told_unless_safety_forbids_it(cast, is_open, found):
    facts = {name: FACTS[name] for name in ("kind_of_receiver", "receiver", "ground", "subject_matter", "once")}
    own = Dossier.objects.get(parent=cast.anna)
    disclose(dossier=own, case=cast.case, by=cast.thea, is_open=is_open, **facts)

    request = services.ask(parent=cast.anna, dossier=own, kind="copy")
    services.draft(request=request)

    assert sum("De Regenboog" in passage.text for passage in request.passages.all()) == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_one_as_for_three(cast, client_as, page, django_assert_max_num_queries, count):
    facts = {name: FACTS[name] for name in ("kind_of_receiver", "receiver", "ground", "subject_matter")}
    for number in range(count):
        disclose(dossier=Dossier.objects.get(parent=cast.anna), case=cast.case, by=cast.thea, once=str(number), **facts)
    browser = client_as(cast.thea)
    browser.get(page)

    with django_assert_max_num_queries(10):
        assert browser.get(page).context["page"].paginator.count == count
