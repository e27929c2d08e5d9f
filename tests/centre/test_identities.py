"""Signing in with somebody else's proof, against a provider that these tests start over HTTP (features.md M1)."""

import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from centre.audiences import Audience
from centre.identity.demo_provider import LEVELS, DemoProvider
from centre.identity.levels import Level
from centre.identity.providers import providers
from centre.models import AccessLog, LinkedIdentity, User
from centre.services.people import add_membership
from tests.centre.signing_in import confirm

LOW, SUBSTANTIAL, HIGH = list(LEVELS)[:3]
#: A number from the test range of Dutch citizen numbers; it may not appear anywhere.
BSN = "999990019"


@pytest.fixture(scope="module")
def running():
    provider = DemoProvider()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()
    thread.join(5)


@pytest.fixture
def provider(running, settings):
    """The provider, for families and staff; every test starts with an honest one."""
    running.lies, running.signs_with = {}, None
    settings.IDENTITY_PROVIDERS = [
        {
            "name": "proef",
            "label": "DigiD",
            "issuer": running.issuer,
            "client_id": running.client_id,
            "client_secret": running.client_secret,
            "audiences": ["parent", "therapist", "coordinator"],
        }
    ]
    return running


def ask(client, address="/account/inloggen-met/proef/"):
    """What the portal asks of the provider, after the button."""
    response = client.post(address)
    assert response.status_code == 302, response.content
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def come_back(client, provider, asked, subject=BSN, level=SUBSTANTIAL, **changes):
    code = provider.code_for(asked, subject, level)
    answer = {"code": code, "state": asked["state"]} | changes
    return client.get(f"/account/inloggen-met/proef/terug/?{urlencode(answer)}")


def linked(client_as, provider, person, subject=BSN, level=SUBSTANTIAL):
    """This person proves it once, from the own account page."""
    client = confirm(client_as(person))
    response = come_back(client, provider, ask(client, "/account/koppelingen/proef/"), subject, level)
    assert response["Location"] == "/account/koppelingen/", response.content
    return client


def user_of(client):
    return client.session.get("_auth_user_id")


def test_it_is_off_by_default(cast, client, client_as):
    assert providers() == {}
    assert b"inloggen-met" not in client.get("/account/login/").content
    assert client.post("/account/inloggen-met/proef/").status_code == 404
    assert client.get("/account/inloggen-met/proef/terug/").status_code == 404
    assert b"koppelingen" not in client_as(cast.anna).get("/account/2fa/").content


def test_a_parent_links_a_proof_from_the_account_page_and_signs_in_with_it(cast, client, client_as, provider):
    page = linked(client_as, provider, cast.anna).get("/account/koppelingen/").content.decode()
    assert "DigiD" in page
    assert b"/account/inloggen-met/proef/" in client.get("/account/login/").content

    response = come_back(client, provider, ask(client))

    assert response.status_code == 302
    assert user_of(client) == str(cast.anna.user.pk)
    assert client.get("/mijn/").status_code == 200
    assert UserSession.objects.filter(user=cast.anna.user).count() == 1
    assert AccessLog.objects.filter(actor=cast.anna.user, label="identity proef linked", action="rights").exists()


def test_linking_asks_first_who_is_sitting_there(cast, client_as, provider):
    client = client_as(cast.anna)

    for address in ("/account/koppelingen/proef/", "/account/koppelingen/proef/los/"):
        assert client.post(address)["Location"].startswith("/account/reauthenticate/")
    assert not LinkedIdentity.objects.exists()


def test_linking_makes_the_person_prove_it_now(cast, client_as, provider):
    assert ask(confirm(client_as(cast.anna)), "/account/koppelingen/proef/")["prompt"] == "login"


def test_an_unknown_subject_never_gets_or_makes_an_account_also_with_a_known_address(cast, client, provider):
    provider.lies = {"email": cast.anna.user.email, "email_verified": True}
    before = User.objects.count(), EmailAddress.objects.count()

    response = come_back(client, provider, ask(client))

    assert response.status_code == 403
    assert user_of(client) is None
    assert (User.objects.count(), EmailAddress.objects.count()) == before
    assert AccessLog.objects.filter(action="denied", label="identity unknown", succeeded=False).exists()


