"""Distances: known pairs of towns, and a box that never loses a point."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from therapists.geography import box_around, distance_km, split_distance

HAARLEM, ZAANDAM, NIJMEGEN = (52.3808, 4.6368), (52.4390, 4.8265), (51.8426, 5.8546)


@pytest.mark.parametrize(
    ("here", "there", "km"), [(HAARLEM, ZAANDAM, 14.4), (HAARLEM, NIJMEGEN, 102.5), (HAARLEM, HAARLEM, 0)]
)
def test_distances_between_towns_are_those_of_the_map(here, there, km):
    assert distance_km(*here, *there) == pytest.approx(km, abs=0.5)


points = st.tuples(st.floats(50.6, 53.7), st.floats(3.2, 7.3))


@given(points, points)
def test_distance_is_the_same_there_and_back(here, there):
    assert distance_km(*here, *there) == pytest.approx(distance_km(*there, *here))


@given(points, points, st.floats(1, 300))
def test_the_box_never_loses_a_point_within_the_distance(here, there, km):
    assume(distance_km(*here, *there) <= km)
    box = box_around(*here, km)
    room = 1e-9

    assert box.south - room <= there[0] <= box.north + room
    assert box.west - room <= there[1] <= box.east + room


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Haarlem 20 km", ("Haarlem", 20)),
        ("  den burg, 5km ", ("den burg", 5)),
        ("Haarlem", ("Haarlem", None)),
        ("20 km", ("20 km", None)),
        ("Haarlem 20", ("Haarlem 20", None)),
        ("Haarlem 20000 km", ("Haarlem 20000 km", None)),
        ("", ("", None)),
    ],
)
def test_a_distance_typed_behind_the_place_is_understood(text, answer):
    assert split_distance(text) == answer
