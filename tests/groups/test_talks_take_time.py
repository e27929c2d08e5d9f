"""Who holds a talk of the evaluation is needed there and nowhere else: not in a session, a meeting or another talk."""

import threading
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from centre import clock
from centre.models import CareRelation
from centre.services.cases import relate
from groups import planning, selectors, services
from groups.models import EvaluationVoice, Gathering, Occupancy
from groups.refusals import LeadIsExcluded, Taken
from groups.season import build
from groups.services.plans import ZONE
from tests import cast as casting
from tests.factories import groups as make
from tests.groups.test_engagements import HOUR, meeting_at, talk_at
from tests.groups.test_races_of_dates import at_once

SOON = make.MONDAY + timedelta(days=2)


def assembled(cast):
    """Two groups at one location with teams of their own; the first has the couple of Anna and Bram."""
    one, other = make.neighbours(cast)
    services.open_group(group=other, by=cast.cora)
    placement = services.place_family(group=one, case=make.waiting_case(cast, 0), by=cast.cora)
    return one, other, placement


def heard(cast, placement, moment=SOON, **facts):
    """Anna at this moment and Bram two hours later, by telephone, by who plans it: Thea."""
    moments = {cast.anna: moment, cast.bram: moment + 2 * HOUR}
    return services.plan_evaluation(placement=placement, moments=moments, by=cast.thea, **facts)


def at_of(parent):
    return f"at-{parent.reference}"


def test_a_talk_of_the_evaluation_is_refused_while_its_lead_has_a_session_a_meeting_or_an_intake(cast):
    one, _other, placement = assembled(cast)
    session = one.sessions.get(number=1)
    meeting = meeting_at(cast, one, SOON)
    talk_at(cast, SOON + timedelta(days=1), cast.other_case)

    for moment in (session.starts_at + HOUR, meeting.starts_at, SOON + timedelta(days=1)):
        with pytest.raises(Taken, match="Thea") as refusal:
            heard(cast, placement, moment)
        assert set(refusal.value.message_dict) == {at_of(cast.anna)}
        with pytest.raises(Taken, match="Thea") as refusal:
            heard(cast, placement, moment - 2 * HOUR)
        assert set(refusal.value.message_dict) == {at_of(cast.bram)}

    assert not EvaluationVoice.objects.exists()
    assert heard(cast, placement, session.ends_at).voices.count() == 2


def test_nothing_else_is_planned_for_who_holds_a_talk_of_the_evaluation(cast):
    one, other, placement = assembled(cast)
    heard(cast, placement)
    session = one.sessions.get(number=1)

    with pytest.raises(Taken, match="Thea"):
        meeting_at(cast, one, SOON)
    with pytest.raises(Taken, match="Thea"):
        services.move_session(session=session, starts_at=SOON, by=cast.cora)
    with pytest.raises(ValidationError, match="Thea"):
        talk_at(cast, SOON, cast.other_case)
    services.move_session(session=other.sessions.get(number=1), starts_at=SOON + HOUR, by=cast.cora)
    spans = [(SOON, SOON + HOUR)]
    assert cast.thea.therapist not in selectors.free_leads(role="parent_lead", spans=spans)


def test_a_meeting_of_the_own_group_is_in_the_way_too_and_another_colleague_is_not(cast):
    one, _other, placement = assembled(cast)
    meeting_at(cast, one, SOON)
    colleague = selectors.who_can_hear(placement, cast.thea).exclude(user=cast.thea).first()

    with pytest.raises(Taken, match=colleague.user.name):
        heard(cast, placement, leads=[colleague])

    later = heard(cast, placement, SOON + HOUR, leads=[colleague])
    assert {one.pk for voice in later.voices.all() for one in voice.leads.all()} == {colleague.pk}
    assert talk_at(cast, SOON + HOUR, cast.other_case)


def test_planning_again_gives_the_old_hours_and_the_old_colleague_free(cast):
    _one, _other, placement = assembled(cast)
    colleague = selectors.who_can_hear(placement, cast.thea).exclude(user=cast.thea).first()
    heard(cast, placement)

    evaluation = heard(cast, placement, SOON + timedelta(days=1), leads=[colleague])

    rows = Occupancy.objects.filter(voice__evaluation=evaluation)
    assert set(rows.values_list("therapist", flat=True)) == {colleague.pk} and rows.count() == 6
    assert talk_at(cast, SOON, cast.other_case)


def test_the_database_refuses_a_quarter_of_a_therapist_twice(cast):
    _one, _other, placement = assembled(cast)
    row = Occupancy.objects.filter(voice__evaluation=heard(cast, placement)).first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(voice=row.voice, therapist=row.therapist, tick=row.tick)


def test_the_composer_gives_nobody_a_group_on_a_day_with_a_talk_in_its_hours(cast):
    _one, _other, placement = assembled(cast)
    four = planning.at_wall_clock(date(2027, 2, 10), time(16), ZONE)

    def blocked():
        made = build(cast.north, date(2027, 2, 1))
        lead = made.instance.therapists[made.names["therapists"].index(cast.thea.therapist.pk)]
        day0 = date.fromisoformat(made.names["day0"])
        return {day0 + timedelta(days=n) for first, last in lead.blocked for n in range(first, last + 1)}

    before = blocked()
    # Anna comes at two, when no group meets; Bram at four.
    heard(cast, placement, four - 2 * HOUR)

    assert blocked() - before == {four.date()}


