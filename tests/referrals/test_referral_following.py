"""What a referrer may know of the stage, and what is told at fixed moments."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from centre import sharing
from centre.models import Consent, Message, Milestone
from centre.services.cases import close_case, reach
from centre.services.consents import answer_consent
from centre.services.notes import write_note
from centre.services.people import end_membership
from referrals import selectors, services, tasks
from referrals.models import Feedback, Referral
from referrals.selectors.following import with_stage
from tests.cast import make_user
from tests.factories import referrals as make

CANARY = "Kanarie in het dossier"


def share(cast, row, answer="given", count=2):
    for parent in list(row.case.family.parents.order_by("side"))[:count]:
        about = row.case.sharing_partners.get(organisation=row.organisation)
        answer_consent(case=row.case, purpose="sharing", partner=about, giver=parent, answer=answer, by=cast.cora)


def followed(row) -> Referral:
    return with_stage(Referral.objects.filter(pk=row.pk)).get()


@pytest.mark.parametrize(
    ("answers", "agreed"),
    [
        ((None, None), False),
        (("given", None), False),
        (("given", "refused"), False),
        (("given", "withdrawn"), False),
        (("refused", "refused"), False),
        (("given", "given"), True),
    ],
)
def test_only_the_yes_of_both_parents_shares_the_stage(cast, answers, agreed):
    row = make.accepted(cast)
    for parent, answer in zip(row.case.family.parents.order_by("side"), answers, strict=True):
        if answer:
            about = row.case.sharing_partners.get()
            answer_consent(case=row.case, purpose="sharing", partner=about, giver=parent, answer=answer, by=cast.cora)

    assert followed(row).may_follow is agreed
    assert sharing.agreed_to_share(row.case, [cast.team]) is agreed
    assert not sharing.agreed_to_share(row.case, [cast.board])


def test_the_latest_answer_counts_and_an_answer_about_a_child_does_not(cast):
    row = make.accepted(cast)
    share(cast, row)
    parent = row.case.family.parents.first()
    child = row.case.family.children.first()

    facts = {"purpose": "sharing", "partner": row.case.sharing_partners.get(), "giver": parent, "by": cast.cora}
    answer_consent(case=row.case, about_child=child, answer="refused", **facts)
    assert followed(row).may_follow is True
    answer_consent(case=row.case, answer="withdrawn", **facts)
    assert followed(row).may_follow is False


def test_a_yes_for_one_organisation_is_no_yes_for_another_and_one_no_leaves_the_other(cast):
    """law.md R6: exchange is agreed to per named organisation."""
    board = make.accepted(cast, by=cast.ruth, organisation=cast.board)
    team = make.submitted(cast)
    services.join_case(referral=team, case=board.case, by=cast.cora)
    team.refresh_from_db()
    reach(case=board.case, kind="started", by=None)

    share(cast, board)
    assert (followed(board).may_follow, followed(team).may_follow) == (True, False)
    assert [due.referral for due in selectors.feedback_due()] == [board]
    share(cast, team)
    assert (followed(board).may_follow, followed(team).may_follow) == (True, True)
    share(cast, board, answer=Consent.Answer.WITHDRAWN, count=1)

    assert (followed(board).may_follow, followed(team).may_follow) == (False, True)
    assert [due.referral for due in selectors.feedback_due()] == [team]


def test_a_yes_in_another_case_does_not_count(cast):
    row = make.accepted(cast)
    cast.agree_to_share(cast.case, row.organisation)

    assert followed(row).may_follow is False


def test_without_consent_the_stage_shows_neutral_words_and_no_date_after_acceptance(cast):
    row = make.accepted(cast)
    for kind in ("applied", "assessed", "placed", "started", "stopped"):
        reach(case=row.case, kind=kind, by=None, on=date(2031, 2, 3))

    chain = selectors.chain_for_referrer(followed(row))

    assert len(chain) == 4
    assert set(chain[-1]) == {"label", "now"}
    assert "2031" not in str(chain)
    before = selectors.stage_words(followed(row))
    close_case(case=row.case, reason="klaar", by=cast.cora)
    assert selectors.stage_words(followed(row)) == before


def test_with_consent_the_chain_shows_seven_dated_steps(cast):
    row = make.submitted(cast)
    services.mark_received(referral=row, by=cast.cora)
    services.accept_referral(referral=row, by=cast.cora)
    row.refresh_from_db()
    share(cast, row)
    reach(case=row.case, kind="started", by=None)
    tasks.report_back_due()
    close_case(case=row.case, reason="klaar", by=cast.cora)

    chain = selectors.chain_for_referrer(followed(row))

    assert len(chain) == 7
    assert all(item["date"] and item["done"] for item in chain)


def test_a_legal_duty_opens_the_stage_only_when_that_is_settled(cast, settings):
    row = make.accepted(cast, ground="legal_duty", explained="Onderzoek van de Raad")

    assert followed(row).may_follow is False
    settings.REFERRAL_TERMS = {**settings.REFERRAL_TERMS, "legal_duty_shares_stage": True}
    assert followed(row).may_follow is True


def test_people_of_the_centre_are_not_named_to_the_referrer(cast):
    row = followed(make.declined(cast))

    assert "Cora" not in str([item["label"] for item in selectors.chain_for_referrer(row)])
    assert "Cora" in str([item["label"] for item in selectors.chain_for_centre(row)])


@pytest.mark.parametrize("kind", Feedback.Kind.values)
def test_the_referrer_hears_once_of_start_end_and_stop_without_clinical_text(cast, kind):
    row = make.accepted(cast)
    share(cast, row)
    dossier = row.case.family.parents.first().dossiers.get()
    write_note(dossier=dossier, case=row.case, kind="observation", subject=CANARY, text=CANARY, by=cast.cora)
    reach(case=row.case, kind=kind, by=None, on=date(2026, 9, 1))
    Message.objects.all().delete()

    told = tasks.report_back_due(), tasks.report_back_due()

    message = Message.objects.get()
    assert told == (1, 0)
    assert message.recipient == cast.wim
    assert row.reference in message.text
    assert "2026" in message.text
    assert CANARY not in message.subject + message.text
    assert [name for name in ("Els", "Frank", "Lotte") if name in message.subject + message.text] == []
    assert Feedback.objects.get().reached_on == date(2026, 9, 1)


def test_nothing_is_due_without_consent_or_for_other_milestones(cast):
    silent, shared = make.accepted(cast), make.accepted(cast, by=cast.ruth, organisation=cast.board)
    reach(case=silent.case, kind="started", by=None)
    share(cast, shared)
    for kind in (Milestone.Kind.APPLIED, Milestone.Kind.PLACED, Milestone.Kind.CLOSED):
        reach(case=shared.case, kind=kind, by=None)

    assert selectors.feedback_due() == []


def test_a_later_yes_makes_the_feedback_due_and_a_withdrawal_stops_it(cast):
    row = make.accepted(cast)
    reach(case=row.case, kind="started", by=None)
    share(cast, row)
    assert len(selectors.feedback_due()) == 1

    share(cast, row, answer=Consent.Answer.WITHDRAWN, count=1)

    assert selectors.feedback_due() == []


def test_a_colleague_hears_it_when_the_referrer_left(cast):
    row = make.accepted(cast)
    share(cast, row)
    reach(case=row.case, kind="started", by=None)
    end_membership(membership=cast.wim.memberships.get())
    assert tasks.report_back_due() == 0

    colleague = make_user("willy", "Willy", "referrer", organisation=cast.team)

    assert tasks.report_back_due() == 1
    assert Feedback.objects.get().given_to == colleague


def test_the_task_takes_a_moment(cast):
    row = make.accepted(cast)
    share(cast, row)
    reach(case=row.case, kind="started", by=None)

    tasks.report_back_due(now="2027-01-11T09:00")

    moment = datetime(2027, 1, 11, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert Feedback.objects.get().given_at == moment


@pytest.mark.parametrize("n", [1, 3])
def test_finding_what_is_due_asks_the_same_few_questions(cast, n, django_assert_num_queries):
    for number in range(n):
        row = make.accepted(cast)
        share(cast, row)
        reach(case=row.case, kind="started", by=None, on=date(2026, 9, 1 + number))

    with django_assert_num_queries(3):
        assert len(selectors.feedback_due()) == n
    tasks.report_back_due()
    with django_assert_num_queries(1):
        assert selectors.feedback_due() == []


def test_the_active_referrer_of_a_case(cast):
    row = make.accepted(cast)

    assert selectors.referrer_of(row.case) == cast.wim
    assert selectors.referrer_of(cast.case) is None
    close_case(case=row.case, reason="klaar", by=cast.cora)
    assert selectors.referrer_of(row.case) is None
