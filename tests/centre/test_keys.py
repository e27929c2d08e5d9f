"""New keys: nothing old opens with them alone, and nothing is lost or brought back while they turn."""

import os
from pathlib import Path
from threading import Thread

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from centre.database_roles import grant
from centre.fields import cipher
from centre.models import Note, SafetyEntry
from centre.pdf import private_file
from centre.services import attachments


def test_after_rotation_the_old_key_opens_nothing_columns_second_factors_and_files(cast, settings):
    row = attachments.add_attachment(
        dossier=cast.anna.dossiers.get(), case=cast.case, title="Brief", name="x.png", content=_png(), by=cast.anna.user
    )
    secret = cipher().encrypt(b"JBSWY3DPEHPK3PXP").decode()
    factor = Authenticator.objects.create(user=cast.anna.user, type="totp", data={"secret": secret})
    entry = SafetyEntry.objects.create(dossier=cast.anna.dossiers.get(), kind="signal", text="Zorg.")
    connection.check_constraints()  # what PostgreSQL still had to check would keep its triggers in use
    content, old = attachments.content_of(attachment=row), settings.FIELD_KEYS
    fresh = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [fresh, *old]

    call_command("rotate_field_keys")

    settings.FIELD_KEYS = [fresh]
    row.refresh_from_db()
    factor.refresh_from_db()
    assert row.title == "Brief"
    assert attachments.content_of(attachment=row) == content
    assert cipher().decrypt(factor.data["secret"].encode()) == b"JBSWY3DPEHPK3PXP"
    entry.refresh_from_db()
    assert entry.text == "Zorg."
    with pytest.raises(DatabaseError), transaction.atomic():
        SafetyEntry.objects.update(text="Anders.")


@pytest.mark.parametrize("deed", ["changes", "erases"])
def test_what_happens_to_a_row_while_the_keys_turn_stays(cast, settings, monkeypatch, deed):
    """Somebody writes or erases after the command began to go through the table, and before it comes to that row."""
    anna = cast.anna.dossiers.get()
    notes = [
        Note.objects.create(
            dossier=anna, case=cast.case, kind="observation", subject="x", text=f"Notitie {n}", written_by=cast.thea
        )
        for n in range(2)
    ]
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    update, after = QuerySet.bulk_update, []

    def bulk_update(rows, objects, fields, **more):
        if rows.model is Note and not after:
            after.append(deed)
            other = Note.objects.get(pk=notes[1].pk)
            other.text = "Gewijzigd" if deed == "changes" else ""
            other.save(update_fields=["text"])
        return update(rows, objects, fields, **more)

    monkeypatch.setattr(QuerySet, "bulk_update", bulk_update)
    call_command("rotate_field_keys")

    assert Note.objects.get(pk=notes[0].pk).text == "Notitie 0"
    assert Note.objects.get(pk=notes[1].pk).text == ("Gewijzigd" if deed == "changes" else "")


def test_a_file_that_is_erased_while_the_keys_turn_stays_erased(cast, settings, monkeypatch):
    row = attachments.add_attachment(
        dossier=cast.anna.dossiers.get(), case=cast.case, title="Brief", name="x.png", content=_png(), by=cast.thea
    )
    path = private_file("documenten", row.key)
    write = Path.write_bytes

    def write_bytes(fresh, content):
        path.unlink(missing_ok=True)
        return write(fresh, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    call_command("rotate_field_keys")

    assert not [found for found in path.parent.iterdir() if path.name in found.name]


def test_a_file_that_is_erased_at_the_last_moment_does_not_come_back(cast, monkeypatch):
    """Between the last look at the file and the move over it."""
    row = attachments.add_attachment(
        dossier=cast.anna.dossiers.get(), case=cast.case, title="Brief", name="x.png", content=_png(), by=cast.thea
    )
    path, replace, erasing = private_file("documenten", row.key), Path.replace, []

    def replace_late(fresh, target):
        if not erasing:
            erasing.append(Thread(target=attachments.erase_file, kwargs={"attachment": row}))
            erasing[0].start()
            erasing[0].join(0.3)
        return replace(fresh, target)

    monkeypatch.setattr(Path, "replace", replace_late)
    call_command("rotate_field_keys")
    erasing[0].join(10)

    assert not [found for found in path.parent.iterdir() if path.name in found.name]


def test_only_the_owner_of_the_tables_turns_the_keys_and_others_change_nothing(cast, settings):
    """On PostgreSQL the role of the web may not lift what the database refuses; it hears why, before anything changed."""
    if connection.vendor != "postgresql":
        return
    role = f"portal_web_keys_{os.getpid()}"
    with connection.cursor() as cursor:
        grant(connection, role=role, password="secret")
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(CommandError, match="owner"):
            call_command("rotate_field_keys")
        cursor.execute("RESET ROLE")


def _png() -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(held, "PNG")
    return held.getvalue()
