"""A copy is ciphertext, comes back whole, goes after its term, and never takes the ledger of erasures along (law.md R52)."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest

from tools import engines
from tools.environment import ROOT

CANARY = "KANARIE van Bram"
KEY = "a key of the operator"


@pytest.fixture(scope="module")
def address():
    with engines.postgresql() as found:
        yield found


def run(script: str, *arguments, address, folder: Path, key: str = KEY, **more: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": address, "BACKUP_KEY": key, "STATE_DIR": str(folder / "state")}
    command = ["bash", str(ROOT / "deploy" / script), *map(str, arguments)]
    return subprocess.run(
        command, env=env | {"BACKUP_DIR": str(folder / "copies")} | more, capture_output=True, text=True, check=False
    )


def names_in(sealed: Path) -> list[str]:
    """What a sealed archive holds."""
    unseal = ["openssl", "enc", "-d", "-aes-256-cbc", "-pbkdf2", "-iter", "600000", "-pass", f"pass:{KEY}"]
    plain = subprocess.run([*unseal, "-in", str(sealed)], capture_output=True, check=True).stdout
    return subprocess.run(["tar", "-t"], input=plain, capture_output=True, check=True).stdout.decode().split()


def ask(address, statement: str) -> list[tuple]:
    connection = psycopg2.connect(address)
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


@pytest.fixture
def world(address, tmp_path) -> Path:
    """A table with a row, a private file, and the ledger of what was erased."""
    ask(address, f"DROP TABLE IF EXISTS words; CREATE TABLE words AS SELECT '{CANARY}'::text AS word")
    for name, text in (("inzage/kopie", CANARY), ("wissingen/grootboek.jsonl", "first\n")):
        path = tmp_path / "state" / "private" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    (tmp_path / "copies").mkdir()
    return tmp_path


def test_a_copy_is_ciphertext_and_comes_back_whole_and_the_ledger_stays_as_it_is(world, address):
    made = run("backup.sh", address=address, folder=world)
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    for part in ("database", "files"):
        assert CANARY.encode() not in (copy / part).read_bytes()
        assert (copy / part).stat().st_mode & 0o077 == 0
    ask(address, "DROP TABLE words")
    private = world / "state" / "private"
    (private / "inzage" / "kopie").unlink()
    (private / "wissingen" / "grootboek.jsonl").write_text("first\nerased since\n")

    restored = run("restore.sh", copy, address=address, folder=world)

    assert restored.returncode == 0, restored.stderr
    assert ask(address, "SELECT word FROM words") == [(CANARY,)]
    assert (private / "inzage" / "kopie").read_text() == CANARY
    assert (private / "wissingen" / "grootboek.jsonl").read_text() == "first\nerased since\n"


def test_the_keys_of_studies_lie_in_another_place_than_the_rows_they_open(world, address):
    keys, elsewhere = world / "state" / "private" / "onderzoekssleutels", world / "elsewhere"
    keys.mkdir()
    elsewhere.mkdir()
    (keys / "study").write_text("a key")

    made = run("backup.sh", address=address, folder=world, BACKUP_KEYS_DIR=str(elsewhere))

    assert made.returncode == 0, made.stderr
    assert "private/onderzoekssleutels/study" in names_in(elsewhere / "studies")
    assert not [name for name in names_in(Path(made.stdout.strip()) / "files") if "onderzoekssleutels" in name]


def test_with_another_key_nothing_is_read_and_nothing_is_touched(world, address):
    copy = run("backup.sh", address=address, folder=world).stdout.strip()
    ask(address, "UPDATE words SET word = 'since'")

    refused = run("restore.sh", copy, address=address, folder=world, key="another")

    assert refused.returncode != 0
    assert ask(address, "SELECT word FROM words") == [("since",)]


def test_what_was_erased_is_in_no_copy_after_the_term(world, address):
    old, young = world / "copies" / "old", world / "copies" / "young"
    for folder, days in ((old, 33), (young, 30)):
        folder.mkdir()
        moment = folder.stat().st_mtime - timedelta(days=days).total_seconds()
        os.utime(folder, (moment, moment))

    assert run("backup.sh", address=address, folder=world).returncode == 0

    assert not old.exists()
    assert young.exists()


def test_a_copy_that_failed_leaves_nothing_that_looks_like_one(world):
    failed = run("backup.sh", address="postgres://nobody@127.0.0.1:1/nothing", folder=world)

    assert failed.returncode != 0
    assert not list((world / "copies").iterdir())
