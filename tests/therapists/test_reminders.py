"""The register's doorbells."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from centre import clock
from centre.models import Notice
from tests.factories.therapists import therapist
from therapists.services import apply_for_renewal, suspend
from therapists.tasks import queue_register_notices

END = date(2030, 3, 31)


def keys() -> list[str]:
    return [key.split(":")[0] for key in Notice.objects.order_by("pk").values_list("key", flat=True)]


def run_on(day: date) -> int:
    return queue_register_notices.run(now=f"{day}T09:00")


def test_a_renewal_rings_when_it_opens_and_once_more_in_the_last_month(cast):
    therapist(cast, cast.thea, valid_until=END)
    assert run_on(date(2029, 9, 29)) == 0

    for day in (date(2029, 9, 30), date(2029, 10, 1), date(2030, 3, 1), date(2030, 3, 31), date(2030, 4, 1)):
        run_on(day)

    assert keys() == ["renewal-open", "renewal-last"]
    assert set(Notice.objects.values_list("recipient__email", "path")) == {("thea@example.org", "/praktijk/profiel/")}


def test_who_asked_for_renewal_is_left_in_peace(cast):
    row = therapist(cast, cast.thea, valid_until=END)
    apply_for_renewal(certificate=row.certificates.get(), on=date(2029, 12, 1))

    run_on(date(2030, 3, 1))

    assert keys() == []


def test_a_decision_rings_once_and_says_nothing(cast):
    row = therapist(cast, cast.thea, valid_until=END)
    with clock.at(timezone.make_aware(datetime(2027, 5, 5, 12))):
        suspend(certificate=row.certificates.get(), by=cast.cora, reason="Klacht.")

    for days in range(9):
        run_on(date(2027, 5, 5) + timedelta(days=days))

    assert keys() == ["certificate-decision"]
    assert "Klacht" not in str(Notice.objects.values().get())