def test_the_page_asks_who_holds_the_talks_and_they_stand_in_that_persons_week(cast, client_as):
    one, _other, placement = assembled(cast)
    thea, url = client_as(cast.thea), reverse("groups:plan-evaluation", args=[cast.case.reference])
    local = timezone.localtime(SOON)
    facts = {at_of(cast.anna): f"{local:%Y-%m-%dT%H:%M}", at_of(cast.bram): f"{local + HOUR:%Y-%m-%dT%H:%M}"}
    form = thea.get(url).context["form"]
    assert form.fields["leads"].initial == [cast.thea.therapist.pk] and form.fields["leads"].queryset.count() == 4

    for wrong in ({}, {"leads": ["0"]}, {"leads": ["x" * 200_000]}):
        page = thea.post(url, {**facts, **wrong})
        assert set(page.context["form"].errors) == {"leads"} and facts[at_of(cast.anna)] in page.content.decode()
    assert thea.post(url, {**facts, "leads": [cast.thea.therapist.pk]}).status_code == 302

    week = thea.get(reverse("groups:week"), {"van": f"{SOON.date()}"}).content.decode()
    assert week.count(reverse("groups:look-back", args=[cast.case.reference])) == 2 and "Anna" not in week
    assert (
        str(cast.thea.therapist) in thea.get(reverse("groups:look-back", args=[cast.case.reference])).content.decode()
    )
    assert client_as(cast.ulla).get(reverse("groups:week"), {"van": f"{SOON.date()}"}).content.decode().count("ZK") == 0


def test_who_may_not_work_for_the_family_is_offered_no_talk_of_its_evaluation_and_gets_none(cast):
    _one, _other, placement = assembled(cast)
    colleague = selectors.who_can_hear(placement, cast.thea).exclude(user=cast.thea).first()
    relate(case=cast.case, user=colleague.user, kind=CareRelation.Kind.EXCLUDED, reason="buurvrouw")

    assert colleague not in selectors.who_can_hear(placement, cast.thea)
    with pytest.raises(LeadIsExcluded, match=colleague.user.name):
        heard(cast, placement, leads=[colleague])
    with pytest.raises(LeadIsExcluded, match=colleague.user.name):
        services.add_network_voice(
            evaluation=heard(cast, placement), parent=cast.anna, name="Oma Ank", moment=SOON + 5 * HOUR,
            leads=[colleague],
        )  # fmt: skip
    assert not any(day.items for day in selectors.week_of(colleague.user, SOON.date() - timedelta(days=2)))


def stage():
    cast = casting.assemble()
    with clock.at(make.MONDAY):
        one, _other, placement = assembled(cast)
    return cast, one, placement


def test_race_a_talk_of_the_evaluation_and_a_meeting_do_not_take_one_therapist_at_one_moment(transactional_db):
    cast, group, placement = stage()

    results = at_once(lambda: heard(cast, placement), lambda: meeting_at(cast, group, SOON))

    assert sum(isinstance(result, Taken) for result in results) == 1
    assert Gathering.objects.count() + EvaluationVoice.objects.count() // 2 == 1


def test_race_of_a_talk_and_a_meeting_takes_somebody_twice_when_nothing_locks(transactional_db):
    """The control: a meeting takes no quarter of its team, so that no constraint sees it."""
    cast, group, placement = stage()
    looked = threading.Barrier(2)

    def careless(work):
        is_free = not (Gathering.objects.exists() or EvaluationVoice.objects.exists())
        looked.wait(timeout=60)
        return work() if is_free else None

    def note():
        evaluation = placement.evaluation if hasattr(placement, "evaluation") else None
        evaluation = evaluation or type(placement).evaluation.related.related_model.objects.create(
            placement=placement, planned_by=cast.thea
        )
        dossier = cast.anna.dossiers.get(kind="parent")
        return EvaluationVoice.objects.create(
            evaluation=evaluation, kind="parent", dossier=dossier, user=cast.anna.user, name="Anna", moment=SOON
        )

    def meet():
        return Gathering.objects.create(
            group=group, kind="network", starts_at=SOON, ends_at=SOON + HOUR, room=make.room_of(group, 2),
            planned_by=cast.cora, guests_per_parent=2,
        )  # fmt: skip

    at_once(lambda: careless(note), lambda: careless(meet))

    assert Gathering.objects.count() == EvaluationVoice.objects.count() == 1


def test_race_two_talks_and_a_session_want_one_therapist_and_one_gets_her(transactional_db):
    cast, group, placement = stage()
    session = group.sessions.get(number=1)

    results = at_once(
        lambda: heard(cast, placement),
        lambda: services.move_session(session=session, starts_at=SOON, by=cast.cora),
    )

    assert sum(isinstance(result, ValidationError) for result in results) == 1
    held = Occupancy.objects.filter(therapist=cast.thea.therapist).values_list("tick", flat=True)
    assert len(held) == len(set(held))
