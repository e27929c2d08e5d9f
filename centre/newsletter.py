"""Nouns of the newsletter, for the page of those who write it."""

from django.db.models import Count, Q, QuerySet

from centre.models import NewsletterIssue, NewsletterMail, Subscriber

State = NewsletterMail.State


def issues() -> QuerySet[NewsletterIssue]:
    """Newest first, with how many mails left and how many still wait."""
    rows = NewsletterIssue.objects.annotate(
        left=Count("mails", filter=Q(mails__state=State.SENT)),
        waiting=Count("mails", filter=Q(mails__state__in=[State.NEW, State.CLAIMED])),
    )
    return rows.order_by("-written_at", "-pk")


def how_many_readers() -> int:
    return Subscriber.objects.exclude(confirmed_at=None).count()
