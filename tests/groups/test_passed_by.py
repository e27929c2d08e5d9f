"""What happens to a proposal that is taken over: who is passed by, what both parents read, and what stops it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import Child, Dossier
from groups import season, selectors, services
from groups.composing.plan import plan_from
from groups.models import CompositionRun, Group, Offer, PassedBy, Recipe
from groups.services import composition, composition_moves
from intake.models import Application
from intake.services import withdraw_application
from tests.factories import groups as make
from therapists.models import Certificate, Practice, Suspension

PLACE = "/mijn/plek/"


def seen(client) -> str:
    """A page without what differs per request."""
    client.get(PLACE)
    return client.get(PLACE).content.decode().split("<main")[1].split("</main>")[0]


@pytest.fixture
def left_out(cast, waiting):
    """The cast's couple waits as well, and one permission is missing: in the season it has no seat."""
    make.waiting_case(cast, 0, consent=False)
    run = composition.request_run(region=cast.north, starts_on=date(2027, 2, 1), by=cast.cora, seconds=5)
    return composition.run_composition(run=run)


@pytest.mark.two_parent
def test_both_parents_read_the_same_neutral_words_and_nothing_before_it_was_taken_over(cast, left_out, client_as):
    anna, bram = client_as(cast.anna), client_as(cast.bram)
    before = seen(anna)
    composition_moves.accept_run(run=left_out, by=cast.cora)

    row = PassedBy.objects.get(case=cast.case)
    pages = [seen(anna), seen(bram)]

    assert row.told not in before and pages[0] == pages[1] and row.told in pages[0]
    assert not row.was_ready
    for word in ("Anna", "Bram", "toestemming", "veilig", "therapeut"):
        assert word not in pages[0]
    assert PassedBy.objects.count() == len(left_out.explanations)


def test_the_words_do_not_tell_a_missing_permission_from_times_or_travel(left_out):
    from groups import explanations

    row = next(row for row in left_out.explanations if row["rule"] == "ready")
    others = [("travel", "travel"), ("slot", "slot"), ("series", "missed"), ("series", "hold"), ("rule", "barred")]
    assert {explanations.for_parent({**row, "rung": rung, "rule": rule}) for rung, rule in others} == {
        explanations.for_parent(row)
    }


def test_the_words_go_when_a_place_is_offered_and_stay_away_from_who_does_not_wait(cast, left_out):
    composition_moves.accept_run(run=left_out, by=cast.cora)
    parent = cast.anna
    parent.case = cast.case
    assert selectors.why_no_place(parent)

    cast.consent_to_everything(cast.case)
    group = Group.objects.get()
    for offer in group.offers.held()[:1]:
        services.withdraw_offer(offer=offer, by=cast.cora)
    with clock.at(clock.now() + timedelta(minutes=1)):
        services.offer_place(group=group, case=cast.case, by=cast.cora)
    assert selectors.why_no_place(parent) is None


@pytest.mark.two_parent
def test_the_words_stay_for_one_parent_when_the_other_takes_the_own_part_back(cast, left_out, client_as):
    composition_moves.accept_run(run=left_out, by=cast.cora)
    told = PassedBy.objects.get(case=cast.case).told
    anna, bram = client_as(cast.anna), client_as(cast.bram)
    own = Dossier.objects.get(parent=cast.anna)
    application = Application.objects.create(case=cast.case, dossier=own, state="submitted", submitted_at=clock.now())
    before = seen(bram)

    withdraw_application(application=application, by=cast.anna.user)

    assert told in before and seen(bram) == before
    assert told not in seen(anna)
    assert not selectors.waiting_cases().filter(pk=cast.case.pk).exists()


@pytest.mark.two_parent
def test_who_does_not_wait_any_more_or_has_a_place_elsewhere_was_not_passed_by(cast, left_out):
    """A place that one parent refused counts as held until both know."""
    late = left_out.facts["names"]["cases"][left_out.explanations[0]["family"]]
    assert late == cast.case.pk and len(left_out.explanations) == 1
    place = Practice.objects.get()
    parents, children = make.team_of_new_people(cast, place)
    rooms = list(place.rooms.order_by("name"))
    group = services.plan_group(
        recipe=Recipe.objects.get(), practice=place, first=make.FIRST, at=make.AT.replace(hour=19), parent_room=rooms[0],
        child_room=rooms[1], parent_leads=parents, child_leads=children, by=cast.cora,
    )  # fmt: skip
    Offer.objects.create(
        group=group, case=cast.case, seat=1, offered_by=cast.cora, state="refused",
        expires_at=clock.now() + timedelta(days=3),
    )  # fmt: skip
    assert not season.placeless(cast.north).filter(pk=late).exists()
    composition_moves.accept_run(run=left_out, by=cast.cora)

    assert not PassedBy.objects.exists()


