"""What is told, to whom: to couples in the portal's own message box, the same words for both parents."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import Case, User
from centre.services.notices import send_to_couples, send_to_staff, suppress_notices
from groups.models import Group, Placement, Session


def reminder_key(session: Session, hours: int, user_id: int) -> str:
    return f"session-reminder:{session.pk}:{session.revision}:{hours}:{user_id}"


def void_reminders(session: Session) -> None:
    """No doorbell for the moment that this session had until now."""
    suppress_notices(key_prefix=f"session-reminder:{session.pk}:{session.revision}:")


def void_reminders_of(users: list[int], group: Group) -> None:
    """Nobody who left is reminded."""
    sessions = list(group.sessions.all())
    keys = [reminder_key(s, hours, user) for s in sessions for hours in group.reminder_hours for user in users]
    suppress_notices(keys=keys)


def spoken(moment: datetime) -> str:
    """A moment as it is said: weekday, date and time on the Dutch wall clock."""
    return date_format(timezone.localtime(moment), "l j F Y, H:i")


def tell_couples(*, cases: list[Case], subject: str, text: str, by: User | None, sending: str) -> None:
    """One message per parent; nobody sees who else got it."""
    send_to_couples(cases=cases, subject=subject, text=text, by=by, sending=sending)


def tell_placed(*, placement: Placement, by: User) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[placement.case],
            subject=_("You have a place"),
            text=_(
                "There is a place for you. You find all dates under My appointments. "
                "You also see there where it is and what to bring. "
                "Do you have a question? Call the centre."
            ),
            by=by,
            sending=f"placed:{placement.pk}",
        )


def tell_ended(*, placement: Placement, by: User) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[placement.case],
            subject=_("Your place has ended"),
            text=_(
                "Your place has ended. There are no more appointments for you here. Do you have a question? Call the centre."
            ),
            by=by,
            sending=f"seat-ended:{placement.pk}",
        )


def tell_moved(*, session: Session, old: datetime, cases: list[Case], staff: list[User], by: User) -> None:
    facts = {"number": session.number, "group": session.group.name}
    with translation.override(settings.LANGUAGE_CODE):
        facts |= {"old": spoken(old), "new": spoken(session.starts_at)}
        tell_couples(
            cases=cases,
            subject=_("Your appointment has moved"),
            text=_(
                "Your appointment of %(old)s has moved. The new moment is %(new)s. "
                "Can you not come then? Please tell us under My appointments."
            )
            % facts,
            by=by,
            sending=f"session-moved:{session.pk}:{session.revision}",
        )
        send_to_staff(
            recipients=staff,
            subject=_("A session has moved"),
            text=_("%(group)s: session %(number)s moved from %(old)s to %(new)s.") % facts,
            by=by,
        )


def tell_cancelled(*, session: Session, cases: list[Case], staff: list[User], by: User) -> None:
    facts = {"number": session.number, "group": session.group.name}
    with translation.override(settings.LANGUAGE_CODE):
        facts["old"] = spoken(session.starts_at)
        tell_couples(
            cases=cases,
            subject=_("Your appointment is cancelled"),
            text=_(
                "Your appointment of %(old)s is cancelled. You do not have to do anything. We will call you if there is a new moment."
            )
            % facts,
            by=by,
            sending=f"session-cancelled:{session.pk}",
        )
        send_to_staff(
            recipients=staff,
            subject=_("A session is cancelled"),
            text=_("%(group)s: session %(number)s of %(old)s is cancelled.") % facts,
            by=by,
        )
