"""The private folder of one running portal: its lock, its secrets, its data."""

import base64
import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from tools.environment import ROOT, NotReady

LOCK = "run.lock"
SECRETS = "env"
DATABASE = "tweehuis.sqlite3"
BUILDING = "building"


def folder() -> Path:
    """STATE_DIR, or `var` in the checkout; made on first use, open to its owner only."""
    state = Path(os.environ.get("STATE_DIR") or ROOT / "var").absolute()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    return state


@contextlib.contextmanager
def held(state: Path) -> Iterator[None]:
    """Only one portal runs on a folder: two beats would do everything twice. Raises NotReady for the second."""
    with (state / LOCK).open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            owner = handle.read().strip() or "unknown"
            raise NotReady(
                f"The portal already runs on {state} (process {owner}). End that one first with Ctrl-C, "
                f"or give this one a folder and a port of its own: make run STATE_DIR=/some/folder PORT=8001"
            ) from None
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield


def clear(state: Path) -> None:
    """Throw away everything but the lock. Refuses a folder that never was ours (no secrets file of our making)."""
    strangers = {entry.name for entry in state.iterdir()} - {LOCK}
    if strangers and not (state / SECRETS).exists():
        raise NotReady(f"{state} was not made by `make run`, so RESET=1 leaves it alone. Empty it by hand.")
    for entry in state.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()


def settings_of_the_demo(state: Path) -> dict[str, str]:
    """What every process of this portal needs to know, kept in a file that its owner's shell can load too.

    The keys are made on first use, are readable by their owner only, and are for development.
    """
    path = state / SECRETS
    known = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line) if path.exists() else {}
    wanted = {"DEBUG": "true", "DEMO": "true"}
    if not known:
        wanted |= {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "HASH_KEY": secrets.token_urlsafe(32),
        }
    if not wanted.items() <= known.items():
        known |= wanted
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.writelines(f"{name}={value}\n" for name, value in known.items())
        fresh.replace(path)
    return known


@contextlib.contextmanager
def new_database(state: Path) -> Iterator[bool]:
    """Tell whether the database has still to be filled. One whose filling was broken off is thrown away first."""
    mark = state / BUILDING
    if mark.exists():
        for leftover in state.glob(f"{DATABASE}*"):
            leftover.unlink()
    fresh = not (state / DATABASE).exists()
    if fresh:
        mark.touch()
    yield fresh
    mark.unlink(missing_ok=True)
