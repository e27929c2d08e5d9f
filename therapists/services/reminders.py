"""Doorbells of the register: a decision was taken, a certificate comes to its end. Asking twice rings once."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from centre import clock
from centre.models import Notice
from centre.services.notices import queue_notice
from therapists.models import Certificate, Decision
from therapists.selectors import certificates_to_renew

#: A decision of longer ago needs no bell any more: it stands on the profile.
DECISION_DAYS = 7
#: The second bell rings so many days before the last day.
LAST_CALL_DAYS = 30
PROFILE = "/praktijk/profiel/"


def queue_register_notices() -> int:
    """Ring for fresh decisions and for certificates to renew; returns how many bells stand in the outbox."""
    today = clock.today()
    since = today - timedelta(days=DECISION_DAYS)
    decisions = Decision.objects.filter(decided_on__range=(since, today)).select_related("certificate__therapist__user")
    rows = [_ring(f"certificate-decision:{row.reference}", row.certificate, None) for row in decisions]
    for certificate in certificates_to_renew(on=today):
        end = certificate.valid_until
        is_last = today >= end - timedelta(days=LAST_CALL_DAYS)
        rows.append(_ring(f"renewal-{'last' if is_last else 'open'}:{certificate.pk}:{end}", certificate, end))
    return len(rows)


def _ring(key: str, certificate: Certificate, last_day) -> Notice:
    not_after = timezone.make_aware(datetime.combine(last_day, time.max)) if last_day else None
    return queue_notice(
        key=key, kind=Notice.Kind.MESSAGE, recipient=certificate.therapist.user, path=PROFILE, not_after=not_after
    )
