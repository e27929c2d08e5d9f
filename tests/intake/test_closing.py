"""A trajectory is closed by two people: who proposes never agrees, and both parents read the end at once (features.md B6)."""

import pytest
from django.urls import reverse

from centre.models import CareRelation, Message
from intake import queue, services
from intake.models import Closing, Registration
from tests.factories.groups import circle, waiting_case
from tests.factories.intake import case_at

SUBJECT = "De hulp is afgesloten"
ENDED = {"kind": "finished", "reason": "acht bijeenkomsten en nazorg"}


def at(name, case):
    return reverse(f"intake:{name}", args=[case.reference])


@pytest.fixture
def advised(cast):
    """Another help was advised and approved; Thea works with the family."""
    return case_at(cast.case, cast, "approve", outcome="trauma_first")


def test_one_proposes_and_another_agrees(cast, advised, client_as):
    assert client_as(cast.thea).post(at("close-therapist", advised), ENDED).status_code == 302
    advised.refresh_from_db()
    assert advised.closed_on is None
    assert queue.coordinator_waiting(cast.cora)["to_close"].count() == 1
    assert queue.therapist_waiting(cast.thea)["to_close"].count() == 0
    assert at("close-coordinator", advised) in client_as(cast.cora).get(at("sheet", advised)).content.decode()

    answer = client_as(cast.cora).post(at("agree-closing-coordinator", advised))

    assert answer.status_code == 302
    advised.refresh_from_db()
    assert advised.closed_on and advised.close_reason == "finished"
    row = Closing.objects.get()
    assert (row.proposed_by, row.approved_by) == (cast.thea, cast.cora)
    assert not CareRelation.objects.active().filter(case=advised, user=cast.thea).exists()


def test_both_parents_read_the_same_words_at_the_same_moment_and_no_reason(cast, advised):
    row = services.propose_closing(case=advised, by=cast.thea, **ENDED)
    assert not Message.objects.filter(subject=SUBJECT).exists()

    services.approve_closing(closing=row, by=cast.cora)

    told = Message.objects.filter(subject=SUBJECT)
    assert {message.recipient for message in told} == {cast.anna.user, cast.bram.user}
    assert len({(message.subject, message.text, message.sent_at) for message in told}) == 1
    assert "acht bijeenkomsten" not in told[0].text


def test_a_therapist_is_asked_as_well_and_nobody_about_a_family_that_is_assessed_again(cast, advised):
    services.propose_closing(case=advised, by=cast.cora, **ENDED)
    assert queue.therapist_waiting(cast.thea)["to_close"].count() == 1
    Registration.objects.filter(case=advised).update(state="assessing")
    assert queue.therapist_waiting(cast.thea)["to_close"].count() == 0


def test_nobody_agrees_to_the_own_proposal(cast, advised, client_as):
    services.propose_closing(case=advised, by=cast.cora, **ENDED)
    browser = client_as(cast.cora)

    page = browser.get(at("close-coordinator", advised)).content.decode()

    assert "Akkoord en sluiten" not in page
    assert browser.post(at("agree-closing-coordinator", advised)).status_code == 403
    assert browser.post(at("keep-open-coordinator", advised), {"remark": "x"}).status_code == 403
    advised.refresh_from_db()
    assert advised.closed_on is None


def test_what_is_returned_stays_open_and_can_be_proposed_again(cast, advised, client_as):
    services.propose_closing(case=advised, by=cast.thea, **ENDED)
    browser = client_as(cast.cora)

    empty = browser.post(at("keep-open-coordinator", advised), {"remark": ""})
    assert empty.status_code == 200 and empty.context["stays"].errors
    assert browser.post(at("keep-open-coordinator", advised), {"remark": "nog een gesprek"}).status_code == 302

    assert "nog een gesprek" in client_as(cast.thea).get(at("close-therapist", advised)).content.decode()
    assert client_as(cast.thea).post(at("close-therapist", advised), ENDED).status_code == 302
    assert Closing.objects.waiting().count() == 1


def test_a_second_proposal_and_a_second_answer_change_nothing(cast, advised, client_as):
    row = services.propose_closing(case=advised, by=cast.thea, **ENDED)
    twice = client_as(cast.cora).post(at("close-coordinator", advised), ENDED)
    assert twice.status_code == 200 and Closing.objects.count() == 1
    services.approve_closing(closing=row, by=cast.cora)

    again = client_as(cast.cora).post(at("agree-closing-coordinator", advised))

    assert again.status_code in (404, 409)
    assert Message.objects.filter(subject=SUBJECT).count() == 2


def test_a_couple_with_a_place_is_not_closed(cast, client_as):
    case = circle(cast, couples=1).cases[0]

    page = client_as(cast.cora).get(at("close-coordinator", case)).content.decode()
    assert "een plek in een groep" in page
    assert client_as(cast.cora).post(at("close-coordinator", case), ENDED).status_code == 409


def test_a_place_that_came_after_the_proposal_stops_the_yes(cast, client_as):
    case = waiting_case(cast)
    services.propose_closing(case=case, by=cast.thea, **ENDED)
    group = circle(cast, couples=0).group
    client_as(cast.cora).post(reverse("groups:offer", args=[case.reference]), {"group": group.reference})

    assert client_as(cast.cora).post(at("agree-closing-coordinator", case)).status_code == 409
    case.refresh_from_db()
    assert case.closed_on is None


def test_before_the_advice_there_is_nothing_to_close(cast, client_as):
    case = case_at(cast.case, cast, "apply")
    assert client_as(cast.cora).post(at("close-coordinator", case), ENDED).status_code == 409
    assert Registration.objects.get(case=case).state == "complete"


@pytest.mark.parametrize(
    "wrong", [{}, {"kind": "anders", "reason": "x"}, {"kind": "finished", "reason": "x" * 200_000}]
)
def test_a_wrong_answer_is_said_beside_the_field(cast, advised, client_as, wrong):
    page = client_as(cast.cora).post(at("close-coordinator", advised), wrong)
    assert page.status_code == 200 and page.context["form"].errors
    assert not Closing.objects.exists()


@pytest.mark.idor
def test_a_stranger_finds_none_of_it(cast, advised, client_as):
    row = services.propose_closing(case=advised, by=cast.thea, **ENDED)
    for person, street in ((cast.ulla, "therapist"), (cast.anna, "coordinator"), (cast.ruth, "coordinator")):
        for name in ("close", "agree-closing", "keep-open"):
            for send in (client_as(person).get, client_as(person).post):
                assert send(at(f"{name}-{street}", advised)).status_code in (404, 405)
    row.refresh_from_db()
    assert row.approved_at is None and row.returned_at is None
