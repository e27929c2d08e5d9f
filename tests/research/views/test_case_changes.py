"""What changed in one case: for its therapist, each informant on an own line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from centre import clock
from research import services
from research.models import ChangeParameters, Instrument
from research.selectors.changing import changes_of
from tests.factories import groups
from tests.factories import research as factory

pytestmark = pytest.mark.django_db
ITEMS = ("vrolijk", "slaap", "zorgen", "spelen", "vertellen", "pijn")


def measured(cast):
    """Anna sees Noor from 6 to 18 points, Bram stays at 12."""
    factory.seated(cast)
    ChangeParameters.objects.create(
        instrument=Instrument.objects.get(key="ouder-kind"), scale="kind-gezien", direction=1,
        sd=Decimal("3.1"), reliability=Decimal("0.80"), source="test",
    )  # fmt: skip
    worst, best = {item: 3 * (item in ("zorgen", "pijn")) for item in ITEMS}, dict.fromkeys(ITEMS, 3)
    middle = dict.fromkeys(ITEMS, 2) | {"zorgen": 1, "pijn": 1}
    best |= {"zorgen": 0, "pijn": 0}
    for parent, waves in ((cast.anna, (worst, best)), (cast.bram, (middle, middle))):
        for wave, answers in zip(("t1", "t2"), waves, strict=True):
            row = factory.list_of(parent, "ouder-kind", wave)
            with clock.at(groups.MONDAY + (row.opens_on - groups.MONDAY.date()) + timedelta(hours=3)):
                services.record_response(measurement=row, answers=answers, by=parent.user)


def test_each_informant_has_an_own_line_with_the_hand_calculation(cast):
    measured(cast)
    found = {
        line.informant: (line.before, line.after, line.change.rc, line.change.kind) for line in changes_of(cast.case)
    }

    assert found["Bram"] == (12, 12, 0, "unchanged")
    before, after, rc, kind = found["Anna"]
    assert (before, after, round(rc, 2), kind) == (0, 18, Decimal("9.18"), "improved")


def test_without_reference_values_there_is_no_class(cast):
    measured(cast)
    ChangeParameters.objects.all().delete()

    assert {line.change.reason for line in changes_of(cast.case)} == {"parameters_missing"}


@pytest.mark.idor
def test_only_who_works_on_the_case_opens_it(cast, client_as):
    measured(cast)
    url = reverse("research:therapist-changes", args=[cast.case.reference])

    with clock.at(groups.MONDAY + timedelta(days=100)):
        assert client_as(cast.thea).get(url).status_code == 200
        for stranger in (cast.anna, cast.cora, cast.rens):
            assert client_as(stranger).get(url).status_code == 404
