"""The demo's mail catcher: each mail becomes a file named after its Message-ID; shown at /outbox/ (DEMO only)."""

import hashlib
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


def _file_for(message_id: str) -> Path:
    return settings.MAIL_CATCHER_DIR / f"{hashlib.sha256(message_id.encode()).hexdigest()}.eml"


class CatcherBackend(BaseEmailBackend):
    """Keeps mails on disk, can tell whether a Message-ID was accepted before, and counts every acceptance."""

    def send_messages(self, email_messages):
        settings.MAIL_CATCHER_DIR.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            mime = mail.message()
            path = _file_for(mime["Message-ID"])
            part = path.with_suffix(".part")
            part.write_bytes(mime.as_bytes())
            with (settings.MAIL_CATCHER_DIR / "accepted.log").open("a") as log:
                log.write(f"{mime['Message-ID']}\n")
            part.replace(path)
        return len(email_messages)

    def accepted(self, message_id: str) -> bool:
        return _file_for(message_id).exists()


def caught_mails(limit: int = 100) -> list[dict]:
    """The newest mails: to, subject, text, when."""
    files = sorted(settings.MAIL_CATCHER_DIR.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = []
    for path in files[:limit]:
        mime = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mime.get_body(("plain",))
        mails.append(
            {"to": mime["To"], "sender": mime["From"], "subject": mime["Subject"], "at": mime["Date"].datetime, "text": body.get_content()}
        )
    return mails
