"""Who may do what: the truth table, and the list that agrees with it."""

import pytest

from centre.models import CareRelation
from centre.services.cases import relate
from referrals.models import Referral
from tests.cast import make_user
from tests.factories import referrals as make

EVERYBODY = ["wim", "ruth", "cora", "east", "thea", "rens", "gerda", "fiona", "anna", "carla"]
SEES = {
    "draft": {"wim"},
    "submitted": {"wim", "cora"},
    "returned": {"wim", "cora"},
    "accepted": {"wim", "cora"},
    "declined": {"wim", "cora"},
    "withdrawn": {"wim", "cora"},
}
EDITS = {"draft": {"wim"}, "returned": {"wim"}}
WITHDRAWS = {"draft": {"wim"}, "submitted": {"wim"}, "returned": {"wim"}}
DECIDES = {"submitted": {"cora"}}


def person(cast, key):
    if key == "east":
        return make_user("east", "Oost", "coordinator", organisation=cast.centre, region=cast.east)
    found = getattr(cast, key)
    return getattr(found, "user", found)


@pytest.mark.parametrize("key", EVERYBODY)
@pytest.mark.parametrize("state", list(make.MAKERS))
def test_who_may_do_what(cast, state, key):
    row, user = make.MAKERS[state](cast), person(cast, key)

    assert {
        "view": user.has_perm("referrals.view_referral", row),
        "edit": user.has_perm("referrals.edit_referral", row),
        "withdraw": user.has_perm("referrals.withdraw_referral", row),
        "decide": user.has_perm("referrals.decide_referral", row),
    } == {
        "view": key in SEES[state],
        "edit": key in EDITS.get(state, ()),
        "withdraw": key in WITHDRAWS.get(state, ()),
        "decide": key in DECIDES.get(state, ()),
    }
    assert Referral.objects.visible_to(user).filter(pk=row.pk).exists() == (key in SEES[state])


def test_a_conflict_of_interest_hides_the_referral_from_its_coordinator(cast):
    row = make.accepted(cast)

    relate(case=row.case, user=cast.cora, kind=CareRelation.Kind.EXCLUDED, reason="familie")

    assert Referral.objects.visible_to(cast.cora).count() == 0
    assert Referral.objects.visible_to(cast.wim).count() == 1


def test_the_parents_of_a_referral_do_not_see_it(cast):
    row = make.accepted(cast)

    seen = [Referral.objects.visible_to(parent.user).count() for parent in row.case.family.parents.all()]

    assert seen == [0, 0]
