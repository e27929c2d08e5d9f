"""A request that was put with the wrong parent: what that parent read by it is secret again when the decision is undone."""

import pytest
from django.urls import reverse

from centre.models import ParentalAuthority
from centre.services.authority import record_authority
from intake import services
from tests.intake.test_matching import CHILD, EVA, FINN, asked, told
from tests.intake.test_named_by_one_parent import ONLY_EVAS, names, opened

pytestmark = pytest.mark.two_parent


@pytest.fixture
def hidden(cast):
    """Anna named Noor; Bram, who has an account, did not."""
    ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).update(evidence="unnamed")
    return cast.noor


def from_anna(child):
    line = {"first_name": child.first_name, "birth_date": child.birth_date.isoformat(), "town": "Haarlem"}
    return asked(told(("Anna", "Visser"), ("Bram", "Visser"), [line]))


def attach(cast, row, parent):
    services.attach_to_case(request=row, case=cast.case, parent=parent, by=cast.cora)


def test_a_request_that_is_taken_from_the_wrong_parent_takes_the_name_with_it(cast, client_as, hidden):
    row = from_anna(hidden)
    attach(cast, row, cast.bram)
    assert hidden.first_name in names(cast.bram)

    client_as(cast.cora).post(reverse("intake:help-reopen", args=[row.reference]))

    assert hidden.first_name not in names(cast.bram)
    assert hidden.first_name not in client_as(cast.bram).get(reverse("centre:my-children")).content.decode()
    attach(cast, row, cast.anna)
    assert (hidden.first_name in names(cast.anna), hidden.first_name in names(cast.bram)) == (True, False)


def test_a_child_that_was_hidden_by_mistake_is_shown_again(cast):
    case = services.open_case_from(request=asked(told(EVA, FINN, [CHILD, ONLY_EVAS])), by=cast.cora)
    finn = case.family.parents.get(first_name="Finn")
    row = asked(told(("Guus", "Meer"), EVA))
    services.attach_to_case(request=row, case=case, parent=finn, by=cast.cora)
    assert names(finn) == {"Jordi"}

    services.reopen_request(request=row, by=cast.cora)

    finn.refresh_from_db()
    assert names(finn) == {"Jordi", "Pinksterbloem"}


def test_what_another_request_of_this_parent_says_stays_until_that_one_is_undone(cast, hidden):
    first, second = from_anna(hidden), from_anna(hidden)
    attach(cast, first, cast.bram)
    attach(cast, second, cast.bram)

    services.reopen_request(request=first, by=cast.cora)
    assert hidden.first_name in names(cast.bram)

    services.reopen_request(request=second, by=cast.cora)
    assert hidden.first_name not in names(cast.bram)


def test_papers_that_were_seen_since_stay(cast, hidden):
    row = from_anna(hidden)
    attach(cast, row, cast.bram)
    record_authority(child=hidden, parent=cast.bram, since=hidden.birth_date, evidence="register", by=cast.cora)

    services.reopen_request(request=row, by=cast.cora)

    assert ParentalAuthority.objects.get(child=hidden, parent=cast.bram).evidence == "register"


def test_undoing_a_case_that_was_opened_leaves_what_each_named(cast):
    """Nothing was changed by opening: only what a request changed in a family that was there is put back."""
    case, eva, finn, only = opened(cast)

    services.reopen_request(request=case.help_requests.first(), by=cast.cora)

    assert ParentalAuthority.objects.get(child=only, parent=finn).evidence == "unnamed"


@pytest.mark.parametrize("ticked", [True, False])
def test_staff_sees_whom_the_sender_left_out_and_says_that_the_sender_named_the_child_after_all(
    cast, client_as, ticked
):
    case = services.open_case_from(request=asked(told(EVA, FINN, [CHILD, ONLY_EVAS])), by=cast.cora)
    finn = case.family.parents.get(first_name="Finn")
    only = case.family.children.get(first_name="Pinksterbloem")
    row, browser = asked(told(FINN, EVA)), client_as(cast.cora)
    url = reverse("intake:help-attach", args=[row.reference, case.reference])
    sent = {"parent": finn.reference, "sure": "on", "named": [only.reference] * ticked}

    form = browser.get(url).context["form"]
    assert [reference for reference, _name in form.fields["named"].choices] == [only.reference]
    assert "named" in browser.post(url, sent | {"named": [cast.noor.reference]}).context["form"].errors
    browser.post(url, sent)

    finn.refresh_from_db()
    assert ("Pinksterbloem" in names(finn)) is ticked
