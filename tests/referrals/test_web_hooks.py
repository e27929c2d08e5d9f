"""Messages to partners' systems: once, signed, tried again, given up with a task, never inside, never waiting long."""

import hashlib
import hmac
import json
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from referrals import outward, services, tasks
from referrals.desk import cards
from referrals.models import HookDelivery, WebHook
from tests.factories import referrals


class Receiver:
    """A real little server of a partner; `status` is what it answers."""

    def __init__(self, status=200):
        got, self.got, self.status = [], [], status
        self.got = got
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()

            def log_message(self, *_args):
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/sein?van=tweehuis"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings):
    settings.WEB_HOOKS_MAY_BE_PRIVATE = True
    made = Receiver()
    yield made
    made.close()


def a_hook(cast, address) -> tuple[WebHook, str]:
    return services.open_hook(organisation=cast.team, address=address, by=cast.cora)


def test_news_of_an_own_referral_arrives_once_signed_and_without_a_name(cast, receiver):
    _hook, secret = a_hook(cast, receiver.address)
    row = referrals.accepted(cast)

    assert tasks.deliver_web_hooks() == 1
    assert tasks.deliver_web_hooks() == 0

    headers, body = receiver.got[0]
    said = json.loads(body)
    signed = headers["Tweehuis-Timestamp"].encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Tweehuis-Signature"] == f"v1={expected}"
    assert set(said) == {"volgnummer", "referentie", "stand", "moment"}
    assert (said["referentie"], said["stand"]) == (row.reference, "aangenomen")
    assert abs(int(headers["Tweehuis-Timestamp"]) - time.time()) < 60


def test_another_organisation_hears_nothing_and_own_steps_are_no_news(cast, receiver):
    a_hook(cast, receiver.address)
    referrals.accepted(cast, by=cast.ruth, organisation=cast.board)
    referrals.submitted(cast)

    assert HookDelivery.objects.count() == 0


def test_the_same_news_is_queued_once(cast, receiver):
    a_hook(cast, receiver.address)
    row = referrals.submitted(cast)
    news = {"referral": row, "stage": "ontvangen", "key": "step:1", "at": clock.now()}

    assert [services.queue_news(**news), services.queue_news(**news)] == [1, 0]


def test_a_refusal_is_tried_again_later_and_given_up_with_a_task(cast, receiver):
    hook, _secret = a_hook(cast, receiver.address)
    receiver.status = 500
    referrals.accepted(cast)
    moment = clock.now()
    for wait in (0, *[wait.total_seconds() for wait in services.hooks.RETRIES]):
        moment += timedelta(seconds=wait + 1)
        assert tasks.deliver_web_hooks(now=moment.isoformat()) == 0

    row = HookDelivery.objects.get()
    assert (row.state, row.attempts, row.last_status) == ("dead", 7, 500)
    assert len(receiver.got) == 7
    assert any("Wijkteam Noordrand" in card.title for card in cards(cast.cora, "coordinator"))

    receiver.status = 204
    assert services.try_again(hook=hook) == 1
    assert tasks.deliver_web_hooks(now=(moment + timedelta(days=1)).isoformat()) == 1
    assert not any("Wijkteam Noordrand" in card.title for card in cards(cast.cora, "coordinator"))


def test_before_its_time_nothing_is_tried_again(cast, receiver):
    a_hook(cast, receiver.address)
    receiver.status = 500
    referrals.accepted(cast)
    tasks.deliver_web_hooks()
    tasks.deliver_web_hooks()

    assert len(receiver.got) == 1


def test_a_redirect_is_not_followed(cast, receiver):
    a_hook(cast, receiver.address)
    receiver.status = 307
    referrals.accepted(cast)

    assert tasks.deliver_web_hooks() == 0
    assert HookDelivery.objects.get().last_status == 307


@pytest.mark.parametrize("says", [b"", b"H"], ids=["silent", "one letter at a time"])
def test_a_receiver_that_hangs_costs_seconds_and_never_a_request(cast, settings, says):
    settings.WEB_HOOKS_MAY_BE_PRIVATE, settings.WEB_HOOK_TIMEOUT = True, 0.4
    ear = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def hang():
        line, _address = ear.accept()
        while not stop.wait(0.1):
            try:
                line.sendall(says)
            except OSError:
                break
        line.close()

    threading.Thread(target=hang, daemon=True).start()
    a_hook(cast, f"http://127.0.0.1:{ear.getsockname()[1]}/")
    start = time.monotonic()
    referrals.accepted(cast)
    in_request = time.monotonic() - start
    sent = tasks.deliver_web_hooks()
    took = time.monotonic() - start - in_request
    stop.set()
    ear.close()

    assert sent == 0
    assert in_request < 20  # it would hang for ever
    assert took < 20
    assert HookDelivery.objects.get().last_status == 0


def test_an_ended_address_gets_nothing_more(cast, receiver):
    hook, _secret = a_hook(cast, receiver.address)
    referrals.accepted(cast)
    services.end_hook(hook=hook)

    assert tasks.deliver_web_hooks() == 0
    assert HookDelivery.objects.get().state == "dropped"


def test_a_claim_of_a_dead_worker_comes_back(cast, receiver):
    a_hook(cast, receiver.address)
    referrals.accepted(cast)
    claimed = services.claim_deliveries()
    assert services.claim_deliveries() == []

    with clock.at(clock.now() + timedelta(minutes=3)):
        assert [row.pk for row in services.claim_deliveries()] == [row.pk for row in claimed]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/sein", "https://127.0.0.1/", "https://10.0.0.8/", "https://[::1]/", "https://169.254.169.254/latest",
        "https://localhost/", "https://user:pass@example.org/", "https://example.org:8443/", "ftp://example.org/", "https://[::ffff:10.0.0.1]/",
        "https://[bad", "geen adres",
    ],
)  # fmt: skip
def test_an_address_inside_or_without_a_lock_is_refused(cast, address):
    with pytest.raises(ValidationError):
        a_hook(cast, address)


@pytest.mark.parametrize(
    "ip",
    ["10.1.2.3", "127.0.0.1", "192.168.1.9", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1", "100.64.0.1"],
)
def test_a_name_that_leads_inside_is_refused_at_the_moment_of_sending(monkeypatch, ip):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    with pytest.raises(outward.NotAllowed):
        outward.post("https://buiten.example.org/", b"{}", {})


def test_the_page_for_web_hooks_refuses_an_address_inside_and_keeps_what_was_typed(cast, client_as):
    from tests.centre.signing_in import confirm

    client = confirm(client_as(cast.cora))
    answer = client.post(f"/coordinatie/partners/{cast.team.pk}/seinen/nieuw/", {"address": "https://10.0.0.8/sein"})

    assert answer.status_code == 200
    assert "https://10.0.0.8/sein" in answer.content.decode()
    assert WebHook.objects.count() == 0
