"""Mails that a page asks for leave from here, never inside the request: a mail server that hangs keeps nobody waiting."""

import secrets
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives

from centre.models import AddressMail, Parent
from centre.services import outgoing
from centre.services.undelivered import give_up_on_account

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))


def queue_mail(*, address: str, subject: str, text: str, html: str = "") -> AddressMail:
    """Leave one mail for the next round; its key keeps the Message-ID the same for every attempt."""
    facts = {"address": address, "subject": subject, "text": text, "html": html}
    return AddressMail.objects.create(key=secrets.token_hex(16), **facts)


def deliver_round() -> int:
    """Send what is due; returns how many rows were taken."""
    rows = AddressMail.objects.all()
    return outgoing.deliver_round(rows=rows, mail_for=_mail_for, retries=RETRIES, gave_up=_gave_up)


def _gave_up(row: AddressMail) -> None:
    give_up_on_account(address=row.address)


def _mail_for(row: AddressMail) -> EmailMultiAlternatives | None:
    # Asked again now: since the page was sent somebody may have said that mail is not safe.
    if Parent.objects.filter(user__email__iexact=row.address, mail_is_safe=False).exists():
        return None
    headers = {"Message-ID": outgoing.message_id(row.key, mark="a"), "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(row.subject, row.text, to=[row.address], headers=headers)
    if row.html:
        mail.attach_alternative(row.html, "text/html")
    return mail
