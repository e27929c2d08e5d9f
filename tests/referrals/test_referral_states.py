"""The table of a referral's life, pair by pair."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from centre.workflow import IllegalMove
from referrals.models import Referral
from referrals.states import REFERRAL, ReferralState
from tests.factories import referrals as make

ALLOWED = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "accepted"),
    ("submitted", "returned"),
    ("submitted", "declined"),
    ("submitted", "withdrawn"),
    ("returned", "submitted"),
    ("returned", "withdrawn"),
}


@pytest.mark.parametrize(("current", "wanted"), list(itertools.product(ReferralState.values, repeat=2)))
def test_the_table_allows_exactly_these_moves(current, wanted):
    assert REFERRAL.allows(current, wanted) == ((current, wanted) in ALLOWED)


def test_an_illegal_move_raises_and_changes_nothing(cast):
    row = make.declined(cast)

    with pytest.raises(IllegalMove):
        REFERRAL.move(row, ReferralState.ACCEPTED)

    row.refresh_from_db()
    assert row.state == "declined"


@pytest.mark.parametrize("values", [{"state": "lost"}, {"state": "accepted"}, {"ground": ""}, {"region": None}])
def test_the_database_refuses_what_no_service_would_write(cast, values):
    row = make.submitted(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=row.pk).update(**values)
