"""The text of a message cannot be changed, not even in the database itself; its term can end."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from centre.append_only import seal_messages, unseal_messages
from centre.models import Message
from centre.services.erasure import blank
from centre.services.notices import send_message


@pytest.fixture
def letter(cast):
    return send_message(recipient=cast.anna.user, subject="Bericht", text="Zoals afgesproken.", by=cast.cora)


@pytest.mark.parametrize("column", ["subject", "text", "recipient_id", "sent_by_id", "sent_at"])
def test_the_database_refuses_to_change_what_was_sent(cast, letter, column):
    values = {"recipient_id": cast.bram.user_id, "sent_by_id": None, "sent_at": "2020-01-01 10:00:00+00:00"}
    with pytest.raises(DatabaseError, match="what was sent"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE centre_message SET {column} = %s WHERE id = %s", [values.get(column, "Anders."), letter.pk]
        )
    assert Message.objects.get(pk=letter.pk).text == "Zoals afgesproken."


def test_reading_and_the_end_of_the_term_stay_possible(letter):
    letter.first_read_at = letter.sent_at
    letter.save(update_fields=["first_read_at"])
    assert sum(blank([letter]).values()) == 1
    assert Message.objects.get(pk=letter.pk).text == ""
    Message.objects.filter(pk=letter.pk).delete()
    assert not Message.objects.exists()


def test_new_keys_rewrite_the_words_and_the_refusal_is_back_afterwards(letter, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "PRIVATE_ROOT", tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM centre_message")
        before = cursor.fetchone()[0]
        call_command("rotate_field_keys", stdout=io.StringIO())
        cursor.execute("SELECT text FROM centre_message")
        assert cursor.fetchone()[0] != before
    assert Message.objects.get(pk=letter.pk).text == "Zoals afgesproken."
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE centre_message SET text = 'x'")


def test_the_migration_can_be_undone_and_done_again(letter):
    unseal_messages(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE centre_message SET subject = 'x'")
    seal_messages(connection)
    seal_messages(connection)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE centre_message SET subject = 'y'")
