"""Who may supervise a first group, and what a supervisor was asked."""

from django.db.models import QuerySet

from centre import clock
from centre.models import User
from therapists.models import Certificate, Supervision, Therapist


def possible_supervisors(certificate: Certificate) -> list[Therapist]:
    """Colleagues with a valid certificate in the same role today, by name; a supervisor may well work next door."""
    valid = Certificate.objects.valid_on(clock.today()).filter(role=certificate.role)
    rows = Therapist.objects.filter(pk__in=valid.values("therapist"), user__is_active=True)
    return list(rows.exclude(pk=certificate.therapist_id).select_related("user").order_by("user__name", "pk"))


def own_supervisions(user: User) -> QuerySet[Supervision]:
    """All that this person was asked as a supervisor; a decided portfolio is closed."""
    rows = Supervision.objects.own(user).standing().filter(portfolio__decision=None)
    return rows.select_related("portfolio__certificate__therapist__user")


def supervisions_to_sign(user: User) -> QuerySet[Supervision]:
    return own_supervisions(user).filter(signed_on=None)


def asked_supervisions(user: User) -> QuerySet[Supervision]:
    """Questions to supervisors in one's own portfolios that are not answered yet."""
    return Supervision.objects.open().filter(portfolio__certificate__therapist__user=user, portfolio__decision=None)
