"""A procedure about authority that we know of (law.md R10): check again, at intake and before the start."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from centre import authority_papers, clock
from centre.models import AuthorityProcedure, ParentalAuthority
from centre.services.authority import confirm_authority, end_procedure, record_procedure
from centre.services.cases import relate
from groups import selectors
from intake.consents import authority_lines
from tests.factories import groups as make
from tests.factories.intake import case_at

TOLD = {
    "since": "2026-01-10",
    "court": "Rechtbank Noordrand",
    "number": "C/15/1",
    "known_from": "Brief van de rechtbank.",
}


@pytest.fixture
def case(cast):
    for row in ParentalAuthority.objects.filter(child=cast.noor):
        confirm_authority(authority=row, evidence="register", by=cast.cora)
    return case_at(cast.case, cast, "apply")


def checks(case, child) -> set[str]:
    [line] = authority_lines(case, [child])
    return {row.check for row in line["rows"]}


def test_while_it_runs_and_until_the_papers_were_seen_after_it_authority_is_checked_again(cast, client_as, case):
    browser = client_as(cast.cora)
    assert (checks(case, cast.noor), authority_papers.again([case.pk])) == ({""}, {})
    url = reverse("intake:procedure", args=[case.reference])

    for _click in (1, 2):
        page = browser.post(url, TOLD | {"child": cast.noor.reference}, follow=True).content.decode()
    row = AuthorityProcedure.objects.get()
    assert "Procedure over het gezag over Noor" in page and "Rechtbank Noordrand" in page
    assert checks(case, cast.noor) == {"again"}

    relate(case=case, user=cast.thea, kind="assessor", reason="Intake")
    for person, name in ((cast.cora, "sheet"), (cast.thea, "therapist-case")):
        seen = client_as(person).get(reverse(f"intake:{name}", args=[case.reference])).content.decode()
        assert "Er loopt een procedure over het gezag over Noor" in seen

    ends = reverse("intake:end-procedure", args=[case.reference, row.pk])
    assert browser.post(ends, {"on": clock.today().isoformat(), "outcome": "Afgewezen."}).status_code == 302
    assert authority_papers.again([case.pk]) == {case.pk: {"old": ["Noor"]}}
    with clock.at(clock.now() + timedelta(days=1)):
        for line in ParentalAuthority.objects.filter(child=cast.noor):
            confirm_authority(authority=line, evidence="register", by=cast.cora)
        assert (checks(case, cast.noor), authority_papers.again([case.pk])) == ({""}, {})


def test_before_the_start_of_a_group_it_stands_on_its_sheet_and_afterwards_no_more(cast):
    with clock.at(make.MONDAY):
        circle = make.circle(cast, couples=2, minimum_couples=1)
        facts = {"since": date(2026, 1, 10), "known_from": "x", "by": cast.cora}
        record_procedure(child=cast.noor, **facts)

        words = " ".join(selectors.group_sheet(circle.group).warnings)

        assert "procedure over het gezag" in words and "Niemand heeft nog bewijs gezien" in words
        assert words.count("Anna van Anna") == 2 and words.count("Carla van Carla") == 1
        circle.group.state = "running"
        assert "gezag" not in " ".join(selectors.group_sheet(circle.group).warnings)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"since": "2999-01-01"}, "since"),
        ({"since": "2018-05-03"}, "since"),
        ({"since": ""}, "since"),
        ({"known_from": " "}, "known_from"),
        ({"known_from": "x" * 200_000}, "known_from"),
        ({"child": "P-3333333333"}, "child"),
        ({"court": "x" * 121}, "court"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, client_as, case, changed, field):
    told = TOLD | {"child": cast.noor.reference} | changed

    answer = client_as(cast.cora).post(reverse("intake:procedure", args=[case.reference]), told)

    assert field in answer.context["form"].errors and "Brief van de" in answer.content.decode() or field == "known_from"
    assert not AuthorityProcedure.objects.exists()


def test_an_end_that_cannot_be_is_refused_and_ending_twice_changes_nothing(cast, client_as, case):
    row = record_procedure(child=cast.noor, since=date(2026, 1, 10), known_from="x", by=cast.cora)
    url, browser = reverse("intake:end-procedure", args=[case.reference, row.pk]), client_as(cast.cora)

    for day in ("2026-01-09", "2999-01-01", "31-02-2026"):
        assert "on" in browser.post(url, {"on": day}).context["form"].errors
    for day in (20, 21):
        end_procedure(procedure=row, on=date(2026, 1, day), outcome="", by=cast.cora)
    row.refresh_from_db()
    assert row.ended_on == date(2026, 1, 20)


@pytest.mark.two_parent
def test_no_parent_and_no_stranger_learns_of_it(cast, client_as, case):
    row = record_procedure(
        child=cast.noor, since=date(2026, 1, 10), known_from="KANARIE", court="KANARIE", by=cast.cora
    )

    for parent in (cast.anna, cast.bram):
        for page in ("/mijn/", "/mijn/kinderen/", "/mijn/gegevens/"):
            assert "KANARIE" not in client_as(parent).get(page).content.decode()
    for person in (cast.anna, cast.thea, cast.ruth):
        assert client_as(person).get(reverse("intake:procedure", args=[case.reference])).status_code == 404
    foreign = record_procedure(child=cast.sem, since=date(2026, 1, 10), known_from="x", by=cast.cora)
    browser = client_as(cast.cora)
    assert browser.get(reverse("intake:end-procedure", args=[case.reference, foreign.pk])).status_code == 404
    assert browser.get(reverse("intake:end-procedure", args=[case.reference, row.pk])).status_code == 200


def test_it_is_one_question_for_any_number_of_cases(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert set(authority_papers.again([cast.case.pk, cast.other_case.pk])) == {cast.case.pk, cast.other_case.pk}
