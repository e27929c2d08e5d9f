"""Whoever answers in the public request that it is not safe now: staff sees it at once, and the case begins flagged."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from centre.models import Parent, SafetyEntry, User
from intake import desk, matches, queue, selectors, services
from intake.models import HelpRequest, Registration
from tests.intake.test_matching import EVA, FINN, FROM_EVA, FROM_FINN, asked, person

PUT_RIGHT = import_module("intake.migrations.0006_safety_and_addresses_put_right")


def unsafe(told, sender):
    return told | {"you": person(*sender, safe="no")}


@pytest.fixture
def in_danger(cast):
    asked(FROM_FINN | {"children": {"rows": [{"first_name": "Pim", "birth_date": "2015-02-03", "town": "Haarlem"}]}})
    return asked(unsafe(FROM_EVA, EVA))


def test_the_first_page_asks_to_call_today_and_the_queue_shows_it_first(cast, client_as, in_danger):
    cards = desk.cards(cast.cora, "coordinator")
    page = client_as(cast.cora).get(reverse("intake:help-desk"))

    assert [card.tone for card in cards if "niet veilig" in card.title] == ["bad"]
    assert [row.reference for row in page.context["page"]][0] == in_danger.reference
    assert page.content.decode().count("tag tone--bad") == 1


def test_the_case_begins_with_the_flag_up(cast, in_danger):
    case = services.open_case_from(request=in_danger, by=cast.cora)

    assert selectors.is_flagged(case)
    [entry] = SafetyEntry.objects.filter(dossier__case=case)
    assert in_danger.reference in entry.text


@pytest.mark.parametrize("opened_by_twin", [True, False])
def test_one_of_two_requests_is_enough(cast, opened_by_twin):
    one, two = asked(FROM_EVA), asked(unsafe(FROM_FINN, FINN))
    services.decide_match(request=one, other=two, verdict="same", by=cast.cora)
    opener = two if opened_by_twin else one

    case = services.open_case_from(request=opener, by=cast.cora, twin=matches.twin_of(opener))

    assert selectors.is_flagged(case)


def test_adding_to_a_case_raises_its_flag_and_asking_safely_raises_none(cast):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)
    assert not selectors.is_flagged(case)

    services.attach_to_case(request=asked(unsafe(FROM_FINN, FINN)), case=case, by=cast.cora)

    assert selectors.is_flagged(case)


@pytest.mark.two_parent
def test_neither_parent_sees_a_trace_of_it(cast, client_as, in_danger):
    case = services.open_case_from(request=in_danger, by=cast.cora)
    eva = Parent.objects.get(family=case.family, first_name="Éva")

    for url in (reverse("centre:home"), reverse("intake:my-application")):
        page = client_as(eva).get(url, follow=True).content.decode()
        assert "veiligheidsvlag" not in page.lower()


def test_who_was_unsafe_before_is_marked_and_an_account_without_an_address_is_nobodys(cast, in_danger):
    HelpRequest.objects.update(is_unsafe=False)
    nobody = User.objects.create(email="", name="Niemand")
    Parent.objects.filter(pk__in=[cast.bram.pk, cast.dirk.pk]).update(user=nobody)

    PUT_RIGHT.mark_who_is_not_safe(apps, None)
    PUT_RIGHT.let_go_of_accounts_without_address(apps, None)
    PUT_RIGHT.let_no_open_case_wait_unseen(apps, None)

    assert list(HelpRequest.objects.filter(is_unsafe=True)) == [in_danger]
    assert not Parent.objects.filter(user=nobody).exists()
    assert set(Registration.objects.values_list("case", flat=True)) == {cast.case.pk, cast.other_case.pk}


def test_a_case_from_a_request_stands_in_the_queue_at_once(cast):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)

    assert case in queue.desk(cast.cora, "waiting")
    assert Registration.objects.get(case=case).state == "waiting"
