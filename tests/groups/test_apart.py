"""Parents who are kept apart: a block with a reason, and minutes between their arrivals (features.md D8)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from groups import selectors, services
from groups.models import Arrival, KeptApart, Placement
from groups.refusals import MustStayApart
from tests.factories import groups as make

pytestmark = pytest.mark.two_parent


def keep(cast, gap=20):
    return services.keep_apart(case=cast.case, gap_minutes=gap, ground="contactverbod", by=cast.cora)


def test_one_group_is_refused_until_somebody_writes_down_why_it_can_be(cast):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    keep(cast)

    with pytest.raises(MustStayApart):
        services.place_family(group=circle.group, case=case, by=cast.cora)
    services.allow_together(case=case, reason="two entrances", by=cast.cora)

    assert services.place_family(group=circle.group, case=case, by=cast.cora)
    assert selectors.kept_apart(case).together_by == cast.cora


def test_their_arrivals_differ_by_the_set_gap_and_both_read_the_same_note(cast):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    keep(cast, gap=25)
    services.allow_together(case=case, reason="r", by=cast.cora)
    services.place_family(group=circle.group, case=case, by=cast.cora)

    minutes = sorted(Arrival.objects.values_list("minutes_before", flat=True))
    times = {}
    for parent in (cast.anna, cast.bram):
        parent.case = case
        times[parent] = selectors.my_appointments(parent)[0].arrives_at

    assert minutes == [0, 25] and len({row.note for row in Arrival.objects.all()}) == 1
    assert abs(times[cast.anna] - times[cast.bram]).total_seconds() == 25 * 60


def test_a_couple_that_sits_already_gets_arrivals_apart_at_once(cast):
    make.circle(cast, couples=1)

    keep(cast)
    keep(cast, gap=30)

    assert sorted(Arrival.objects.values_list("minutes_before", flat=True)) == [0, 30]
    assert KeptApart.objects.count() == 1


def test_an_arrival_within_the_gap_is_refused_beside_its_field(cast):
    circle = make.circle(cast, couples=1)
    keep(cast)
    late = Arrival.objects.get(minutes_before=0).parent

    with pytest.raises(ValidationError) as refusal:
        services.set_arrival(placement=circle.placements[0], parent=late, minutes_before=10, note="", by=cast.cora)

    assert "minutes_before" in refusal.value.message_dict
    services.end_keeping_apart(case=cast.case, by=cast.cora)
    assert services.set_arrival(placement=circle.placements[0], parent=late, minutes_before=10, note="", by=cast.cora)


def test_the_sheet_and_the_paper_list_show_each_own_moment(cast):
    circle = make.circle(cast, couples=1)
    keep(cast)

    sheet = selectors.roll_call(circle.session(1), cast.thea)
    moments = {line.arrives_at for line in sheet.lines if line.person.kind == "parent"}

    assert len(moments) == 2


def test_without_a_ban_everybody_comes_at_the_start(cast):
    make.circle(cast, couples=1)

    assert not Arrival.objects.exists() and Placement.objects.count() == 1


def test_a_couple_that_is_marked_after_it_got_its_seat_stops_the_start_until_somebody_says_why(cast, client_as):
    circle = make.circle(cast, couples=2, minimum_couples=2)
    keep(cast)
    page = reverse("groups:group", args=[circle.group.reference])

    with pytest.raises(MustStayApart, match=cast.case.reference):
        services.start_group(group=circle.group, by=cast.cora)
    assert "worden uit elkaar gehouden" in client_as(cast.cora).get(page).content.decode()
    services.allow_together(case=cast.case, reason="two entrances", by=cast.cora)
    services.start_group(group=circle.group, by=cast.cora)

    assert "worden uit elkaar gehouden" not in client_as(cast.cora).get(page).content.decode()


def test_another_ground_asks_anew_why_they_can_be_in_one_group_and_other_minutes_do_not(cast):
    circle, case = make.circle(cast), make.waiting_case(cast, 0)
    keep(cast)
    services.allow_together(case=case, reason="two entrances", by=cast.cora)

    keep(cast, gap=30)
    assert selectors.kept_apart(case).together_reason == "two entrances"
    services.keep_apart(case=case, gap_minutes=30, ground="huisverbod", by=cast.cora)

    row = selectors.kept_apart(case)
    assert (row.together_reason, row.together_by, row.together_at) == ("", None, None)
    with pytest.raises(MustStayApart):
        services.place_family(group=circle.group, case=case, by=cast.cora)
