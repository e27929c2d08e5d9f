"""What is told about dates: to each parent in the same words at the same moment, with the own time of arrival.

Who is kept apart from the other parent arrives at a moment of its own, and nobody reads another's (features.md D8, G8).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import Case, Dossier, User
from centre.services.notices import send_message, send_to_couples, send_to_staff
from groups.models import Arrival, Gathering, Group, Placement, Session
from groups.services.letters import spoken, tell_children


def tell_arrivals(*, arrivals: Iterable[Arrival], by: User) -> None:
    """Each of these parents alone: the new time stands on the own page, and in no letter."""
    with translation.override(settings.LANGUAGE_CODE):
        for arrival in arrivals:
            parent = arrival.parent
            if parent.user_id:
                send_message(
                    recipient=parent.user,
                    dossier=parent.dossiers.get(kind=Dossier.Kind.PARENT),
                    subject=_("How you arrive has changed"),
                    text=_(
                        "We changed how you arrive at the group. You find your own time and what to do under My appointments. "
                        "Do you have a question? Call the centre."
                    ),
                    by=by,
                    sending=f"arrival:{arrival.pk}:{arrival.revision}",
                )


def tell_moved(
    *, session: Session, old: datetime, is_another_day: bool, cases: list[Case], staff: list[User], by: User
) -> None:
    facts = {"number": session.number, "group": session.group.name, "old": old, "new": session.starts_at}
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "Your appointment of %(old)s has moved. The new moment is %(new)s. "
            "Can you not come then? Please tell us under My appointments."
        )
        if is_another_day:
            text += " " + _("Did you tell us before that you could not come? That was about the old date.")
        _tell_parents(
            cases=cases, group=session.group, subject=_("Your appointment has moved"), text=text, facts=facts, by=by,
            sending=f"session-moved:{session.pk}:{session.revision}",
        )  # fmt: skip
        facts |= {"old": spoken(old), "new": spoken(session.starts_at)}
        tell_children(
            cases=cases if session.group.with_children else [],
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


def tell_rooms(*, session: Session, staff: list[User], by: User) -> None:
    """Other rooms at the same moment: for the team. Families come to the same address."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"group": session.group.name, "number": session.number, "moment": spoken(session.starts_at)}
        facts["rooms"] = ", ".join(str(room) for room in session.rooms)
        text = _("%(group)s: session %(number)s on %(moment)s is in: %(rooms)s.") % facts
        send_to_staff(recipients=staff, subject=_("A session is in another room"), text=text, by=by)


def tell_cancelled(*, session: Session, cases: list[Case], staff: list[User], by: User) -> None:
    facts = {"number": session.number, "group": session.group.name, "old": session.starts_at}
    with translation.override(settings.LANGUAGE_CODE):
        _tell_parents(
            cases=cases, group=session.group, subject=_("Your appointment is cancelled"), facts=facts, by=by,
            text=_(
                "Your appointment of %(old)s is cancelled. You do not have to do anything. We will call you if there is a new moment."
            ),
            sending=f"session-cancelled:{session.pk}",
        )  # fmt: skip
        facts["old"] = spoken(session.starts_at)
        tell_children(
            cases=cases if session.group.with_children else [],
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
        _tell_parents(
            cases=cases, group=gathering.group, subject=subject, text=text, facts={"moment": gathering.starts_at}, by=by,
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
        text = _("The meeting of %(moment)s is cancelled.")
        if gathering.guests_per_parent:
            text += " " + _("Please tell the people whom you invited.")
        _tell_parents(
            cases=cases, group=gathering.group, subject=_("A meeting is cancelled"), text=text, by=by,
            facts={"moment": gathering.starts_at}, sending=f"gathering-off:{gathering.reference}",
        )  # fmt: skip
        send_to_staff(
            recipients=staff,
            subject=_("A meeting is cancelled"),
            text=_("%(group)s: %(kind)s of %(moment)s is cancelled.") % _named(gathering),
            by=by,
        )


def _tell_parents(*, cases: list[Case], group: Group, subject: str, text: str, facts: dict, by: User, sending: str):
    """One text for everybody; for who arrives before the start the moments in `facts` are those of the own arrival."""
    seat = Q(placement__ended_on=None) | Q(placement__end=Placement.End.FINISHED)
    early = Arrival.objects.filter(seat, placement__group=group, placement__case__in=cases, minutes_before__gt=0)
    own = {
        parent: text % _as_spoken(facts, timedelta(minutes=minutes))
        for parent, minutes in early.values_list("parent", "minutes_before")
    }
    common = text % _as_spoken(facts, timedelta())
    send_to_couples(cases=cases, subject=subject, text=common, own_texts=own, by=by, sending=sending)


def _as_spoken(facts: dict, earlier: timedelta) -> dict:
    return {name: spoken(fact - earlier) if isinstance(fact, datetime) else fact for name, fact in facts.items()}


def _named(gathering: Gathering) -> dict:
    return {
        "group": gathering.group.name, "kind": gathering.get_kind_display(), "moment": spoken(gathering.starts_at),
    }  # fmt: skip


def _words_of(gathering: Gathering) -> tuple[str, str]:
    """(subject, text) for parents."""
    if gathering.kind == Gathering.Kind.START and not gathering.group.with_children:
        return _("Your group begins together"), _(
            "On %(moment)s your group begins together, with all parents and the team. "
            "You find it under My appointments, with the location and your own time."
        )
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
