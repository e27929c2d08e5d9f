"""Looking back: everybody apart, one text for what was agreed, a second reader, and a talk after six months."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from centre import clock
from centre.models import CareRelation, Dossier, Message, Milestone
from centre.own_file import pieces_of
from groups import selectors, services
from groups.models import ClosingReport, FollowUp
from groups.refusals import NotYet
from groups.services import endings
from referrals.models import Referral
from tests.factories import groups as make
from tests.factories import referrals

pytestmark = pytest.mark.two_parent
SOON = make.MONDAY + timedelta(days=40)


@pytest.fixture
def placement(cast):
    """The couple of Anna and Bram in a group of one session that is over; Anna was late, Bram was ill."""
    circle = make.circle(cast, couples=1, sessions=1, state="running", minimum_couples=1)
    session = circle.session(1)
    with clock.at(make.on_the_day(session)):
        marks = {f"parent:{cast.anna.reference}": ("late", ""), f"parent:{cast.bram.reference}": ("excused", "KANARIE")}
        services.record_attendance(session=session, marks=marks, by=cast.thea)
        services.complete_group(group=circle.group, by=cast.cora)
    return circle.placements[0]


def evaluate(cast, placement, **facts):
    moments = {cast.anna: SOON, cast.bram: SOON + timedelta(hours=2)}
    return services.plan_evaluation(placement=placement, moments=moments, by=cast.thea, **facts)


def box(parent, word):
    return [row.text for row in Message.objects.filter(recipient=parent.user, sending__contains=word)]


def test_each_parent_is_invited_apart_at_an_own_moment_and_once(cast, placement):
    for _ in range(2):
        evaluation = evaluate(cast, placement)

    assert evaluation.voices.count() == 2
    assert len(box(cast.anna, "evaluation")) == len(box(cast.bram, "evaluation")) == 1
    assert box(cast.anna, "evaluation") != box(cast.bram, "evaluation")


def test_the_referrer_is_heard_only_when_both_parents_agreed_to_sharing(cast, placement):
    from centre.services.consents import answer_consent

    CareRelation.objects.create(case=cast.case, user=cast.ruth, kind="referrer", reason="r")
    later = SOON + timedelta(hours=4)
    assert evaluate(cast, placement, referrer_at=later).voices.filter(kind="referrer").get().user == cast.ruth
    about = cast.case.sharing_partners.get()
    answer_consent(
        case=cast.case, purpose="sharing", partner=about, giver=cast.bram, answer="withdrawn", by=cast.bram.user
    )

    with pytest.raises(ValidationError) as refusal:
        evaluate(cast, placement, referrer_at=later)

    assert "referrer_at" in refusal.value.message_dict


def test_the_referrer_reads_the_own_number_and_never_that_of_the_case(cast, placement):
    referral = referrals.submitted(cast)
    Referral.objects.filter(pk=referral.pk).update(case=cast.case)
    CareRelation.objects.create(case=cast.case, user=cast.wim, kind="referrer", reason="r")
    cast.agree_to_share(cast.case, cast.team)

    evaluate(cast, placement, referrer_at=SOON + timedelta(hours=4))

    text = Message.objects.get(recipient=cast.wim, sending__contains="evaluation").text
    assert referral.reference in text and cast.case.reference not in text


def test_what_was_agreed_waits_for_both_and_reaches_both_in_the_same_words(cast, placement):
    evaluation = evaluate(cast, placement)
    first, second = evaluation.voices.all()
    services.record_voice(voice=first, text="KANARIE van de een")
    with pytest.raises(NotYet):
        services.agree(evaluation=evaluation, text="Samen.", by=cast.thea)
    services.record_voice(voice=second, text="ander verhaal")

    services.agree(evaluation=evaluation, text="Samen naar het tienminutengesprek.", by=cast.thea)

    assert box(cast.anna, "agreed") == box(cast.bram, "agreed") == ["Samen naar het tienminutengesprek."]
    with pytest.raises(NotYet):
        services.agree(evaluation=evaluation, text="Nog eens.", by=cast.thea)


def test_a_voice_of_the_network_is_kept_in_the_file_of_the_parent_who_named_it(cast, placement):
    evaluation = evaluate(cast, placement)
    voice = services.add_network_voice(evaluation=evaluation, parent=cast.anna, name="Oma Ank", moment=SOON)
    services.record_voice(voice=voice, text="Het is rustiger thuis.")

    own, other = (
        "".join(piece.text for piece in pieces_of(Dossier.objects.get(parent=one))) for one in (cast.anna, cast.bram)
    )

    assert "Oma Ank" in own and "rustiger" in own
    assert "Oma Ank" not in other and "rustiger" not in other


def test_a_voice_of_the_network_is_heard_at_a_moment_that_is_still_to_come(cast, placement):
    evaluation = evaluate(cast, placement)

    with pytest.raises(ValidationError) as refusal:
        services.add_network_voice(evaluation=evaluation, parent=cast.anna, name="Oma Ank", moment=clock.now())

    assert set(refusal.value.message_dict) == {"moment"} and evaluation.voices.count() == 2


def test_a_voice_of_the_network_waits_for_people_before_rooms_as_everything_that_is_planned(
    cast, placement, django_assert_max_num_queries
):
    evaluation, room = evaluate(cast, placement), make.room_of(placement.group)

    with django_assert_max_num_queries(40) as asked:
        services.add_network_voice(
            evaluation=evaluation, parent=cast.anna, name="Oma Ank", moment=SOON + timedelta(days=1), room=room,
            leads=[cast.thea.therapist],
        )  # fmt: skip

    order = [name for row in asked.captured_queries for name in ("therapists_therapist", "therapists_room")
             if row["sql"].startswith("SELECT") and f'FROM "{name}"' in row["sql"]]  # fmt: skip
    assert order[0] == "therapists_therapist" and "therapists_room" in order


def test_reports_go_to_both_at_the_same_moment_after_a_second_reader_of_each(cast, placement):
    reports = [
        services.write_report(placement=placement, parent=parent, text=f"Over {parent.first_name}.", by=cast.thea)
        for parent in (cast.anna, cast.bram)
    ]
    with pytest.raises(ValidationError):
        services.read_report(report=reports[0], by=cast.thea)

    assert services.read_report(report=reports[0], by=cast.ulla) is False
    assert not box(cast.anna, "closing-report")
    assert services.read_report(report=reports[1], by=cast.ulla) is True

    assert len({row.sent_at for row in Message.objects.filter(sending__contains="closing-report")}) == 1
    (mine,), (other,) = box(cast.anna, "closing-report"), box(cast.bram, "closing-report")
    assert "Over Anna." in mine and "Bram" not in mine and "KANARIE" not in mine
    assert "Over Bram." in other and "Anna" not in other
    with pytest.raises(NotYet):
        services.write_report(placement=placement, parent=cast.anna, text="anders", by=cast.thea)


def test_the_facts_of_a_report_are_counted_from_the_own_marks_only(cast, placement):
    facts = {parent: endings.facts_of(placement, parent) for parent in (cast.anna, cast.bram)}

    assert (facts[cast.anna]["sessions"], facts[cast.anna]["late"], facts[cast.anna]["excused"]) == (1, 1, 0)
    assert (facts[cast.bram]["late"], facts[cast.bram]["excused"]) == (0, 1)


def test_the_database_refuses_a_writer_as_second_reader(cast, placement):
    report = services.write_report(placement=placement, parent=cast.anna, text="x", by=cast.thea)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingReport.objects.filter(pk=report.pk).update(read_by=cast.thea)


def test_after_six_months_each_parent_is_talked_with_and_the_case_is_followed_up_when_both_are_done(cast, placement):
    first, second = FollowUp.objects.order_by("pk")
    with clock.at(make.MONDAY + timedelta(days=150)):
        assert not selectors.due_follow_ups(cast.cora)
    later = make.MONDAY + timedelta(days=200)

    with clock.at(later):
        assert selectors.due_follow_ups(cast.cora).count() == 2
        services.record_follow_up(follow_up=first, by=cast.thea, held_on=clock.today(), text="Gaat goed.")
        assert not Milestone.objects.filter(kind=Milestone.Kind.FOLLOWED_UP).exists()
        services.record_follow_up(follow_up=second, by=cast.thea, skipped_reason="Niet bereikt.")
        assert not selectors.due_follow_ups(cast.cora)

    assert Milestone.objects.filter(case=cast.case, kind=Milestone.Kind.FOLLOWED_UP).count() == 1


@pytest.mark.parametrize("wrong", [{}, {"held_on": "tomorrow"}])
def test_a_follow_up_without_a_day_or_in_the_future_is_refused_by_field(cast, placement, wrong):
    if wrong:
        wrong = {"held_on": clock.today() + timedelta(days=1)}

    with pytest.raises(ValidationError) as refusal:
        services.record_follow_up(follow_up=FollowUp.objects.first(), by=cast.thea, **wrong)

    assert "held_on" in refusal.value.message_dict


def test_six_months_count_from_the_last_session_and_not_from_the_click(cast):
    circle = make.circle(cast, couples=1, sessions=2, state="running", minimum_couples=1)
    for number in (1, 2):
        with clock.at(make.on_the_day(circle.session(number))):
            services.record_attendance(session=circle.session(number), marks={}, by=cast.thea)
    last = circle.session(2).on

    with clock.at(make.on_the_day(circle.session(2)) + timedelta(days=25)):
        services.complete_group(group=circle.group, by=cast.cora)

    assert {row.due_on for row in FollowUp.objects.all()} == {last + timedelta(days=endings.FOLLOW_UP_DAYS)}


@pytest.mark.parametrize("asks", [True, False])
def test_who_stopped_is_asked_after_six_months_as_well_where_the_recipe_says_so(cast, asks):
    circle = make.circle(
        cast, couples=2, state="running", minimum_couples=1, follow_up_who_stopped=asks,
    )  # fmt: skip
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
    with clock.at(make.on_the_day(circle.session(1)) + timedelta(days=5)):
        for _twice in range(2):
            services.end_placement(placement=circle.placements[0], reason="too heavy", by=cast.cora)

    due = circle.session(1).on + timedelta(days=endings.FOLLOW_UP_DAYS)
    assert [row.due_on for row in FollowUp.objects.all()] == [due, due] * asks


def test_a_report_that_names_somebody_else_asks_whether_that_is_right(cast, placement, client_as):
    url = reverse(
        "groups:closing-report", args=[placement.case.reference, Dossier.objects.get(parent=cast.anna).reference]
    )
    thea = client_as(cast.thea)

    page = thea.get(url)
    assert "checked" not in page.context["form"].fields
    for text in ("Anna sprak met Bram over de groep.", "Brams moeder was er ook."):
        page = thea.post(url, {"text": text})
        assert page.context["form"].names_found and text in page.content.decode()
        assert 'name="checked"' in page.content.decode()
    assert not ClosingReport.objects.exists()

    assert thea.post(url, {"text": "Anna oefende met luisteren naar Noor."}).status_code == 302
    assert thea.post(url, {"text": "Bram was er ook.", "checked": "on"}).status_code == 302
    assert ClosingReport.objects.get().text == "Bram was er ook."
