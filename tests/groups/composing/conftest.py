"""Couples who wait for a season in the portal."""

import pytest

from tests.factories import groups as make
from tests.factories import therapists as register


@pytest.fixture
def waiting(cast):
    """A location with a team, and five couples who wait."""
    place = register.practice(cast)
    make.team(cast, place)
    make.recipe(minimum_couples=4)
    return [make.waiting_case(cast, number) for number in range(2, 7)]
