"""The ground floor's own cards: unread messages for everybody, and what asks the privacy officer for supervision."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import retention, supervision
from centre.audiences import Audience
from centre.desk import Card, asks, counted, facts, total
from centre.selectors import message_box

#: Streets with a message box (centre/urls.py).
BOXES = (Audience.PARENT, Audience.THERAPIST, Audience.REFERRER, Audience.COORDINATOR)


def questions(user, audience: str) -> dict:
    """The newest unread message; for the privacy officer how much there is to judge."""
    if audience == Audience.PRIVACY:
        return {
            "emergencies": counted(supervision.emergencies(days=7)),
            "sample": counted(supervision.odd_reads()),
            "over": counted(retention.waiting_for(user)),
        }
    if audience not in BOXES:
        return {}
    return {"unread": facts(message_box(user).filter(first_read_at=None), most=1, reference="reference")}


@asks(questions)
def cards(user, audience: str, known: dict) -> list[Card]:
    """Emergencies and refusals of the last seven days, findings without a verdict, files of which the term is over."""
    if audience != Audience.PRIVACY:
        return [_message(line.reference, audience) for line in known.get("unread", ())]
    found = (_emergencies(total(known["emergencies"])), _refusals(), _sample(total(known["sample"])))
    return [card for card in (*found, _over(total(known["over"]))) if card]


def _message(reference: str, audience: str) -> Card:
    """The newest message that this person has not read yet; a child has no box."""
    url = reverse(f"centre:message-{audience}", args=[reference])
    return Card(title=_("A message for you"), text=_("Only you can read it."), url=url, label=_("Read"), minutes=2)


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
