"""Two colleagues call the roll of one session, each on a phone; nobody's mark is lost, and who was there stays on the sheet."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.models import CareRelation
from groups import selectors, services
from groups.models import Attendance
from groups.refusals import ChangedMeanwhile
from groups.selectors.rolls import seen
from tests.factories import groups as make


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=2, state="running", minimum_couples=1)


def page_of(client, url) -> dict:
    """What a browser sends back of this page when nobody touches it."""
    sheet = client.get(url).context["form"].couples
    rows = [row for entry in sheet for row in entry["rows"]]
    return {name: value for row in rows for name, value in (
        (row["name"], row["chosen"]), (row["reason_name"], row["reason"]), (row["seen_name"], row["seen"]),
    )}  # fmt: skip


def mark_of(person) -> str:
    return Attendance.objects.get(**{person._meta.model_name: person}).mark


def test_a_lead_of_the_parents_and_a_lead_of_the_children_keep_each_others_marks(cast, circle, client_as):
    thea, ulla = client_as(cast.thea), client_as(cast.ulla)
    url = reverse("groups:roll-call", args=[circle.group.reference, 1])
    with clock.at(make.on_the_day(circle.session(1), hour=13)):
        first, second = page_of(thea, url), page_of(ulla, url)
        services.announce_absence(session=circle.session(1), parent=cast.anna, reason="Ziek", by=cast.anna.user)

        assert thea.post(url, {**first, f"mark-parent:{cast.bram.reference}": "absent"}).status_code == 302
        for _ in range(2):
            assert ulla.post(url, {**second, f"mark-child:{cast.noor.reference}": "late"}).status_code == 302

    assert [mark_of(one) for one in (cast.anna, cast.bram, cast.noor, cast.carla)] == [
        "excused", "absent", "late", "present",
    ]  # fmt: skip
    assert Attendance.objects.get(parent=cast.anna).reason == "Ziek" and Attendance.objects.count() == 6


def test_two_who_change_the_same_mark_read_it_beside_the_name_and_what_was_typed_stays(cast, circle, client_as):
    thea, ulla = client_as(cast.thea), client_as(cast.ulla)
    url, mark = reverse("groups:roll-call", args=[circle.group.reference, 1]), f"mark-parent:{cast.bram.reference}"
    with clock.at(make.on_the_day(circle.session(1))):
        first, second = page_of(thea, url), page_of(ulla, url)
        thea.post(url, {**first, mark: "absent"})

        mine = {
            mark: "late",
            f"reason-parent:{cast.bram.reference}": "Trein",
            f"mark-child:{cast.sem.reference}": "late",
        }
        answer = ulla.post(url, {**second, **mine})

        row = next(row for one in answer.context["form"].couples for row in one["rows"] if row["name"] == mark)
        assert answer.status_code == 200 and "Thea" in row["errors"][0]
        assert (row["chosen"], row["reason"], row["seen"]) == ("late", "Trein", seen("absent", ""))
        assert [mark_of(one) for one in (cast.bram, cast.sem)] == ["absent", "late"]
        again = ulla.post(url, {**second, **mine, row["seen_name"]: row["seen"]})

    assert again.status_code == 302 and mark_of(cast.bram) == "late"


def test_an_own_earlier_mark_is_no_conflict_when_the_phone_sends_it_again(cast, circle):
    session, key = circle.session(1), f"parent:{cast.bram.reference}"
    with clock.at(make.on_the_day(session)):
        for mark in ("late", "absent"):
            services.record_attendance(
                session=session, marks={key: (mark, "")}, shown={key: seen("present", "")}, by=cast.thea
            )
        with pytest.raises(ChangedMeanwhile):
            services.record_attendance(
                session=session, marks={key: ("late", "")}, shown={key: seen("present", "")}, by=cast.ulla
            )

    assert mark_of(cast.bram) == "absent"


def test_who_takes_back_an_announced_absence_is_present_also_on_a_page_opened_before(cast, circle):
    session, key = circle.session(1), f"parent:{cast.bram.reference}"
    with clock.at(make.on_the_day(session)):
        services.record_attendance(
            session=session, marks={key: ("excused", "Ziek")}, shown={key: seen("excused", "Ziek")}, by=cast.thea
        )

    assert mark_of(cast.bram) == "present"


def test_a_lead_who_may_not_work_with_a_family_writes_no_mark_of_it_and_a_colleagues_marks_stay(cast, circle):
    CareRelation.objects.create(case=cast.case, user=cast.ulla, kind="excluded", reason="found out later")
    session = circle.session(1)
    with clock.at(make.on_the_day(session)):
        services.record_attendance(session=session, marks={}, by=cast.ulla)
        assert not Attendance.objects.filter(case=cast.case).exists()
        services.record_attendance(
            session=session, marks={f"parent:{cast.bram.reference}": ("absent", "")}, by=cast.thea
        )
        services.record_attendance(session=session, marks={}, by=cast.ulla)

    assert mark_of(cast.bram) == "absent"


def test_who_stops_after_a_session_stays_on_its_sheet_and_who_stopped_before_it_is_not_on_it(cast, circle):
    session = circle.session(1)
    with clock.at(session.starts_at - timedelta(hours=5)):
        services.end_placement(placement=circle.placements[1], reason="r", by=cast.cora)
    with clock.at(session.starts_at + timedelta(hours=1)):
        services.end_placement(placement=circle.placements[0], reason="after what happened", by=cast.cora)
        sheet = selectors.roll_call(session, cast.thea)
        assert [couple.case_id for couple, _lines in sheet.couples] == [cast.case.pk]
        services.record_incident(
            session=session, kind="tension", decision="Gestopt.", texts={f"parent:{cast.bram.reference}": "Liep weg."},
            by=cast.thea,
        )  # fmt: skip
        assert selectors.roll_call(circle.session(2), cast.thea).couples == []


def test_a_group_completed_on_the_day_of_its_last_session_keeps_that_sheet(cast):
    circle = make.circle(cast, couples=1, sessions=1, state="running", minimum_couples=1)
    session = circle.session(1)
    with clock.at(make.on_the_day(session)):
        services.record_attendance(session=session, marks={}, by=cast.thea)
        services.complete_group(group=circle.group, by=cast.cora)
    with clock.at(make.on_the_day(session) + timedelta(days=2)):
        assert len(selectors.roll_call(session, cast.thea).lines) == 3
        key = f"child:{cast.noor.reference}"
        assert services.record_attendance(session=session, marks={key: ("late", "")}, by=cast.thea) == 1
