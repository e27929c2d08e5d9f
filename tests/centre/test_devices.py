"""Devices, sessions and notices about the account: enough to recognise oneself, nothing to find anybody by."""

import re

import pytest
from django.test import Client

from centre.devices import device_of
from centre.models import KnownDevice, Message, Notice
from centre.services import address_mail
from centre.services.delivery import deliver_batch
from centre.services.recovery import answer_password_questions
from tests.centre.signing_in import PASSWORD, confirm
from tests.centre.test_access import without_tokens

PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
NEWER_PHONE = PHONE.replace("Chrome/126", "Chrome/131")
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
TABLET = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"


def sign_in(client, agent, login="anna@example.org"):
    response = client.post("/account/login/", {"login": login, "password": PASSWORD}, headers={"user-agent": agent})
    assert response.status_code == 302
    client.post("/account/logout/")


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (PHONE, "phone, Chrome"),
        (COMPUTER, "computer, Firefox"),
        (TABLET, "tablet, Safari"),
        ("Mozilla/5.0 (Macintosh) Chrome/126 Safari/537.36 Edg/126", "computer, Edge"),
        ("curl/8", "computer"),
        ("", "computer"),
        ("x" * 10_000, "computer"),
    ],
)
def test_a_browser_is_told_roughly(agent, family):
    assert device_of(agent).family == family


def test_a_new_device_rings_once_and_the_first_and_known_ones_never(cast, client, mailoutbox):
    sign_in(client, PHONE)
    sign_in(client, NEWER_PHONE)
    assert not Notice.objects.filter(kind="security").exists()

    sign_in(client, COMPUTER)
    sign_in(client, COMPUTER)

    assert Notice.objects.filter(kind="security", recipient=cast.anna.user).count() == 1
    assert KnownDevice.objects.filter(user=cast.anna.user).count() == 2
    deliver_batch()
    (mail,) = mailoutbox
    for telling in ("Firefox", "127.0.0.1", "Windows", "Anna", "2026", "computer"):
        assert telling not in mail.subject + mail.body + mail.alternatives[0].content


def answer(login, password=PASSWORD, *, at):
    return Client(REMOTE_ADDR=at).post("/account/login/", {"login": login, "password": password}).status_code


def guess_from_many_places(login, times=4):
    for number in range(times):
        answer(login, "geraden wachtwoord", at=f"203.0.113.{number + 1}")


@pytest.fixture
def few(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": "3/h/key"}


def test_guessing_from_many_places_ends_and_locks_nobody_out_where_they_signed_in_before(cast, few):
    assert answer("anna@example.org", at="198.51.100.7") == 302
    guess_from_many_places("Anna@example.org")

    assert answer("anna@example.org", at="203.0.113.99") == 200
    assert answer("anna@example.org", at="198.51.100.7") == 302
    # The same for an address that nobody has, and nothing for another account.
    guess_from_many_places("niemand@example.org")
    assert answer("bram@example.org", at="203.0.113.99") == 302


def test_the_link_in_the_mail_lets_in_while_somebody_guesses(cast, few, mailoutbox):
    guess_from_many_places("anna@example.org")
    here = Client(REMOTE_ADDR="198.51.100.8")
    assert answer("anna@example.org", at="198.51.100.8") == 200
    here.post("/account/password/reset/", {"email": "anna@example.org"})
    answer_password_questions()
    link = re.search(r"/account/password/reset/key/\S+", mailoutbox[0].body)[0]
    page = here.get(link, follow=True).redirect_chain[-1][0]
    fresh = "drie groene appels op tafel"
    assert here.post(page, {"password1": fresh, "password2": fresh}).status_code == 302

    assert answer("anna@example.org", fresh, at="198.51.100.8") == 302
    assert answer("anna@example.org", fresh, at="203.0.113.99") == 200


def test_signing_in_rightly_counts_for_nothing(cast, few):
    for number in range(6):
        assert answer("anna@example.org", at=f"198.51.100.{number + 1}") == 302


def test_a_device_is_known_for_one_person_only(cast, client):
    sign_in(client, PHONE)
    sign_in(client, PHONE, login="bram@example.org")

    assert not Notice.objects.filter(kind="security").exists()
    assert KnownDevice.objects.count() == 2


def test_where_mail_is_not_safe_the_staff_is_asked_to_call_and_nobody_rings(cast, client):
    cast.anna.mail_is_safe = False
    cast.anna.save()
    sign_in(client, PHONE)

    sign_in(client, COMPUTER)

    assert not Notice.objects.filter(recipient=cast.anna.user).exists()
    messages = Message.objects.all()
    assert {message.recipient for message in messages} == {cast.cora, cast.fiona}
    assert cast.case.reference in messages[0].text


@pytest.mark.two_parent
def test_a_sign_in_of_one_parent_leaves_no_trace_with_the_other(cast, client, client_as):
    other = client_as(cast.bram)
    pages = ("/mijn/", "/mijn/berichten/", "/account/sessions/", "/mijn/privacy/")
    before = [without_tokens(other.get(page)) for page in pages]
    sign_in(client, PHONE)
    sign_in(client, COMPUTER)

    assert [without_tokens(other.get(page)) for page in pages] == before
    assert not Notice.objects.filter(recipient=cast.bram.user).exists()
    assert not KnownDevice.objects.filter(user=cast.bram.user).exists()


def test_the_page_of_sessions_names_devices_and_moments_and_no_addresses(cast, client):
    client.post(
        "/account/login/", {"login": "anna@example.org", "password": PASSWORD}, headers={"user-agent": COMPUTER}
    )

    page = client.get("/account/sessions/").content.decode()

    assert "Firefox" in page
    assert "127.0.0.1" not in page
    assert "Windows" not in page
    assert "128.0" not in page


def test_a_person_ends_the_sessions_elsewhere(cast, client_as, client):
    client.post(
        "/account/login/", {"login": "anna@example.org", "password": PASSWORD}, headers={"user-agent": COMPUTER}
    )
    from django.test import Client

    here = Client()
    here.post("/account/login/", {"login": "anna@example.org", "password": PASSWORD}, headers={"user-agent": PHONE})
    assert client.get("/mijn/").status_code == 200

    here.post("/account/sessions/")

    assert client.get("/mijn/").status_code == 302
    assert here.get("/mijn/").status_code == 200


def test_the_mail_about_a_changed_password_tells_no_address_browser_or_time(cast, client_as, mailoutbox):
    client = confirm(client_as(cast.anna))
    new = "vier paarse peren op tafel"

    response = client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
        headers={"user-agent": COMPUTER},
    )

    assert response.status_code == 302
    assert mailoutbox == [], "nothing leaves inside a request"
    address_mail.deliver_round()
    (mail,) = mailoutbox
    assert mail.to == ["anna@example.org"]
    for telling in ("127.0.0.1", "Firefox", "Windows", "2026", "Anna"):
        assert telling not in mail.subject + mail.body


def test_a_parent_whose_mail_is_not_safe_gets_no_mail_about_the_password(cast, client_as, mailoutbox):
    cast.anna.mail_is_safe = False
    cast.anna.save()
    new = "vier paarse peren op tafel"

    confirm(client_as(cast.anna)).post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    address_mail.deliver_round()
    assert mailoutbox == []


def test_making_recovery_codes_asks_who_you_are_and_explains_itself(cast, client_as):
    client = client_as(cast.cora)
    assert client.get("/account/2fa/recovery-codes/generate/")["Location"].startswith("/account/reauthenticate/")

    assert confirm(client).get("/account/2fa/recovery-codes/generate/").status_code == 200
