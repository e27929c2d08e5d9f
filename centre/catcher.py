"""The demo's mail catcher: each mail becomes a file named after its Message-ID; shown at /outbox/ (DEMO only).

A mail to bounce@… is accepted and comes back as a report of a mail server would, in the bounce box.
"""

import hashlib
import mailbox
from email import message_from_bytes, policy
from email.message import EmailMessage
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
            if mail.to[0].startswith("bounce"):
                _come_back(mail)
        return len(email_messages)

    def accepted(self, message_id: str) -> bool:
        return _file_for(message_id).exists()


def _come_back(mail) -> None:
    """Leave the report of a server that does not know this address (RFC 3464), for `manage.py record_bounces`."""
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@example.org", mail.from_email
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report.set_content("This mail could not be delivered.")
    report.make_mixed()
    report.replace_header("Content-Type", report["Content-Type"].replace("multipart/mixed", "multipart/report"))
    report.set_param("report-type", "delivery-status")
    fields = EmailMessage()
    fields["Final-Recipient"], fields["Action"], fields["Status"] = f"rfc822; {mail.to[0]}", "failed", "5.1.1"
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([fields])
    report.attach(status)
    mailbox.Maildir(settings.BOUNCE_MAILDIR or settings.STATE_DIR / "bounces").add(report.as_bytes())


def caught_mails(limit: int = 100) -> list[dict]:
    """The newest mails: to, subject, text, when."""
    files = sorted(settings.MAIL_CATCHER_DIR.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = []
    for path in files[:limit]:
        mime = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mime.get_body(("plain",))
        mails.append(
            {
                "to": mime["To"],
                "sender": mime["From"],
                "subject": mime["Subject"],
                "at": mime["Date"].datetime,
                "text": body.get_content(),
            }
        )
    return mails
