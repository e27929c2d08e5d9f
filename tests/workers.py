"""Start the portal's own processes beside a test, on the test's database, broker and mail catcher."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from django.db import connection

REPO = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of the database that this test uses."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    user = f"{facts['USER']}:{facts['PASSWORD']}@" if facts["PASSWORD"] else f"{facts['USER']}@"
    return f"postgres://{user}{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def environment(state: Path) -> dict[str, str]:
    """As the demo runs: mails go to files in `state`, the broker is files there too unless Redis is named."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "STATE_DIR": str(state),
        "DEBUG": "true",
        "DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "centre.settings",
        # Long enough for a worker, which waits at the broker; a web process gives up after half a second.
        "BROKER_SOCKET_TIMEOUT": "5",
        # These tests are about workers, not about the hour.
        "QUIET_FROM": "0",
        "QUIET_UNTIL": "0",
        "MAIL_SLOTS": "",
    }


@contextlib.contextmanager
def celery(*arguments: str, state: Path):
    """A Celery process (worker or beat) in a group of its own; killed hard at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "centre", *arguments, "--loglevel=WARNING"],
        cwd=REPO,
        env=environment(state),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """kill -9 to the process and its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def caught(state: Path) -> list[Path]:
    """The mails that the catcher accepted."""
    return sorted((state / "mail").glob("*.eml"))
