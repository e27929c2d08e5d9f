"""Two clicks on the same no at the same moment, each with a connection of its own: one row, no error page."""

import pytest

from centre.models import ConsentHandling
from centre.services.handling import handle_no
from tests.groups.test_taken_back import circle, takes_back  # noqa: F401 (a fixture)
from tests.intake.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_on_what_was_done_writes_it_once(cast, circle):  # noqa: F811
    no = takes_back(cast)
    say = [lambda: handle_no(consent=no, reason="Gesproken.", by=cast.cora)] * 4

    assert {row.pk for row in at_once(*say)} == {ConsentHandling.objects.get().pk}
