"""A citizen service number is in no address, page, log, mail or file name, and not readable in the database (law.md R38)."""

import json
import logging
import re

import pytest
from django.core import mail
from django.db import connection
from stdnum.nl import bsn

from centre.models import AccessLog
from centre.services import citizen_numbers
from centre.services.delivery import deliver_batch
from centre.services.notices import send_to_both_parents
from tests.centre.test_people_care import NUMBER
from tests.house.addresses import walk
from tests.house.crawling import crawl

NINE_DIGITS = re.compile(r"(?<![\w.])\d{9}(?![\w.])")


def numbers_in(text: str) -> set[str]:
    """Whatever passes the eleven-test: a scanner that knows no particular child."""
    return {digits for digits in NINE_DIGITS.findall(text) if bsn.is_valid(digits)}


@pytest.fixture
def known(cast):
    return citizen_numbers.record_number(child=cast.noor, number=NUMBER, source="sbvz", by=cast.cora)


def test_the_scanner_finds_a_number():
    assert numbers_in(f"/kind/{NUMBER}/") == numbers_in(f"BSN: {NUMBER}, ") == {NUMBER}
    assert numbers_in("ZK-33333333 2026-11-22 123456789") == set()


def test_no_page_address_or_log_of_staff_and_family_holds_a_number(cast, known, client_as, caplog):
    with caplog.at_level(logging.DEBUG):
        for person, street in ((cast.cora, "coordinatie"), (cast.anna, "mijn"), (cast.fiona, "toezicht")):
            found = crawl(client_as(person), [f"/{street}/"], stay_in=(f"/{street}/",), most=120)
            assert len(found.seen) > 8
            for address, text in found.seen.items():
                assert numbers_in(address) == set(), address
                assert NUMBER not in text, address
    page = f"/coordinatie/zaken/{cast.case.reference}/kinderen/{cast.noor.reference}/bsn/"
    shown = client_as(cast.cora).get(page).content.decode()
    assert NUMBER not in shown
    # SQL at level DEBUG carries ciphertext only; what the portal itself writes carries nothing.
    assert NUMBER not in caplog.text
    assert not [row for row in AccessLog.objects.values_list("label", "purpose", "ground") if numbers_in(" ".join(row))]


def test_no_mail_and_no_file_name_holds_a_number(cast, known, settings):
    send_to_both_parents(case=cast.case, subject="Bericht", text=f"BSN {NUMBER}", by=cast.cora, sending="s")
    while deliver_batch():
        pass

    assert mail.outbox
    assert not [sent for sent in mail.outbox if numbers_in(str(sent.message()))]
    assert not [path for path in settings.PRIVATE_ROOT.rglob("*") if numbers_in(path.name)]


def test_the_database_holds_it_as_ciphertext_only(known):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert NUMBER not in json.dumps(cursor.fetchall(), default=str), table


def test_no_address_takes_a_number_of_a_person():
    assert not [address.route for address in walk() if re.search(r"<\w+:(bsn|number_of_child)>", address.route)]
