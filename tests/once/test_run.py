"""`make run` for real: a whole portal in a folder of its own, started and ended. Some seconds each."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from tools import processes
from tools.environment import ROOT

READY = "Ctrl-C ends it."
#: Seconds; only somebody who waits in vain waits so long.
PATIENCE = 300


class Portal:
    """One `make run`, with all it said so far."""

    def __init__(self, folder: Path, **variables: str):
        self.port, self.lines, self.ready = processes.free_port(), [], threading.Event()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        env = kept | {"STATE_DIR": str(folder), "PORT": str(self.port), **variables}
        command = [sys.executable, "-m", "tools.run"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @property
    def words(self) -> str:
        return "".join(self.lines)

    def wait_until_ready(self) -> None:
        assert self.ready.wait(PATIENCE), self.words
        assert READY in self.words, self.words

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)
            if READY in line:
                self.ready.set()
        self.ready.set()
        self.process.stdout.close()


@contextlib.contextmanager
def portal(folder: Path, **variables: str):
    started = Portal(folder, **variables)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.send_signal(signal.SIGTERM)
        started.ended()


def processes_of(folder: Path) -> list[int]:
    """Everything alive that was started for this folder, whoever started it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"STATE_DIR={folder}\0".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
    return found


def child(folder: Path, word: str) -> int:
    """The oldest process of the portal with this word on its command line."""
    named = [pid for pid in processes_of(folder) if word in Path(f"/proc/{pid}/cmdline").read_text().split("\0")]
    return min(named)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def first(folder) -> Portal:
    """The first start in an empty folder, ended with Ctrl-C."""
    with portal(folder) as started:
        started.wait_until_ready()
        with urllib.request.urlopen(f"http://127.0.0.1:{started.port}/", timeout=30) as page:
            started.page, started.headers = page.read().decode(), page.headers
        started.process.send_signal(signal.SIGINT)
        started.code = started.ended()
    return started


def test_a_first_start_shows_a_portal_and_its_sign_ins(first):
    assert "Tweehuis" in first.page
    assert f"http://localhost:{first.port}" in first.words
    assert "cora@example.org" in first.words


def test_the_server_does_not_say_what_it_is(first):
    assert first.headers["Content-Security-Policy"]
    assert not {"server", "x-powered-by", "via"} & {name.lower() for name in first.headers}


def test_ctrl_c_ends_all_of_it_and_nothing_went_wrong(first, folder):
    assert first.code == 0
    assert processes_of(folder) == []


def test_the_keys_are_readable_by_their_owner_only(first, folder):
    assert (folder / "env").stat().st_mode & 0o777 == 0o600


def test_a_command_by_hand_moves_the_clock_of_the_demo_as_the_readme_says(first, folder):
    line = f"set -a; . {folder}/env; set +a; exec {sys.executable} manage.py clock"
    env = {"PATH": os.environ["PATH"], "STATE_DIR": str(folder)}

    for moment in ("--now 2027-01-11T09:00", "--reset"):
        subprocess.run(["/bin/sh", "-c", f"{line} {moment}"], cwd=ROOT, env=env, check=True, capture_output=True)
        assert (folder / "clock").exists() == moment.startswith("--now")


def test_a_second_start_keeps_the_data_and_ends_when_a_part_dies(first, folder):
    before = (folder / "demo_signins.json").stat().st_mtime_ns
    started = time.monotonic()

    with portal(folder) as again:
        again.wait_until_ready()
        seconds = time.monotonic() - started
        os.kill(child(folder, "beat"), signal.SIGKILL)
        code = again.ended()

    assert code == 1
    assert "The beat process ended by itself" in again.words
    assert processes_of(folder) == []
    assert (folder / "demo_signins.json").stat().st_mtime_ns == before
    assert "demo data" not in again.words
    assert seconds < 60


def test_a_second_portal_on_the_same_folder_is_refused(first, folder):
    with portal(folder) as running:
        running.wait_until_ready()
        with portal(folder) as second:
            assert second.ended() == 1

    assert f"already runs on {folder}" in second.words


def test_a_killed_starter_leaves_nothing_behind(first, folder):
    with portal(folder) as running:
        running.wait_until_ready()
        running.process.kill()
        running.ended()
        until = time.monotonic() + PATIENCE
        while processes_of(folder) and time.monotonic() < until:
            time.sleep(0.2)

    assert processes_of(folder) == []


def test_reset_starts_afresh(first, folder):
    before = (folder / "env").read_text()

    with portal(folder, RESET="1") as running:
        running.wait_until_ready()

    assert "Starting afresh" in running.words
    assert (folder / "env").read_text() != before


def test_reset_leaves_a_folder_of_somebody_else_alone(tmp_path):
    (tmp_path / "holiday.txt").write_text("photos")

    with portal(tmp_path, RESET="1") as refused:
        assert refused.ended() == 1

    assert "RESET=1 leaves it alone" in refused.words
    assert (tmp_path / "holiday.txt").exists()


def test_a_taken_port_is_told_clearly(tmp_path):
    server = Portal(tmp_path, PORT="1000000")

    assert server.ended() == 1
    assert "a number from 1 to 65535" in server.words
