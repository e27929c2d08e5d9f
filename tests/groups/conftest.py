"""Every test of this room happens on one Monday, unless it moves the clock itself."""

import pytest

from centre import clock
from tests.factories import groups as make


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(make.MONDAY):
        yield
