"""Who reads one question about a file without working with the family, and what was withheld comes back on its day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock, tasks
from centre import file_requests as reading
from centre.correspondence import team_of
from centre.models import CareRelation, Case, Dossier, FileRequest
from centre.safety_file import staff_of_region
from centre.services import file_requests as services
from centre.services.cases import close_case, relate
from centre.services.file_readers import name_reader
from centre.services.notes import write_note
from centre.team import involved_with
from tests.centre.test_access import without_tokens

HOME = "/mijn/gegevens/"
SHEETS = "/coordinatie/verzoeken/"
READING = "/praktijk/verzoeken/"


def in_a_year() -> date:
    return clock.today() + timedelta(days=365)


def pass_on(request, by):
    services.draft(request=request)
    facts = {"outcome": "partly", "explanation": "Een deel niet.", "grounds": {}}
    services.read_first(request=request, by=by, is_still_clear=True, review_on=in_a_year(), **facts)


@pytest.fixture
def asked(cast) -> FileRequest:
    """Anna asks a copy of a file with two passages, of which one names Bram; Thea works with this family."""
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    own = Dossier.objects.get(parent=cast.anna)
    for text in ("Anna slaapt beter.", "Zij zegt dat Bram laat belt."):
        facts = {"kind": "observation", "subject": "Gesprek", "text": text, "by": cast.thea}
        write_note(dossier=own, case=cast.case, **facts)
    return services.ask(parent=cast.anna, dossier=own, kind="copy")


@pytest.fixture
def named(cast, client_as, asked) -> CareRelation:
    """Ulla was named on the page of Anna's question; she works with no family."""
    facts = {"person": cast.ulla.reference, "until": clock.today() + timedelta(days=7)}
    assert client_as(cast.cora).post(f"{SHEETS}{asked.reference}/", facts).status_code == 302
    return CareRelation.objects.get(kind="reader")


def test_a_named_reader_reads_this_question_and_opens_nothing_else(cast, client_as, asked, named):
    other = services.ask(parent=cast.bram, dossier=Dossier.objects.get(parent=cast.bram), kind="copy")
    browser = client_as(cast.ulla)

    assert "slaapt" in browser.get(f"{READING}{asked.reference}/").content.decode()
    assert asked.reference in browser.get(READING).content.decode()
    assert browser.get(f"{READING}{other.reference}/").status_code == 404
    assert other.reference not in browser.get(READING).content.decode()
    assert cast.ulla not in reading.readers_of(other)
    assert not Case.objects.visible_to(cast.ulla).exists()
    assert not Dossier.objects.of_staff(cast.ulla).exists()
    assert cast.ulla not in team_of(cast.case)
    assert cast.ulla not in staff_of_region(cast.case)
    assert browser.get(f"/praktijk/zaken/{cast.case.reference}/").status_code == 404


@pytest.mark.two_parent
def test_no_page_of_either_parent_tells_that_a_reader_was_named(cast, client_as, asked):
    pages = ("/mijn/", "/mijn/berichten/", HOME, "/mijn/documenten/", "/mijn/contact/", "/mijn/privacy/")
    browsers = [client_as(who) for who in (cast.anna, cast.bram)]
    before = [without_tokens(browser.get(page)) for browser in browsers for page in pages]

    name_reader(request=asked, user=cast.ulla, until=clock.today(), by=cast.cora)

    assert [without_tokens(browser.get(page)) for browser in browsers for page in pages] == before
    assert cast.ulla.name not in str(involved_with(cast.case))


def test_a_named_reader_is_done_with_the_decision_and_a_closed_case_does_not_end_it(cast, asked, named):
    close_case(case=cast.case, reason="klaar", by=cast.cora)
    assert reading.readers_of(asked) == [cast.ulla]
    pass_on(asked, cast.ulla)
    services.decide(request=asked, by=cast.thea)

    named.refresh_from_db()
    assert named.until <= clock.now()
    assert not FileRequest.objects.readable_by(cast.ulla).exists()


