"""Every test of this room happens on one Monday, unless it moves the clock itself."""

from datetime import date
from pathlib import Path

import pytest

from groups.services import composition
from tests.factories import groups as make
from tests.factories import therapists as register


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.moment(make.MONDAY))


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
