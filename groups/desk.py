"""What groups ask of somebody today."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.audiences import Audience
from centre.desk import Card
from groups import selectors
from groups.models import Session
from groups.states import GroupState


def cards(user, audience: str) -> list[Card]:
    """The cards of this room for one person in one street."""
    desks = {
        Audience.PARENT: _parent,
        Audience.CHILD: _child,
        Audience.THERAPIST: _therapist,
        Audience.COORDINATOR: _coordinator,
    }
    return desks[audience](user) if audience in desks else []


def _parent(user) -> list[Card]:
    ahead = (row for row in selectors.appointments_of_user(user, past=False) if not row.is_cancelled)
    appointment = next(ahead, None)
    if appointment is None:
        return []
    url = reverse("groups:my-appointment", args=[appointment.reference])
    text = f"{_spoken(appointment.arrives_at)}. {appointment.place}. {appointment.bring}".strip()
    return [Card(_("Your next appointment"), text, url, _("Look at it"), tone="info")]


def _child(user) -> list[Card]:
    session = selectors.next_session_of_child(user)
    if session is None:
        return []
    return [
        Card(
            _("The next time in the group"),
            f"{_spoken(session.starts_at)}.",
            reverse("centre:child-home"),
            "",
            tone="info",
        )
    ]


def _therapist(user) -> list[Card]:
    found = []
    today = clock.today()
    mine = Session.objects.led_by(user).standing().filter(group__state=GroupState.RUNNING).select_related("group")
    for session in mine.filter(starts_at__date=today, attendance_taken_at=None).order_by("starts_at"):
        facts = {"number": session.number, "time": f"{timezone.localtime(session.starts_at):%H:%M}"}
        text = f"{session.group.name}, {facts['time']}"
        found.append(
            Card(
                _("Session %(number)s today") % facts, text, _roll_call(session), _("To the roll call"), 1, tone="info"
            )
        )
    for session in selectors.overdue_roll_calls(user).exclude(starts_at__date=today)[:3]:
        facts = {"number": session.number, "group": session.group.name}
        text = date_format(session.on, "l j F")
        title = _("Roll call missing: session %(number)s, %(group)s") % facts
        found.append(Card(title, text, _roll_call(session), _("Fill it in"), 1, tone="warn"))
    for signal in selectors.absence_signals(Session.objects.led_by(user))[:3]:
        facts = {"name": f"{signal['parent__first_name']} {signal['parent__last_name']}", "times": signal["times"]}
        url = reverse("centre:therapist-case", args=[signal["case__reference"]])
        text = _("Missed %(times)s sessions. Plan a talk with this parent alone.") % facts
        found.append(Card(facts["name"], text, url, _("Open the case"), tone="warn"))
    return found


def _coordinator(user) -> list[Card]:
    found = []
    waiting = selectors.waiting_list(user).count()
    for group in selectors.open_groups(user)[:3] if waiting else ():
        free = group.couples - (group.taken or 0)
        text = ngettext("%(n)s couple waits.", "%(n)s couples wait.", waiting) % {"n": waiting}
        title = ngettext("%(n)s free seat in %(group)s", "%(n)s free seats in %(group)s", free)
        found.append(
            Card(title % {"n": free, "group": group.name}, text, reverse("groups:waiting-list"), _("Give a seat"), 2)
        )
    for group in selectors.groups_to_start(user)[:3]:
        text = _("The first session is on %(date)s.") % {"date": _spoken(group.starts_at)}
        title = _("%(group)s can start") % {"group": group.name}
        found.append(
            Card(title, text, reverse("groups:group", args=[group.reference]), _("Look and start"), 2, tone="warn")
        )
    for group in selectors.groups_to_complete(user)[:3]:
        title = _("%(group)s has held its last session") % {"group": group.name}
        text = _("Complete the group, so that everybody gets the last questionnaire.")
        found.append(Card(title, text, reverse("groups:group", args=[group.reference]), _("Look and complete"), 1))
    return found


def _roll_call(session: Session) -> str:
    return reverse("groups:roll-call", args=[session.group.reference, session.number])


def _spoken(moment) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")
