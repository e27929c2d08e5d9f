"""A new version of the conditions after sending: shown, accepted per parent, and nothing of the other parent in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from intake import conditions, services
from intake.demo.play import apply
from intake.models import Application, ConditionsAcceptance, ConditionsText
from intake.own import own_next_step
from tests.factories.intake import conditions as first_version

URL, HOME = reverse("intake:new-conditions"), reverse("intake:my-application")
TICKS = {"attend": "on", "hold": "on", "questionnaires": "on", "privacy": "on", "revision": "0"}


def publish(version, *, days=0) -> ConditionsText:
    on = clock.today() + timedelta(days=days)
    return ConditionsText.objects.create(
        version=version, title=f"Versie {version}", text=f"Nieuw {version}", published_on=on
    )


@pytest.fixture
def sent(cast):
    """Anna sent her part with version 1; then version 2 came."""
    first_version()
    application = apply(cast.anna, cast.case)
    publish(2)
    return application


def test_a_new_version_is_asked_after_sending_and_both_moments_are_kept(cast, client_as, sent):
    browser = client_as(cast.anna)
    assert conditions.owed_by(sent).version == 2
    assert "Nieuw 2" in browser.get(URL).content.decode()
    assert URL in browser.get(HOME).content.decode()

    assert browser.post(URL, TICKS | {"version": "2"}).url == HOME
    assert browser.post(URL, TICKS | {"version": "2"}).url == HOME
    assert sorted(ConditionsAcceptance.objects.values_list("text__version", flat=True)) == [1, 2]
    assert conditions.owed_by(sent) is None
    assert URL not in browser.get(HOME).content.decode()


def test_the_card_comes_when_consents_are_answered_and_goes_with_the_answer(cast, sent):
    cast.consent_to_everything(cast.case)

    assert own_next_step(cast.anna.user) == "conditions"
    services.accept_new_conditions(application=sent, version=2)
    assert own_next_step(cast.anna.user) == ""


def test_staff_reads_per_parent_which_version_was_accepted(cast, client_as, sent):
    Application.objects.filter(pk=sent.pk).update(submitted_at=clock.now())
    services.start_application(parent=cast.bram, case=cast.case)

    text = client_as(cast.cora).get(reverse("intake:sheet", args=[cast.case.reference])).content.decode()

    assert "akkoord met v1" in text
    assert text.count("v2") == 2


@pytest.mark.parametrize("missing", ["attend", "hold", "questionnaires", "privacy"])
def test_every_tick_is_needed_and_what_was_ticked_stays(cast, client_as, sent, missing):
    ticks = {name: value for name, value in TICKS.items() if name != missing}

    answer = client_as(cast.anna).post(URL, ticks | {"version": "2"})

    assert missing in answer.context["form"].errors
    assert answer.content.decode().count(" checked") == 3
    assert ConditionsAcceptance.objects.count() == 1


@pytest.mark.parametrize("version", ["1", "3", "", "x" * 200_000])
def test_another_version_than_the_one_that_was_read_is_refused(cast, client_as, sent, version):
    answer = client_as(cast.anna).post(URL, TICKS | {"version": version})

    assert answer.context["form"].errors["version"]
    assert ConditionsAcceptance.objects.count() == 1


def test_a_version_of_tomorrow_is_not_asked_yet(cast):
    first_version()
    application = apply(cast.anna, cast.case)
    publish(2, days=1)

    assert conditions.owed_by(application) is None


def test_who_is_not_safe_is_not_asked_to_promise_anything(cast, client_as):
    first_version()
    apply(cast.anna, cast.case, safety={"afraid": "yes"})
    publish(2)

    assert client_as(cast.anna).get(URL).url == HOME


@pytest.mark.two_parent
def test_what_the_other_parent_accepted_changes_nothing(cast, client_as, sent):
    apply(cast.bram, cast.case)
    before = client_as(cast.anna).get(URL).content.decode()
    services.accept_new_conditions(application=Application.objects.get(dossier__parent=cast.bram), version=2)

    after = client_as(cast.anna).get(URL).content.decode()
    assert "Bram" not in after
    assert len(before) == len(after)
