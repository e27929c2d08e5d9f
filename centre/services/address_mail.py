"""Mails that a page asks for leave from here, never inside the request: a mail server that hangs keeps nobody waiting."""

import secrets
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives

from centre.models import AddressMail, Parent
from centre.services import outgoing

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))


def queue_mail(*, address: str, subject: str, text: str, html: str = "", key: str = "") -> AddressMail:
    """Leave one mail for the next round. `key`: the occasion, so that asking twice sends once; "" is always a new one."""
    facts = {"address": address, "subject": subject, "text": text, "html": html}
    return AddressMail.objects.get_or_create(key=key or secrets.token_hex(16), defaults=facts)[0]


def deliver_round() -> int:
    """Send what is due; returns how many rows were taken."""
    return outgoing.deliver_round(rows=AddressMail.objects.all(), mail_for=_mail_for, retries=RETRIES)


def _mail_for(row: AddressMail) -> EmailMultiAlternatives | None:
    # Asked again now: since the page was sent somebody may have said that mail is not safe.
    if Parent.objects.filter(user__email__iexact=row.address, mail_is_safe=False).exists():
        return None
    headers = {"Message-ID": outgoing.message_id(row.key, mark="a"), "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(row.subject, row.text, to=[row.address], headers=headers)
    if row.html:
        mail.attach_alternative(row.html, "text/html")
    return mail
