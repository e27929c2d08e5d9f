"""The migrations build, table by table, what the models say: that is why every other test may start from the models.

Running the migrations takes a hundred times as long as laying the tables down at once, so one test runs them, on each
engine, and compares the two databases in full: columns, constraints, indexes and triggers.
"""

import os
import re
import subprocess
import sys
import uuid

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from centre import append_only
from tests.workers import database_url

#: What stands in PostgreSQL's catalogue, one fact a row.
CATALOGUE = [
    """SELECT 'column', table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,
              datetime_precision, is_nullable, column_default, is_identity, collation_name
       FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid), prosrc
       FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal""",
]
#: Our own tables; those of packages are the packages' business.
OURS = tuple(f"{room}_" for room in ["centre", *settings.ROOMS])
#: PostgreSQL's own names for a unique column: one when the table is made with it, another when it comes later.
BY_ITSELF = re.compile(r"\b\w+_(?:uniq|key)\b")


@pytest.fixture
def elsewhere(tmp_path, django_db_setup, django_db_blocker):
    """Address of an empty database on the same engine, gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/migrated.sqlite3"
        return
    with django_db_blocker.unblock():
        server, name = database_url(), f"migrated_{uuid.uuid4().hex}"
    with_name = server.rsplit("/", 1)[0] + f"/{name}"
    for before, after in (("CREATE", None), (None, "DROP")):
        door = psycopg2.connect(server)
        door.autocommit = True
        with door.cursor() as cursor:
            cursor.execute(f"{before or after} DATABASE {name}")
        door.close()
        if before:
            yield with_name


def facts_in_sqlite(cursor) -> set:
    """Tables line by line, in no order; indexes and triggers as they are written."""
    cursor.execute("SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    found = set()
    for kind, table, name, sql in cursor.fetchall():
        written = re.sub(r"\s+", " ", sql)
        if kind == "table" and not table.startswith("sqlite_"):
            found |= {(kind, table, line) for line in lines_of(written[written.index("(") + 1 : written.rindex(")")])}
        elif kind != "table":
            found.add((kind, table, name, written))
    return found


def lines_of(body: str) -> list[str]:
    """Split at the commas that stand in no brackets and no quotes."""
    lines, depth, quoted = [""], 0, ""
    for sign in body:
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "'\"":
            quoted = sign
        depth += (sign == "(") - (sign == ")") if not quoted else 0
        if sign == "," and not depth and not quoted:
            lines.append("")
        else:
            lines[-1] += sign
    return [line.strip() for line in lines]


def facts(cursor, vendor: str) -> set:
    if vendor == "sqlite":
        found = facts_in_sqlite(cursor)
    else:
        found = set()
        for question in CATALOGUE:
            cursor.execute(question)
            found |= set(cursor.fetchall())
    nameless = {
        tuple(BY_ITSELF.sub("unique", part) if isinstance(part, str) else part for part in fact) for fact in found
    }
    return {fact for fact in nameless if fact[1].startswith(OURS)}


def facts_at(address: str) -> set:
    """The same of a database that Django does not hold open."""
    if connection.vendor == "sqlite":
        door = connection.Database.connect(address.removeprefix("sqlite:///"))
    else:
        door = psycopg2.connect(address)
    try:
        return facts(door.cursor(), connection.vendor)
    finally:
        door.close()


def test_the_migrations_build_what_the_models_say(db, elsewhere):
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
        cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": elsewhere}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    append_only.install(connection)  # the other tests go without, see tests/conftest.py
    with connection.cursor() as cursor:
        ours = facts(cursor, connection.vendor)
    migrated = facts_at(elsewhere)

    assert len(ours) > 1000
    assert migrated - ours == set()
    assert ours - migrated == set()


def test_a_table_that_differs_would_be_noticed(db):
    with connection.cursor() as cursor:
        before = facts(cursor, connection.vendor)
        cursor.execute("ALTER TABLE centre_region ADD COLUMN planted integer")
        with_column = facts(cursor, connection.vendor)
        cursor.execute("CREATE INDEX planted ON centre_region (planted)")
        with_index = facts(cursor, connection.vendor)

    assert before != with_column
    assert len(with_index - with_column) == 1
