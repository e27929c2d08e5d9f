"""Every test of this room happens on one Monday, unless it moves the clock itself."""

from datetime import date

import pytest

from centre import clock
from groups.services import composition
from tests.factories import groups as make
from tests.factories import therapists as register


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(make.MONDAY):
        yield


@pytest.fixture
def waiting(cast):
    """A location with a team, and five couples who wait."""
    make.team(cast, register.practice(cast))
    make.recipe(minimum_couples=4)
    return [make.waiting_case(cast, number) for number in range(2, 7)]


@pytest.fixture
def composed(cast, waiting):
    """A proposal for those five couples."""
    run = composition.request_run(region=cast.north, starts_on=date(2027, 2, 1), by=cast.cora, seconds=5)
    return composition.run_composition(run=run)
