"""The key of a project: 32 bytes in a file of its own, outside the database and its backups (measurement.md 9).

Encrypted with the portal's key ring, so that `rotate_field_keys` turns it too. It is opened for one data set only, after
a second person agreed, within a day; each opening stands in the log under the name of who agreed.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import timedelta

from centre import clock
from centre.fields import cipher
from centre.models import AccessLog
from centre.pdf import private_file
from research.models import ResearchExport, ResearchProject

FOLDER = "onderzoekssleutels"
#: So long an agreement opens the key.
OPEN_FOR = timedelta(days=1)


class KeyLocked(Exception):
    """No second person agreed, the agreement is too old, or the project is over."""


class KeyMissing(Exception):
    """The file is not there: it is never made anew, because the names would change."""


def make_key(project: ResearchProject) -> None:
    """Once, when the project is approved; a key that is there stays, and one that is there is whole."""
    path = private_file(FOLDER, f"{project.reference}.key")
    path.parent.chmod(0o700)
    half = path.with_name(f"{path.name}.{secrets.token_hex(8)}.half")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(cipher().encrypt(secrets.token_bytes(32)))
            file.flush()
            os.fsync(file.fileno())
        # A second name for the bytes: of two who do this at once the first wins, unlike with a rename.
        with suppress(FileExistsError):
            os.link(half, path)
    finally:
        half.unlink(missing_ok=True)


def open_key(export: ResearchExport) -> bytes:
    """The key, for one data set that a second person agreed to. Raises KeyLocked, KeyMissing."""
    agreed = export.decided_by_id and export.decided_by_id != export.asked_by_id and export.decided_at
    if not agreed or export.decided_at < clock.now() - OPEN_FOR or not export.project.runs:
        raise KeyLocked
    path = private_file(FOLDER, f"{export.project.reference}.key")
    if not path.exists():
        raise KeyMissing
    AccessLog.objects.create(
        actor=export.decided_by,
        audience="",
        action=AccessLog.Action.RIGHTS,
        label="research key",
        purpose=export.reference,
    )
    return cipher().decrypt(path.read_bytes())


def key_id(key: bytes) -> str:
    """What a manifest calls a key: tells two keys apart and nothing of either."""
    return hashlib.sha256(b"key id|" + key).hexdigest()[:16]
