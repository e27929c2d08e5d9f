"""Send something to an address that a partner gave: https only, never inside, never longer than a few seconds.

The name is looked up once, every address behind it is judged, and the line goes to the judged address itself: a name
that answers differently the second time leads nowhere (security reference: server-side request forgery).
"""

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import SplitResult, urlsplit

from django.conf import settings


class NotAllowed(Exception):
    """The address is not https, holds a sign-in, or leads to a private network."""


#: Longest answer line that is read, in bytes; the rest of an answer is never read.
LONGEST_LINE = 200


def check_address(address: str) -> SplitResult:
    """The parts of an address that may be used, before the name is looked up. Raises NotAllowed."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise NotAllowed from error
    if settings.WEB_HOOKS_MAY_BE_PRIVATE:
        if parts.scheme not in ("http", "https") or not host:
            raise NotAllowed
        return parts
    if parts.scheme != "https" or parts.username or parts.password or port not in (None, 443) or "." not in host:
        raise NotAllowed
    try:
        is_number = ipaddress.ip_address(host)
    except ValueError:
        return parts
    if not is_number.is_global:
        raise NotAllowed
    return parts


def judged_ip(host: str, port: int) -> str:
    """An address of this name that may be reached. Raises NotAllowed when any of its addresses is private, OSError."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found:
        raise NotAllowed
    if not settings.WEB_HOOKS_MAY_BE_PRIVATE and not all(_is_public(ip) for ip in found):
        raise NotAllowed
    return sorted(found)[0]


def post(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Post once and return the status; no redirect is followed. Raises NotAllowed, or OSError when it takes too long."""
    parts = check_address(address)
    deadline = time.monotonic() + settings.WEB_HOOK_TIMEOUT
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ip = judged_ip(parts.hostname, port)
    line = socket.create_connection((ip, port), timeout=settings.WEB_HOOK_TIMEOUT)
    try:
        if parts.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
        sender = http.client.HTTPConnection(parts.hostname, port)
        sender.sock = line
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sender.request("POST", path, body=body, headers={**headers, "Connection": "close"})
        return _status(line, deadline)
    finally:
        line.close()


def _status(line: socket.socket, deadline: float) -> int:
    """The status out of the first line; a receiver that sends a letter a second is cut off as well."""
    read = b""
    while b"\n" not in read and len(read) < LONGEST_LINE:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        part = line.recv(LONGEST_LINE)
        if not part:
            break
        read += part
    words = read.split(b"\n")[0].split()
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():  # noqa: PLR2004
        raise OSError("no answer that can be read")
    return int(words[1])


def _is_public(ip: str) -> bool:
    number = ipaddress.ip_address(ip.split("%", maxsplit=1)[0])
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None) or number
    return inner.is_global and number.is_global and not number.is_multicast
