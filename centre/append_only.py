"""Triggers that make the access log append-only in the database, on both engines (law.md R45, R46).

Rows older than five years may be removed: that is the retention term, and pruning is one service's work.
"""

from contextlib import contextmanager

from django.db import transaction

TABLE = "centre_accesslog"

SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_delete BEFORE DELETE ON {TABLE}
        WHEN OLD.at > datetime('now', '-5 years')
        BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END""",
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.at < now() - interval '5 years' THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'the access log is append-only';
        END $$""",
    f"""CREATE OR REPLACE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()""",
]
REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_no_update", f"DROP TRIGGER IF EXISTS {TABLE}_no_delete"],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}",
        f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
    ],
}


#: The one way in which rows of the log go: a function of the owner, for the role of the web has no right to remove any.
#: The trigger refuses it every row of less than five years.
PRUNE = f"""CREATE OR REPLACE FUNCTION {TABLE}_prune(since timestamptz, before timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE gone bigint;
    BEGIN
        DELETE FROM {TABLE} WHERE at >= since AND at < before;
        GET DIAGNOSTICS gone = ROW_COUNT;
        RETURN gone;
    END $$"""  # noqa: S608 a name of our own


def let_prune(connection) -> None:
    """Put the function in place (PostgreSQL; SQLite has no roles to keep apart)."""
    if connection.vendor == "postgresql":
        _run(connection, [PRUNE])


def stop_pruning(connection) -> None:
    """Undo `let_prune`."""
    if connection.vendor == "postgresql":
        _run(connection, [f"DROP FUNCTION IF EXISTS {TABLE}_prune(timestamptz, timestamptz)"])


def prune(connection, *, since, before) -> None:
    """Remove rows of the log between two moments; both engines refuse what is younger than five years."""
    statement = f"DELETE FROM {TABLE} WHERE at >= %s AND at < %s"  # noqa: S608 a name of our own
    if connection.vendor == "postgresql":
        statement = f"SELECT {TABLE}_prune(%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(moment) for moment in (since, before)])


def install(connection) -> None:
    """Put the triggers in place; doing it twice is the same as once."""
    _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection) -> None:
    """Take them away (undoing the migration, or emptying a test database)."""
    _run(connection, REMOVE[connection.vendor])


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


#: What is written once and never changed: the steps of the reporting code and what is said in the safety dossier.
WRITTEN_ONCE = ("centre_concernstep", "centre_safetyentry", "centre_safetyphase", "centre_safetyplan")


def refuse_changes(connection) -> None:
    """Let the database refuse every UPDATE of these tables; erasing at the end of the term stays possible."""
    for table in WRITTEN_ONCE:
        if connection.vendor == "sqlite":
            refuse = f"""CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END"""
            _run(connection, [refuse])
            continue
        function = """CREATE OR REPLACE FUNCTION centre_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'this table is append-only'; END $$"""
        refuse = f"""CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION centre_refuse_update()"""
        _run(connection, [function, refuse])


def allow_changes(connection) -> None:
    """Undo `refuse_changes`."""
    for table in WRITTEN_ONCE:
        on = "" if connection.vendor == "sqlite" else f" ON {table}"
        _run(connection, [f"DROP TRIGGER IF EXISTS {table}_no_update{on}"])
    if connection.vendor != "sqlite":
        _run(connection, ["DROP FUNCTION IF EXISTS centre_refuse_update()"])


@contextmanager
def changes_allowed(connection):
    """A while in which these tables may change, for new keys only. Owner of the tables; in one transaction, so that nobody
    else writes meanwhile and that the refusal is back whatever happens."""
    with transaction.atomic(using=connection.alias):
        allow_changes(connection)
        yield
        refuse_changes(connection)


MESSAGES = "centre_message"
#: Of a message these never change after sending; the words go when the term is over, by becoming empty.
SENT = ("subject", "recipient_id", "sent_by_id", "sent_at")


def seal_messages(connection) -> None:
    """Let the database refuse to change what was sent; reading, and emptying the words, stay possible."""
    distinct = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{name} {distinct} OLD.{name}" for name in SENT)
    changed += f" OR (NEW.text {distinct} OLD.text AND NEW.text <> '')"
    if connection.vendor == "sqlite":
        refuse = f"""CREATE TRIGGER IF NOT EXISTS {MESSAGES}_sealed BEFORE UPDATE ON {MESSAGES} WHEN {changed}
            BEGIN SELECT RAISE(ABORT, 'what was sent does not change'); END"""
        _run(connection, [refuse])
        return
    # New keys for old words: only the owner of the table, who says so for as long as it takes. The web is another role.
    function = f"""CREATE OR REPLACE FUNCTION {MESSAGES}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('tweehuis.new_keys', true) = 'on' AND pg_has_role(
                current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'what was sent does not change';
        END $$"""  # noqa: S608 a name of our own
    refuse = f"""CREATE OR REPLACE TRIGGER {MESSAGES}_sealed BEFORE UPDATE ON {MESSAGES}
        FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {MESSAGES}_refuse()"""
    _run(connection, [function, refuse])


def unseal_messages(connection) -> None:
    """Undo `seal_messages`."""
    if connection.vendor == "sqlite":
        _run(connection, [f"DROP TRIGGER IF EXISTS {MESSAGES}_sealed"])
        return
    drop = [f"DROP TRIGGER IF EXISTS {MESSAGES}_sealed ON {MESSAGES}", f"DROP FUNCTION IF EXISTS {MESSAGES}_refuse()"]
    _run(connection, drop)


@contextmanager
def new_keys_for_messages(connection):
    """A while in which this connection may write the same words under new keys; nobody waits for it."""
    if connection.vendor == "sqlite":
        unseal_messages(connection)
    else:
        _run(connection, ["SET tweehuis.new_keys = 'on'"])
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            seal_messages(connection)
        else:
            _run(connection, ["RESET tweehuis.new_keys"])
