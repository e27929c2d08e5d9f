"""A stopwatch learns nothing: what exists for somebody else and what does not exist take equally long."""

import hashlib
import re
from datetime import date

import pytest
from django.conf import settings as live
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre import clock
from centre.models import Invitation, Notice, User
from centre.services import people
from groups.services import make_feed, revoke_feed
from intake.services.requests import begin_request, keep_answers
from intake.views.limits import LIMITS
from tests import cast as casting
from tests.centre.timing import auc, band_for, told_apart

#: What production hashes with; the fast one of the other tests would hide the difference.
SCRYPT = ["django.contrib.auth.hashers.ScryptPasswordHasher"]


@pytest.fixture
def unlimited(settings):
    """The limits would end the measuring; they have tests of their own."""
    settings.ACCOUNT_RATE_LIMITS = False


def get(client, address, status):
    def ask():
        assert client.get(address).status_code == status

    return ask


def told(record_property, name, first, second, **how):
    found, differs = told_apart(first, second, **how)
    record_property(f"auc {name}", round(found, 3))
    print(f"AUC {name}: {found:.3f}")  # noqa: T201  shown with -s
    assert not differs, f"{name}: AUC {found:.3f}"


def test_the_stopwatch_would_notice_a_hash():
    """The control: work that one answer does and the other does not is told apart."""
    found, differs = told_apart(lambda: hashlib.pbkdf2_hmac("sha256", b"x", b"y", 2000), lambda: None, pairs=100)

    assert differs
    assert found < 0.05
    assert auc([1, 2], [1, 2]) == 0.5
    assert band_for(300) < 0.06


def test_one_look_outside_the_band_is_no_leak_and_two_on_one_side_are(monkeypatch):
    looks = {
        "a false alarm": [0.6, 0.5],
        "to and fro": [0.6, 0.4],
        "a leak": [0.6, 0.58],
        "a leak the other way": [0.4, 0.42],
    }

    told = {}
    for name, found in looks.items():
        monkeypatch.setattr("tests.centre.timing.auc", lambda *_times, found=found: found.pop(0))
        told[name] = told_apart(lambda: None, lambda: None, pairs=300)[1]

    assert told == {"a false alarm": False, "to and fro": False, "a leak": True, "a leak the other way": True}


def test_a_door_that_fetches_first_and_judges_later_is_told_apart(cast, client_as, monkeypatch):
    """The control with a planted delay: a door that reads what exists before it refuses it."""

    def fetched_first(request, rows, lookup, **_facts):
        row = rows.model._base_manager.filter(**lookup).first()
        if row is not None:
            # A page that was made ready for nothing.
            [list(row.looks.all()) for _turn in range(20)]
        raise Http404

    monkeypatch.setattr("centre.access._fetch", fetched_first)
    known, unknown = (f"/praktijk/zaken/{each}/" for each in (cast.case.reference, "ZK-33333333"))
    browser = client_as(cast.thea)

    found, differs = told_apart(get(browser, known, 404), get(browser, unknown, 404), pairs=100)

    assert differs, found


def test_doors_take_as_long_for_what_is_somebody_elses(cast, client_as, record_property):
    therapist, parent = client_as(cast.thea), client_as(cast.anna)
    foreign = {
        "case": (therapist, f"/praktijk/zaken/{cast.case.reference}/", "/praktijk/zaken/ZK-33333333/", 300),
        "child": (parent, f"/mijn/kinderen/{cast.sem.reference}/", "/mijn/kinderen/P-3333333333/", 300),
    }

    for name, (client, known, unknown, pairs) in foreign.items():
        told(record_property, f"door of a {name}", get(client, known, 404), get(client, unknown, 404), pairs=pairs)


def signing_in(client, address):
    """A try with a wrong password."""

    def ask():
        client.cookies.clear()
        page = client.post("/account/login/", {"login": address, "password": "wrong horse battery"})
        assert page.status_code == 200

    return ask


def work_of(ask, monkeypatch) -> dict:
    """What a try costs the server: hashes, questions to the database in their order, rows that changed."""
    hashes, encode = [], ScryptPasswordHasher.encode

    def counted(self, password, salt, *more, **options):
        hashes.append((self.work_factor, self.block_size, self.parallelism))
        return encode(self, password, salt, *more, **options)

    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as asked:
        patched.setattr(ScryptPasswordHasher, "encode", counted)
        ask()
    statements = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in asked.captured_queries]
    return {"hashes": hashes, "statements": statements, "mails": len(mail.outbox), "notices": Notice.objects.count()}


