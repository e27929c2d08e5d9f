"""Erasing a private file and turning its key wait for each other: what is erased never comes back under a new key."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def nobody_erases() -> Iterator[None]:
    """Only one process at a time is in here. On the folder itself, so that it needs no more than reading it."""
    settings.PRIVATE_ROOT.mkdir(parents=True, exist_ok=True)
    folder = os.open(settings.PRIVATE_ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        # Closing gives the lock back.
        os.close(folder)


def erase(path: Path) -> None:
    """Remove the bytes from the disk; twice is the same as once."""
    with nobody_erases():
        path.unlink(missing_ok=True)
