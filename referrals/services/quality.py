"""Help that was agreed but did not come true becomes a signal with follow-up (features.md N6)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.fields import blind_index
from centre.models import User
from centre.reference.names import fold
from referrals.models import Handover, HelpSignal

Kind = HelpSignal.Kind


def partner_key(name: str) -> str:
    """The same for every spelling of one partner's name that differs in capitals, accents and signs only."""
    return blind_index(fold(name), purpose="partner")


def notice(*, handover: Handover, kind: str, explanation: str = "", by: User | None = None) -> HelpSignal:
    """Write a signal once per handover and kind; a second time changes nothing."""
    signal, _made = HelpSignal.objects.get_or_create(
        handover=handover,
        kind=kind,
        defaults={"noticed_on": clock.today(), "noticed_by": by, "explanation": explanation},
    )
    return signal


@transaction.atomic
def stop_help(*, handover: Handover, on: date, explanation: str, by: User) -> None:
    """The help stopped before its goal. Raises ValidationError for help that never started, or an early date."""
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    if row.started_on is None:
        raise ValidationError({"on": _("This help has not started yet.")})
    if on < row.started_on:
        raise ValidationError({"on": _("The help cannot stop before it started.")})
    if row.stopped_on is None:
        row.stopped_on = on
        row.save(update_fields=["stopped_on"])
    notice(handover=row, kind=Kind.STOPPED, explanation=explanation, by=by)


def falls_short(*, handover: Handover, explanation: str, by: User) -> None:
    """The help does not do what was agreed. Raises ValidationError without words."""
    if not explanation.strip():
        raise ValidationError({"explanation": _("Say what was agreed and what is missing.")})
    notice(handover=handover, kind=Kind.FALLS_SHORT, explanation=explanation, by=by)


@transaction.atomic
def follow_up(*, signal: HelpSignal, text: str, by: User) -> None:
    """What was done about it; the first follow-up stands. Raises ValidationError without words."""
    if not text.strip():
        raise ValidationError({"text": _("Say what was done.")})
    row = HelpSignal.objects.select_for_update().get(pk=signal.pk)
    if row.followed_up_on is None:
        row.follow_up, row.followed_up_on, row.followed_up_by = text, clock.today(), by
        row.save(update_fields=["follow_up", "followed_up_on", "followed_up_by"])


def notice_overdue(*, handover: Handover) -> bool:
    """Nobody confirmed the start within the term; True when that is new."""
    known = HelpSignal.objects.filter(handover=handover, kind=Kind.NOT_STARTED).exists()
    if not known and handover.is_overdue:
        notice(handover=handover, kind=Kind.NOT_STARTED)
        return True
    return False
