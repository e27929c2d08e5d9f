"""Where somebody lives: locked, one value at a time, with a reason; never in a page, a mail or a log."""

import logging
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from centre import clock
from centre import contact as keeping
from centre.models import AccessLog, CareRelation, Dossier, UnhideRequest, VaultEntry
from centre.models.vault import Visibility
from centre.services import contact
from centre.services.cases import relate
from centre.services.delivery import deliver_batch
from centre.services.notices import send_message
from centre.services.people import correct_contact
from tests.cast import make_user
from tests.centre.signing_in import confirm
from tests.house.crawling import crawl

STREET = "Geheimlaan 77"
SECRET = {"street": STREET, "postcode": "9999 ZZ", "place": "Verborgendorp", "phone": "06 99 88 77 66"}


@pytest.fixture
def address(cast) -> VaultEntry:
    correct_contact(parent=cast.anna, contact=SECRET, by=cast.anna.user)
    return cast.anna.vault.get(kind="address")


def page(cast, street="coordinatie", tail=""):
    return f"/{street}/zaken/{cast.case.reference}/contact/{cast.anna.reference}/{tail}"


def test_address_and_phone_leave_the_parents_own_row_and_are_ciphertext(cast, address):
    cast.anna.refresh_from_db()
    assert set(cast.anna.contact) == {"email"}
    assert contact.in_words(address.value) == f"{STREET}, 9999 ZZ Verborgendorp"
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM centre_vaultentry")
        assert all(STREET not in value and "9999" not in value for (value,) in cursor.fetchall())


def test_the_row_names_itself_without_its_value(address):
    assert STREET not in f"{address} {address!r}"


def test_correcting_one_part_leaves_the_rest(cast, address):
    correct_contact(parent=cast.anna, contact={"phone": "010 1"}, by=cast.anna.user)

    assert contact.in_words(cast.anna.vault.get(kind="phone").value) == "010 1"
    assert STREET in contact.in_words(cast.anna.vault.get(kind="address").value)


def test_a_new_address_of_somebody_who_is_secret_stays_secret(cast, address):
    contact.hide(entry=address, by=cast.anna.user)
    correct_contact(parent=cast.anna, contact={"street": "Nieuwe weg 1"}, by=cast.anna.user)

    address.refresh_from_db()
    assert address.visibility == Visibility.SECRET
    assert contact.in_words(address.value) == "Nieuwe weg 1"


def test_revealing_asks_who_you_are_then_why_and_writes_it_down(cast, client_as, address):
    client = client_as(cast.cora)
    assert "/account/" in client.get(page(cast, tail="address/tonen/")).url

    confirm(client)
    asked = client.get(page(cast, tail="address/tonen/"))
    assert STREET not in asked.content.decode()
    without = client.post(page(cast, tail="address/tonen/"), {})
    assert STREET not in without.content.decode()
    shown = client.post(page(cast, tail="address/tonen/"), {"reason": "letter"})

    assert STREET in shown.content.decode()
    assert "06 99 88 77 66" not in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert 'http-equiv="refresh" content="60' in shown.content.decode()
    own = Dossier.objects.get(parent=cast.anna)
    assert (
        AccessLog.objects.filter(label="contact: address", purpose="letter", dossier=own, actor=cast.cora).count() == 1
    )


@pytest.mark.parametrize("reason", ["", "because", "x" * 5000])
def test_without_a_good_reason_nothing_is_shown(cast, client_as, address, reason):
    shown = confirm(client_as(cast.cora)).post(page(cast, tail="address/tonen/"), {"reason": reason})

    assert shown.status_code == 200
    assert STREET not in shown.content.decode()


def test_a_secret_value_is_for_coordinators_only_and_two_people_undo_it(cast, client_as, address):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    thea, cora = confirm(client_as(cast.thea)), confirm(client_as(cast.cora))
    there = page(cast, "praktijk", "address/tonen/")
    assert STREET in thea.post(there, {"reason": "planning"}).content.decode()

    assert thea.post(page(cast, "praktijk", "address/afschermen/")).status_code == 302
    assert thea.post(there, {"reason": "planning"}).status_code == 404
    assert STREET in cora.post(page(cast, tail="address/tonen/"), {"reason": "emergency"}).content.decode()

    for _attempt in range(2):
        cora.post(page(cast, tail="address/vrijgeven/"))
        address.refresh_from_db()
        assert address.visibility == Visibility.SECRET
    carel = make_colleague(cast)
    confirm(client_as(carel)).post(page(cast, tail="address/vrijgeven/"))
    address.refresh_from_db()
    assert address.visibility == Visibility.RESTRICTED
    assert UnhideRequest.objects.get().approved_by == carel


def make_colleague(cast):
    return make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.north)