@pytest.mark.parametrize("acr", [LOW, "", "urn:never-heard-of"])
def test_a_level_that_is_too_low_is_refused_at_every_sign_in(cast, client, client_as, provider, acr):
    linked(client_as, provider, cast.anna)

    response = come_back(client, provider, ask(client), level=acr)

    assert response.status_code == 403
    assert response.context["required"] == Level.SUBSTANTIAL
    assert user_of(client) is None


def test_the_minimum_follows_the_settings_and_every_hat_of_today(cast, client, client_as, provider, settings):
    linked(client_as, provider, cast.anna)
    settings.IDENTITY_MINIMUM_LEVELS = {"therapist": "high"}
    assert come_back(client, provider, ask(client)).status_code == 302
    client.post("/account/logout/")
    add_membership(user=cast.anna.user, audience=Audience.THERAPIST)

    assert come_back(client, provider, ask(client)).status_code == 403
    assert come_back(client, provider, ask(client), level=HIGH).status_code == 302


def test_a_low_level_cannot_be_linked_either(cast, client_as, provider):
    client = confirm(client_as(cast.anna))

    assert come_back(client, provider, ask(client, "/account/koppelingen/proef/"), level=LOW).status_code == 403
    assert not LinkedIdentity.objects.exists()


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of-another-sign-in"},
        {"aud": "another-portal"},
        {"iss": "https://elsewhere.example.org"},
        {"exp": int(time.time()) - 3600},
        {"sub": ""},
        {"aud": ["tweehuis", "another"], "azp": "another"},
    ],
    ids=lambda lies: next(iter(lies)),
)
def test_a_token_that_is_not_ours_is_refused(cast, client, client_as, provider, lies):
    linked(client_as, provider, cast.anna)
    provider.lies = lies

    assert come_back(client, provider, ask(client)).status_code == 403
    assert user_of(client) is None


def test_a_token_with_a_false_signature_is_refused(cast, client, client_as, provider):
    linked(client_as, provider, cast.anna)
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert come_back(client, provider, ask(client)).status_code == 403


def test_a_wrong_state_another_browser_and_an_old_question_are_refused(cast, client, client_as, provider, monkeypatch):
    linked(client_as, provider, cast.anna)

    assert come_back(client, provider, ask(client), state="guessed").status_code == 403
    asked = ask(client)
    assert come_back(type(client)(), provider, asked).status_code == 403
    later = time.time() + 3600
    monkeypatch.setattr("centre.views.identities.time.time", lambda: later)
    assert come_back(client, provider, asked).status_code == 403
    assert user_of(client) is None


def test_an_answer_works_once(cast, client, client_as, provider):
    linked(client_as, provider, cast.anna)
    asked = ask(client)
    code = provider.code_for(asked, BSN, SUBSTANTIAL)
    address = f"/account/inloggen-met/proef/terug/?{urlencode({'code': code, 'state': asked['state']})}"
    assert client.get(address).status_code == 302
    client.post("/account/logout/")

    assert client.get(address).status_code == 403
    again = ask(client)
    used = client.get(f"/account/inloggen-met/proef/terug/?{urlencode({'code': code, 'state': again['state']})}")
    assert used.status_code == 403
    assert user_of(client) is None


def test_one_proof_opens_one_account(cast, client, client_as, provider):
    linked(client_as, provider, cast.anna)
    client_b = confirm(client_as(cast.bram))

    response = come_back(client_b, provider, ask(client_b, "/account/koppelingen/proef/"))

    assert response["Location"] == "/account/koppelingen/"
    assert "Anna" not in client_b.get("/account/koppelingen/").content.decode()
    assert LinkedIdentity.objects.get().user == cast.anna.user
    come_back(client, provider, ask(client))
    assert user_of(client) == str(cast.anna.user.pk)