def test_an_exclusion_and_a_passed_day_shut_the_question_for_a_named_reader(cast, asked, named):
    with clock.at(clock.now() + timedelta(days=9)):
        assert not FileRequest.objects.readable_by(cast.ulla).exists()
    relate(case=cast.case, user=cast.ulla, kind="excluded", reason="buren")
    assert not FileRequest.objects.readable_by(cast.ulla).exists()
    assert cast.ulla not in reading.readers_of(asked)


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({}, "until"),
        ({"until": "1900-01-01"}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"until": "x" * 200_000}, "until"),
        ({"person": "P-3333333333"}, "person"),
        ({"person": ""}, "person"),
    ],
)
def test_a_reader_that_cannot_be_named_is_refused_beside_the_field(cast, client_as, asked, posted, field):
    good = {"person": cast.ulla.reference, "until": clock.today()} if posted else {"person": cast.ulla.reference}
    answer = client_as(cast.cora).post(f"{SHEETS}{asked.reference}/", good | posted)

    assert list(answer.context["form"].errors) == [field]
    assert not CareRelation.objects.filter(kind="reader").exists()


def test_nobody_is_named_twice_nor_when_excluded_nor_after_the_decision(cast, client_as, asked, named):
    facts = {"request": asked, "until": clock.today(), "by": cast.cora}
    with pytest.raises(ValidationError):
        name_reader(user=cast.ulla, **facts)
    again = client_as(cast.cora).post(
        f"{SHEETS}{asked.reference}/", {"person": cast.ulla.reference, "until": clock.today()}
    )
    assert list(again.context["form"].errors) == ["person"]
    relate(case=cast.case, user=cast.thea, kind="excluded", reason="buren")
    with pytest.raises(ValidationError):
        name_reader(user=cast.thea, **facts)
    pass_on(asked, cast.ulla)
    services.decide(request=asked, by=cast.thea)
    with pytest.raises(ValidationError):
        name_reader(user=cast.thea, **facts)
    assert CareRelation.objects.filter(kind="reader").count() == 1


@pytest.mark.parametrize(("day", "clear"), [(None, True), ("today", True), (date(1900, 1, 1), True), ("later", False)])
def test_what_is_withheld_is_weighed_again_on_a_day_to_come_or_not_proposed(cast, asked, day, clear):
    services.draft(request=asked)
    day = {"today": clock.today(), "later": in_a_year()}.get(day, day)

    with pytest.raises(ValidationError) as refused:
        services.read_first(
            request=asked, by=cast.thea, outcome="partly", explanation="x", grounds={}, is_still_clear=clear,
            review_on=day,
        )  # fmt: skip

    assert list(refused.value.message_dict) == ["review_on" if clear else "is_still_clear"]


def test_on_its_day_what_was_withheld_comes_before_two_readers_again_once(cast, client_as, asked):
    pass_on(asked, cast.thea)
    services.decide(request=asked, by=cast.cora)
    day = f"{in_a_year()}T06:10"
    before = f"{in_a_year() - timedelta(days=1)}T06:10"
    assert [tasks.weigh_files_again(now=moment) for moment in (before, day, day)] == [0, 1, 0]

    again = FileRequest.objects.get(again_of=asked)
    assert (again.parent, again.dossier, again.kind, again.decided_at) == (cast.anna, asked.dossier, "copy", None)
    with clock.at(clock.moment_from(day)):
        assert list(reading.waits_for(cast.thea)) == [again]
        assert list(reading.without_readers(cast.cora)) == [again]
        assert "opnieuw af te wegen" in client_as(cast.thea).get(f"{READING}{again.reference}/").content.decode()
        assert "opnieuw" in client_as(cast.anna).get(HOME).content.decode()


def test_a_copy_without_anything_withheld_or_asked_anew_is_not_weighed_again(cast, asked):
    pass_on(asked, cast.thea)
    services.decide(request=asked, by=cast.cora)
    with clock.at(clock.now() + timedelta(days=2)):
        services.ask(parent=cast.anna, dossier=asked.dossier, kind="copy")
    assert tasks.weigh_files_again(now=f"{in_a_year()}T06:10") == 0

    FileRequest.objects.exclude(pk=asked.pk).delete()
    asked.passages.update(ground="")
    assert tasks.weigh_files_again(now=f"{in_a_year()}T06:10") == 0
