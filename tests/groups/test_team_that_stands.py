"""Who leads the sessions to come opens the group; who was replaced, or stood in once, does not (law.md R26, features.md G13)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.models import CareRelation, Case
from groups import selectors, services
from groups.models import Group, SessionLead
from groups.refusals import NotYet
from tests.factories import groups as make
from tests.factories import therapists as register
from therapists.states import Role


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=1, state="running", minimum_couples=1)


def replace(circle, cast):
    new = register.therapist(cast, practices=[circle.practice])
    services.appoint_lead(
        group=circle.group, therapist=new, role=Role.PARENT_LEAD, by=cast.cora, instead_of=circle.parent_leads[0]
    )
    return new.user


def stand_in(circle, cast, number=5, absent=None):
    new = register.therapist(cast, practices=[circle.practice])
    services.substitute(
        session=circle.session(number), absent=absent or circle.parent_leads[0], therapist=new, by=cast.cora
    )
    return new


@pytest.mark.idor
def test_a_lead_who_was_replaced_after_the_first_session_opens_nothing_of_the_group_any_more(cast, circle, client_as):
    day = make.on_the_day(circle.session(1))
    with clock.at(day):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
    with clock.at(day + timedelta(days=1)):
        new, thea = replace(circle, cast), client_as(cast.thea)
        group, number = circle.group.reference, [circle.group.reference, 1]
        pages = [
            reverse("groups:therapist-group", args=[group]), reverse("groups:roll-call", args=number),
            reverse("groups:roster", args=number), reverse("groups:new-incident", args=number),
            reverse("groups:personal-note", args=[*number, cast.bram.reference]),
        ]  # fmt: skip

        assert [thea.get(page).status_code for page in pages] == [404] * 5
        assert [thea.post(page, {}).status_code for page in pages[1:] if "lijst" not in page] == [404] * 3
        assert not selectors.my_groups(cast.thea).exists() and not Group.objects.visible_to(cast.thea).exists()
        assert cast.thea not in selectors.leads_of(cast.case) and selectors.caseload(cast.thea).groups == 0
        assert client_as(new).get(pages[0]).status_code == 200


def test_a_fixed_lead_stays_one_of_the_team_while_somebody_stands_in_also_at_the_last_session(cast, circle):
    new = stand_in(circle, cast, number=8)
    for moment, mine, theirs in (
        (make.MONDAY, True, False),
        (make.on_the_day(circle.session(8)), True, True),
        (make.on_the_day(circle.session(8)) + timedelta(days=3), True, False),
    ):
        with clock.at(moment):
            assert Group.objects.led_by(cast.thea).exists() is mine
            assert Group.objects.led_by(new.user).exists() is theirs


def test_a_substitute_who_is_replaced_again_or_makes_way_for_the_lead_has_no_access(cast, circle):
    first = stand_in(circle, cast)
    second = stand_in(circle, cast, absent=first)
    day = make.on_the_day(circle.session(5))

    def opens(user):
        with clock.at(day):
            return Case.objects.visible_to(user).filter(pk=cast.case.pk).exists()

    assert [opens(one.user) for one in (first, second)] == [False, True]
    lead = services.substitute(session=circle.session(5), absent=second, therapist=circle.parent_leads[0], by=cast.cora)
    assert (lead.is_substitute, lead.stands_in_for) == (False, None) and not opens(second.user)
    assert not CareRelation.objects.filter(kind="substitute").exists()


def test_a_cancelled_session_closes_what_it_opened_for_its_substitute(cast, circle, client_as):
    new = stand_in(circle, cast)
    with clock.at(make.on_the_day(circle.session(5), hour=7)):
        services.cancel_session(session=circle.session(5), by=cast.cora)
        assert not Case.objects.visible_to(new.user).filter(pk=cast.case.pk).exists()
        page = reverse("groups:roll-call", args=[circle.group.reference, 5])
        assert client_as(new.user).get(page).status_code == 404


def test_nobody_stands_in_for_a_session_that_was_held_or_is_cancelled(cast, circle):
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
    services.cancel_session(session=circle.session(2), by=cast.cora)

    for number in (1, 2):
        with pytest.raises(NotYet):
            stand_in(circle, cast, number=number)


def test_a_new_lead_stays_when_somebody_stands_in_for_the_one_who_was_replaced(cast, circle):
    stand_in(circle, cast, number=8)
    new = replace(circle, cast)

    assert SessionLead.objects.get(session=circle.session(8), is_substitute=True).stands_in_for.user == new
    with clock.at(make.on_the_day(circle.session(8)) + timedelta(days=1)):
        assert Group.objects.led_by(new).exists() and not Group.objects.led_by(cast.thea).exists()


def test_a_substitute_who_is_appointed_after_a_reminder_was_due_gets_no_stale_one(cast):
    circle = make.circle(cast, couples=1, lead_reminder_hours=[24], reminder_hours=[], child_reminder_hours=[])
    due = circle.session(1).starts_at - timedelta(hours=24)
    with clock.at(due + timedelta(hours=3)):
        stand_in(circle, cast, number=1)
        services.queue_session_reminders()

    from centre.models import Notice

    users = Notice.objects.filter(key__startswith="session-reminder", state="new").values_list("recipient", flat=True)
    assert set(users) == {lead.user_id for lead in (circle.parent_leads[1], *circle.child_leads)}
