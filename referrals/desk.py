"""What asks something today in this room."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.audiences import Audience
from centre.desk import Card
from referrals import selectors
from referrals.states import ReferralState

#: More cards of one kind than this do not help anybody through the day.
MOST_CARDS = 5


def cards(user, audience: str) -> list[Card]:
    """What asks something of this person in this street, the most pressing first."""
    by_audience = {
        Audience.REFERRER: _for_referrer,
        Audience.COORDINATOR: _for_coordinator,
        Audience.THERAPIST: _of_cases,
        Audience.PRIVACY: _for_privacy_officer,
    }
    return by_audience[audience](user, audience) if audience in by_audience else []


def _for_referrer(user, _audience) -> list[Card]:
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


def _for_coordinator(user, audience) -> list[Card]:
    return [*_incoming(user), *_of_cases(user, audience), *_advice(user)]


def _incoming(user) -> list[Card]:
    waiting, late = selectors.overdue(user)
    if not waiting:
        return []
    title = ngettext("%(number)s referral waits", "%(number)s referrals wait", waiting) % {"number": waiting}
    text = ngettext("%(number)s is over its term.", "%(number)s are over their term.", late) % {"number": late}
    text = text if late else _("All within the term.")
    return [Card(title, text, reverse("referrals:desk"), _("Open the desk"), tone="bad" if late else "info")]


def _of_cases(user, audience) -> list[Card]:
    """Court reports that come near, help that has not started, partners who are silent."""
    name = "referrals:chain" if audience == Audience.COORDINATOR else "referrals:chain-therapist"
    found = [
        _on_case(
            track.case,
            name,
            _("Report to the court"),
            _("Due three weeks before the pro-forma date."),
            track.urgency,
            track.due_on,
        )
        for track in selectors.court_reports_near(user)[:MOST_CARDS]
    ]
    found += [
        _on_case(
            row.case,
            name,
            _("Help has not started"),
            _("Nobody confirmed the start of the next help."),
            "bad",
            row.due_on,
        )
        for row in selectors.watched_handovers(user)[:MOST_CARDS]
    ]
    found += [
        _on_case(
            row.case, name, _("A partner does not answer"), _("Call, ask somebody else, or close the question."), "warn"
        )
        for row in selectors.silent_questions(user)[:MOST_CARDS]
    ]
    return found


def _on_case(case, name: str, title: str, text: str, tone: str, due=None) -> Card:
    address = reverse(name, args=[case.reference])
    return Card(f"{title} ({case.reference})", text, address, _("Open the chain"), due=due, tone=tone)


def _advice(user) -> list[Card]:
    number = selectors.consultations_of_region(user).filter(state="asked").count()
    if not number:
        return []
    title = ngettext("%(number)s question for advice", "%(number)s questions for advice", number) % {"number": number}
    text = _("A professional asks you to think along, without names.")
    return [Card(title, text, reverse("referrals:advice-desk"), _("Give advice"), minutes=15, tone="info")]


def _for_privacy_officer(user, _audience) -> list[Card]:
    number = selectors.sent_on_other_ground().count()
    if not number:
        return []
    title = ngettext(
        "%(number)s referral without both parents' yes", "%(number)s referrals without both parents' yes", number
    )
    text = _("Sent in the last seven days on another ground.")
    return [Card(title % {"number": number}, text, reverse("referrals:other-grounds"), _("Read the grounds"))]
