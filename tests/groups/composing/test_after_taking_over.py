"""After a season was taken over: a place that is refused goes on, and a new plan keeps what was agreed with people."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre import clock
from centre.models import Notice, SchoolHoliday
from groups import mending, services
from groups.composing.pairs import Pairs, refusals
from groups.composing.plan import plan_from
from groups.composing.storing import dump, restore
from groups.models import CompositionRun, Group, Occupancy, Offer, SessionLead
from groups.season import build
from groups.selectors import season_changes, season_check
from groups.services import composition, composition_moves, keeping, team
from tests.factories import groups as make
from tests.factories import therapists as register
from tests.groups.composing.test_seasons import STARTS
from therapists.models import Certificate, Practice, Therapist
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


def test_a_season_that_was_taken_over_can_be_planned_again_from_its_own_page(cast, taken_over, client_as, monkeypatch):
    from groups import tasks

    monkeypatch.setattr(tasks.compose_season, "delay_on_commit", lambda **facts: None)
    cora, address = client_as(cast.cora), reverse("groups:season", args=[taken_over.reference])
    again = reverse("groups:season-replan", args=[taken_over.reference])
    assert again in cora.get(address).content.decode()
    group = Group.objects.get()
    withdraw(group, 2, cast.cora)
    new = [make.waiting_case(cast, number) for number in (20, 21)]
    answer = cora.post(again)
    run = composition.run_composition(run=CompositionRun.objects.exclude(pk=taken_over.pk).get())
    page = cora.get(answer.url).content.decode()
    assert "Wat verandert er in de groepen die er zijn" in page and group.reference in page
    moves = reverse("groups:season-couple", args=[run.reference, group.placements.current().first().case.reference])
    assert f'data-couple="{moves}"' not in page
    assert cora.post(reverse("groups:season-accept", args=[run.reference])).status_code == 302
    assert set(Offer.objects.held().values_list("case", flat=True)) == {case.pk for case in new}


def test_a_group_is_mended_after_the_first_day_of_its_season_as_long_as_it_has_not_begun(cast, taken_over):
    first = Group.objects.get().sessions.order_by("starts_at").first()
    with clock.at(first.starts_at - timedelta(hours=30)):
        assert clock.today() >= STARTS
        again = proposal(cast, base=taken_over)
        assert again.state == "done" and season_changes.since_base(again).count["kept"] == 5
    with clock.at(first.starts_at + timedelta(hours=1)), pytest.raises(ValidationError):
        Group.objects.update(state="running")
        proposal(cast, base=taken_over)


def test_who_knows_a_family_with_a_seat_elsewhere_is_not_proposed_in_that_building_on_those_days(cast, waiting):
    seated = make.waiting_case(cast, 30)
    at = Practice.objects.get()
    rooms = list(at.rooms.order_by("name"))[:2]
    parents, children = make.team_of_new_people(cast, at)
    other = services.plan_group(
        recipe=make.recipe(), practice=at, first=STARTS + timedelta(days=2), at=time(9, 30), parent_room=rooms[0],
        child_room=rooms[1], parent_leads=parents, child_leads=children, by=cast.cora,
    )  # fmt: skip
    services.open_group(group=other, by=cast.cora)
    other.refresh_from_db()
    services.place_family(group=other, case=seated, by=cast.cora)
    services.tie(case=waiting[0], other=seated, strength="building", ground="network", by=cast.cora)
    made = build(cast.north, STARTS)
    number = made.names["cases"].index(waiting[0].pk)
    days = {(row.on - date.fromisoformat(made.names["day0"])).days for row in other.sessions.all()}
    assert made.instance.families[number].near == {(0, day) for day in days}
    assert restore(dump(made.instance)) == made.instance
    possible = [made.instance.series[n] for n in Pairs(made.instance).of_family[number]]
    assert possible and not any(days & set(series.dates) for series in possible)
    barred = next(series for series in made.instance.series if days & set(series.dates))
    assert "building" in {row.rule for row in refusals(made.instance.families[number], barred, made.instance)}


def test_dates_past_the_school_holidays_that_are_known_are_said_with_the_proposal(cast, waiting, client_as):
    def remark():
        return build(cast.north, STARTS).remarks["holidays"]

    assert remark() == 1
    region = Practice.objects.get().municipality.school_holiday_region
    SchoolHoliday.objects.create(
        region=region, name="zomervakantie", starts_on=date(2028, 7, 8), ends_on=date(2028, 8, 20)
    )
    assert remark() == 0


def test_two_who_lead_by_turns_make_room_for_one_and_nobody_of_them_stays(cast, taken_over):
    """The place of a lead was shared by two over the dates: taking over leaves the team of the proposal and no other."""
    group = Group.objects.get()
    people = list(Therapist.objects.filter(session_leads__role=Role.PARENT_LEAD).distinct().order_by("pk"))
    gone, stays = people
    half, new = (register.therapist(cast, practices=[group.practice]) for _n in range(2))
    later = SessionLead.objects.filter(therapist=gone, session__number__gt=4)
    later.update(therapist=half)
    Occupancy.objects.filter(therapist=gone, session__number__gt=4).update(therapist=half)

    team.set_leads(group=group, role=Role.PARENT_LEAD, people=[stays, new], by=cast.cora)

    for session in group.sessions.all():
        leads = session.leads.filter(role=Role.PARENT_LEAD).values_list("therapist", flat=True)
        assert set(leads) == {stays.pk, new.pk}
    assert not Occupancy.objects.filter(therapist__in=[gone, half], session__group=group).exists()


def test_a_lead_of_some_sessions_gets_the_others_as_well(cast, taken_over):
    group = Group.objects.get()
    one, _two = Therapist.objects.filter(session_leads__role=Role.PARENT_LEAD).distinct().order_by("pk")
    SessionLead.objects.filter(therapist=one, session__number__gt=4).delete()
    Occupancy.objects.filter(therapist=one, session__number__gt=4).delete()
    again = proposal(cast, base=taken_over)
    assert again.state == "done", again.failure
    assert composition_moves.accept_run(run=again, by=cast.cora) == []
    assert {session.leads.filter(role=Role.PARENT_LEAD).count() for session in group.sessions.all()} == {2}
    wanted = {again.facts["names"]["therapists"][n] for n in again.plan["groups"][0]["parent_therapists"]}
    assert set(SessionLead.objects.filter(role=Role.PARENT_LEAD).values_list("therapist", flat=True)) == wanted


def test_each_round_over_the_groups_that_exist_is_a_sign_of_life_and_hears_that_somebody_stopped(
    cast, taken_over, monkeypatch
):
    rounds, lost = [], mending._lost
    run = composition.request_run(region=cast.north, starts_on=STARTS, by=cast.cora, seconds=5, base=taken_over)

    def slow_round(run, made, stop):
        rounds.append(stop())
        CompositionRun.objects.filter(pk=run.pk).update(heartbeat_at=clock.now() - timedelta(days=1))
        composition.cancel_run(run=run)
        lost(run, made, stop)
        return {0}

    monkeypatch.setattr(mending, "_lost", slow_round)
    monkeypatch.setattr(keeping, "BEAT", 0.0)
    run = composition.run_composition(run=run)
    assert rounds == [False] and run.state == "cancelled"
    assert run.heartbeat_at > clock.now() - timedelta(hours=1)


def test_taking_over_locks_groups_and_couples_before_the_region_as_a_seat_by_hand_does(cast, taken_over):
    withdraw(Group.objects.get(), 2, cast.cora)
    for number in (20, 21):
        make.waiting_case(cast, number)
    again = proposal(cast, base=taken_over)
    with CaptureQueriesContext(connection) as asked:
        composition_moves.accept_run(run=again, by=cast.cora)
    lines = [row["sql"] for row in asked.captured_queries]
    tables = ("groups_group", "centre_case", "centre_region")
    first = [next(n for n, sql in enumerate(lines) if sql.startswith(f'SELECT "{name}"."id"')) for name in tables]
    assert first == sorted(first)
