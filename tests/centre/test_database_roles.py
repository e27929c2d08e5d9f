"""The role of the web process changes rows, never tables, and cannot rewrite who looked."""

import os
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from centre import append_only, clock
from centre.models import AccessLog, AccessSeal
from centre.services import log_quarters, sealing

ROLE = f"portal_web_{os.getpid()}"
REFUSED = (
    "UPDATE centre_accesslog SET label = 'x'",
    "DELETE FROM centre_accesslog",
    "TRUNCATE centre_accesslog",
    "UPDATE centre_accessseal SET digest = 'x'",
    "DELETE FROM centre_accessseal",
    "UPDATE centre_accessquarter SET digest = 'x'",
    "DELETE FROM centre_accessquarter",
    "ALTER TABLE centre_accesslog DISABLE TRIGGER ALL",
    "CREATE TABLE planted (id integer)",
)


def test_the_web_role_reads_and_writes_rows_and_nothing_else(cast, monkeypatch):
    monkeypatch.setenv("POSTGRES_WEB_PASSWORD", "")
    with pytest.raises(CommandError):
        call_command("grant_web_role", role=ROLE)
    if connection.vendor != "postgresql":
        return
    monkeypatch.setenv("POSTGRES_WEB_PASSWORD", "it's a secret")
    for _twice in range(2):
        call_command("grant_web_role", role=ROLE)
    append_only.install(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        AccessLog.objects.create(actor=cast.thea, action="view", label="case")
        type(cast.case).objects.select_for_update().get(pk=cast.case.pk).save()
        with clock.at(clock.now() + timedelta(days=2)):
            assert sealing.seal_finished_days()
            AccessLog.objects.create(actor=cast.thea, action="view", label="case")
            assert log_quarters.seal_quarter()
        seal = AccessSeal.objects.last()
        seal.pruned_at = clock.now()
        seal.save(update_fields=["pruned_at"])
        # Old rows go by the owner's function only; of younger ones the trigger keeps every one.
        long_ago, kept = clock.now() - timedelta(days=6 * 366), AccessLog.objects.count()
        AccessLog.objects.create(actor=cast.thea, action="view", label="case", at=long_ago)
        append_only.prune(connection, since=long_ago, before=long_ago + timedelta(days=1))
        assert AccessLog.objects.count() == kept
        with pytest.raises(DatabaseError), transaction.atomic():
            append_only.prune(connection, since=long_ago, before=clock.now() + timedelta(days=3))
        for statement in REFUSED:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
        cursor.execute("RESET ROLE")
