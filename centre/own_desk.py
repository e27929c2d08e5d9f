"""The ground floor's own cards: unread messages for everybody, and what asks the privacy officer for supervision."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import retention, supervision
from centre.audiences import Audience
from centre.desk import Card
from centre.selectors import message_box

#: Streets with a message box (centre/urls.py).
BOXES = (Audience.PARENT, Audience.THERAPIST, Audience.REFERRER, Audience.COORDINATOR)


def cards(user, audience: str) -> list[Card]:
    """Emergencies and refusals of the last seven days, findings without a verdict, files of which the term is over."""
    if audience != Audience.PRIVACY:
        return _unread(user, audience)
    return [card for card in (_emergencies(), _refusals(), _sample(), _over(user)) if card]


def _unread(user, audience: str) -> list[Card]:
    """The newest message that this person has not read yet; a child has no box."""
    newest = message_box(user).filter(first_read_at=None).first() if audience in BOXES else None
    if newest is None:
        return []
    url = reverse(f"centre:message-{audience}", args=[newest.reference])
    return [Card(title=_("A message for you"), text=_("Only you can read it."), url=url, label=_("Read"), minutes=2)]


def _emergencies() -> Card | None:
    count = supervision.emergencies(days=7).count()
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


def _sample() -> Card | None:
    count = supervision.odd_reads().count()
    title = ngettext("%(count)s read to judge", "%(count)s reads to judge", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Found by the weekly sample of the log."),
        url=reverse("centre:odd-reads"),
        label=_("Judge"),
        minutes=2 * count,
        tone="info",
    )


def _over(user) -> Card | None:
    count = retention.waiting_for(user).count()
    title = ngettext("%(count)s file of which the term is over", "%(count)s files of which the term is over", count)
    return count and Card(
        title=title % {"count": count},
        text=_("Two people agree before anything is erased."),
        url=reverse("centre:retention"),
        label=_("Look"),
        minutes=2 * count,
        tone="info",
    )
