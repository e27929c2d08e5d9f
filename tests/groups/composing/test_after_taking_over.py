"""After a season was taken over: a place that is refused goes on, and a new plan keeps what was agreed with people."""

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import Notice
from groups import services
from groups.composing.plan import plan_from
from groups.models import CompositionRun, Group, Offer, SessionLead
from groups.selectors import season_changes, season_check
from groups.services import composition, composition_moves
from tests.factories import groups as make
from tests.factories import therapists as register
from tests.groups.composing.test_seasons import STARTS
from therapists.models import Certificate
from therapists.states import Role


def proposal(cast, base=None) -> CompositionRun:
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5, base=base)
    return composition.run_composition(run=run)


def everybody_says_yes() -> None:
    for offer in Offer.objects.filter(state="open"):
        for parent in offer.case.family.parents.all():
            services.answer_offer(offer=offer, parent=parent, accepts=True)


@pytest.fixture
def taken_over(cast, composed) -> CompositionRun:
    """Five couples sit in the one group of a season; no session was held."""
    assert composition_moves.accept_run(run=composed, by=cast.cora) == []
    everybody_says_yes()
    composed.refresh_from_db()
    return composed


def withdraw(group: Group, count: int, by) -> list:
    gone = list(group.placements.current().order_by("pk")[:count])
    for placement in gone:
        services.give_up_seat(placement=placement, reason="Verhuisd.", by=by)
    return [placement.case for placement in gone]


def test_a_place_of_a_season_that_one_parent_refuses_goes_to_the_next_couple_that_fits(cast, waiting):
    cases = {case.pk for case in [*waiting, *(make.waiting_case(cast, number) for number in (7, 8))]}
    composition_moves.accept_run(run=proposal(cast), by=cast.cora)
    asked = set(Offer.objects.values_list("case", flat=True))
    (left,) = cases - asked
    offer = Offer.objects.order_by("pk").first()
    services.answer_offer(offer=offer, parent=offer.case.family.parents.first(), accepts=False)
    assert Offer.objects.held().filter(case=left, group=offer.group).exists()


def test_a_group_that_fell_under_its_minimum_is_completed_and_only_who_is_new_hears_of_it(cast, taken_over):
    group = Group.objects.get()
    gone = withdraw(group, 2, cast.cora)
    new = [make.waiting_case(cast, number) for number in (20, 21)]
    seats = dict(group.placements.current().values_list("case", "seat"))
    team = set(SessionLead.objects.values_list("session", "therapist", "role"))
    again = proposal(cast, base=taken_over)
    assert again.state == "done", again.failure
    (row,) = again.plan["groups"]
    cases = again.facts["names"]["cases"]
    assert {cases[member["family"]] for member in row["members"]} == {*seats, *(case.pk for case in new)}
    count = season_changes.since_base(again).count
    assert count == {"dropped": 0, "moved": 0, "new": 2, "kept": 3, "team": 0}
    assert season_check.checked_today(again).is_legal

    told = Notice.objects.count()
    assert composition_moves.accept_run(run=again, by=cast.cora) == []
    again.refresh_from_db()
    assert Group.objects.get() == group and again.made == {"0": group.reference}
    assert dict(group.placements.current().values_list("case", "seat")) == seats
    assert set(SessionLead.objects.values_list("session", "therapist", "role")) == team
    assert set(Offer.objects.held().values_list("case", flat=True)) == {case.pk for case in new}
    assert Offer.objects.held().filter(moves_on=True).count() == 2
    people = set(Notice.objects.order_by("-pk")[: Notice.objects.count() - told].values_list("recipient", flat=True))
    assert people == {parent.user_id for case in new for parent in case.family.parents.all()}
    assert not Offer.objects.held().filter(case__in=gone).exists()


def test_a_lead_who_may_lead_no_more_is_replaced_and_the_others_go_on(cast, taken_over):
    group = Group.objects.get()
    gone = SessionLead.objects.filter(role=Role.PARENT_LEAD).order_by("therapist").first().therapist
    stay = set(SessionLead.objects.exclude(therapist=gone).values_list("therapist", flat=True))
    Certificate.objects.filter(therapist=gone).update(valid_until=clock.today())
    new = register.therapist(cast, practices=[group.practice])
    again = proposal(cast, base=taken_over)
    changes = season_changes.since_base(again)
    assert changes.count["kept"] == 5 and changes.count["team"] == 1
    assert changes.groups[0].came == [("P", new.user.name)]
    assert composition_moves.accept_run(run=again, by=cast.cora) == []
    team = set(group.sessions.get(number=8).leads.values_list("therapist", flat=True))
    assert team == stay | {new.pk}
    assert not Offer.objects.held().exists() and group.placements.current().count() == 5


def test_a_group_that_nobody_can_complete_is_left_as_it_is(cast, taken_over, client_as):
    group = Group.objects.get()
    withdraw(group, 2, cast.cora)
    again = proposal(cast, base=taken_over)
    assert again.state == "done" and again.plan == {"groups": []}
    assert again.facts["remarks"]["left as it is"] == 1
    composition_moves.accept_run(run=again, by=cast.cora)
    group.refresh_from_db()
    assert group.state == "open" and group.placements.current().count() == 3


def test_who_has_a_place_is_not_moved_on_the_board_of_a_new_plan(cast, taken_over):
    again = proposal(cast, base=taken_over)
    case = Group.objects.get().placements.first().case
    with pytest.raises(ValidationError):
        composition_moves.move_couple(run=again, case=case, to="", by=cast.cora)


def test_a_second_proposal_of_a_season_is_refused_when_another_was_taken_over(cast, waiting):
    one, two = proposal(cast), proposal(cast)
    composition_moves.accept_run(run=one, by=cast.cora)
    with pytest.raises(ValidationError):
        composition_moves.accept_run(run=two, by=cast.cora)
    two.refresh_from_db()
    assert two.state == "done" and Group.objects.count() == 1
    assert plan_from(two.plan).groups
