"""Mails with a link for people without an account: say nothing, lead to one page."""

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _


def send_link(*, kind: str, to: str, name: str, token: str) -> bool:
    """Mail one link; `kind`: question, reminder or offer. False when the mail server is away."""
    context = {
        "kind": kind,
        "link_label": _("Look and change") if kind == "offer" else _("Read and answer"),
        "url": settings.BASE_URL.rstrip("/") + reverse(name, args=[token]),
    }
    mail = EmailMultiAlternatives(
        render_to_string("referrals/mail/subject.txt", context).strip(),
        render_to_string("referrals/mail/body.txt", context),
        to=[to],
        headers={"Message-ID": f"<{hashlib.sha256(f'{kind}:{token}'.encode()).hexdigest()[:32]}@tweehuis>"},
    )
    mail.attach_alternative(render_to_string("referrals/mail/body.html", context), "text/html")
    try:
        mail.send()
    except (OSError, smtplib.SMTPException):
        return False
    return True
