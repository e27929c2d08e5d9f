"""Who has authority over a child: kept with papers, ended with papers; consent and reading follow from the same day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, ParentalAuthority
from centre.services.authority import end_authority, record_authority
from intake.consents import authority_lines
from tests.factories.intake import case_at

YESTERDAY = timedelta(days=1)


@pytest.fixture
def case(cast):
    return case_at(cast.case, cast, "apply")


def line_of(cast, parent) -> ParentalAuthority:
    return ParentalAuthority.objects.get(child=cast.noor, parent=parent, until=None)


def at(name, case, *rest) -> str:
    return reverse(f"intake:{name}", args=[case.reference, *rest])


@pytest.mark.two_parent
def test_the_end_of_authority_drops_a_parent_from_the_list_and_leaves_the_outline(cast, client_as, case):
    browser, row = client_as(cast.cora), line_of(cast, cast.bram)
    told = {"on": (clock.today() - YESTERDAY).isoformat(), "evidence": "court"}

    answer = browser.post(at("end-authority", case, row.pk), told, follow=True)

    row.refresh_from_db()
    assert (row.until, row.end_evidence) == (clock.today() - YESTERDAY, "court")
    page = answer.content.decode()
    assert "beëindigd" in page and "het einde: beschikking van de rechter" in page
    about = next(line for line in answer.context["tables"][0]["lines"] if line["person"] == cast.noor)
    assert about["verdict"].needed == (("parent", cast.anna.pk),)
    bram, anna = (client_as(parent).get("/mijn/kinderen/").content.decode() for parent in (cast.bram, cast.anna))
    assert "U hebt geen gezag over dit kind" in bram and "U hebt geen gezag" not in anna
    assert AccessLog.objects.filter(label="authority", action="change", actor=cast.cora).exists()


def test_papers_that_were_seen_are_kept_with_who_and_when_until_it_is_long_ago(cast, client_as, case):
    row = line_of(cast, cast.anna)
    url = at("check-authority", case, row.pk)
    browser = client_as(cast.cora)

    assert browser.get(url).status_code == 200
    assert list(browser.post(url, {"evidence": "declared"}).context["form"].errors) == ["evidence"]
    browser.post(url, {"evidence": "register"})

    [line] = authority_lines(case, [cast.noor])
    assert [(r.parent, r.evidence, r.check) for r in line["rows"] if r.parent == cast.anna] == [
        (cast.anna, "register", "")
    ]
    with clock.at(clock.now() + timedelta(days=200)):
        [line] = authority_lines(case, [cast.noor])
    assert {r.check for r in line["rows"]} == {"again", "declared"}


def test_a_parent_who_gets_authority_later_has_it_from_that_day(cast, client_as, case):
    end_authority(authority=line_of(cast, cast.bram), on=date(2026, 1, 31))
    told = {
        "child": cast.noor.reference, "parent": cast.bram.reference, "since": "01-06-2026", "until": "",
        "evidence": "court",
    }  # fmt: skip
    browser, url = client_as(cast.cora), at("record-authority", case)

    again = browser.post(url, told | {"since": "2026-01-10"})
    assert list(again.context["form"].errors) == ["since"]
    assert 'value="2026-01-10"' in again.content.decode()
    assert browser.post(url, told).status_code == 302
    assert browser.post(url, told).status_code == 302

    rows = ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).order_by("since")
    assert [(row.since, row.until) for row in rows][1:] == [(date(2026, 6, 1), None)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"since": "31-02-2026"}, "since"),
        ({"since": ""}, "since"),
        ({"since": "2018-05-03"}, "since"),
        ({"until": "2019-01-01", "since": "2020-01-01"}, "until"),
        ({"evidence": "gossip"}, "evidence"),
        ({"evidence": ""}, "evidence"),
        ({"child": "P-3333333333"}, "child"),
        ({"parent": "other"}, "parent"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, client_as, case, changed, field):
    who = cast.carla.reference if changed.get("parent") == "other" else cast.anna.reference
    told = {"child": cast.noor.reference, "since": "2026-01-01", "until": "", "evidence": "court"}
    before = ParentalAuthority.objects.count()

    answer = client_as(cast.cora).post(at("record-authority", case), told | changed | {"parent": who})

    assert field in answer.context["form"].errors
    assert ParentalAuthority.objects.count() == before


def test_an_end_before_the_beginning_or_on_one_parents_word_is_refused(cast, client_as, case):
    url = at("end-authority", case, line_of(cast, cast.bram).pk)
    browser = client_as(cast.cora)

    assert list(browser.post(url, {"on": "2018-05-03", "evidence": "court"}).context["form"].errors) == ["on"]
    assert list(browser.post(url, {"on": "2026-01-01", "evidence": "declared"}).context["form"].errors) == ["evidence"]
    assert line_of(cast, cast.bram).until is None


def test_a_child_over_whom_nobody_has_authority_is_told_to_staff(cast, client_as, case):
    for parent in (cast.anna, cast.bram):
        end_authority(authority=line_of(cast, parent), on=clock.today() - YESTERDAY, evidence="court")

    page = client_as(cast.cora).get(at("consents-coordinator", case)).content.decode()

    assert "Niemand heeft hier vandaag gezag over Noor" in page


def test_a_line_of_another_family_and_another_region_are_404(cast, client_as, case):
    foreign = ParentalAuthority.objects.get(child=cast.sem, parent=cast.carla)
    browser = client_as(cast.cora)

    for name in ("check-authority", "end-authority"):
        assert browser.get(at(name, case, foreign.pk)).status_code == 404
    for person in (cast.thea, cast.ruth, cast.anna):
        assert client_as(person).get(at("record-authority", case)).status_code == 404


def test_the_same_line_twice_is_one_and_a_day_before_the_birth_is_none(cast):
    facts = {"child": cast.noor, "parent": cast.anna, "evidence": "register", "by": cast.cora}

    record_authority(since=cast.noor.birth_date, **facts)
    with pytest.raises(ValidationError):
        record_authority(since=cast.noor.birth_date - YESTERDAY, **facts)

    assert ParentalAuthority.objects.filter(child=cast.noor, parent=cast.anna).count() == 1


def test_what_stands_and_what_it_rests_on_is_never_written_over(cast, client_as, case):
    """A court ended it; no later page opens it again, and papers of the beginning leave the papers of the end."""
    row, browser = line_of(cast, cast.bram), client_as(cast.cora)
    last = clock.today() + timedelta(days=30)
    end_authority(authority=row, on=last, evidence="court")

    browser.post(at("check-authority", case, row.pk), {"evidence": "register"})
    row.refresh_from_db()
    assert (row.evidence, row.until, row.end_evidence) == ("register", last, "court")

    again = {
        "child": cast.noor.reference, "parent": cast.bram.reference, "since": row.since.isoformat(), "until": "",
        "evidence": "register",
    }  # fmt: skip
    assert "since" in browser.post(at("record-authority", case), again).context["form"].errors
    assert (
        "evidence"
        in browser.post(at("record-authority", case), again | {"evidence": "declared"}).context["form"].errors
    )
    row.refresh_from_db()
    assert (row.until, row.end_evidence) == (last, "court")


def test_an_end_does_not_run_over_a_later_line(cast, client_as, case):
    first = line_of(cast, cast.bram)
    end_authority(authority=first, on=date(2026, 1, 31), evidence="court")
    record_authority(child=cast.noor, parent=cast.bram, since=date(2026, 6, 1), evidence="court", by=cast.cora)

    answer = client_as(cast.cora).post(at("end-authority", case, first.pk), {"on": "2026-06-01", "evidence": "court"})

    assert "on" in answer.context["form"].errors
    assert ParentalAuthority.objects.get(pk=first.pk).until == date(2026, 1, 31)


def test_a_declared_line_of_which_the_end_was_seen_is_still_declared(cast, client_as, case):
    row = line_of(cast, cast.bram)
    ParentalAuthority.objects.filter(pk=row.pk).update(evidence="declared", checked_on=None)
    url = at("end-authority", case, row.pk)
    client_as(cast.cora).post(url, {"on": (clock.today() + YESTERDAY).isoformat(), "evidence": "court"})

    [line] = authority_lines(case, [cast.noor])
    assert [r.check for r in line["rows"] if r.parent == cast.bram] == ["declared"]
