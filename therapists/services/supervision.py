"""A candidate asks a supervisor; the supervisor alone writes and signs the judgement about the first group."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Notice, User
from centre.services.notices import queue_notice
from therapists.models import Certificate, Supervision
from therapists.selectors import possible_supervisors
from therapists.services.portfolio import open_round


@transaction.atomic
def ask_supervisor(*, certificate: Certificate, supervisor: User) -> Supervision:
    """Ask one colleague at a time; the same one twice is the same as once. Raises ValidationError."""
    portfolio = open_round(certificate)
    asked = portfolio.supervisions.standing()
    if found := asked.filter(supervisor=supervisor, signed_on=None).first():
        return found
    if asked.filter(signed_on=None).exists():
        raise ValidationError(_("You have asked somebody already. Take that back first."))
    if asked.filter(is_enough=True).exists():
        raise ValidationError(_("The judgement of a supervisor is in your portfolio already."))
    if supervisor.pk not in {row.user_id for row in possible_supervisors(certificate)}:
        raise ValidationError({"supervisor": _("Choose a colleague with a valid certificate in this role.")})
    row = Supervision.objects.create(portfolio=portfolio, supervisor=supervisor)
    _ring(row, supervisor, "asked", f"/praktijk/supervisie/{row.reference}/")
    return row


@transaction.atomic
def take_back_supervision(*, supervision: Supervision) -> None:
    """Not this supervisor after all; twice is the same as once. Raises ValidationError when it was signed."""
    row = Supervision.objects.select_for_update().get(pk=supervision.pk)
    if row.signed_on:
        raise ValidationError(_("The supervisor has signed already."))
    if row.taken_back_on is None:
        row.taken_back_on = clock.today()
        row.save(update_fields=["taken_back_on"])


@transaction.atomic
def sign_supervision(
    *, supervision: Supervision, last_seen_on: date, seen: str, judgement: str, is_enough: bool, advice: str = ""
) -> Supervision:
    """Write the judgement and sign it with today's date, once. 'Not enough yet' says what would help.

    Raises ValidationError by field.
    """
    row = Supervision.objects.select_for_update().select_related("portfolio__certificate__therapist__user")
    row = row.get(pk=supervision.pk)
    if row.signed_on or row.taken_back_on or row.portfolio.decision_id:
        raise ValidationError(_("This question is closed already."))
    if last_seen_on > clock.today():
        raise ValidationError({"last_seen_on": _("This day has not been yet.")})
    if not is_enough and not advice.strip():
        raise ValidationError({"advice": _("Say what this person can do to get there.")})
    row.last_seen_on, row.seen, row.judgement, row.advice = last_seen_on, seen, judgement, advice
    row.is_enough, row.signed_on = is_enough, clock.today()
    row.save(update_fields=["last_seen_on", "seen", "judgement", "advice", "is_enough", "signed_on"])
    certificate = row.portfolio.certificate
    _ring(row, certificate.therapist.user, "signed", f"/praktijk/profiel/{certificate.role}/portfolio/")
    return row


def _ring(row: Supervision, recipient: User, occasion: str, path: str) -> None:
    key = f"supervision-{occasion}:{row.reference}"
    queue_notice(key=key, kind=Notice.Kind.MESSAGE, recipient=recipient, path=path)
