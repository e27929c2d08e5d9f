"""What the guests of a talk hear: an invitation of their own, a doorbell the day before, that it is off."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centre import clock
from centre.models import Case, Dossier, Notice, User
from centre.services.notices import queue_notice, send_message, suppress_notices
from intake.models import Talk, TalkGuest
from intake.talks import coming_talks, still_invited
from referrals.selectors import own_number


def spoken(moment: datetime) -> str:
    """A moment as people say it: dinsdag 3 maart, 15:30."""
    return date_format(timezone.localtime(moment), "l j F, H:i")


def invite(talk: Talk) -> None:
    """A message now and a doorbell the day before, for each guest apart."""
    guests = _guests(talk)
    along = ", ".join(guest.child.first_name for guest in guests if guest.child)
    for guest in (guest for guest in guests if guest.user):
        send_message(
            recipient=guest.user,
            subject=_("An appointment for you"),
            text=_invitation_text(talk, guest, along),
            by=talk.planned_by,
            dossier=_dossier_of(guest),
            sending=f"talk:{talk.reference}:{talk.sequence}",
        )
        queue_notice(
            key=f"talk:{talk.reference}:{talk.sequence}:{guest.user.reference}",
            kind=Notice.Kind.APPOINTMENT,
            recipient=guest.user,
            path="/start/",
            due_at=max(clock.now(), guest.arrives_at - timedelta(days=1)),
            not_after=guest.arrives_at,
        )


def call_off(talk: Talk) -> None:
    """The talk is off and its reminders are void; says nothing to anybody."""
    talk.cancelled_at, talk.sequence = clock.now(), talk.sequence + 1
    talk.save(update_fields=["cancelled_at", "sequence"])
    suppress_notices(key_prefix=f"talk:{talk.reference}:")


def call_off_all(case: Case) -> None:
    """A request that ends takes its talks along. Parents read that in one letter; other guests hear it here."""
    for talk in coming_talks().filter(case=case):
        call_off(talk)
        for guest in (guest for guest in _guests(talk) if guest.user and not guest.parent):
            _tell_off(guest, by=None)


def tell_cancelled(talk: Talk, *, by: User | None) -> None:
    """Everybody who is still invited hears that it is off and that we contact them, each with the own time.

    Whatever the cause: other words after a part was taken back would tell the other parent so, and whether a new talk
    comes is not known then.
    """
    for guest in (guest for guest in _guests(talk) if guest.user):
        _tell_off(guest, pgettext("to a child", "You hear from us.") if guest.child else _("We contact you."), by=by)


def _tell_off(guest: TalkGuest, next_step: str = "", *, by: User | None) -> None:
    words = _("The appointment of %(moment)s is cancelled.") % {"moment": spoken(guest.arrives_at)}
    send_message(
        recipient=guest.user,
        subject=_("Your appointment is cancelled"),
        text=f"{words} {next_step}".rstrip(),
        by=by,
        dossier=_dossier_of(guest),
        sending=f"talk:{guest.talk.reference}:cancelled",
        # A talk may be today: whoever waits for the next fixed hour may stand before a closed door.
        ring_at=clock.now(),
    )


def _guests(talk: Talk) -> list[TalkGuest]:
    rows = still_invited(talk.guests.select_related("talk", "user", "parent", "child"))
    return list(rows.prefetch_related("parent__dossiers"))


def _invitation_text(talk: Talk, guest: TalkGuest, along: str) -> str:
    facts = {"moment": spoken(guest.arrives_at), "place": talk.place, "minutes": talk.minutes}
    if guest.child is not None:
        return (
            _("You come to us on %(moment)s, %(place)s. You need not say anything that you do not want to say.") % facts
        )
    if guest.parent is None:
        words = _("We invite you to a talk with a family that you referred: %(moment)s, %(place)s.") % facts
        length = _("It takes about %(minutes)s minutes.") % facts
        number = own_number(talk.case, guest.user)
        which = _("It is about your referral %(number)s.") % {"number": number} if number else ""
        return f"{words} {length} {which}".rstrip()
    facts["kind"] = str(talk.get_kind_display())
    lines = [
        _("We invite you: %(kind)s on %(moment)s, %(place)s. It takes about %(minutes)s minutes.") % facts,
        f"{talk.purpose} {talk.in_the_room}",
        _("Can you not come? Please call us. You need not prepare anything."),
    ]
    if along:
        lines.insert(2, _("This time we also meet %(children)s. We agree with each of you how.") % {"children": along})
    return "\n\n".join(lines)


def _dossier_of(guest: TalkGuest) -> Dossier | None:
    if guest.parent is None:
        return None
    return next(dossier for dossier in guest.parent.dossiers.all() if dossier.kind == Dossier.Kind.PARENT)
