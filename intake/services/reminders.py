"""The silent second parent is reminded twice; then the request closes with words that blame nobody (features.md A9)."""

from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from centre import clock, terms
from centre.models import Dossier, Message, Parent
from centre.services.notices import send_message
from intake.models import Application, Registration
from intake.services.endings import lapse
from intake.states import ApplicationState, RegistrationState

#: Days after the first part came in. Closing waits until the second reminder is as old as the days between them.
FIRST, SECOND, CLOSE = (
    terms.INTAKE_TERMS[name] for name in ("first_reminder_days", "second_reminder_days", "close_days")
)


def remind_silent_parents() -> int:
    """Do what is due for every waiting registration; returns how many messages and closings were made."""
    sent = Q(case__applications__state=ApplicationState.SUBMITTED)
    waiting = Registration.objects.filter(state=RegistrationState.WAITING, case__closed_on=None)
    waiting = waiting.annotate(first_at=Min("case__applications__submitted_at", filter=sent)).exclude(first_at=None)
    due = waiting.filter(first_at__lte=clock.now() - timedelta(days=FIRST)).select_related("case")
    return sum(_attend(registration) for registration in due.iterator(chunk_size=200))


def _attend(registration: Registration) -> int:
    age = clock.now() - registration.first_at
    number = 2 if age >= timedelta(days=SECOND) else 1
    done = sum(_remind(registration, parent, number) for parent in _silent(registration))
    if done or age < timedelta(days=CLOSE):
        return done
    last = _last_reminder(registration)
    if last and clock.now() - last < timedelta(days=CLOSE - SECOND):
        return 0
    lapse(registration=registration, by=None, reason=_("one part did not come"))
    return 1


def _silent(registration: Registration) -> list[Parent]:
    spoken = Application.objects.filter(case=registration.case, submitted_at__isnull=False).values("dossier__parent")
    rows = Parent.objects.filter(family=registration.case.family_id, user__isnull=False).exclude(pk__in=spoken)
    return list(rows.select_related("user"))


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


def _last_reminder(registration: Registration) -> datetime | None:
    rows = Message.objects.filter(sending=_sending(registration, 2)).order_by("-sent_at")
    return rows.values_list("sent_at", flat=True).first()