def test_linking_twice_is_the_same_as_once(cast, client_as, provider):
    linked(client_as, provider, cast.anna)
    linked(client_as, provider, cast.anna)

    assert LinkedIdentity.objects.count() == 1


def test_an_answer_for_linking_never_lands_on_somebody_elses_account(cast, client_as, provider):
    client = confirm(client_as(cast.anna))
    asked = ask(client, "/account/koppelingen/proef/")
    client.force_login(cast.bram.user, backend="centre.identity.passwords.SameWorkBackend")

    assert come_back(client, provider, asked).status_code == 403
    assert not LinkedIdentity.objects.exists()


def test_unlinked_it_opens_nothing_any_more(cast, client, client_as, provider):
    owner = linked(client_as, provider, cast.anna)

    assert owner.post("/account/koppelingen/proef/los/").status_code == 302

    assert come_back(client, provider, ask(client)).status_code == 403


def test_staff_signs_in_through_the_organisation_and_still_gives_the_second_factor(cast, client, client_as, provider):
    linked(client_as, provider, cast.cora, subject="cora@idp", level=LOW)

    response = come_back(client, provider, ask(client), subject="cora@idp", level=LOW)

    assert response["Location"] == "/account/2fa/authenticate/"
    assert user_of(client) is None
    assert client.get("/coordinatie/")["Location"].startswith("/account/login/")


def test_staff_with_a_strong_proof_needs_no_second_one(cast, client, client_as, provider):
    linked(client_as, provider, cast.cora, subject="cora@idp")
    cast.cora.authenticator_set.all().delete()

    come_back(client, provider, ask(client), subject="cora@idp")

    assert client.get("/coordinatie/").status_code == 200
    client.post("/account/logout/")
    come_back(client, provider, ask(client), subject="cora@idp", level=LOW)
    assert client.get("/coordinatie/")["Location"] == "/account/2fa/"


def test_who_left_or_has_another_role_is_unknown(cast, client, client_as, provider, settings):
    linked(client_as, provider, cast.anna)
    settings.IDENTITY_PROVIDERS[0]["audiences"] = ["coordinator"]
    assert come_back(client, provider, ask(client)).status_code == 403
    settings.IDENTITY_PROVIDERS[0]["audiences"] = ["parent"]
    cast.anna.user.is_active = False
    cast.anna.user.save()

    assert come_back(client, provider, ask(client)).status_code == 403


def test_golden_the_number_is_nowhere_in_the_clear(cast, client, client_as, provider, caplog):
    provider.lies = {"bsn": BSN, "urn:nl-eid-gdi:1.0:LegalSubjectID": BSN}
    linked(client_as, provider, cast.anna)
    come_back(client, provider, ask(client))
    come_back(client, provider, ask(client), subject=BSN + "0")

    columns = 0
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            columns += len(row)
            assert BSN not in str(row), model
    assert columns > 500
    assert BSN not in caplog.text
    for each in (client, client_as(cast.anna)):
        assert BSN not in str(dict(each.session))


def test_a_silent_provider_is_nobodys_fault(cast, client, provider, settings):
    settings.IDENTITY_PROVIDERS[0]["issuer"] = "http://127.0.0.1:9"

    response = client.post("/account/inloggen-met/proef/")

    assert response.status_code == 503
    assert "e-mail" in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://sso.example.org"},
        {"name": "Twee Woorden"},
        {"audiences": ["king"]},
        {"levels": {"x": "sky-high"}},
        {"colour": "blue"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_mistake_in_the_settings_is_told_at_the_start(provider, settings, change):
    settings.IDENTITY_PROVIDERS = [settings.IDENTITY_PROVIDERS[0] | change]

    assert "centre.E004" in {each.id for each in run_checks(tags=["security"])}


def test_the_provider_for_trying_only_runs_in_the_demo():
    with pytest.raises(CommandError, match="demo"):
        call_command("demo_identity_provider")
