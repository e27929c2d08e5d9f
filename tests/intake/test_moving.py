"""A child that moves: the day is one that can be, and the region follows from all children of the family."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog
from centre.services.cases import ChildFacts, add_child
from centre.services.people import record_residence
from intake import deciding, services
from intake.models import Indication
from referrals.models import Handover
from tests.cast import make_user
from tests.factories.intake import case_at


@pytest.fixture
def east_too(cast):
    """Somebody coordinates the east, so that a case can go there."""
    return make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.east)


def moved(cast, child, since, town="Nijmegen"):
    return services.move_child(case=cast.case, child=child, town=town, since=since, by=cast.cora)


@pytest.mark.parametrize("since", ["2006-05-01", "2018-05-03", "2026-01-09"])
def test_a_day_before_the_birth_or_the_last_move_is_an_error_beside_the_field(cast, client_as, since):
    record_residence(child=cast.noor, municipality=cast.nijmegen, since=date(2026, 1, 10))
    url = reverse("intake:region", args=[cast.case.reference])

    answer = client_as(cast.cora).post(url, {"child": cast.noor.reference, "town": "Haarlem", "since": since})

    assert answer.status_code == 200 and list(answer.context["form"].errors) == ["since"]
    assert cast.noor.residences.get(until=None).municipality == cast.nijmegen


def test_the_day_of_the_last_move_puts_that_move_right(cast, east_too):
    moved(cast, cast.noor, date(2026, 1, 10))
    moved(cast, cast.noor, date(2026, 1, 10), town="Haarlem")

    assert cast.noor.residences.get(since=date(2026, 1, 10)).municipality == cast.haarlem
    assert cast.noor.residences.count() == 2


def test_the_youngest_that_moves_leaves_the_case_where_the_oldest_is_registered(cast, east_too):
    facts = ChildFacts("Pip", "van Beiden", date(2021, 2, 2), cast.haarlem)
    pip = add_child(family=cast.case.family, facts=facts, holders=[], unclear=[], on=clock.today())

    step = moved(cast, pip, clock.today())

    assert (step.region, step.rule, step.fact) == (cast.north, "municipality", "Haarlem")
    assert moved(cast, cast.noor, clock.today()).region == cast.east


def test_a_handover_on_the_day_of_the_approval_counts_also_shortly_after_midnight(cast):
    """Half past midnight in Haarlem is the day before in Greenwich: page and list say the same."""
    case = case_at(cast.case, cast, "approve", outcome="trauma_first")
    standing = deciding.standing_no(case)
    Indication.objects.filter(pk=standing.pk).update(approved_at=clock.start_of(clock.today()) + timedelta(minutes=30))
    standing.refresh_from_db()
    facts = {"case": case, "to_name": "Praktijk Rust", "is_warm": True, "recorded_by": cast.cora}
    early = Handover.objects.create(**facts, handed_on=clock.today() - timedelta(days=1))

    assert deciding.warm_handover_of(standing) is None
    assert standing in deciding.to_hand_over(cast.cora)
    early.delete()
    made = Handover.objects.create(**facts, handed_on=clock.today())
    assert deciding.warm_handover_of(standing) == made
    assert standing not in deciding.to_hand_over(cast.cora)


def test_a_wrong_code_of_a_child_stands_in_the_log_without_what_was_typed(client, db):
    answer = client.post(reverse("intake:start-voice"), {"code": "QQQQQQ"})

    row = AccessLog.objects.get(succeeded=False)
    assert answer.status_code == 200
    assert (row.label, row.actor) == ("child's story", None)
    assert row.purpose.startswith("wrong code") and "QQQQQQ" not in row.purpose


def test_an_earlier_day_is_refused_by_the_service_as_well(cast):
    with pytest.raises(ValidationError) as refused:
        record_residence(child=cast.noor, municipality=cast.nijmegen, since=date(2018, 5, 3))

    assert list(refused.value.message_dict) == ["since"]
