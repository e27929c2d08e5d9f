"""Ask ClamAV over its socket; no answer is not a clean answer."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CHUNK = 64 * 1024


class ScannerSilent(Exception):
    """The scanner did not answer, or not in words that we know."""


def refuse_infected(*contents: bytes) -> None:
    """Raises ValidationError for something unsafe, and when that cannot be found out. Without a scanner nothing is asked."""
    if not settings.CLAMAV_ADDRESS:
        return
    try:
        if any(is_infected(content) for content in contents):
            raise ValidationError(_("Our check found something unsafe in this file. We did not keep it."))
    except ScannerSilent as error:
        raise ValidationError(_("We cannot check this file now. Try again later.")) from error


def is_infected(content: bytes) -> bool:
    """True when ClamAV finds something. Raises ScannerSilent. CLAMAV_ADDRESS: tcp://host:3310 or unix:///path."""
    try:
        with _connect() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(part)) + part)
            line.sendall(struct.pack("!I", 0))
            answer = line.recv(4096).rstrip(b"\0\n")
    except OSError as error:
        raise ScannerSilent from error
    if answer.endswith(b" FOUND"):
        return True
    if answer == b"stream: OK":
        return False
    raise ScannerSilent


def _connect() -> socket.socket:
    address = urlsplit(settings.CLAMAV_ADDRESS)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(settings.CLAMAV_TIMEOUT)
        line.connect(address.path)
        return line
    return socket.create_connection((address.hostname, address.port or 3310), timeout=settings.CLAMAV_TIMEOUT)
