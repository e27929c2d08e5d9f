"""The newsletter for professionals: asked twice, left with one click, sent once (features.md H8).

Nothing here knows a person of the portal: not an account, not a case. An address that leaves is erased.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from centre import clock
from centre.models import NewsletterIssue, NewsletterMail, Subscriber
from centre.services import outgoing

RETRIES = (timedelta(minutes=5), timedelta(minutes=60), timedelta(hours=6))


@transaction.atomic
def ask_to_subscribe(*, email: str, language: str) -> None:
    """Leave a mail that asks whether this address really wants it; for an address that is in already: nothing.

    The page says the same in every case. One question a day for each address, so that nobody can flood a box.
    """
    row, _made = Subscriber.objects.get_or_create(
        email=email.strip().lower(), defaults={"language": language, "asked_at": clock.now()}
    )
    if row.confirmed_at is None:
        NewsletterMail.objects.get_or_create(
            key=f"confirm:{row.pk}:{clock.today()}", defaults={"subscriber": row, "due_at": clock.now()}
        )


def find_subscriber(*, secret: str) -> Subscriber | None:
    """Whose link this is; None for one that never was or that left."""
    return Subscriber.objects.filter(secret=secret).first()


def confirm(*, secret: str) -> None:
    """Yes, this address asked for it. Unknown links change nothing."""
    Subscriber.objects.filter(secret=secret, confirmed_at=None).update(confirmed_at=clock.now())


def leave(*, secret: str) -> None:
    """Gone at once, with everything that waited for this address. Unknown links change nothing."""
    Subscriber.objects.filter(secret=secret).delete()


@transaction.atomic
def write_issue(*, subject: str, text: str, by_name: str, issue: NewsletterIssue | None = None) -> NewsletterIssue:
    """Keep a draft. Raises ValidationError for an issue that was sent."""
    if issue is None:
        return NewsletterIssue.objects.create(subject=subject, text=text, written_by=by_name, written_at=clock.now())
    row = NewsletterIssue.objects.select_for_update().get(pk=issue.pk)
    if row.sent_at:
        raise ValidationError(_("This issue was sent. Write a new one."))
    row.subject, row.text, row.written_by, row.written_at = subject, text, by_name, clock.now()
    row.save(update_fields=["subject", "text", "written_by", "written_at"])
    return row


@transaction.atomic
def send_issue(*, issue: NewsletterIssue) -> int:
    """One mail for each confirmed address; sending twice is sending once. Returns how many mails wait."""
    row = NewsletterIssue.objects.select_for_update().get(pk=issue.pk)
    if row.sent_at:
        return 0
    now = clock.now()
    addresses = Subscriber.objects.exclude(confirmed_at=None).values_list("pk", flat=True)
    mails = [
        NewsletterMail(key=f"issue:{row.pk}:{pk}", subscriber_id=pk, issue=row, due_at=now)
        for pk in addresses.iterator()
    ]
    NewsletterMail.objects.bulk_create(mails, 1000, ignore_conflicts=True)
    row.sent_at = now
    row.save(update_fields=["sent_at"])
    return len(mails)


def deliver_round() -> int:
    """Send what is due; returns how many rows were taken."""
    rows = NewsletterMail.objects.select_related("subscriber", "issue")
    return outgoing.deliver_round(rows=rows, mail_for=mail_for, retries=RETRIES)


def mail_for(row: NewsletterMail) -> EmailMultiAlternatives | None:
    """The question to confirm, or the issue; both can be left with one click (RFC 8058). No issue for who never confirmed."""
    if row.issue_id and row.subscriber.confirmed_at is None:
        return None
    base = settings.BASE_URL.rstrip("/")
    leave_url = base + reverse("centre:newsletter-leave", args=[row.subscriber.secret])
    confirm_url = base + reverse("centre:newsletter-confirm", args=[row.subscriber.secret])
    with translation.override(row.subscriber.language):
        context = {"issue": row.issue, "leave_url": leave_url, "confirm_url": confirm_url, "url": ""}
        subject = row.issue.subject if row.issue else _("Confirm your newsletter")
        text = render_to_string("mail/newsletter.txt", context)
        html = render_to_string("mail/newsletter.html", context)
    headers = {
        "Message-ID": outgoing.message_id(row.key, mark="n"),
        "List-Unsubscribe": f"<{leave_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = EmailMultiAlternatives(subject, text, to=[row.subscriber.email], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail
