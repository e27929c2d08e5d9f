"""A silent parent is reminded twice; then the request closes with words that blame nobody (features.md A9).

The days run from the own invitation: a reminder tells nobody whether or when the other parent sent anything.
"""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock, terms
from centre.models import Case, Dossier, Invitation, Message, Parent
from centre.services.notices import send_message
from intake.models import Application, Registration
from intake.services.endings import lapse
from intake.states import ApplicationState, RegistrationState

#: Reminders: days after the own invitation, whatever anybody else did. Closing: days after the first part came in.
FIRST, SECOND, CLOSE = (
    timedelta(days=terms.INTAKE_TERMS[name]) for name in ("first_reminder_days", "second_reminder_days", "close_days")
)


def remind_silent_parents() -> int:
    """Do what is due for every waiting registration; returns how many messages and closings were made."""
    parts = Application.objects.filter(case=OuterRef("case"))
    waiting = Registration.objects.filter(state=RegistrationState.WAITING, case__closed_on=None)
    # Who took a part back is called by a person before anything else happens.
    waiting = waiting.exclude(Exists(parts.filter(state=ApplicationState.WITHDRAWN)))
    sent = parts.filter(state=ApplicationState.SUBMITTED).order_by("submitted_at")
    waiting = waiting.annotate(first_at=Subquery(sent.values("submitted_at")[:1])).select_related("case")
    return sum(_attend(registration) for registration in waiting.iterator(chunk_size=200))


def _attend(registration: Registration) -> int:
    now, silent = clock.now(), _silent(registration.case)
    done = 0
    for parent in silent:
        if parent.user is not None and parent.invited_at <= now - FIRST:
            done += _remind(registration, parent, 2 if parent.invited_at <= now - SECOND else 1)
    if done or not _may_close(registration, silent):
        return done
    lapse(registration=registration, by=None, reason=_("one part did not come"))
    return 1


def _silent(case: Case) -> list[Parent]:
    """Who did not send the own part. `invited_at`: since when this parent could, for this case."""
    spoken = Application.objects.filter(case=case, submitted_at__isnull=False).values("dossier__parent")
    opened = timezone.make_aware(datetime.combine(case.opened_on, time.min))
    asked = Invitation.objects.filter(user=OuterRef("user"), created_at__gte=opened).order_by("created_at")
    rows = Parent.objects.filter(family=case.family_id).exclude(pk__in=spoken).select_related("user")
    return list(rows.annotate(invited_at=Coalesce(Subquery(asked.values("created_at")[:1]), Value(opened))))


def _may_close(registration: Registration, silent: list[Parent]) -> bool:
    """Somebody waits long enough, and everybody who is silent was invited and had the second reminder in good time."""
    first, latest = registration.first_at, clock.now() - (CLOSE - SECOND)
    if first is None or first > clock.now() - CLOSE:
        return False
    warned = Message.objects.filter(sending=_sending(registration, 2), sent_at__lte=latest)
    return len(silent) == warned.filter(recipient__in=[parent.user_id for parent in silent]).count()


def _remind(registration: Registration, parent: Parent, number: int) -> int:
    """Ring once per number; says nothing about anybody else."""
    sending = _sending(registration, number)
    if Message.objects.filter(sending=sending, recipient=parent.user).exists():
        return 0
    send_message(
        recipient=parent.user,
        subject=_("Your request is not finished yet"),
        text=_(
            "Your part of the request is not finished yet. It takes about twenty minutes and you may stop in between. "
            "Is something holding you back, or do you want to do it together with us? Please call us."
        ),
        by=None,
        dossier=parent.dossiers.get(kind=Dossier.Kind.PARENT),
        sending=sending,
    )
    return 1


def _sending(registration: Registration, number: int) -> str:
    return f"{registration.case.reference}:intake-reminder:{number}"
