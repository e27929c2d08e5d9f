"""What asks something today in this room."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.audiences import Audience
from centre.desk import Card
from referrals import selectors
from referrals.states import ReferralState


def cards(user, audience: str) -> list[Card]:
    """Referrers: questions back and drafts. Coordinators: what came in. Privacy officers: other grounds."""
    by_audience = {
        Audience.REFERRER: _for_referrer,
        Audience.COORDINATOR: _for_coordinator,
        Audience.PRIVACY: _for_privacy_officer,
    }
    return by_audience[audience](user) if audience in by_audience else []


def _for_referrer(user) -> list[Card]:
    counts = selectors.returned_or_draft(user)
    returned, drafts = counts[ReferralState.RETURNED], counts[ReferralState.DRAFT]
    address = reverse("referrals:my-referrals")
    found = []
    if returned:
        title = ngettext("%(number)s referral came back", "%(number)s referrals came back", returned)
        text = _("The centre asks you something. Answer and send again.")
        found.append(Card(title % {"number": returned}, text, address, _("Answer"), minutes=5, tone="warn"))
    if drafts:
        title = ngettext("%(number)s draft waits for you", "%(number)s drafts wait for you", drafts)
        text = _("It has not been sent yet. Go on where you stopped.")
        found.append(Card(title % {"number": drafts}, text, address, _("Go on"), minutes=10))
    return found


def _for_coordinator(user) -> list[Card]:
    waiting, late = selectors.overdue(user)
    if not waiting:
        return []
    title = ngettext("%(number)s referral waits", "%(number)s referrals wait", waiting) % {"number": waiting}
    text = ngettext("%(number)s is over its term.", "%(number)s are over their term.", late) % {"number": late}
    text = text if late else _("All within the term.")
    return [Card(title, text, reverse("referrals:desk"), _("Open the desk"), tone="bad" if late else "info")]


def _for_privacy_officer(user) -> list[Card]:
    number = selectors.sent_on_other_ground().count()
    if not number:
        return []
    title = ngettext(
        "%(number)s referral without both parents' yes", "%(number)s referrals without both parents' yes", number
    )
    text = _("Sent in the last seven days on another ground.")
    return [Card(title % {"number": number}, text, reverse("referrals:other-grounds"), _("Read the grounds"))]
