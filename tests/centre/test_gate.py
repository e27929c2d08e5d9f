"""Signing in, the street gate, the second factor, the idle limit, the headers."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError, connections

from centre import clock, health
from centre.audiences import PREFIXES, Audience
from centre.models import AccessLog
from centre.services.notices import queue_notice
from centre.services.recovery import answer_password_questions


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_nobody_enters_a_street_without_signing_in(client, db, prefix):
    response = client.get(f"/{prefix}/")

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("audience", [a for a in Audience if a not in (Audience.PARENT, Audience.CHILD)])
def test_a_parent_gets_404_in_every_other_street_and_it_is_logged(cast, client_as, audience):
    response = client_as(cast.anna).get(f"/{PREFIXES[audience]}/")

    assert response.status_code == 404
    assert AccessLog.objects.filter(actor=cast.anna.user, action="denied", label="street").count() == 1


def test_staff_without_a_second_factor_is_led_to_the_set_up(cast, client_as):
    Authenticator.objects.filter(user=cast.cora).delete()

    response = client_as(cast.cora).get(f"/coordinatie/zaken/{cast.case.reference}/")

    assert response.status_code == 302
    assert response["Location"] == "/account/2fa/"


def test_silence_ends_the_session(cast, client_as, settings):
    client = client_as(cast.cora)
    assert client.get("/coordinatie/").status_code == 200
    session = client.session
    session["seen"] = int(time.time()) - settings.IDLE_SECONDS["staff"] - 1
    session.save()

    response = client.get("/coordinatie/")

    assert response["Location"].startswith("/account/login/")
    assert client.get("/coordinatie/").status_code == 302


def test_signing_in_asks_staff_for_the_second_factor(cast, client):
    response = client.post("/account/login/", {"login": "cora@example.org", "password": "correct horse battery"})

    assert response["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/coordinatie/").status_code == 302


def test_a_parent_signs_in_with_a_password(cast, client):
    response = client.post("/account/login/", {"login": "anna@example.org", "password": "correct horse battery"})

    assert response["Location"] == "/start/"
    assert client.get("/start/")["Location"] == "/mijn/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(cast, client):
    def page(login):
        body = client.post("/account/login/", {"login": login, "password": "wrong wrong wrong"}).content.decode()
        return body.replace(login, "").split("csrfmiddlewaretoken")[0]

    assert page("anna@example.org") == page("nobody@example.org")


def test_asking_a_new_password_never_tells_whether_an_address_is_known(cast, client, mailoutbox):
    def answer(email):
        response = client.post("/account/password/reset/", {"email": email})
        return response.status_code, response["Location"]

    assert answer("anna@example.org") == answer("nobody@example.org")
    assert mailoutbox == []
    answer_password_questions()
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]


def test_nobody_can_sign_up_without_an_invitation(client, db):
    page = client.get("/account/signup/")

    assert b'name="password1"' not in page.content


def test_quick_exit_ends_the_session_and_leaves(cast, client_as, settings):
    client = client_as(cast.anna)

    response = client.get("/weg/")

    assert response["Location"] == settings.QUICK_EXIT_URL
    assert '"storage"' in response["Clear-Site-Data"]
    assert client.get("/mijn/").status_code == 302


@pytest.mark.parametrize("path", ["/", "/account/login/", "/mijn/", "/uitleg/ouders/", "/nowhere/", "/health/"])
def test_every_answer_carries_the_headers(cast, client_as, path):
    response = client_as(cast.anna).get(path)
    policy = response["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_health_page_tells_what_lives_and_nothing_about_people(client, db):
    response = client.get("/health/")

    assert set(response.json()) == {"ok", "database", "cache", "worker", "beat", "mail"}
    assert response.json()["database"]["ok"]


@pytest.mark.parametrize("silent", ["", "worker", "beat"])
def test_the_health_page_names_the_part_that_is_silent_and_says_so_in_its_status(
    client, db, settings, tmp_path, silent
):
    settings.STATE_DIR = tmp_path
    for part in {"worker", "beat"} - {silent}:
        health.sign_of_life(part)

    response = client.get("/health/")

    assert response.status_code == (503 if silent else 200)
    assert {part for part, facts in response.json().items() if part != "ok" and not facts["ok"]} == {silent} - {""}
    shown = client.get("/health/", headers={"accept": "text/html"}).content.decode()
    assert ("antwoordt niet" in shown) == bool(silent)


def test_the_health_page_names_mail_that_waits_too_long(client, cast):
    queue_notice(key="x", kind="message", recipient=cast.anna.user, due_at=clock.now() - timedelta(minutes=11))

    response = client.get("/health/")

    assert response.status_code == 503
    assert not response.json()["mail"]["ok"]
    assert response.json()["mail"]["oldest_waiting_seconds"] >= 660
    assert "anna" not in response.content.decode()


def test_a_database_that_is_gone_is_said_without_an_error_page(client, db, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OperationalError("password=geheim")

    with monkeypatch.context() as broken:
        broken.setattr(connections["default"], "cursor", refuse)
        response = client.get("/health/")

    assert response.status_code == 503
    assert response.json()["database"]["ok"] is False
    assert "geheim" not in response.content.decode()


def test_security_txt_names_a_contact_and_an_expiry(client, db):
    text = client.get("/.well-known/security.txt").content.decode()

    assert "Contact: " in text
    assert "Expires: " in text


def test_demo_pages_do_not_exist_outside_the_demo(client, db):
    assert client.get("/outbox/").status_code == 404
    assert client.get("/demo/onderdelen/").status_code == 404
