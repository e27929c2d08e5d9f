"""The demo's referrals are made through the services."""

import random

import pytest

from centre import clock
from centre.demo import World
from referrals.demo import furnish
from referrals.models import Referral
from referrals.states import ReferralState


@pytest.fixture
def world(cast):
    return World(
        lot=random.Random(7),
        now=clock.now(),
        municipalities={"Haarlem": cast.haarlem, "Nijmegen": cast.nijmegen},
        organisations={"wijkteam": cast.team, "rvdk": cast.board},
        people={"wim": cast.wim, "ruth": cast.ruth, "cora": cast.cora},
    )


def test_the_demo_has_every_state_and_leaves_a_referred_case(world):
    furnish(world)

    case = world.found["case:referred"]
    assert set(Referral.objects.values_list("state", flat=True)) == set(ReferralState.values)
    assert {str(parent) for parent in case.family.parents.all()} == {"Els Prins", "Frank de Boer"}
    assert all(parent.user and not parent.user.has_usable_password() for parent in case.family.parents.all()) is True
    assert {row.submitted_by for row in Referral.objects.all()} == {world.people["wim"], world.people["ruth"]}


def test_the_demo_shows_what_is_late(world):
    furnish(world)

    waiting = Referral.objects.filter(state="submitted").order_by("submitted_at")
    # The third is the same family again, from the board, four days ago.
    assert [row.is_late for row in waiting] == [True, True, False, False]
    assert [row.days_waiting for row in waiting][-1] <= 1
