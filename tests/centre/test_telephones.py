"""One telephone number of two parents: staff hears of it, the parents do not, and who calls reads to ask first."""

import pytest
from django.urls import reverse

from centre import clock
from centre.guards import Guards
from centre.models import ContactTask, Message, Notice, VaultEntry
from centre.services.contact import confirm_number, set_card
from centre.services.notices import queue_notice
from centre.services.people import correct_contact
from centre.services.undelivered import ask_for_calls
from centre.telephones import digest_of_number, plain, unsure_numbers

pytestmark = pytest.mark.two_parent
NUMBER = "06 12 34 56 78"
CARD = {"quiet_from": 0, "quiet_until": 0, "voicemail_is_safe": True, "other_parent_knows": True}


def give(parent, number=NUMBER):
    correct_contact(parent=parent, contact={"phone": number}, by=parent.user)
    return VaultEntry.objects.get(parent=parent, kind="phone")


def page(cast, parent) -> str:
    return f"/coordinatie/zaken/{cast.case.reference}/contact/{parent.reference}/"


@pytest.mark.parametrize(
    "written", ["0612345678", "06-12 34 56 78", "+31 6 1234 5678", "0031612345678", "+31 (0)6 12345678"]
)
def test_one_number_is_one_number_however_it_is_written(written):
    assert plain(written) == "0612345678"
    assert digest_of_number(written) == digest_of_number(NUMBER)


def test_other_numbers_differ_and_what_is_no_number_equals_nothing():
    assert digest_of_number("06 12 34 56 79") != digest_of_number(NUMBER)
    assert digest_of_number("geen") == digest_of_number("12") == ""


def test_staff_hears_it_once_and_the_parents_hear_nothing(cast, client_as):
    give(cast.anna)
    assert not Message.objects.exists()
    before = client_as(cast.anna).get("/mijn/contact/").content.count(b"<p")
    give(cast.bram, "+31 6 12345678")
    give(cast.bram, "+31 6 12345678")

    told = Message.objects.filter(recipient=cast.cora)
    assert told.count() == 1
    assert "hetzelfde telefoonnummer" in told.get().subject and NUMBER not in told.get().text
    assert not Message.objects.filter(recipient__in=[cast.anna.user, cast.bram.user]).exists()
    assert client_as(cast.anna).get("/mijn/contact/").content.count(b"<p") == before


def test_the_number_of_another_family_is_no_business_of_this_one(cast):
    give(cast.anna)
    give(cast.carla)

    assert not unsure_numbers().exists()
    assert not Message.objects.exists()


def test_an_equal_number_changes_no_doorbell_and_whoever_calls_reads_to_ask_first(cast, client_as):
    entry = give(cast.anna)
    give(cast.bram)
    for parent in (cast.anna, cast.bram):
        set_card(parent=parent, by=parent.user, mail_is_safe=False, prefers="call", **CARD)
        queue_notice(
            key=f"x:{parent.pk}", kind=Notice.Kind.MESSAGE, recipient=parent.user, path="/start/", due_at=clock.now()
        )

    def why():
        rows = Notice.objects.filter(key__startswith="x:").order_by("key")
        guards = Guards(rows)
        return [guards.why_not(row) for row in rows]

    assert why() == ["call", "call"]
    row = Notice.objects.get(key=f"x:{cast.anna.pk}")
    ask_for_calls(notices=[row], why=Notice.Why.CALL)
    task = reverse("centre:contact-task", args=[ContactTask.objects.get(person=cast.anna.user).reference])
    assert "Bel het nog niet" in client_as(cast.cora).get(task).content.decode()
    client, address = client_as(cast.cora), page(cast, cast.anna)
    assert "De andere ouder gaf hetzelfde nummer" in client.get(address).content.decode()
    assert client.post(f"{address}phone/veilig/").status_code == 302
    assert "De andere ouder gaf" not in client.get(address).content.decode()
    assert "Bel het nog niet" not in client.get(task).content.decode()
    assert why() == ["call", "call"]
    entry.refresh_from_db()
    assert entry.number_confirmed_by == cast.cora
    confirm_number(entry=entry, by=cast.thea)
    assert entry.number_confirmed_by == cast.cora
    give(cast.anna, "06 99 99 99 99")
    entry.refresh_from_db()
    assert entry.number_confirmed_at is None


def test_a_foreign_case_and_a_parent_find_no_way_to_confirm(cast, client_as):
    give(cast.anna)
    give(cast.bram)
    far = f"/coordinatie/zaken/{cast.other_case.reference}/contact/{cast.anna.reference}/phone/veilig/"

    assert client_as(cast.cora).post(far).status_code == 404
    assert client_as(cast.bram).post(f"{page(cast, cast.anna)}phone/veilig/").status_code in (302, 404)
    assert not VaultEntry.objects.filter(number_confirmed_at__isnull=False).exists()
