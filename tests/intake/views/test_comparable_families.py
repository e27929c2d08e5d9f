"""Who opens an indication reads on that page how comparable families fared, whole, rounded and without a name (N3)."""

import pytest
from django.urls import reverse

from research.services.learning import freeze_learning
from tests.centre.signing_in import confirm
from tests.centre.test_budgets import SHEET
from tests.factories.intake import case_at
from tests.intake.views.test_intake_staff import indication_form
from tests.research.test_learning import fared  # noqa: F401

N = "Van ongeveer 10 gezinnen met dit profiel"


@pytest.mark.parametrize(("street", "who"), [("therapist", "thea"), ("coordinator", "cora")])
def test_the_second_look_shows_how_many_families_and_how_they_changed(cast, client_as, fared, street, who):  # noqa: F811
    case = case_at(cast.case, cast, "decide")
    freeze_learning()

    answer = confirm(client_as(getattr(cast, who))).get(reverse(f"intake:second-look-{street}", args=[case.reference]))

    page = answer.content.decode()
    assert answer.context["comparable"][0]["panels"][0]["families"] == 10
    for words in (N, "Betrouwbaar beter", "Betrouwbaar slechter", "Hoe het vergelijkbare gezinnen verging"):
        assert words in page
    assert not any(one.reference in page for one in fared)
    assert ("Profiel:" in page) == (street == "therapist")


def test_too_few_families_are_said_and_not_counted(cast, client_as):
    case = case_at(cast.case, cast, "decide")
    freeze_learning()

    page = client_as(cast.thea).get(reverse("intake:second-look-therapist", args=[case.reference])).content.decode()

    assert "Te weinig gezinnen" in page and "Van ongeveer" not in page


def test_who_weighs_reads_it_beside_the_advice_of_the_rules(cast, client_as, fared, django_assert_max_num_queries):  # noqa: F811
    case = case_at(cast.case, cast, "intake_2")
    freeze_learning()
    url, browser = reverse("intake:indication", args=[case.reference]), client_as(cast.thea)
    assert "vergelijkbare gezinnen" not in browser.get(url).content.decode()

    with django_assert_max_num_queries(SHEET):
        page = browser.post(url, indication_form(advise="1")).content.decode()

    assert "De regels adviseren" in page and "Hoe het vergelijkbare gezinnen verging" in page
    assert N in page or "Te weinig gezinnen" in page
