"""What the verbs leave behind."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from centre import clock
from centre.models import AccessLog, CareRelation, Case, Dossier, Family, Invitation, Message, Milestone, Parent
from centre.workflow import IllegalMove
from referrals import services
from referrals.models import Referral
from referrals.services.drafting import NotEditable, missing_parts
from tests.factories import referrals as make

MONDAY = datetime(2026, 9, 7, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def test_a_draft_is_made_once_per_ticket(cast):
    ticket = uuid.uuid4()

    first = services.start_referral(ticket=ticket, organisation=cast.team, parents=[make.ELS, make.FRANK], by=cast.wim)
    again = services.start_referral(ticket=ticket, organisation=cast.team, parents=[make.FRANK, make.ELS], by=cast.wim)

    assert first == again
    assert Referral.objects.get().stated["parents"] == [make.FRANK, make.ELS]


def test_a_ticket_of_somebody_else_opens_nothing(cast):
    row = make.draft(cast)

    with pytest.raises(NotEditable):
        services.start_referral(
            ticket=row.ticket, organisation=cast.board, parents=[make.FRANK, make.ELS], by=cast.ruth
        )

    row.refresh_from_db()
    assert row.stated["parents"] == [make.ELS, make.FRANK]


def test_pages_are_kept_apart_so_that_two_tabs_do_not_lose_each_other(cast):
    tab_one, tab_two = make.draft(cast), Referral.objects.get()

    services.save_children(referral=tab_one, children=[make.lotte(cast)])
    services.save_parents(referral=tab_two, parents=[make.FRANK, make.ELS])

    row = Referral.objects.get()
    assert row.stated == {"parents": [make.FRANK, make.ELS], "children": [make.lotte(cast)]}
    assert (row.region, row.municipality) == (cast.north, cast.haarlem)


def test_children_outside_every_region_are_refused_with_a_sentence(cast):
    row = make.draft(cast)
    cast.nijmegen.region = None
    cast.nijmegen.save()
    cast.team.region = None
    cast.team.save()

    with pytest.raises(ValidationError):
        services.save_children(referral=row, children=[{**make.lotte(cast), "municipality": cast.nijmegen.code}])

    row.refresh_from_db()
    assert row.stated["children"] == []


@pytest.mark.parametrize("ground", ["legal_duty", "override"])
def test_without_consent_a_referral_needs_an_explanation(cast, ground):
    row = make.draft(cast)

    with pytest.raises(ValidationError) as refused:
        services.save_question(referral=row, question="Hoe verder?", ground=ground, ground_explained="  ")

    assert list(refused.value.message_dict) == ["ground_explained"]
    row.refresh_from_db()
    assert (row.question, row.ground) == ("", "")


def test_a_half_filled_draft_cannot_be_sent(cast):
    row = make.draft(cast)

    with pytest.raises(ValidationError):
        services.submit_referral(referral=row, by=cast.wim)

    row.refresh_from_db()
    assert (row.state, row.submitted_at) == ("draft", None)
    assert missing_parts(row) == ["children", "question"]


def test_sending_twice_is_the_same_as_once(cast):
    row = make.complete_draft(cast)

    services.submit_referral(referral=row, by=cast.wim)
    services.submit_referral(referral=row, by=cast.wim)

    row.refresh_from_db()
    assert row.state == "submitted"
    assert [step.kind for step in row.steps.all()] == ["drafted", "untied", "sent"]


def test_what_was_sent_cannot_be_edited_from_another_tab(cast):
    row = make.submitted(cast)

    with pytest.raises(NotEditable):
        services.save_parents(referral=row, parents=[make.FRANK, make.ELS])
    with pytest.raises(NotEditable):
        services.save_children(referral=row, children=[make.lotte(cast)])
    with pytest.raises(NotEditable):
        services.save_question(referral=row, question="Anders", ground="consent", ground_explained="")

    row.refresh_from_db()
    assert row.stated["parents"] == [make.ELS, make.FRANK]


def test_accepting_opens_the_case_relates_the_referrer_and_invites_both_parents_apart(cast):
    row = make.submitted(cast)

    case = services.accept_referral(referral=row, by=cast.cora)

    row.refresh_from_db()
    parents = list(Parent.objects.filter(family=case.family).order_by("first_name"))
    assert (row.state, row.case, row.decided_by) == ("accepted", case, cast.cora)
    assert [parent.first_name for parent in parents] == ["Els", "Frank"]
    assert [child.first_name for child in case.family.children.all()] == ["Lotte"]
    assert (case.region, case.entered_via) == (cast.north, "neighbourhood_team")
    assert list(case.milestones.values_list("kind", flat=True)) == [Milestone.Kind.ENTERED]
    assert case.registration.state == "waiting"
    assert case.relations.get().kind == CareRelation.Kind.REFERRER
    assert case.relations.get().user == cast.wim
    assert {parent for parent, _code in case.spoken_codes} == set(parents)
    assert len({code for _parent, code in case.spoken_codes}) == 2
    assert Invitation.objects.filter(user__in=[parent.user for parent in parents]).count() == 2
    assert Dossier.objects.filter(parent__in=parents).count() == 2
    assert [step.kind for step in row.steps.all()] == ["drafted", "untied", "sent", "accepted"]


def test_the_referrer_who_sent_it_still_cannot_open_the_case(cast):
    row = make.accepted(cast)

    assert Case.objects.visible_to(cast.wim).filter(pk=row.case_id).exists() is False


def test_two_coordinators_make_one_case(cast):
    row = make.submitted(cast)
    stale = Referral.objects.get(pk=row.pk)
    before = Case.objects.count(), Family.objects.count()

    services.accept_referral(referral=row, by=cast.cora)
    with pytest.raises(IllegalMove):
        services.accept_referral(referral=stale, by=cast.cora)

    assert (Case.objects.count(), Family.objects.count()) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("service", [services.return_referral, services.decline_referral])
def test_no_without_a_reason_is_impossible(cast, service):
    row = make.submitted(cast)

    with pytest.raises(ValidationError):
        service(referral=row, reason="   ", by=cast.cora)

    row.refresh_from_db()
    assert (row.state, row.decision_reason, row.decided_by) == ("submitted", "", None)


@pytest.mark.parametrize("state", ["draft", "returned", "accepted", "declined", "withdrawn"])
@pytest.mark.parametrize("service", [services.return_referral, services.decline_referral, services.accept_referral])
def test_only_a_waiting_referral_is_decided(cast, state, service):
    row = make.MAKERS[state](cast)
    kept = Referral.objects.filter(pk=row.pk).values().get()
    reason = {} if service is services.accept_referral else {"reason": "Nee."}

    with pytest.raises(IllegalMove):
        service(referral=row, by=cast.cora, **reason)

    assert Referral.objects.filter(pk=row.pk).values().get() == kept


def test_answering_a_question_sends_it_again_and_starts_the_term_again(cast):
    with clock.at(MONDAY):
        row = make.returned(cast)
    with clock.at(MONDAY + timedelta(days=7)):
        services.answer_and_resend(referral=row, answer="Beide ouders weten ervan.", by=cast.wim)
        services.answer_and_resend(referral=row, answer="Beide ouders weten ervan.", by=cast.wim)

    row.refresh_from_db()
    assert (row.state, row.submitted_at) == ("submitted", MONDAY + timedelta(days=7))
    assert [step.kind for step in row.steps.all()] == ["drafted", "untied", "sent", "returned", "untied", "answered"]
    assert row.steps.last().text == "Beide ouders weten ervan."


def test_a_returned_referral_is_not_sent_again_without_an_answer(cast):
    row = make.returned(cast)

    with pytest.raises(ValidationError):
        services.submit_referral(referral=row, by=cast.wim)


def test_withdrawing_ends_it_once(cast):
    row = make.submitted(cast)

    services.withdraw_referral(referral=row, by=cast.wim, reason="Niet meer nodig.")
    services.withdraw_referral(referral=row, by=cast.wim, reason="Niet meer nodig.")

    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert row.steps.filter(kind="withdrawn").count() == 1


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_a_decided_referral_cannot_be_withdrawn(cast, state):
    row = make.MAKERS[state](cast)

    with pytest.raises(IllegalMove):
        services.withdraw_referral(referral=row, by=cast.wim)


def test_the_first_look_of_the_centre_is_the_receipt(cast):
    row = make.submitted(cast)

    services.mark_received(referral=row, by=cast.cora)
    services.mark_received(referral=row, by=cast.cora)

    assert row.steps.filter(kind="received").count() == 1


def test_a_decision_rings_the_referrer_without_saying_why(cast):
    make.declined(cast)

    message = Message.objects.get(recipient=cast.wim)
    assert "Eerst veiligheid" not in message.subject + message.text


def test_what_was_stated_is_unreadable_in_the_database(cast):
    make.submitted(cast)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_referral")
        raw = str(cursor.fetchall())

    assert [word for word in ("Prins", "de Boer", "Lotte", "Hoe verder", "els@example") if word in raw] == []


def test_services_write_no_access_log(cast):
    make.accepted(cast)

    assert AccessLog.objects.count() == 0