def test_a_certificate_suspended_between_proposal_and_take_over_stops_that_group_by_name(cast, composed):
    lead = composed.facts["names"]["therapists"][plan_from(composed.plan).groups[0].parent_therapists[0]]
    row = Certificate.objects.filter(therapist=lead).first()
    Suspension.objects.create(certificate=row, since=date(2027, 3, 1), reason="r", decided_by=cast.cora)

    with pytest.raises(ValidationError, match=str(row.therapist)):
        composition_moves.accept_run(run=composed, by=cast.cora)

    assert not Group.objects.exists() and not Offer.objects.exists() and not PassedBy.objects.exists()


def test_a_certificate_suspended_between_offer_and_start_stops_the_start_with_the_sessions(cast):
    circle = make.circle(cast, couples=4)
    row = Certificate.objects.get(therapist=circle.child_leads[0])
    Suspension.objects.create(certificate=row, since=circle.session(3).on, reason="r", decided_by=cast.cora)

    with pytest.raises(ValidationError, match="3, 4, 5, 6, 7, 8"):
        services.start_group(group=circle.group, by=cast.cora)

    circle.group.refresh_from_db()
    assert circle.group.state == "open"


def test_a_worker_that_takes_up_a_run_goes_on_from_the_best_plan_so_far(cast, composed, client_as, monkeypatch):
    CompositionRun.objects.filter(pk=composed.pk).update(
        state="running", explanations=None, heartbeat_at=make.MONDAY - timedelta(minutes=5)
    )
    composed.refresh_from_db()
    board = client_as(cast.cora).get(reverse("groups:season", args=[composed.reference])).content.decode()
    assert board.count("data-couple") == 0 and f"{composed.worth}" in board and "seat-list__couple" in board
    best, started, shown = composed.plan, [], []

    def gone(instance, *, start, **options):
        started.append(start.to_json())
        shown.append(CompositionRun.objects.values_list("plan", "worth", "bound").get(pk=composed.pk))

    monkeypatch.setattr(composition, "compose", gone)
    run = composition.run_composition(run=composed)

    assert started == [best] and shown == [(None, None, None)]  # no old plan beside the new facts
    assert run.state == "failed" and run.plan is None and run.worth is None


def test_one_mark_counts_alike_on_the_page_of_the_group_in_the_file_and_in_the_report_of_a_municipality(
    cast, client_as
):
    from centre.models import Dossier
    from research.counting import attendance_marks

    circle = make.circle(cast, couples=2, state="running", minimum_couples=1)
    one, two = circle.session(1), circle.session(2)
    services.announce_absence(session=two, parent=cast.bram, reason="x", by=cast.bram.user)
    with clock.at(make.on_the_day(one)):
        services.record_attendance(session=one, marks={f"parent:{cast.anna.reference}": ("late", "")}, by=cast.thea)

    def report() -> dict:
        rows = attendance_marks(cast.haarlem, date(2027, 1, 1), date(2027, 12, 31))
        return {
            (who, mark): sum(n for _case, kind, known, n in rows if (kind, known) == (who, mark))
            for _case, who, mark, _n in rows
        }

    def page() -> dict:
        total = selectors.marks_of_group(circle.group)[-1]
        both = [("parents", total.parents), ("children", total.children)]
        return {(who, mark): n for who, some in both for mark, n in some.items() if n}

    assert page() == report() == {
        ("parents", "late"): 1, ("parents", "present"): 3, ("children", "present"): Child.objects.count(),
    }  # fmt: skip
    with clock.at(make.on_the_day(one)):
        services.record_attendance(session=one, marks={f"parent:{cast.anna.reference}": ("absent", "")}, by=cast.thea)
    file = [row.mark for row in selectors.attendance_of(Dossier.objects.get(parent=cast.anna), cast.case)]
    assert page() == report() and page()["parents", "absent"] == 1 and file == ["absent"]
    sheet = client_as(cast.cora).get(reverse("groups:group", args=[circle.group.reference])).content.decode()
    assert "marks-caption" in sheet
