"""More than somebody wants: the planner is warned, the therapist sees it first (features.md F7, N4)."""

from datetime import timedelta

from centre import clock
from groups import selectors
from groups.desk import cards
from groups.models import Group, SessionLead
from groups.states import GroupState
from tests.factories import groups as factory
from tests.factories.therapists import practice, therapist
from therapists.models import Therapist
from therapists.services import record_hours


def led(cast):
    """A group and one of its leads."""
    circle = factory.circle(cast)
    lead = SessionLead.objects.filter(session__group=circle.group).select_related("therapist__user").first()
    return circle, lead.therapist


def test_a_group_above_the_own_ceiling_warns_and_one_within_it_does_not(cast):
    _circle, person = led(cast)
    Therapist.objects.filter(pk=person.pk).update(group_ceiling=1)
    person.refresh_from_db()

    (row,) = selectors.burdens([person])
    assert (row.groups, row.ceiling, row.is_too_many) == (2, 1, True)
    assert selectors.burdens([person], more=0) == []
    assert selectors.own_burden(person.user) is None


def test_without_a_ceiling_nothing_is_too_much(cast):
    _circle, person = led(cast)

    assert selectors.burdens([person], more=9) == []


def test_the_therapist_sees_it_on_the_first_page(cast, client_as):
    _circle, person = led(cast)
    assert not any("groepen" in card.title and card.tone == "warn" for card in cards(person.user, "therapist"))
    Therapist.objects.filter(pk=person.pk).update(group_ceiling=0)

    (card,) = [card for card in cards(person.user, "therapist") if card.title == "Meer groepen dan u wilt"]
    assert card.tone == "warn"
    assert "hooguit 0" in card.text


def test_the_own_week_counts_the_same_groups_as_the_first_page(cast):
    circle, person = led(cast)
    Group.objects.filter(pk=circle.group.pk).update(state=GroupState.PLANNED)
    Therapist.objects.filter(pk=person.pk).update(group_ceiling=0)

    assert selectors.caseload(person.user).groups == selectors.own_burden(person.user).groups == 1
    assert selectors.caseload(person.user).is_too_much


def test_a_location_further_than_somebody_wants_to_travel_is_named_with_its_distance(cast):
    here, there = practice(cast), practice(cast, "Waal", municipality=cast.nijmegen)
    person = therapist(cast, practices=[here])
    Therapist.objects.filter(pk=person.pk).update(travel_km=30)
    person.refresh_from_db()

    (row,) = selectors.burdens([person], practice=there)
    assert 90 < row.km < 110
    assert selectors.burdens([person], practice=here) == []


def test_late_hours_and_administration_per_group_hour_are_figures_of_four_weeks(cast):
    circle, person = led(cast)
    session = circle.sessions[0]
    record = session.ends_at + timedelta(days=1)
    with clock.at(record):
        record_hours(therapist=person, day=clock.today(), kind="administration", hours=1)
        hours = selectors.own_hours(person.user)
    minutes = (session.ends_at - session.starts_at).total_seconds() // 60

    assert hours.group_minutes == minutes
    assert hours.administration == round(60 * 60 / minutes)
    assert 0 <= hours.late_minutes <= minutes
    assert selectors.own_hours(cast.rens).administration is None


def test_asking_for_many_people_costs_three_queries(cast, django_assert_max_num_queries):
    _circle, person = led(cast)
    people = list(Therapist.objects.select_related("user"))
    Therapist.objects.update(travel_km=1)
    where = practice(cast, "Waal", municipality=cast.nijmegen)

    with django_assert_max_num_queries(3):
        selectors.burdens(people, practice=where)
