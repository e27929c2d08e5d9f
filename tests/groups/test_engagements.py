"""A therapist is needed once at a time: sessions, meetings of the own groups and talks of the intake."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from centre import clock
from centre.models import Case
from groups import services
from groups.models import Gathering
from groups.refusals import Taken
from intake.models import Registration, Talk
from intake.services import move_talk, plan_talk
from tests import cast as casting
from tests.factories import groups as make

HOUR = timedelta(hours=1)


def talk_at(cast, moment, case=None, **facts) -> Talk:
    case = case or cast.case
    Registration.objects.get_or_create(case=case, defaults={"state": "complete"})
    return plan_talk(
        case=case, kind="exploratory", form="together", starts_at=moment, place="Haarlem", led_by=cast.thea, by=cast.cora,
        **facts,
    )  # fmt: skip


def meeting_at(cast, group, moment, number=2) -> Gathering:
    return services.plan_gathering(
        group=group, kind="network", starts_at=moment, minutes=60, guests_per_parent=2, by=cast.cora,
        room=make.room_of(group, number),
    )  # fmt: skip


def test_a_talk_is_refused_while_its_lead_leads_a_session_and_allowed_when_it_is_over(cast):
    session = make.circle(cast).session(1)

    for early in (HOUR / 2, -HOUR):
        with pytest.raises(ValidationError, match="Thea") as refusal:
            talk_at(cast, session.starts_at - early)
        assert "starts_at" in refusal.value.message_dict
    talk = talk_at(cast, session.ends_at)

    with pytest.raises(ValidationError):
        move_talk(talk=talk, starts_at=session.starts_at, place="Haarlem", by=cast.cora)
    assert Talk.objects.get().starts_at == session.ends_at


def test_a_group_is_not_planned_nor_a_session_moved_onto_a_talk_of_its_lead(cast):
    before = make.circle(cast)
    talk = talk_at(cast, before.session(1).starts_at + timedelta(days=1))

    with pytest.raises(Taken, match="Thea"):
        services.move_session(session=before.session(1), starts_at=talk.starts_at + HOUR / 2, by=cast.cora)

    Talk.objects.update(cancelled_at=clock.now())
    assert services.move_session(session=before.session(1), starts_at=talk.starts_at + HOUR / 2, by=cast.cora)


def test_a_meeting_is_refused_when_somebody_of_the_team_has_a_talk_or_a_session_elsewhere(cast):
    one, other = make.neighbours(cast)
    services.open_group(group=other, by=cast.cora)
    moment = make.MONDAY + timedelta(days=2)
    talk_at(cast, moment)

    with pytest.raises(Taken, match="Thea"):
        meeting_at(cast, one, moment)
    assert meeting_at(cast, other, moment)
    later = meeting_at(cast, one, moment + HOUR)
    with pytest.raises(ValidationError, match="Thea"):
        talk_at(cast, later.starts_at + HOUR / 4, case=cast.other_case)
    services.cancel_gathering(gathering=later, by=cast.cora)
    assert talk_at(cast, later.starts_at + HOUR / 4, case=cast.other_case)


def test_nobody_comes_to_lead_a_group_whose_meeting_falls_in_an_own_talk(cast):
    one, other = make.neighbours(cast)
    services.open_group(group=other, by=cast.cora)
    moment = make.MONDAY + timedelta(days=2)
    meeting = meeting_at(cast, other, moment)
    talk_at(cast, moment)
    old = other.sessions.get(number=1).leads.filter(role="parent_lead").first().therapist
    facts = {
        "group": other,
        "therapist": cast.thea.therapist,
        "role": "parent_lead",
        "by": cast.cora,
        "instead_of": old,
    }

    with pytest.raises(Taken, match="Thea"):
        services.appoint_lead(**facts)
    assert not other.sessions.filter(leads__therapist=cast.thea.therapist).exists()

    services.cancel_gathering(gathering=meeting, by=cast.cora)
    assert len(services.appoint_lead(**facts)) == 8


def test_race_a_talk_and_a_meeting_do_not_take_one_therapist_at_one_moment(transactional_db):
    cast = casting.assemble()
    with clock.at(make.MONDAY):
        circle = make.circle(cast)
        cases = [
            casting.open_case(cast, [(f"p{n}", f"P{n}"), (f"q{n}", f"Q{n}")], [(f"K{n}", make.NINE)]) for n in range(5)
        ]
    moment = make.MONDAY + timedelta(days=2)
    line = threading.Barrier(2)

    def attempt(work):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            with clock.at(make.MONDAY):
                work()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    for case in cases:
        works = (lambda case=case: talk_at(cast, moment, case)), (lambda: meeting_at(cast, circle.group, moment))
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(attempt, works))
        assert sum(result is None for result in results) == 1
        Talk.objects.all().delete()
        Gathering.objects.all().delete()

    assert Case.objects.count() >= 5


def test_a_lead_has_one_talk_at_a_time_and_moves_it_within_its_own_hour(cast):
    moment = make.MONDAY + timedelta(days=2)
    first = talk_at(cast, moment)

    for early in (HOUR / 2, -HOUR / 2, 0 * HOUR):
        with pytest.raises(ValidationError, match="Thea") as refusal:
            talk_at(cast, moment - early, case=cast.other_case)
        assert "starts_at" in refusal.value.message_dict
    move_talk(talk=first, starts_at=moment + HOUR / 2, place="Haarlem", by=cast.cora)
    other = talk_at(cast, moment - HOUR / 2, case=cast.other_case)

    with pytest.raises(ValidationError, match="Thea"):
        move_talk(talk=other, starts_at=moment, place="Haarlem", by=cast.cora)
    Talk.objects.filter(pk=first.pk).update(cancelled_at=clock.now())
    assert move_talk(talk=other, starts_at=moment, place="Haarlem", by=cast.cora)


def test_parents_who_come_apart_take_their_lead_until_the_second_one_is_done(cast):
    moment = make.MONDAY + timedelta(days=2)
    move_talk(talk=talk_at(cast, moment), starts_at=moment, place="Haarlem", form="apart", by=cast.cora)

    with pytest.raises(ValidationError, match="Thea"):
        talk_at(cast, moment + 2 * HOUR, case=cast.other_case)
    assert talk_at(cast, moment + 3 * HOUR, case=cast.other_case)
