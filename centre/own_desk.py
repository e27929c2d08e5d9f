"""The ground floor's own cards: unread messages for everybody, and what asks the privacy officer for supervision."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from centre import (
    child_checks,
    children,
    complaints,
    file_requests,
    help_plans,
    retention,
    safety_file,
    supervision,
    taken_back,
    team,
    undelivered,
)
from centre.audiences import Audience
from centre.desk import Card, asks, counted, facts, total
from centre.household_cards import household_cards
from centre.own_families import parent_rows
from centre.selectors import message_box

#: So many days a text for a child is called new on its first page.
NEW_FOR = 30
#: Streets with a message box (centre/urls.py).
BOXES = (Audience.PARENT, Audience.CHILD, Audience.THERAPIST, Audience.REFERRER, Audience.COORDINATOR)


def questions(user, audience: str) -> dict:
    """The newest unread message; for the privacy officer how much there is to judge."""
    if audience == Audience.PRIVACY:
        return {
            "emergencies": counted(supervision.emergencies(days=7)),
            "sample": counted(supervision.odd_reads()),
            "over": counted(retention.waiting_for(user)),
            "complaints": counted(complaints.open_for(user)),
        }
    if audience not in BOXES:
        return {}
    unread = {"unread": facts(message_box(user).filter(first_read_at=None), most=1, reference="reference")}
    if audience == Audience.PARENT:
        unread["families"] = counted(parent_rows(user))
    if audience in (Audience.THERAPIST, Audience.COORDINATOR):
        unread["noes"] = counted(taken_back.waiting_for(user))
        unread["checks"] = counted(child_checks.waiting_for(user))
        unread["plans_of_help"] = counted(help_plans.late_for(user))
    if audience == Audience.COORDINATOR:
        unread["reach"] = counted(undelivered.tasks_for(user))
        unread["readers"] = counted(file_requests.without_readers(user))
        unread["hats"] = counted(team.to_renew(user))
        if complaints.is_substitute(user):
            unread["complaints"] = counted(complaints.open_for(user))
    if audience == Audience.THERAPIST:
        unread["files"] = counted(file_requests.waits_for(user))
    if audience == Audience.CHILD:
        unread["written"] = counted(children.written_lately(user, days=NEW_FOR))
    if audience not in safety_file.CARERS:
        return unread
    return unread | {
        "plans": counted(safety_file.overdue_plans_of(user)),
        "concerns": counted(safety_file.open_concerns_of(user)),
        "releases": counted(safety_file.releases_waiting_for(user)),
    }


@asks(questions)
def cards(user, audience: str, known: dict) -> list[Card]:
    """Emergencies and refusals of the last seven days, findings without a verdict, files of which the term is over."""
    if audience == Audience.CHILD:
        return _letters(audience, known) + _asked(user) + _written(total(known["written"]))
    if audience != Audience.PRIVACY:
        letters = _letters(audience, known) + _noes(audience, total(known.get("noes", [])))
        letters += household_cards(audience, known)
        letters += _of_coordinators(known) + _files(total(known.get("files", [])))
        letters += _families(total(known.get("families", [])))
        return letters + _safety(audience, known) if audience in safety_file.CARERS else letters
    found = (_emergencies(total(known["emergencies"])), _refusals(), _sample(total(known["sample"])))
    told = _complaints(total(known["complaints"]), reverse("centre:complaints"))
    found = (told, *found, _over(total(known["over"])))
    return [card for card in found if card]


def _asked(user) -> list[Card]:
    """From twelve a child says yes or no itself, from sixteen alone; the card comes on the birthday."""
    child = children.waits_for_answer(user)
    if child is None:
        return []
    title = (
        pgettext("to a child", "You decide")
        if children.decides_alone(child)
        else pgettext("to a child", "What do you think?")
    )
    text = pgettext("to a child", "May we help you? You may say yes or no.")
    return [Card(title, text, reverse("centre:child-consents"), pgettext("to a child", "Look"), minutes=3, tone="info")]


def _written(count: int) -> list[Card]:
    """What somebody wrote for this child in the last weeks; it stays to be read afterwards."""
    if not count:
        return []
    title = pgettext("to a child", "Something was written for you")
    text = pgettext("to a child", "Your father and mother do not see it.")
    label = pgettext("to a child", "Read")
    return [Card(title, text, reverse("centre:child-texts"), label, minutes=2, tone="info")]


def _letters(audience: str, known: dict) -> list[Card]:
    """The newest message that this person has not read yet."""
    return [_message(line.reference, audience) for line in known.get("unread", ())]


def _families(count: int) -> list[Card]:
    """For who is here with two ex-partners: about which family the pages tell."""
    if count < 2:
        return []
    title, text = _("You are with us with more than one family"), _("Choose about which family you read.")
    return [Card(title, text, reverse("centre:my-families"), _("Choose"), minutes=1)]


def _message(reference: str, audience: str) -> Card:
    url = reverse(f"centre:message-{audience}", args=[reference])
    if audience == Audience.CHILD:
        title, text = (
            pgettext("to a child", "A message for you"),
            pgettext("to a child", "Your father and mother do not see it."),
        )
        return Card(title, text, url, pgettext("to a child", "Read"), minutes=2, tone="info")
    return Card(title=_("A message for you"), text=_("Only you can read it."), url=url, label=_("Read"), minutes=2)


def _of_coordinators(known: dict) -> list[Card]:
    """Somebody to reach, a question about a file that stands still, roles to look at again."""
    reach, readers, hats, heard = (total(known.get(name, [])) for name in ("reach", "readers", "hats", "complaints"))
    told = _complaints(heard, reverse("centre:complaints-substitute"))
    return [card for card in (told,) if card] + _reach(reach) + _readers(readers) + _hats(hats)


def _noes(audience: str, count: int) -> list[Card]:
    """Permissions that were taken back: nobody marks whom they are about until somebody did something (law.md R7)."""
    if not count:
        return []
    title = ngettext("%(count)s permission was taken back", "%(count)s permissions were taken back", count)
    text = _("Talk about it before the next session and write down what you did.")
    url = reverse(f"centre:taken-back-{audience}")
    return [Card(title % {"count": count}, text, url, _("Look"), minutes=10 * count, tone="bad")]


def _files(count: int) -> list[Card]:
    """Questions about files that this therapist may read."""
    if not count:
        return []
    title = ngettext("%(count)s question about a file to read", "%(count)s questions about a file to read", count)
    text = _("Two therapists read before anything leaves.")
    url = reverse("centre:therapist-file-requests")
    return [Card(title % {"count": count}, text, url, _("Read"), minutes=20 * count, tone="info")]


def _readers(count: int) -> list[Card]:
    """Questions about files that cannot go on by themselves."""
    if not count:
        return []
    title = ngettext(
        "%(count)s question about a file stands still", "%(count)s questions about a file stand still", count
    )
    text = _("Appoint two therapists who can read it, or look at the term.")
    url = reverse("centre:coordinator-file-requests")
    return [Card(title % {"count": count}, text, url, _("Look"), minutes=5 * count, tone="warn")]


def _hats(count: int) -> list[Card]:
    """Roles to look at again: does this person still work there, and still need it?"""
    if not count:
        return []
    title = ngettext("%(count)s role to look at again", "%(count)s roles to look at again", count)
    text = _("Does this person still work there, and still need this?")
    return [Card(title % {"count": count}, text, reverse("centre:people"), _("Look"), minutes=2 * count, tone="info")]


def _reach(count: int) -> list[Card]:
    """Mail that did not arrive, and people to call."""
    if not count:
        return []
    title = ngettext("%(count)s person to reach by hand", "%(count)s people to reach by hand", count) % {"count": count}
    text = _("A mail did not arrive, or somebody wants a call instead.")
    return [Card(title, text, reverse("centre:contact-tasks"), _("Look"), minutes=5 * count, tone="warn")]


def _safety(audience: str, known: dict) -> list[Card]:
    """For people who are named in a safety file: a plan to look at again, a worry without a decision."""
    plans, concerns, releases = (total(known[name]) for name in ("plans", "concerns", "releases"))
    url = reverse(f"centre:safety-desk-{audience}")
    found = []
    if plans:
        title = ngettext("%(count)s safety plan to look at again", "%(count)s safety plans to look at again", plans)
        text = _("The day that was agreed has passed.")
        found.append(
            Card(title=title % {"count": plans}, text=text, url=url, label=_("Look"), minutes=10 * plans, tone="bad")
        )
    if concerns:
        title = ngettext("%(count)s worry without a decision", "%(count)s worries without a decision", concerns)
        text = _("The five steps are not finished.")
        found.append(
            Card(title=title % {"count": concerns}, text=text, url=url, label=_("Go on"), minutes=10, tone="warn")
        )
    if releases:
        title = ngettext("%(count)s decision to take together", "%(count)s decisions to take together", releases)
        text = _("A colleague proposes what somebody may know. You decide as well.")
        found.append(
            Card(title=title % {"count": releases}, text=text, url=url, label=_("Look"), minutes=5, tone="warn")
        )
    return found


def _complaints(count: int, url: str) -> Card | None:
    title = ngettext("%(count)s complaint that is not finished", "%(count)s complaints that are not finished", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Somebody waits for an answer."),
        url=url,
        label=_("Look"),
        minutes=10 * count,
        tone="warn",
    )


def _emergencies(count: int) -> Card | None:
    title = ngettext("%(count)s emergency access this week", "%(count)s emergency accesses this week", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Read the reason and see what was opened."),
        url=reverse("centre:emergencies"),
        label=_("Look"),
        minutes=5 * count,
        tone="warn",
    )


def _refusals() -> Card | None:
    count = len(supervision.refused_spikes())
    title = ngettext("%(count)s time many refusals on one day", "%(count)s times many refusals on one day", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Somebody tried addresses that are not open to that person, again and again."),
        url=reverse("centre:emergencies") + "#refusals",
        label=_("Look"),
        minutes=5 * count,
        tone="warn",
    )


def _sample(count: int) -> Card | None:
    title = ngettext("%(count)s read to judge", "%(count)s reads to judge", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Found by the weekly sample of the log."),
        url=reverse("centre:odd-reads"),
        label=_("Judge"),
        minutes=2 * count,
        tone="info",
    )


def _over(count: int) -> Card | None:
    title = ngettext("%(count)s file of which the term is over", "%(count)s files of which the term is over", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Two people agree before anything is erased."),
        url=reverse("centre:retention"),
        label=_("Look"),
        minutes=2 * count,
        tone="info",
    )
