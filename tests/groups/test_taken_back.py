"""A yes that was taken back (law.md R7): no mark for whom it is about until somebody did something; a task at once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre import clock, taken_back
from centre.models import ConsentHandling, ConsentRuling, Message, ParentalAuthority
from centre.services.authority import end_authority
from centre.services.consents import answer_consent
from centre.services.withdrawals import withdraw
from groups import selectors, services
from groups.models import Attendance
from groups.refusals import TakenBack
from tests.factories import groups as make


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=2, state="running", minimum_couples=1)


def takes_back(cast, giver=None, child=None, purpose="group", case=None):
    giver = giver or cast.bram
    case = case or cast.case
    partner = case.sharing_partners.get() if purpose == "sharing" else None
    withdraw(case=case, purpose=purpose, giver=giver, about_child=child, partner=partner, by=giver.user or cast.cora)
    return giver.consents_given.order_by("-pk").first()


def address(circle, number=1):
    return reverse("groups:roll-call", args=[circle.group.reference, number])


def handling(case, consent, street="therapist"):
    return reverse(f"centre:handle-no-{street}", args=[case.reference, consent.pk])


def marked(session) -> set:
    return {row.child or row.parent for row in Attendance.objects.filter(session=session)}


def test_one_refused_child_does_not_lose_the_roll_call_and_what_was_typed_stays(cast, circle, client_as):
    session, client = circle.session(1), client_as(cast.thea)
    no = takes_back(cast, child=cast.noor)
    with clock.at(make.on_the_day(session)):
        page = client.get(address(circle)).content.decode()
        assert page.count('value="present" checked') == 5
        assert "U kunt hier nog niets invullen" in page and handling(cast.case, no) in page
        told = {
            f"mark-child:{cast.noor.reference}": "late", f"reason-child:{cast.noor.reference}": "Lekke band",
            f"mark-parent:{cast.bram.reference}": "late", f"reason-parent:{cast.bram.reference}": "Trein",
        }  # fmt: skip
        answer = client.post(address(circle), told)

        assert answer.status_code == 200 and "Iedereen behalve Noor is opgeslagen" in answer.content.decode()
        assert 'value="Lekke band"' in answer.content.decode()
        assert marked(session) == {cast.anna, cast.bram, cast.carla, cast.dirk, cast.sem}
        assert Attendance.objects.get(parent=cast.bram).reason == "Trein"
        # Who did not touch the line saves the rest as ever.
        assert client.post(address(circle), {}).status_code == 302

        client.post(handling(cast.case, no), {"reason": "Met Bram gesproken, hij laat Noor komen."})
        assert client.post(address(circle), told).status_code == 302
        assert Attendance.objects.get(child=cast.noor).mark == "late"


def test_after_it_was_handled_nobody_is_present_by_itself(cast, circle, client_as):
    session, client = circle.session(1), client_as(cast.thea)
    no = takes_back(cast, child=cast.noor)
    with clock.at(make.on_the_day(session)):
        client.post(address(circle), {})
        client.post(handling(cast.case, no), {"reason": "Noor blijft thuis."})
        client.post(address(circle), {})

        assert cast.noor not in marked(session)
        line = next(
            line for line in selectors.roll_call(circle.session(1), cast.thea).lines if line.person.kind == "child"
        )
        assert (line.mark, list(line.held)) == ("", [])


def test_a_new_complete_yes_is_enough(cast, circle):
    no = takes_back(cast, child=cast.noor)
    assert list(taken_back.noes()) == [no]

    answer_consent(
        case=cast.case, purpose="group", giver=cast.bram, about_child=cast.noor, answer="given", by=cast.bram.user
    )

    assert not taken_back.noes().exists()


@pytest.mark.parametrize("purpose", ["treatment", "group"])
def test_a_parent_who_takes_the_own_yes_back_is_not_marked_and_the_children_are(cast, circle, purpose):
    takes_back(cast, purpose=purpose)
    session = circle.session(1)

    with clock.at(make.on_the_day(session)), pytest.raises(TakenBack):
        services.record_attendance(
            session=session, marks={f"parent:{cast.bram.reference}": ("present", "")}, by=cast.thea
        )

    assert marked(session) == {cast.anna, cast.noor, cast.carla, cast.dirk, cast.sem}


@pytest.mark.parametrize("purpose", ["sharing", "research"])
def test_another_permission_stops_no_roll_call(cast, circle, purpose):
    takes_back(cast, purpose=purpose)

    assert not taken_back.noes().exists()


def test_a_child_of_thirteen_takes_it_back_itself(cast, circle):
    takes_back(cast, giver=cast.sem, child=cast.sem, case=cast.other_case)

    assert set(taken_back.held_back([cast.other_case.pk], before=circle.session(1).starts_at)) == {
        ("child", cast.sem.pk)
    }


def test_a_court_the_end_of_authority_and_a_birthday_take_it_off_by_themselves(cast, circle):
    no = takes_back(cast, child=cast.noor)
    facts = {
        "case": cast.case,
        "purpose": "group",
        "child": cast.noor,
        "recorded_by": cast.cora,
        "since": clock.today(),
    }
    ruling = ConsentRuling.objects.create(kind="replaced", parent=cast.anna, decided_by="x", number="1", **facts)
    assert list(taken_back.noes()) == [no]
    ConsentRuling.objects.filter(pk=ruling.pk).update(parent=cast.bram)
    assert not taken_back.noes().exists()
    ruling.delete()
    with clock.at(clock.now().replace(year=2034, month=5, day=3)):
        assert taken_back.noes().exists()
    with clock.at(clock.now().replace(year=2034, month=5, day=4)):
        assert not taken_back.noes().exists()
    end_authority(authority=ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram), on=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        assert not taken_back.noes().exists()


def test_a_holder_of_authority_in_another_family_counts_as_well(cast, circle):
    cast.noor.families.add(cast.other_case.family)
    ParentalAuthority.objects.create(child=cast.noor, parent=cast.carla, since=date(2024, 1, 1))
    for answer in ("given", "withdrawn"):
        answer_consent(
            case=cast.other_case, purpose="group", giver=cast.carla, about_child=cast.noor, answer=answer,
            by=cast.carla.user,
        )  # fmt: skip

    assert set(taken_back.held_back([cast.case.pk], before=circle.session(1).starts_at)) == {("child", cast.noor.pk)}
    assert {row.reference for row in taken_back.waiting_for(cast.thea)} <= {
        cast.case.reference,
        cast.other_case.reference,
    }


def test_what_was_marked_before_and_a_session_that_had_begun_stay_as_they_were(cast, circle):
    session = circle.session(1)
    with clock.at(session.starts_at + timedelta(minutes=20)):
        takes_back(cast, child=cast.noor)
        services.record_attendance(session=session, marks={f"child:{cast.noor.reference}": ("late", "")}, by=cast.thea)

    assert Attendance.objects.get(child=cast.noor).mark == "late"
    assert set(taken_back.held_back([cast.case.pk], before=circle.session(2).starts_at)) == {("child", cast.noor.pk)}


def test_whoever_works_with_the_family_has_the_task_at_once_and_no_parent_hears_of_it(cast, circle, client_as):
    before = Message.objects.count()
    client_as(cast.bram).post(f"/mijn/toestemming/group/{cast.noor.reference}/intrekken/")

    told = Message.objects.order_by("pk")[before:]
    leads = {lead.user for lead in [*circle.parent_leads, *circle.child_leads]}
    assert {message.recipient for message in told} == leads
    assert not any("Bram" in message.text or "Noor" in message.text for message in told)
    page = client_as(cast.thea).get("/praktijk/").content.decode()
    assert "1 toestemming is ingetrokken" in page
    assert "Noor" in client_as(cast.thea).get("/praktijk/ingetrokken/").content.decode()
    # A coordinator has it only where nobody works with the family yet.
    assert "toestemming is ingetrokken" not in client_as(cast.cora).get("/coordinatie/").content.decode()


def test_without_anybody_who_works_with_the_family_the_coordinator_has_the_task(cast, client_as):
    make.waiting_case(cast, 0)
    no = takes_back(cast, child=cast.noor)
    browser = client_as(cast.cora)

    assert "1 toestemming is ingetrokken" in browser.get("/coordinatie/").content.decode()
    assert handling(cast.case, no, "coordinator") in browser.get("/coordinatie/ingetrokken/").content.decode()
    assert browser.post(handling(cast.case, no, "coordinator"), {"reason": "Gebeld."}).status_code == 302
    assert "toestemming is ingetrokken" not in browser.get("/coordinatie/").content.decode()


@pytest.mark.two_parent
def test_the_other_parent_notices_nothing(cast, circle, client_as):
    client = client_as(cast.anna)
    pages = (
        "/mijn/",
        "/mijn/toestemming/",
        "/mijn/bijeenkomsten/",
        "/mijn/kinderen/",
        "/mijn/berichten/",
        "/mijn/privacy/",
    )

    def seen():
        return [without_tokens(client.get(page).content.decode()) for page in pages]

    seen()
    before = seen()
    no = takes_back(cast, child=cast.noor)
    client_as(cast.thea).post(handling(cast.case, no), {"reason": "KANARIE"})

    assert seen() == before


def test_handling_is_written_once_with_words_and_by_who_may_open_the_case(cast, circle, client_as):
    no, client = takes_back(cast, child=cast.noor), client_as(cast.thea)
    url = handling(cast.case, no)

    assert "reason" in client.post(url, {"reason": "  "}).context["form"].errors
    huge = client.post(url, {"reason": "x" * 200_000})
    assert "reason" in huge.context["form"].errors and "x" * 5001 in huge.content.decode()
    assert not ConsentHandling.objects.exists()
    for _click in (1, 2):
        assert client.post(url, {"reason": "Gesproken."}).status_code == 302
    row = ConsentHandling.objects.get()
    assert (row.reason, row.handled_by, row.dossier.person) == ("Gesproken.", cast.thea, cast.bram)
    assert "Gesproken." in client.get(url).content.decode()
    # What a colleague wrote about a person is for who treats, not for who plans (law.md R26).
    coordinator = client_as(cast.cora).get(handling(cast.case, no, "coordinator")).content.decode()
    assert "Gesproken." not in coordinator and "Thea" in coordinator


@pytest.mark.idor
def test_anybody_else_gets_404(cast, circle, client_as):
    no = takes_back(cast, child=cast.noor)

    for person in (cast.anna, cast.bram, cast.ruth, cast.rens):
        assert client_as(person).post(handling(cast.case, no), {"reason": "x"}).status_code == 404
    assert client_as(cast.thea).post(handling(cast.other_case, no), {"reason": "x"}).status_code == 404
    assert client_as(cast.thea).get(handling(cast.case, no).replace(str(no.pk), "999999")).status_code == 404
    assert not ConsentHandling.objects.exists()


def test_the_paper_list_and_the_screen_of_permissions_know_it(cast, circle, client_as):
    no, client = takes_back(cast, child=cast.noor), client_as(cast.thea)

    paper = client.get(reverse("groups:roster", args=[circle.group.reference, 1])).content.decode()
    assert paper.count("☐") == 5
    screen = client.get(reverse("intake:consents-therapist", args=[cast.case.reference])).content.decode()
    assert handling(cast.case, no) in screen


@pytest.mark.parametrize("n", [1, 3])
def test_it_costs_the_same_for_one_as_for_three(cast, client_as, n):
    circle = make.circle(cast, couples=3, state="running", minimum_couples=1)
    noes = [(cast.bram, None), (cast.bram, cast.noor), (cast.anna, cast.noor)][:n]
    for giver, child in noes:
        takes_back(cast, giver=giver, child=child)
    client = client_as(cast.thea)
    client.get("/praktijk/ingetrokken/")
    marks = {f"mark-child:{cast.noor.reference}": "late"}

    with clock.at(make.on_the_day(circle.session(1))):
        assert asked(lambda: client.get("/praktijk/ingetrokken/")) <= 8
        assert asked(lambda: client.get(address(circle))) <= 12
        assert asked(lambda: client.post(address(circle), {})) <= 15
        # Somebody is refused: the sheet comes back in the same answer.
        assert asked(lambda: client.post(address(circle), marks)) <= 20


def asked(visit) -> int:
    """Questions to the database, without the marks of a transaction within the test's own."""
    with CaptureQueriesContext(connection) as queries:
        assert visit().status_code in (200, 302)
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def without_tokens(text: str) -> str:
    """Without what differs between two renderings of the same page."""
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower() and 'name="once"' not in line)
