"""What groups ask of somebody today."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.audiences import Audience
from centre.desk import Card, asks, counted, facts, total
from groups import selectors
from groups.selectors.boards import groups_too_small

#: More cards of one kind than this do not help anybody through the day.
MOST_CARDS = 3


def questions(user, audience: str) -> dict:
    """What the cards of the staff have to know."""
    named = {"reference": "reference", "name": "name"}
    if audience == Audience.THERAPIST:
        session = {"reference": "group__reference", "name": "group__name", "number": "number", "moment": "starts_at"}
        return {
            "today": facts(selectors.roll_calls_of_today(user), **session),
            "missing": facts(selectors.overdue_roll_calls(user), most=MOST_CARDS + 1, **session),
            "follows": facts(
                selectors.open_incidents(user).filter(follow_up_on__lte=clock.today()), most=MOST_CARDS,
                reference="reference", name="session__group__name", day="follow_up_on",
            ),
        }  # fmt: skip
    if audience != Audience.COORDINATOR:
        return {}
    return {
        "waiting": counted(selectors.waiting_list(user)),
        "free": facts(selectors.open_groups(user), **named, number=F("couples") - F("seats"), moment="starts_at"),
        "start": facts(selectors.groups_to_start(user), **named, moment="starts_at"),
        "small": facts(groups_too_small(user), **named, number=F("minimum_couples") - F("seats"), moment="starts_at"),
        "complete": facts(selectors.groups_to_complete(user), most=MOST_CARDS, **named),
        "blocked": facts(
            selectors.blocked_offers(user),
            most=MOST_CARDS,
            reference="group__reference",
            name="group__name",
            moment="expires_at",
        ),
        "follow_ups": counted(selectors.due_follow_ups(user)),
        "missed": counted(selectors.parents_to_talk_with(user, audience)),
    }


@asks(questions)
def cards(user, audience: str, known: dict) -> list[Card]:
    """The cards of this room for one person in one street."""
    if audience == Audience.COORDINATOR:
        return _coordinator(known)
    if audience == Audience.THERAPIST:
        return [*_roll_calls(known), *_incidents(known), *_signals(user), *_burden(user)]
    desks = {Audience.PARENT: _parent, Audience.CHILD: _child}
    return desks[audience](user) if audience in desks else []


def _burden(user) -> list[Card]:
    """More groups than this person wants: seen here first."""
    row = selectors.own_burden(user)
    if row is None:
        return []
    facts = {"groups": row.groups, "most": row.ceiling}
    text = _("You lead %(groups)s groups at once and want %(most)s at most. Talk about it with the planner.") % facts
    return [Card(_("More groups than you want"), text, reverse("groups:week"), _("Look at my week"), 5, tone="warn")]


def _parent(user) -> list[Card]:
    return [*_place(user), *_next_appointment(user)]


def _place(user) -> list[Card]:
    """The same card for both parents until the term is over, whatever either of them answered."""
    until = selectors.offer_runs_until(user)
    if until is None:
        return []
    text = _("We hold it for you until %(until)s. Look at the dates and tell us yes or no.") % {"until": _spoken(until)}
    return [Card(_("There may be a place for you"), text, reverse("groups:my-place"), _("Look at it"), 3, tone="warn")]


def _next_appointment(user) -> list[Card]:
    appointment = selectors.next_session_of_parent(user)
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
            reverse("groups:child-group"),
            _("Look at it"),
            tone="info",
        )
    ]


def _roll_calls(known: dict) -> list[Card]:
    found = []
    for line in sorted(known["today"], key=lambda line: line.moment):
        facts = {"number": line.number, "time": f"{timezone.localtime(line.moment):%H:%M}"}
        text = f"{line.name}, {facts['time']}"
        title, url = _("Session %(number)s today") % facts, _roll_call(line)
        found.append(Card(title, text, url, _("To the roll call"), 1, tone="info"))
    missing = sorted(set(known["missing"]) - set(known["today"]), key=lambda line: line.moment)
    for line in missing[:MOST_CARDS]:
        title = _("Roll call missing: session %(number)s, %(group)s") % {"number": line.number, "group": line.name}
        text = date_format(timezone.localtime(line.moment), "l j F")
        found.append(Card(title, text, _roll_call(line), _("Fill it in"), 1, tone="warn"))
    return found


def _incidents(known: dict) -> list[Card]:
    return [
        Card(
            _("Look again at an incident in %(group)s") % {"group": line.name},
            date_format(line.day, "l j F"), reverse("groups:incident", args=[line.reference]), _("Look"), 5, tone="warn",
        )
        for line in sorted(known["follows"], key=lambda line: line.day)
    ]  # fmt: skip


def _signals(user) -> list[Card]:
    found, rest = [], reverse("groups:therapist-missed")
    signals = list(selectors.absence_signals(user, Audience.THERAPIST)[: MOST_CARDS + 1])
    for signal in signals[:MOST_CARDS]:
        facts = {"name": f"{signal['parent__first_name']} {signal['parent__last_name']}", "times": signal["times"]}
        url = reverse("groups:therapist-missed-talk", args=[signal["parent__reference"]])
        text = _("Missed %(times)s sessions. Plan a talk with this parent alone.") % facts
        found.append(Card(facts["name"], text, url, _("Plan the talk"), 2, tone="warn"))
    if len(signals) > MOST_CARDS:
        found.append(
            Card(_("More parents missed several sessions"), _("Look who they are."), rest, _("Look"), tone="warn")
        )
    return found


def _coordinator(known: dict) -> list[Card]:
    found, waiting = [], total(known["waiting"])
    soonest = {
        name: sorted(known[name], key=lambda line: line.moment)[:MOST_CARDS] for name in ("free", "start", "small")
    }
    for line in soonest["free"] if waiting else ():
        text = ngettext("%(n)s couple waits.", "%(n)s couples wait.", waiting) % {"n": waiting}
        title = ngettext("%(n)s free seat in %(group)s", "%(n)s free seats in %(group)s", line.number)
        title = title % {"n": line.number, "group": line.name}
        found.append(Card(title, text, reverse("groups:waiting-list"), _("Give a seat"), 2))
    for line in soonest["small"]:
        title = ngettext("%(group)s is %(n)s couple short", "%(group)s is %(n)s couples short", line.number)
        text = _(
            "The first session is on %(date)s. Give the free seats, or plan the season again with the least change."
        )
        url = reverse("groups:group", args=[line.reference])
        title, text = title % {"n": line.number, "group": line.name}, text % {"date": _spoken(line.moment)}
        found.append(Card(title, text, url, _("Look at the group"), 2, tone="warn"))
    for line in soonest["start"]:
        text = _("The first session is on %(date)s.") % {"date": _spoken(line.moment)}
        title, url = _("%(group)s can start") % {"group": line.name}, reverse("groups:group", args=[line.reference])
        found.append(Card(title, text, url, _("Look and start"), 2, tone="warn"))
    for line in known["blocked"]:
        title = _("Both parents said yes to a place in %(group)s") % {"group": line.name}
        text = _("Something stands in the way, for example a permission. Look before the term is over.")
        found.append(Card(title, text, reverse("groups:offers", args=[line.reference]), _("Look"), 3, tone="warn"))
    if count := total(known["follow_ups"]):
        title = ngettext("%(n)s talk after six months is due", "%(n)s talks after six months are due", count)
        text = _("With each parent apart.")
        found.append(Card(title % {"n": count}, text, reverse("groups:follow-ups"), _("Look"), 5))
    if count := total(known["missed"]):
        title = ngettext("%(n)s parent missed several sessions", "%(n)s parents missed several sessions", count)
        text = _("The contact person or a therapist talks with this parent alone.")
        found.append(Card(title % {"n": count}, text, reverse("groups:coordinator-missed"), _("Look"), 2, tone="warn"))
    for line in known["complete"]:
        title = _("%(group)s has held its last session") % {"group": line.name}
        text = _("Complete the group, so that everybody gets the last questionnaire.")
        found.append(Card(title, text, reverse("groups:group", args=[line.reference]), _("Look and complete"), 1))
    return found


def _roll_call(line) -> str:
    return reverse("groups:roll-call", args=[line.reference, line.number])


def _spoken(moment) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")
