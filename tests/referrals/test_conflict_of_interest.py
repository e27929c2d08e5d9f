"""Abuse case AC15: somebody refers the own ex. The question is asked, a colleague goes on, and the case is shut."""

import pytest

from centre import clock
from centre.models import CareRelation, Case, Message
from centre.services.cases import relate
from centre.services.people import add_membership, end_membership
from referrals import selectors, services
from referrals.models import Referral
from referrals.services.drafting import NotEditable
from tests.cast import make_user
from tests.factories import referrals as make
from tests.referrals.test_interface import WHOLE, key_for, submit

YES, NO = {"tie": "yes"}, {"tie": "no"}
pytestmark = pytest.mark.idor


def address(row, tail="controle/"):
    return f"/verwijzen/verwijzingen/{row.reference}/{tail}"


@pytest.fixture
def colleague(cast):
    return make_user("will", "Will", "referrer", organisation=cast.team)


def test_the_question_is_asked_before_sending_and_the_answer_kept(cast, client_as):
    row, browser = make.complete_draft(cast), client_as(cast.wim)
    for typed in ({}, {"tie": ""}, {"tie": "misschien"}, {"tie": "x" * 200_000}):
        answer = browser.post(address(row), typed)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == ["tie"]
    assert not row.steps.filter(kind="sent").exists()

    assert browser.post(address(row), NO)["Location"] == address(row, "")

    assert [(step.kind, step.by) for step in row.steps.all()] == [
        (kind, cast.wim) for kind in ("drafted", "untied", "sent")
    ]
    assert (
        "dit gezin niet privé te kennen"
        in client_as(cast.cora).get(f"/coordinatie/verwijzingen/{row.reference}/").content.decode()
    )


def test_who_knows_the_family_leaves_it_to_a_colleague_and_sees_nothing_of_it_any_more(cast, client_as, colleague):
    row, browser = make.complete_draft(cast), client_as(cast.wim)

    answer = browser.post(address(row), YES)

    assert answer["Location"] == "/verwijzen/verwijzingen/"
    assert row.reference not in browser.get("/verwijzen/verwijzingen/").content.decode().replace("Verwijzing", "")
    for tail in ("", "controle/", "ouders/", "intrekken/"):
        assert browser.get(address(row, tail)).status_code == 404
    assert browser.post(address(row), YES).status_code == 404
    told = Message.objects.get(recipient=colleague)
    assert row.reference in told.text and "Els" not in told.text
    assert client_as(colleague).post(address(row), NO).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.submitted_by) == ("submitted", colleague)
    assert "privé" not in client_as(colleague).get(address(row, "")).content.decode().replace("niet privé", "")


def test_after_acceptance_the_case_is_shut_for_good_for_who_knows_the_family(cast, colleague):
    row = make.complete_draft(cast)
    services.leave_to_colleague(referral=row, by=cast.wim)
    services.submit_referral(referral=row, by=colleague)
    case = services.accept_referral(referral=Referral.objects.get(pk=row.pk), by=cast.cora)

    add_membership(user=cast.wim, audience="coordinator", organisation=cast.centre, region=cast.north)

    kinds = dict(CareRelation.objects.filter(case=case).values_list("user", "kind"))
    assert kinds == {cast.wim.pk: "excluded", colleague.pk: "referrer"}
    assert not Case.objects.visible_to(cast.wim).filter(pk=case.pk).exists()
    assert not Referral.objects.in_regions_of(cast.wim).filter(pk=row.pk).exists()


def test_an_answer_to_the_centre_asks_it_too(cast, client_as, colleague):
    row, browser = make.returned(cast), client_as(colleague)
    page = address(row, "antwoord/")

    answer = browser.post(page, {"reason": "Beide ouders weten ervan."})
    assert list(answer.context["form"].errors) == ["tie"]
    assert "Beide ouders weten ervan." in answer.content.decode()
    browser.post(page, {"reason": "Beide ouders weten ervan."} | YES)

    assert browser.get(page).status_code == 404
    assert client_as(cast.wim).post(page, {"reason": "Beide ouders weten ervan."} | NO).status_code == 302


