"""A location's own closing days: no series has a date on them, moving onto one warns, and sessions on them are named."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from centre import clock
from centre.models import CareRelation
from centre.services.cases import relate
from groups import selectors, services
from groups.models import Closure, CompositionRun, Group
from groups.season import build
from groups.selectors.slots import slots
from groups.services import closures, composition, composition_moves, plans
from tests import cast as casting
from tests.factories import groups as make
from tests.factories import therapists as register

TUESDAY = date(2027, 1, 26)
WHY = "lekkage in de kelder"


def close(cast, place, first=TUESDAY, last=None, reason=WHY):
    return closures.close_location(
        practice=place, starts_on=first, ends_on=last or first, reason=reason, by=cast.cora
    )  # fmt: skip


def facts_of(place, **facts):
    known = {"practice": place.pk, "starts_on": "2027-01-26", "ends_on": "2027-01-28", "reason": WHY}
    return known | facts


@pytest.mark.parametrize(("mode", "third"), [("shift", date(2027, 2, 16)), ("keep", date(2027, 2, 23))])
def test_a_series_passes_over_a_closing_day_with_its_reason_and_only_at_that_location(cast, mode, third):
    place, elsewhere = register.practice(cast), register.practice(cast, "Elders")
    close(cast, place)

    made, other = (
        plans.series_for(recipe=make.recipe(), practice=one, first=make.FIRST, mode=mode) for one in (place, elsewhere)
    )

    assert TUESDAY not in made.dates and TUESDAY in other.dates and len(made.dates) == 8
    assert [row.on for row in made.skipped if WHY in row.reason] == [TUESDAY]
    assert made.dates[2] == third


def test_the_slots_beside_each_other_and_the_composer_pass_over_it_too(cast, waiting):
    place = make.Practice.objects.get()
    before = {row.dates for row in build(cast.north, date(2027, 1, 18)).instance.series}
    close(cast, place)

    found = slots(
        recipe=make.recipe(), practice=place, first=make.FIRST, weekdays=[1], times=["15:30"], modes=["shift"]
    )
    season = build(cast.north, date(2027, 1, 18))
    day = (TUESDAY - date.fromisoformat(season.names["day0"])).days

    assert [row.on for row in found[0].series.skipped if WHY in row.reason] == [TUESDAY]
    assert any(day in dates for dates in before) and not any(day in row.dates for row in season.instance.series)


def test_a_proposal_whose_days_were_closed_meanwhile_is_not_taken_over_with_other_dates(cast, waiting):
    run = composition.request_run(region=cast.north, starts_on=date(2027, 2, 1), by=cast.cora, seconds=3)
    run = composition.run_composition(run=run)
    series = run.facts["instance"]["series"][run.plan["groups"][0]["series"]]
    day0 = date.fromisoformat(run.facts["names"]["day0"])
    close(cast, make.Practice.objects.get(), day0 + timedelta(days=series["dates"][2]))

    with pytest.raises(ValidationError):
        composition_moves.accept_run(run=run, by=cast.cora)

    assert not Group.objects.exists() and CompositionRun.objects.get().state == "done"


def test_moving_onto_a_closing_day_warns_and_a_session_on_a_new_one_is_named_on_both_pages(cast, client_as):
    circle = make.circle(cast, couples=1, minimum_couples=1)
    session, cora = circle.session(2), client_as(cast.cora)
    close(cast, circle.practice, session.on + timedelta(days=1))
    url = reverse("groups:move", args=[circle.group.reference, 2])
    facts = {
        "on": (session.on + timedelta(days=1)).isoformat(), "at": f"{timezone.localtime(session.starts_at):%H:%M}",
        "parent_room": session.parent_room_id, "child_room": session.child_room_id, "shown": session.plan,
    }  # fmt: skip

    page = cora.post(url, facts, follow=True).content.decode()

    assert f"locatie gesloten: {WHY}" in page
    assert any(WHY in text and "2" in text for text in selectors.group_sheet(circle.group).warnings)
    assert url in cora.get(reverse("groups:closing-days")).content.decode()


def test_a_meeting_beside_the_sessions_on_a_closing_day_warns_as_well(cast, client_as):
    circle = make.circle(cast)
    close(cast, circle.practice)
    facts = {
        "kind": "start", "on": TUESDAY.isoformat(), "at": "19:30", "minutes": 60, "guests_per_parent": 1,
        "room": make.room_of(circle.group, 2).pk,
    }  # fmt: skip

    page = client_as(cast.cora).post(reverse("groups:gatherings", args=[circle.group.reference]), facts, follow=True)

    assert f"locatie gesloten: {WHY}" in page.content.decode() and circle.group.gatherings.count() == 1


def test_a_meeting_and_a_talk_of_the_evaluation_on_a_new_closing_day_stand_beside_its_sessions(cast, client_as):
    circle = make.circle(cast, couples=1, minimum_couples=1)
    group, noon = circle.group, make.MONDAY + timedelta(days=22, hours=3)
    services.plan_gathering(
        group=group, kind="network", starts_at=noon + timedelta(hours=7), minutes=60, guests_per_parent=1,
        room=make.room_of(group, 2), by=cast.cora,
    )  # fmt: skip
    moments = {cast.anna: noon, cast.bram: noon + timedelta(hours=1)}
    services.plan_evaluation(
        placement=circle.placements[0], moments=moments, by=cast.thea, room=make.room_of(group), leads=[]
    )
    close(cast, circle.practice)
    cora, url = client_as(cast.cora), reverse("groups:closing-days")

    page = cora.get(url).content.decode()
    assert reverse("groups:gatherings", args=[group.reference]) in page and page.count(cast.case.reference) == 4
    relate(case=cast.case, user=cast.cora, kind=CareRelation.Kind.EXCLUDED, reason="buurvrouw")
    page = cora.get(url)
    assert cast.case.reference not in page.content.decode() and len(page.context["rows"][0]["standing"]) == 4


def test_a_talk_of_the_evaluation_in_a_room_on_a_closing_day_warns_and_one_by_telephone_does_not(cast, client_as):
    circle = make.circle(cast, couples=1, minimum_couples=1)
    close(cast, circle.practice)
    thea, case = client_as(cast.thea), [cast.case.reference]
    invited = {f"at-{cast.anna.reference}": "2027-01-26T10:00", f"at-{cast.bram.reference}": "2027-01-26T11:00"}
    heard = {"parent": cast.anna.reference, "name": "Oma Ank", "moment": "2027-01-26T13:00"}

    for name, facts in (("plan-evaluation", invited), ("network-voice", heard)):
        texts = []
        for room in ("", make.room_of(circle.group).pk):
            facts |= {"room": room, "leads": [cast.thea.therapist.pk]}
            texts.append(thea.post(reverse(f"groups:{name}", args=case), facts, follow=True).content.decode())
            heard["moment"] = "2027-01-26T14:00"
        assert [text.count(f"locatie gesloten: {WHY}") for text in texts] == [0, 1]
        heard["moment"] = "2027-01-26T13:00"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"ends_on": "2027-01-25"}, "ends_on"), ({"starts_on": "2020-05-01", "ends_on": "2020-05-02"}, "ends_on"),
        ({"ends_on": "2029-01-01"}, "ends_on"), ({"starts_on": "1027-01-26"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"), ({"starts_on": "31-02-2027"}, "starts_on"),
        ({"reason": ""}, "reason"), ({"reason": "x" * 200_000}, "reason"), ({"practice": "0"}, "practice"),
        ({"starts_on": "2027-01-27", "ends_on": "2027-02-09"}, "starts_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field_and_what_was_typed_stays(cast, client_as, bad, field):
    place = register.practice(cast)
    close(cast, place, date(2027, 2, 1), date(2027, 2, 5), "dicht")

    page = client_as(cast.cora).post(reverse("groups:closing-days"), facts_of(place, **bad))

    assert page.status_code == 200 and set(page.context["form"].errors) == {field}
    assert Closure.objects.count() == 1
    assert bad.get("reason", WHY)[:50] in page.content.decode()


def test_twice_is_once_and_opening_again_makes_the_days_usable(cast, client_as):
    place, cora = register.practice(cast), client_as(cast.cora)
    for _ in range(2):
        assert cora.post(reverse("groups:closing-days"), facts_of(place)).status_code == 302
    row = Closure.objects.get()
    assert WHY in cora.get(reverse("groups:closing-days")).content.decode()

    for _ in range(2):
        closures.open_location(closure=row)
        assert not Closure.objects.exists()
    row.save()
    assert cora.post(reverse("groups:open-again", args=[row.pk])).status_code == 302
    assert TUESDAY in plans.series_for(recipe=make.recipe(), practice=place, first=make.FIRST, mode="shift").dates
    assert cora.post(reverse("groups:open-again", args=[row.pk])).status_code == 404


def test_a_coordinator_of_another_region_sees_and_changes_nothing_of_it(cast, client_as):
    place = register.practice(cast)
    row = close(cast, place)
    stranger = client_as(casting.make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.east))

    assert WHY not in stranger.get(reverse("groups:closing-days")).content.decode()
    assert stranger.post(reverse("groups:open-again", args=[row.pk])).status_code == 404
    page = stranger.post(reverse("groups:closing-days"), facts_of(place, starts_on="2027-03-01", ends_on="2027-03-01"))
    assert page.context["form"].errors["practice"] and Closure.objects.count() == 1


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_keeps_to_its_budget(cast, client_as, n, django_assert_max_num_queries):
    circle, cora = make.circle(cast), client_as(cast.cora)
    for number in range(n):
        close(cast, circle.practice, circle.session(number + 1).on)
    cora.get("/start/")

    with django_assert_max_num_queries(8):
        page = cora.get(reverse("groups:closing-days"))

    assert page.content.decode().count("/verplaatsen/") == n


def test_the_database_refuses_an_end_before_the_start(cast):
    facts = {"practice": register.practice(cast), "reason": WHY, "set_by": cast.cora}
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(starts_on=TUESDAY, ends_on=TUESDAY - timedelta(days=1), **facts)


def at_once(*works):
    line = threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            with clock.at(make.MONDAY):
                return work()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as crew:
        return list(crew.map(run, works))


def spans_of_two(cast):
    place = register.practice(cast)
    return place, [(TUESDAY, TUESDAY + timedelta(days=2)), (TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=3))]


def test_race_two_coordinators_note_days_that_overlap_and_one_hears_it(transactional_db):
    place, spans = spans_of_two(cast := casting.assemble())

    results = at_once(*[lambda span=span: close(cast, place, *span) for span in spans])

    assert sorted(type(row).__name__ for row in results) == ["Closure", "ValidationError"]
    assert Closure.objects.count() == 1


def test_race_of_closures_notes_both_when_nothing_locks(transactional_db):
    """The control."""
    place, spans = spans_of_two(cast := casting.assemble())
    looked = threading.Barrier(2)

    def careless(first, last):
        is_free = not place.closures.filter(starts_on__lte=last, ends_on__gte=first).exists()
        looked.wait(timeout=60)
        if is_free:
            Closure.objects.create(practice=place, starts_on=first, ends_on=last, reason=WHY, set_by=cast.cora)

    at_once(*[lambda span=span: careless(*span) for span in spans])

    assert Closure.objects.count() == 2
