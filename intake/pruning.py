"""What this room lets go of: requests that were never sent, and requests that were put aside, after their terms."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from centre import clock
from intake.models import HelpRequest


def over() -> dict[str, QuerySet]:
    """Of who did not send the link's end date counts; what was put aside can be taken back for as long as drafts are kept."""
    now = clock.now()
    aside = HelpRequest.objects.filter(outcome=HelpRequest.Outcome.DISMISSED)
    return {
        "requests never sent": HelpRequest.objects.filter(sent_at=None, expires_at__lt=now),
        "requests put aside": aside.filter(handled_at__lt=now - timedelta(days=settings.DRAFT_KEEP_DAYS)),
    }
