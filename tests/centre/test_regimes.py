"""The law under which a case falls is kept with it; who must say yes is the same under both (law.md 1.1, R3)."""

import pytest
from django.urls import reverse

from centre import agreement
from centre.models import AccessLog, Case
from centre.models.consent import Purpose
from centre.regimes import ARTICLES
from centre.services.cases import open_case_again
from intake.models import Registration


def at(name, case):
    return reverse(f"intake:{name}", args=[case.reference])


@pytest.fixture
def case(cast):
    Registration.objects.create(case=cast.case)
    return cast.case


def test_nothing_is_invented_until_the_centre_settled_it(cast, case, client_as):
    page = client_as(cast.cora).get(at("consents-coordinator", case)).content.decode()

    assert case.legal_regime == ""
    assert "Wet: nog vast te stellen" in " ".join(page.split())
    assert "7.3.4" not in page and "7:450" not in page


@pytest.mark.parametrize(("regime", "article", "other"), [("jeugdwet", "7.3.4", "7:450"), ("wgbo", "7:450", "7.3.4")])
def test_a_coordinator_notes_it_and_the_page_names_the_articles(cast, case, client_as, regime, article, other):
    browser = client_as(cast.cora)

    assert browser.post(at("legal-regime", case), {"regime": regime}).status_code == 302

    page = browser.get(at("consents-coordinator", case)).content.decode()
    assert article in page and other not in page
    look = AccessLog.objects.filter(case=case, purpose="legal regime").latest("pk")
    assert (look.action, look.actor) == ("change", cast.cora)


def test_the_same_people_are_asked_under_both(cast, case):
    asked = []
    for regime in ("", *ARTICLES):
        Case.objects.filter(pk=case.pk).update(legal_regime=regime)
        case.refresh_from_db()
        lines = agreement.consent_pictures(case, [Purpose.TREATMENT])[Purpose.TREATMENT]
        asked.append([(line["person"], line["verdict"].needed, line["verdict"].status) for line in lines])
    assert asked[0] == asked[1] == asked[2] != []


def test_new_cases_take_what_the_centre_settled(cast, settings):
    settings.LEGAL_REGIME = "wgbo"
    Case.objects.filter(pk=cast.case.pk).update(closed_on=cast.case.opened_on)

    row = open_case_again(family=cast.case.family, region=cast.north, entered_via="parent", by=cast.cora)

    assert row.legal_regime == "wgbo"
    assert Case.objects.get(pk=cast.case.pk).legal_regime == ""


@pytest.mark.parametrize("wrong", [{}, {"regime": ""}, {"regime": "x" * 200_000}])
def test_another_word_is_refused_beside_the_field(cast, case, client_as, wrong):
    page = client_as(cast.cora).post(at("legal-regime", case), wrong)

    assert page.status_code == 200 and page.context["form"].errors["regime"]
    case.refresh_from_db()
    assert case.legal_regime == ""


@pytest.mark.idor
def test_only_a_coordinator_of_this_case_notes_it(cast, case, client_as):
    for person in (cast.anna, cast.bram, cast.thea, cast.ruth):
        assert client_as(person).post(at("legal-regime", case), {"regime": "wgbo"}).status_code == 404
    case.refresh_from_db()
    assert case.legal_regime == ""
