"""The mails of doorbells: one recipient, no content, the same body prepared once for all who get the same words."""

import hashlib
import re
from copy import copy
from dataclasses import dataclass
from email.utils import formatdate, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.functional import cached_property

from centre import mail_words
from centre.bounces import bounce_address
from centre.models import MailTemplate, Notice

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


def message_id_for(notice: Notice) -> str:
    """The same for every attempt, so that a double can be recognised; tells nothing."""
    return f"<{hashlib.sha256(notice.key.encode()).hexdigest()[:32]}@tweehuis>"


@dataclass(frozen=True)
class ReadyMail:
    """A whole mail as it goes over the line. Quacks like the part of email.message.Message that backends use."""

    headers: tuple[tuple[str, str], ...]
    tail: bytes

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:  # noqa: FBT001, FBT002  Django's signature
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers).encode()
        whole = head + self.tail
        return whole if linesep == "\r\n" else whole.replace(b"\r\n", linesep.encode())

    def __getitem__(self, name: str) -> str | None:
        return next((value for header, value in self.headers if header.lower() == name.lower()), None)

    def __str__(self):
        return self.as_bytes().decode()


class Letter:
    """The words of one doorbell in one language with one link, flattened once."""

    def __init__(self, words: mail_words.Words, link: str):
        self.words = words
        self.subject, self.text, self.html = mail_words.render(words, link)

    @cached_property
    def _flat(self) -> tuple[str, bytes]:
        mail = EmailMultiAlternatives(self.subject, self.text, to=["x@example.org"])
        mail.attach_alternative(self.html, "text/html")
        mime = mail.message()
        subject = str(mime["Subject"])
        for name in ("Subject", "From", "To", "Date", "Message-ID"):
            del mime[name]
        return subject, mime.as_bytes(linesep="\r\n")

    @cached_property
    def _blank(self) -> "DoorbellMail":
        return DoorbellMail(self)

    def to(self, address: str, message_id: str, *, envelope_sender: str) -> "DoorbellMail":
        """A copy of one mail that was made once: thousands share everything but these three."""
        mail = copy(self._blank)
        mail.to, mail.from_email = [address], envelope_sender
        mail.extra_headers = {"Message-ID": message_id, "From": settings.DEFAULT_FROM_EMAIL}
        return mail

    def ready(self, address: str, message_id: str) -> ReadyMail:
        subject, tail = self._flat
        headers = (
            ("From", settings.DEFAULT_FROM_EMAIL),
            ("To", address if _PLAIN_ADDRESS.fullmatch(address) else sanitize_address(address, "utf-8")),
            ("Subject", subject),
            ("Date", formatdate(localtime=settings.EMAIL_USE_LOCALTIME)),
            ("Message-ID", message_id),
            # No holiday replies: they would say where somebody is.
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
        )
        return ReadyMail(headers, tail)


class DoorbellMail(EmailMultiAlternatives):
    """A letter to one person. What goes over the line is the prepared body with four headers of its own."""

    def __init__(self, letter: Letter):
        super().__init__(letter.subject, letter.text)
        self.attach_alternative(letter.html, "text/html")
        self.letter = letter

    @property
    def sender(self) -> str:
        """What the mail server hears as sender: the address alone."""
        plain = _PLAIN_ADDRESS.fullmatch(self.from_email)
        return self.from_email if plain else parseaddr(self.from_email)[1]

    def message(self) -> ReadyMail:
        return self.letter.ready(self.to[0], self.extra_headers["Message-ID"])


class LetterCase:
    """The letters of one round: templates are read once, equal letters are made once."""

    def __init__(self, roles: dict[int, str]):
        self.roles = roles
        self.templates = mail_words.templates_in_force()
        self.letters: dict[tuple, Letter] = {}

    def mail_for(self, notice: Notice) -> DoorbellMail:
        role = self.roles.get(notice.recipient_id, mail_words.Role.STAFF)
        template = notice.template if notice.template_id else self.template_for(notice)
        key = (notice.kind, role, notice.recipient.language, template and template.pk, notice.path)
        if key not in self.letters:
            words = mail_words.words_for(notice.kind, role, notice.recipient.language, template)
            self.letters[key] = Letter(words, settings.BASE_URL.rstrip("/") + notice.path)
        sender = bounce_address(notice.pk) or settings.DEFAULT_FROM_EMAIL
        return self.letters[key].to(notice.recipient.email, message_id_for(notice), envelope_sender=sender)

    def template_for(self, notice: Notice) -> MailTemplate | None:
        role = self.roles.get(notice.recipient_id, mail_words.Role.STAFF)
        return self.templates.get((notice.kind, role, notice.recipient.language))
