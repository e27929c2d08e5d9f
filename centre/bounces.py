"""Where reports of undelivered mail go, and how to read them (RFC 3464); no database."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from hmac import compare_digest

from django.conf import settings

from centre.fields import blind_index

_STATUS = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_TOKEN = re.compile(r"^(?P<local>.+)\+(?P<pk>\d+)-(?P<mark>[0-9a-f]{24})$")
_MOST_PARTS = 50


@dataclass(frozen=True)
class Report:
    """One doorbell that a mail server gave up (5.x.x) or could not deliver yet (4.x.x)."""

    notice_pk: int
    status: str

    @property
    def is_hard(self) -> bool:
        return self.status.startswith("5")


def bounce_address(pk: int) -> str:
    """The envelope sender of one doorbell, signed: without the mark a report is ignored. "" when none is set up."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{pk}-{_mark(pk)}@{domain}"


def read_report(mail: EmailMessage) -> Report | None:
    """What a mail in the bounce box reports; None for anything else: automatic replies, forged ones, delays of nobody.

    Only the signed address it was sent to and the status code are used, never the words of the other server.
    """
    pk = _addressed_to(mail)
    if pk is None or mail.get_content_type() != "multipart/report":
        return None
    for action, status in _delivery_statuses(mail):
        if action in ("failed", "delayed") and (found := _STATUS.match(status)):
            code = ".".join(found.groups())
            if code[0] == "2":
                continue
            # "Delayed" is a 4 by definition, whatever the server wrote beside it.
            return Report(pk, code if action == "failed" else f"4{code[1:]}")
    return None


def _addressed_to(mail: EmailMessage) -> int | None:
    for name in ("Delivered-To", "X-Original-To", "To"):
        for value in mail.get_all(name, []):
            local = parseaddr(str(value))[1].partition("@")[0]
            found = _TOKEN.match(local)
            if found and len(found["pk"]) < 19 and compare_digest(found["mark"], _mark(int(found["pk"]))):
                return int(found["pk"])
    return None


def _delivery_statuses(mail: EmailMessage):
    for number, part in enumerate(mail.walk()):
        if number > _MOST_PARTS:
            return
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            for block in part.get_payload():
                yield str(block.get("Action", "")).strip().lower(), str(block.get("Status", ""))


def _mark(pk: int) -> str:
    return blind_index(str(pk), purpose="bounce")[:24]