def test_the_database_refuses_one_person_doing_the_work_of_two(cast, address):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnhideRequest.objects.create(entry=address, asked_by=cast.cora, approved_by=cast.cora, approved_at=clock.now())


def test_hiding_ends_an_open_request_and_showing_what_is_not_secret_is_refused(cast, address):
    with pytest.raises(ValidationError):
        contact.unhide(entry=address, by=cast.cora)
    contact.hide(entry=address, by=cast.cora)
    contact.unhide(entry=address, by=cast.cora)
    contact.hide(entry=address, by=cast.cora)

    assert UnhideRequest.objects.count() == 0


def test_nobody_agrees_any_more_with_what_was_asked_more_than_a_day_ago(cast, address):
    colleague = make_colleague(cast)
    contact.hide(entry=address, by=cast.cora)
    contact.unhide(entry=address, by=cast.cora)

    with clock.at(clock.now() + timedelta(hours=25)):
        assert not [row for row in keeping.kept_of(cast.case, cast.anna) if row["is_asked"]]
        # Now the colleague asks, and somebody else has to agree.
        assert contact.unhide(entry=address, by=colleague) is False
        with pytest.raises(ValidationError):
            contact.unhide(entry=address, by=colleague)
        assert contact.unhide(entry=address, by=cast.cora) is True


@pytest.mark.parametrize("who", ["anna", "bram", "ruth", "thea", "rens", "gerda", "fiona"])
def test_nobody_else_reveals(cast, client_as, address, who):
    client = confirm(client_as(getattr(cast, who)))

    for street in ("coordinatie", "praktijk"):
        shown = client.post(page(cast, street, "address/tonen/"), {"reason": "letter"})
        assert shown.status_code == 404
        assert STREET not in shown.content.decode()


def test_a_coordinator_with_a_conflict_of_interest_reveals_nothing(cast, client_as, address):
    relate(case=cast.case, user=cast.cora, kind=CareRelation.Kind.EXCLUDED, reason="neighbour")

    assert (
        confirm(client_as(cast.cora)).post(page(cast, tail="address/tonen/"), {"reason": "letter"}).status_code == 404
    )
    with pytest.raises(contact.MayNotReveal):
        contact.reveal(entry=address, by=cast.cora)


def test_a_parent_of_another_case_is_not_reachable_through_an_own_case(cast, client_as, address):
    there = f"/coordinatie/zaken/{cast.other_case.reference}/contact/{cast.anna.reference}/address/tonen/"

    assert confirm(client_as(cast.cora)).post(there, {"reason": "letter"}).status_code == 404


def test_golden_a_planted_address_is_nowhere(cast, client_as, address, caplog):
    """Every page that a parent, a therapist, a coordinator and the privacy officer reach; mails; logs; the log's rows."""
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    caplog.set_level(logging.DEBUG)
    send_message(recipient=cast.bram.user, subject="Iets", text="Tekst", by=None)
    walks = {
        cast.anna: ("/mijn/",), cast.bram: ("/mijn/",), cast.thea: ("/praktijk/",), cast.cora: ("/coordinatie/",),
        cast.fiona: ("/toezicht/",), cast.ruth: ("/verwijzen/",),
    }  # fmt: skip
    seen = 0
    for person, streets in walks.items():
        walk = crawl(confirm(client_as(person)), list(streets), stay_in=streets)
        seen += len(walk.seen)
        for word in SECRET.values():
            assert walk.hits(word) == [], (person, word)
    while deliver_batch():
        pass
    written = (
        [str(row) for row in AccessLog.objects.values()]
        + caplog.messages
        + [f"{sent.message()}" for sent in mail.outbox]
    )
    assert seen > 40
    assert not [line for line in written if any(word in line for word in SECRET.values())]


def test_hidden_is_no_signal_in_a_parents_own_street(cast, client_as, address):
    """Anna's page is the same words whether or not a value is there for the other parent."""
    before = client_as(cast.bram).get("/mijn/contact/").content.decode()
    contact.hide(entry=address, by=cast.cora)
    after = client_as(cast.bram).get("/mijn/contact/").content.decode()

    assert strip(before) == strip(after)


def strip(page_text: str) -> str:
    """The page without the masked CSRF tokens, which differ on every rendering."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+', r"\1", page_text)


@pytest.mark.parametrize("count", [1, 3])
def test_staffs_card_costs_the_same_for_one_value_as_for_three(cast, client_as, django_assert_max_num_queries, count):
    for kind in ("address", "phone", "school")[:count]:
        contact.set_contact(parent=cast.anna, kind=kind, value={"text": "x"}, by=None)
    client = client_as(cast.cora)
    client.get(page(cast))
    with django_assert_max_num_queries(14):
        assert client.get(page(cast)).status_code == 200
