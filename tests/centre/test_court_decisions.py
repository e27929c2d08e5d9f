"""What courts decided about a family stands in one list, each from its own place (law.md R9)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from centre import clock, court_register
from centre.court_numbers import tidy
from centre.models import CareRelation, ConsentRuling, CourtDecision, Dossier, ParentalAuthority
from centre.own_file import pieces_of
from centre.services.authority import confirm_authority, end_authority, record_authority
from centre.services.cases import relate
from centre.services.consents import record_ruling
from centre.services.court_decisions import record_decision
from centre.services.erasure import erase
from groups.services.apart import keep_apart
from referrals.models import CourtTrack

ECLI = "ECLI:NL:RBNHO:2024:1234"


@pytest.fixture
def page(cast):
    return f"/coordinatie/zaken/{cast.case.reference}/rechter/"


def typed(cast, **changes):
    known = {
        "kind": "contact", "number": ECLI.lower(), "court": "Rechtbank Noord-Holland",
        "decided_on": "2024-03-01", "since": "2024-03-01", "child": cast.noor.reference, "parent": cast.bram.reference,
        "effect": "Geen contact tot de zitting.",
    }  # fmt: skip
    return known | changes


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (" ecli:nl:hr:2021:1169 ", "ECLI:NL:HR:2021:1169"),
        ("c/15/345678  / fa rk 24-1234", "C/15/345678 / FA RK 24-1234"),
    ],
)
def test_a_number_is_kept_in_one_way_of_writing(number, kept):
    assert tidy(number) == kept


@pytest.mark.parametrize(
    "number", ["", "ECLI:NL:HR", "ECLI:NL:HR:21:1", "geen", "<script>1</script>", "1" * 90, "é12345"]
)
def test_what_is_no_number_of_a_court_is_refused(number):
    with pytest.raises(ValidationError):
        tidy(number)


def test_a_decision_is_written_down_once_and_ended(cast, client_as, page):
    browser = client_as(cast.cora)
    for _twice in range(2):
        assert browser.post(f"{page}nieuw/", typed(cast)).status_code == 302

    row = CourtDecision.objects.get()
    assert (row.number, row.child, row.parent) == (ECLI, cast.noor, cast.bram)
    assert ECLI in browser.get(page).content.decode()
    assert browser.post(f"{page}{row.reference}/einde/", {"on": "2024-05-01"}).status_code == 302
    assert not court_register.register_of(cast.case)[0].holds


def test_a_decision_known_by_its_number_only_is_completed_with_the_paper_and_never_written_over(cast, client_as, page):
    line = ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram, until=None)
    confirm_authority(authority=line, evidence="court", by=cast.cora, number=ECLI)
    browser, paper = client_as(cast.cora), typed(cast, kind="authority", parent="")
    for _twice in range(2):
        assert browser.post(f"{page}nieuw/", paper).status_code == 302
    row = CourtDecision.objects.get()
    assert (row.court, row.effect) == (paper["court"], paper["effect"])
    assert row.decided_on.isoformat() == row.since.isoformat() == "2024-03-01"
    for field, other in (("court", "Rechtbank Elders"), ("effect", "Iets anders."), ("since", "2024-04-01")):
        response = browser.post(f"{page}nieuw/", paper | {field: other})
        assert list(response.context["form"].errors) == [field] and other in response.content.decode()
    row.refresh_from_db()
    assert (row.court, row.effect, row.since.isoformat()) == (paper["court"], paper["effect"], "2024-03-01")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "ECLI:NL"}, "number"),
        ({"number": "9" * 200_000}, "number"),
        ({"since": "31-02-2024"}, "since"),
        ({"until": "2024-02-01"}, "until"),
        ({"decided_on": (clock.today() + timedelta(days=2)).isoformat()}, "decided_on"),
        ({"child": "P-FOREIGN999"}, "child"),
        ({"parent": "P-FOREIGN999"}, "parent"),
        ({"effect": "x" * 200_000}, "effect"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, client_as, page, changes, field):
    response = client_as(cast.cora).post(f"{page}nieuw/", typed(cast, **changes))

    assert field in response.context["form"].errors
    assert "Rechtbank Noord-Holland" in response.content.decode()
    assert not CourtDecision.objects.exists()


def test_the_list_shows_each_from_its_place_and_what_rests_on_it(cast, client_as, page):
    line = ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram, until=None)
    confirm_authority(authority=line, evidence="court", by=cast.cora, number=ECLI)
    end_authority(authority=line, on=clock.today(), evidence="court", number=ECLI, by=cast.cora)
    nameless = ParentalAuthority.objects.get(child=cast.noor, parent=cast.anna, until=None)
    confirm_authority(authority=nameless, evidence="court", by=cast.cora)
    ban = record_decision(family=cast.case.family, kind="contact", number="C/15/77", since=clock.today(), by=cast.cora)
    keep_apart(case=cast.case, gap_minutes=20, ground="Contactverbod", by=cast.cora, decision=ban)
    record_ruling(
        case=cast.case, purpose="treatment", kind=ConsentRuling.Kind.REPLACED, child=cast.noor, parent=cast.bram,
        decided_by="Rechtbank", number="C/15/88", since=clock.today(), by=cast.cora, reason="1:253a",
        weighed_with=cast.thea,
    )  # fmt: skip
    CourtTrack.objects.create(
        case=cast.case, court="Rechtbank", case_number="C/15/99", pro_forma_on=clock.today(), goals="Rust",
        recorded_by=cast.cora,
    )  # fmt: skip

    lines = court_register.register_of(cast.case)

    assert sorted(line.number for line in lines) == ["", "C/15/77", "C/15/88", "C/15/99", ECLI]
    assert CourtDecision.objects.count() == 2
    by_number = {line.number: line for line in lines}
    assert len(by_number[ECLI].rests) == 2
    assert len(by_number["C/15/77"].rests) == 1
    shown = client_as(cast.cora).get(page).content.decode()
    assert "nummer nog niet bekend" in shown and "C/15/99" in shown


def test_a_number_belongs_to_a_court_only(cast):
    line = ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram, until=None)
    for evidence, number in (("register", ECLI), ("court", "geen")):
        with pytest.raises(ValidationError) as error:
            confirm_authority(authority=line, evidence=evidence, by=cast.cora, number=number)
        assert list(error.value.message_dict) == ["number"]
    assert not CourtDecision.objects.exists()


def test_nobody_else_reads_it_and_a_therapist_changes_nothing(cast, client_as, page):
    row = record_decision(family=cast.case.family, kind="other", number="C/15/77", since=clock.today(), by=cast.cora)
    therapist = page.replace("coordinatie", "praktijk")
    assert client_as(cast.thea).get(therapist).status_code == 404
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    assert "C/15/77" in client_as(cast.thea).get(therapist).content.decode()
    for person in (cast.anna, cast.bram, cast.wim, cast.rens, cast.gerda, cast.fiona):
        for address in (page, therapist, f"{page}nieuw/", f"{page}{row.reference}/einde/"):
            assert client_as(person).get(address).status_code == 404
    other = page.replace(cast.case.reference, cast.other_case.reference)
    assert client_as(cast.cora).get(f"{other}{row.reference}/einde/").status_code == 404


def test_a_copy_holds_it_only_when_the_readers_of_the_file_say_so(cast):
    record_decision(
        family=cast.case.family, kind="contact", number=ECLI, since=clock.today(), by=cast.cora, effect="KANARIE"
    )
    pieces = [piece for piece in pieces_of(cast.anna.dossiers.get(kind="parent")) if ECLI in piece.text]
    assert [piece.names_another for piece in pieces] == [True]
    assert "KANARIE" not in pieces[0].text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_as_for_three(cast, client_as, page, django_assert_max_num_queries, count):
    for number in range(count):
        record_decision(
            family=cast.case.family, kind="other", number=f"C/15/{number}", since=clock.today(), by=cast.cora
        )
    browser = client_as(cast.cora)
    browser.get(page)
    with django_assert_max_num_queries(12):
        assert browser.get(page).context["page"].paginator.count == count


def test_a_line_told_again_with_its_number_rests_on_that_decision_and_on_no_other_one(cast):
    line = ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram, until=None)
    facts = {"child": cast.noor, "parent": cast.bram, "since": line.since, "evidence": "court", "by": cast.cora}
    record_authority(**facts)
    for _twice in range(2):
        assert record_authority(**facts, number=ECLI) == line
    line.refresh_from_db()
    assert line.decision.number == ECLI
    with pytest.raises(ValidationError) as error:
        record_authority(**facts, number="C/15/77")
    assert list(error.value.message_dict) == ["number"]
    assert CourtDecision.objects.count() == 1 and record_authority(**facts) == line


def test_the_words_of_a_decision_stay_until_all_files_of_the_family_are_erased(cast, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    family = cast.case.family
    for scope in ({}, {"child": cast.noor, "parent": cast.bram}):
        record_decision(
            family=family, kind="contact", number=ECLI, since=clock.today(), by=cast.cora, effect="Rust.", **scope
        )
    elsewhere = record_decision(family=cast.other_case.family, kind="other", number=ECLI, since=clock.today(), by=None)
    files = Q(parent__family=family) | Q(child__families=family)
    *first, last = Dossier.objects.filter(files).distinct().order_by("pk")
    erase(dossier=Dossier.objects.get(parent=cast.bram), category="request", people=(cast.cora, cast.fiona))
    for dossier in first:
        erase(dossier=dossier, category="care", people=(cast.cora, cast.fiona))
    assert {(row.number, row.effect) for row in family.court_decisions.all()} == {(ECLI, "Rust.")}
    erase(dossier=last, category="care", people=(cast.cora, cast.fiona))
    assert {(row.number, row.effect) for row in family.court_decisions.all()} == {("", "")}
    elsewhere.refresh_from_db()
    assert elsewhere.number == ECLI
