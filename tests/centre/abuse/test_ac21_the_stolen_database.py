"""AC21: somebody has the whole database, or locks it for money. The keys are not in it; a copy can be put back."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from centre import clock
from centre.fields import cipher
from centre.models import CareRelation, Notice
from centre.services import attachments
from centre.services.cases import relate
from centre.services.delivery import deliver_batch
from centre.services.notes import write_note
from centre.services.notices import queue_notice, send_message
from centre.services.people import correct_contact
from centre.services.safety import record_safety
from tests.centre.hostile_files import picture

CANARY = "KANARIE"


def whole_database() -> str:
    """Every value of every table, as a thief would read it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(
                json.dumps(
                    cursor.fetchall(),
                    default=lambda value: (
                        bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)
                    ),
                )
            )
    return "\n".join(found)


@pytest.fixture
def filled(cast, settings, tmp_path):
    """Something secret in an address, a note, a message, a safety entry and a file."""
    settings.PRIVATE_ROOT = tmp_path
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    own = cast.anna.dossiers.get()
    facts = {"street": f"{CANARY}laan 1", "place": f"{CANARY}dorp", "phone": f"06 {CANARY}"}
    correct_contact(parent=cast.anna, contact=facts, by=cast.anna.user)
    write_note(dossier=own, case=cast.case, kind="observation", subject="Gesprek", text=CANARY, by=cast.thea)
    send_message(recipient=cast.anna.user, subject="Bericht", text=CANARY, by=cast.cora)
    record_safety(case=cast.case, kind="signal", text=CANARY, by=cast.thea)
    content = picture()
    attachments.add_attachment(dossier=own, case=cast.case, title=CANARY, name="a.jpg", content=content, by=cast.thea)
    return tmp_path


def test_ac21_a_stolen_database_tells_nothing_and_holds_no_key(filled):
    stolen = whole_database()

    assert "Gesprek" in stolen, "the walk reads the tables"
    assert CANARY not in stolen
    for key in (*settings.FIELD_KEYS, settings.HASH_KEY, settings.SECRET_KEY):
        assert str(key) not in stolen


def test_ac21_a_stolen_disk_of_files_tells_nothing(filled):
    files = [path.read_bytes() for path in filled.rglob("*") if path.is_file()]

    assert files
    assert not [content for content in files if b"\xff\xd8\xff" in content or CANARY.encode() in content]


def test_ac21_with_the_key_from_escrow_one_address_opens_again(cast, filled):
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM centre_vaultentry ORDER BY id")
        sealed = [row[0] for row in cursor.fetchall()]

    opened = [cipher().decrypt(value.encode() if isinstance(value, str) else bytes(value)).decode() for value in sealed]
    assert any(CANARY in value for value in opened)


def test_ac21_a_copy_of_last_week_that_is_put_back_does_not_ring_doorbells_that_are_too_late(cast):
    week_ago = clock.now() - timedelta(days=7)
    with clock.at(week_ago):
        late = week_ago + timedelta(hours=2)
        queue_notice(key="old", kind="appointment", recipient=cast.anna.user, due_at=week_ago, not_after=late)

    deliver_batch()

    assert mail.outbox == []
    assert Notice.objects.get(key="old").why == "late"