def test_signing_in_does_the_same_work_for_an_unknown_address(cast, client, settings, unlimited, monkeypatch):
    """No clock: as many hashes of the same weight, the same questions to the database, nothing mailed or kept."""
    settings.PASSWORD_HASHERS = SCRYPT
    assert live.PASSWORD_HASHERS == SCRYPT
    cast.anna.user.set_password("correct horse battery")
    cast.anna.user.save()
    # Invited, but the account was never opened; ended; unknown.
    people.invite_parent(parent=cast.bram, by=cast.cora)
    User.objects.filter(pk=cast.bram.user.pk).update(password="!never")
    User.objects.filter(pk=cast.carla.user.pk).update(is_active=False, password=cast.anna.user.password)

    known, *others = (
        work_of(signing_in(client, f"{name}@example.org"), monkeypatch) for name in ("anna", "bram", "carla", "ymte")
    )

    assert len(known["hashes"]) == 1
    assert others == [known] * 3


def test_signing_in_takes_as_long_for_an_unknown_address(cast, client, unlimited, record_property):
    """Beside the hash, of which there is one for both: with the quick one of the tests, so that the rest is seen."""
    first, second = signing_in(client, "anna@example.org"), signing_in(client, "ymte@example.org")

    told(record_property, "sign-in", first, second, pairs=300)


def test_asking_a_new_password_takes_as_long_for_an_unknown_address(cast, client, unlimited, record_property):
    def ask_for(address):
        def ask():
            assert client.post("/account/password/reset/", {"email": address}).status_code == 302

        return ask

    told(record_property, "new password", ask_for("anna@example.org"), ask_for("ymte@example.org"), pairs=300)


def test_a_used_invitation_takes_as_long_as_one_that_never_was(cast, client, record_property):
    people.invite_parent(parent=cast.anna, by=cast.cora)
    Invitation.objects.update(used_at=clock.now())
    token = cast.anna.user.notices.get(kind="invitation").path
    used = get(client, token, 410)
    unknown = get(client, "/account/uitnodiging/" + "x" * 43 + "/", 410)

    told(record_property, "invitation", used, unknown, pairs=300)


def test_a_wrong_code_takes_as_long_in_every_letter(cast, client, record_property):
    code = people.invite_parent(parent=cast.anna, by=cast.cora)
    path = cast.anna.user.notices.get(kind="invitation").path

    def try_code(text):
        def ask():
            Invitation.objects.update(failed_attempts=0)
            page = client.post(path, {"code": text, "password": "drie groene appels op tafel"})
            assert list(page.context["form"].errors) == ["code"]

        return ask

    nearly = code[:5] + ("3" if code[5] != "3" else "4")
    told(record_property, "invitation code", try_code(nearly), try_code("333333"), pairs=300)


def test_a_calendar_that_was_stopped_takes_as_long_as_one_that_never_was(cast, client, record_property):
    token = make_feed(user=cast.anna.user)
    revoke_feed(user=cast.anna.user)

    told(
        record_property,
        "calendar",
        get(client, f"/agenda/{token}.ics", 404),
        get(client, f"/agenda/{'x' * len(token)}.ics", 404),
        pairs=300,
    )


def test_a_search_takes_as_long_for_a_child_of_another_region(cast, client_as, record_property):
    """Found by nobody who may not know it: not by a list, and not by a stopwatch."""
    born = date(2012, 2, 2)
    casting.open_case(cast, [("xena", "Xena"), ("yves", "Yves")], [("Zoe", born)], region=cast.east)
    browser, page = client_as(cast.cora), reverse("intake:find-child")

    def search(name, day):
        def ask():
            answer = browser.post(page, {"first_name": name, "birth_date": day.isoformat()})
            assert answer.context["found"] == []

        return ask

    told(record_property, "search", search("Zoe", born), search("Zoa", date(2012, 2, 3)), pairs=200)


def test_a_wrong_code_takes_as_long_for_a_request_that_was_never_sent(cast, client, monkeypatch, record_property):
    monkeypatch.setitem(LIMITS, "status", (100_000, 60))
    row, _secret = begin_request()
    keep_answers(request=row, step="you", answers={"first_name": "Anna", "last_name": "van Anna"}, revision=0)
    page = reverse("intake:start-status")

    def try_code(number):
        def ask():
            assert client.post(page, {"number": number, "code": "333333"}).context["found"] is None

        return ask

    told(record_property, "resume code", try_code(row.reference), try_code("HV-33333333"), pairs=300)
