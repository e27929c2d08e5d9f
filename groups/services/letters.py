"""What is told, to whom: to couples in the portal's own message box, the same words for both parents."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import Case, Child, Dossier, User
from centre.services.notices import send_message, send_to_couples, send_to_staff, suppress_notices
from groups.models import Gathering, Group, Offer, Placement, Session


def reminder_key(session: Session, hours: int, user_id: int) -> str:
    return f"session-reminder:{session.pk}:{session.revision}:{hours}:{user_id}"


def void_reminders(session: Session) -> None:
    """No doorbell for the moment that this session had until now."""
    suppress_notices(key_prefix=f"session-reminder:{session.pk}:{session.revision}:")


def void_reminders_of(users: list[int], group: Group) -> None:
    """Nobody who left is reminded."""
    sessions = list(group.sessions.all())
    rule = {*group.reminder_hours, *group.child_reminder_hours, *group.lead_reminder_hours}
    keys = [reminder_key(s, hours, user) for s in sessions for hours in rule for user in users]
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


def tell_offered(*, offer: Offer, by: User) -> None:
    """Both parents get the same words at the same moment; dates and place stand on the own page."""
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[offer.case],
            subject=_("There may be a place for you"),
            text=_(
                "There is a place in a group. We hold it for you until %(until)s. "
                "You find the dates and the location under My appointments. There you also tell us yes or no. "
                "We ask both parents the same thing at the same moment. Each parent answers for himself or herself."
            )
            % {"until": spoken(offer.expires_at)},
            by=by,
            sending=f"offer:{offer.reference}",
        )


def tell_offer_over(*, offer: Offer, by: User | None) -> None:
    """The same words whatever the cause was."""
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[offer.case],
            subject=_("We no longer hold the place"),
            text=_(
                "We no longer hold the place in the group for you. There can be many causes, also on our side. "
                "We do not say which, to anybody. We will call you about what comes next. "
                "Do you have a question? Call the centre."
            ),
            by=by,
            sending=f"offer-over:{offer.reference}",
        )


def tell_started(*, group: Group, cases: list[Case], staff: list[User], by: User) -> None:
    """The joint start: every parent of every couple hears it at the same moment, and so does the team."""
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=cases,
            subject=_("Your group starts"),
            text=_(
                "The group goes on. All families start together. You find the dates, the location and your own time "
                "under My appointments."
            ),
            by=by,
            sending=f"group-started:{group.pk}",
        )
        send_to_staff(
            recipients=staff,
            subject=_("A group starts"),
            text=_("%(group)s starts with %(count)s couples.") % {"group": group.name, "count": len(cases)},
            by=by,
        )


def tell_children(*, cases: list[Case], subject: str, text: str, by: User, sending: str) -> None:
    """A line of their own for children who have an account; in no parent's box."""
    children = Child.objects.filter(families__cases__in=cases, user__isnull=False, user__is_active=True)
    for child in children.distinct().select_related("user").prefetch_related("dossiers"):
        dossier = next((one for one in child.dossiers.all() if one.kind == Dossier.Kind.CHILD), None)
        send_message(
            recipient=child.user,
            subject=subject,
            text=text,
            by=by,
            dossier=dossier,
            sending=f"{sending}:{child.reference}",
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
        tell_children(
            cases=cases,
            subject=_("The group is on another day"),
            text=_("The group of %(old)s is now on %(new)s.") % facts,
            by=by,
            sending=f"moved:{session.reference}:{session.revision}",
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
        tell_children(
            cases=cases,
            subject=_("The group is not on this time"),
            text=_("The group of %(old)s is not on.") % facts,
            by=by,
            sending=f"cancelled:{session.reference}",
        )
        send_to_staff(
            recipients=staff,
            subject=_("A session is cancelled"),
            text=_("%(group)s: session %(number)s of %(old)s is cancelled.") % facts,
            by=by,
        )


def tell_replaced(*, session: Session, old: User, new: User, returns: bool, by: User) -> None:
    """Both colleagues hear it; `returns`: who was to lead leads after all, instead of the substitute."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"new": new.name, "old": old.name, "date": date_format(session.on, "l j F Y")}
        if returns:
            text = _("%(new)s leads on %(date)s after all, and not %(old)s.")
        else:
            text = _("%(new)s stands in for %(old)s on %(date)s. The group opens on that day.")
        send_to_staff(recipients=[old, new], subject=_("Replacement in a group"), text=text % facts, by=by)


def tell_gathering(*, gathering: Gathering, cases: list[Case], staff: list[User], by: User) -> None:
    """Both parents of every couple hear of a meeting beside the sessions, and so does the team."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, text = _words_of(gathering)
        tell_couples(
            cases=cases, subject=subject, text=text % {"moment": spoken(gathering.starts_at)}, by=by,
            sending=f"gathering:{gathering.reference}",
        )  # fmt: skip
        facts = {**_named(gathering), "room": gathering.room}
        send_to_staff(
            recipients=staff,
            subject=_("A meeting is planned"),
            text=_("%(group)s: %(kind)s on %(moment)s, in %(room)s.") % facts,
            by=by,
        )


def tell_gathering_off(*, gathering: Gathering, cases: list[Case], staff: list[User], by: User) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The meeting of %(moment)s is cancelled.") % {"moment": spoken(gathering.starts_at)}
        if gathering.guests_per_parent:
            text += " " + _("Please tell the people whom you invited.")
        tell_couples(
            cases=cases, subject=_("A meeting is cancelled"), text=text, by=by,
            sending=f"gathering-off:{gathering.reference}",
        )  # fmt: skip
        send_to_staff(
            recipients=staff,
            subject=_("A meeting is cancelled"),
            text=_("%(group)s: %(kind)s of %(moment)s is cancelled.") % _named(gathering),
            by=by,
        )


def _named(gathering: Gathering) -> dict:
    return {
        "group": gathering.group.name, "kind": gathering.get_kind_display(), "moment": spoken(gathering.starts_at),
    }  # fmt: skip


def _words_of(gathering: Gathering) -> tuple[str, str]:
    """(subject, text) for parents."""
    if gathering.kind == Gathering.Kind.START:
        return _("Your group begins together"), _(
            "On %(moment)s your group begins together, with all families and the team. "
            "You find it under My appointments, with the location and your own time."
        )
    if gathering.kind == Gathering.Kind.PRESENTATION:
        return _("The children show what they made"), _(
            "On %(moment)s the children show what they made. A child may also only watch. "
            "You can invite people of your own, for example a grandparent or a friend. You find it under My appointments. "
            "The other parent does not see whom you invite."
        )
    return _("A meeting with people around you"), _(
        "On %(moment)s there is a meeting for people around the families. You can invite people of your own, "
        "for example a grandparent or a friend. You find it under My appointments. "
        "The other parent does not see whom you invite."
    )