def test_without_a_colleague_it_waits_and_says_so(cast, client_as):
    row, browser = make.complete_draft(cast), client_as(cast.wim)

    page = browser.post(address(row), YES, follow=True).content.decode()

    assert "nog geen collega" in page
    assert services.leave_to_colleague(referral=row, by=cast.wim) == []
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_file_of_referrals_asks_it_once_for_all(cast, client_as):
    browser = client_as(cast.wim)
    page = browser.get("/verwijzen/importeren/")
    organisation = page.context["form"].fields["organisation"].initial

    answer = browser.post("/verwijzen/importeren/", {"organisation": organisation})

    assert {"file", "untied"} <= set(answer.context["form"].errors)


def test_a_connection_that_did_not_ask_is_noticed_by_the_coordinator(cast, client_as):
    row = make.submitted(cast)
    page = f"/coordinatie/verwijzingen/{row.reference}/"
    assert "Vraag of de verwijzer" not in client_as(cast.cora).get(page).content.decode()
    row.steps.filter(kind="untied").delete()
    assert "Vraag of de verwijzer" in client_as(cast.cora).get(page).content.decode()


def test_what_was_sent_is_not_left_to_a_colleague_any_more(cast):
    row = make.submitted(cast)
    with pytest.raises(NotEditable):
        services.leave_to_colleague(referral=row, by=cast.wim)


@pytest.mark.parametrize(("said", "status", "kinds"), [
    ("ja", 422, None),
    ("nee", 201, ["drafted", "untied", "sent"]),
    ("niet-gevraagd", 201, ["drafted", "sent"]),
])  # fmt: skip
def test_a_system_may_say_it_and_a_yes_is_refused_by_the_name_of_the_field(cast, said, status, kinds):
    answer = submit(key_for(cast.wim, cast.team, cast.cora), WHOLE | {"kentGezinPrive": said})

    assert answer.status_code == status
    if kinds is None:
        assert [row["naam"] for row in answer.json()["ongeldigeVelden"]] == ["kentGezinPrive"]
        assert not Referral.objects.exists()
    else:
        assert [step.kind for step in Referral.objects.get().steps.all()] == kinds


def test_who_presses_send_was_asked_and_follows_the_case_and_who_only_began_it_does_not(cast, client_as, colleague):
    row = make.complete_draft(cast)

    client_as(colleague).post(address(row), NO)

    row.refresh_from_db()
    case = services.accept_referral(referral=row, by=cast.cora)
    assert row.submitted_by == colleague
    assert [relation.user for relation in case.relations.filter(kind="referrer")] == [colleague]
    assert not Message.objects.filter(recipient=cast.wim).exists()


@pytest.mark.parametrize("shut_by", ["answer", "exclusion"])
def test_news_of_the_help_never_goes_to_a_colleague_for_whom_the_family_is_shut(cast, colleague, shut_by):
    row = make.complete_draft(cast)
    if shut_by == "answer":
        services.leave_to_colleague(referral=row, by=cast.wim)
    services.submit_referral(referral=row, by=colleague)
    case = services.accept_referral(referral=Referral.objects.get(pk=row.pk), by=cast.cora)
    if shut_by == "exclusion":
        relate(case=case, user=cast.wim, kind="excluded", reason="buren")
    end_membership(membership=colleague.memberships.get(audience="referrer"))
    row.refresh_from_db()

    assert services.report_back(referral=row, kind="started", reached_on=clock.today()) is None
    assert not Message.objects.filter(recipient=cast.wim, subject="Over een verwijzing van u").exists()


def test_what_was_left_is_on_the_first_page_of_colleagues_also_of_who_comes_later(cast, client_as):
    for row in (make.complete_draft(cast), make.returned(cast)):
        services.leave_to_colleague(referral=row, by=cast.wim)
    later = make_user("will", "Will", "referrer", organisation=cast.team)

    assert selectors.own_to_do(later).count() == 2
    assert not selectors.own_to_do(cast.wim).exists()
    page = client_as(later).get("/verwijzen/").content.decode()
    assert "1 verwijzing kwam terug" in page and "1 concept wacht" in page


def test_a_second_click_tells_no_colleague_twice(cast, colleague):
    row = make.complete_draft(cast)
    for _click in range(2):
        services.leave_to_colleague(referral=row, by=cast.wim)

    assert Message.objects.filter(recipient=colleague).count() == 1
