"""What asks something today in this room."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.audiences import Audience
from centre.desk import Card, asks, counted, facts, total
from referrals import selectors, terms
from referrals.selectors.table import my_overdue_follow_ups
from referrals.states import EDITABLE, ReferralState

#: More cards of one kind than this do not help anybody through the day.
MOST_CARDS = 5


def questions(user, audience: str) -> dict:
    """What the cards of this street have to know."""
    if audience == Audience.REFERRER:
        mine = selectors.own_to_do(user)
        return {state: counted(mine.filter(state=state)) for state in EDITABLE}
    if audience == Audience.PRIVACY:
        return {"other_ground": counted(selectors.sent_on_other_ground())}
    if audience not in (Audience.COORDINATOR, Audience.THERAPIST):
        return {}
    case, near = {"reference": "case__reference"}, selectors.court_reports_near(user)
    asked = {
        "court": facts(near, most=MOST_CARDS, day="pro_forma_on", **case),
        "handovers": facts(selectors.unconfirmed_handovers(user), most=MOST_CARDS, day="handed_on", **case),
        "silent": facts(selectors.silent_questions(user), most=MOST_CARDS, moment="asked_at", **case),
        "table": facts(my_overdue_follow_ups(user), most=MOST_CARDS, day="follow_up_on", name="reference", **case),
    }
    if audience == Audience.THERAPIST:
        return asked
    advice = selectors.consultations_of_region(user).filter(state="asked")
    asked |= {
        "systems": facts(
            selectors.hooks_given_up(user), most=MOST_CARDS, name="organisation__name", number="organisation"
        ),
        "signals": counted(selectors.signals_to_follow_up(user)),
        "leaderless": counted(selectors.cases_without_director(user)),
    }
    return asked | {"advice": counted(advice), "waiting": facts(selectors.waiting_by_day(user), day="on", number="n")}


@asks(questions)
def cards(user, audience: str, known: dict) -> list[Card]:
    """What asks something of this person in this street, the most pressing first."""
    by_audience = {
        Audience.REFERRER: _for_referrer,
        Audience.COORDINATOR: _for_coordinator,
        Audience.THERAPIST: _of_cases,
        Audience.PRIVACY: _for_privacy_officer,
    }
    return by_audience[audience](known, audience) if audience in by_audience else []


def _for_referrer(known: dict, _audience) -> list[Card]:
    returned, drafts = total(known[ReferralState.RETURNED]), total(known[ReferralState.DRAFT])
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


def _for_coordinator(known: dict, audience) -> list[Card]:
    return [
        *_incoming(known["waiting"]),
        *_of_cases(known, audience),
        *_advice(total(known["advice"])),
        *_systems(known["systems"]),
        *_signals(total(known["signals"])),
        *_leaderless(total(known["leaderless"])),
    ]


def _incoming(days: list) -> list[Card]:
    waiting, late = total(days), total([line for line in days if clock.today() > terms.decide_by_from(line.day)])
    if not waiting:
        return []
    title = ngettext("%(number)s referral waits", "%(number)s referrals wait", waiting) % {"number": waiting}
    text = ngettext("%(number)s is over its term.", "%(number)s are over their term.", late) % {"number": late}
    text = text if late else _("All within the term.")
    return [Card(title, text, reverse("referrals:desk"), _("Open the desk"), tone="bad" if late else "info")]


def _of_cases(known: dict, audience) -> list[Card]:
    """Court reports that come near, help that has not started, partners who are silent."""
    name = "referrals:chain" if audience == Audience.COORDINATOR else "referrals:chain-therapist"
    found = []
    for line in sorted(known["court"], key=lambda line: line.day):
        text, due = _("Due three weeks before the pro-forma date."), terms.report_to_court_by(line.day)
        tone = terms.court_urgency(line.day)
        found.append(_on_case(line.reference, name, _("Report to the court"), text, tone, due))
    for line in sorted(known["handovers"], key=lambda line: line.day):
        text, due = _("Nobody confirmed the start of the next help."), terms.help_starts_by(line.day)
        if clock.today() > due:
            found.append(_on_case(line.reference, name, _("Help has not started"), text, "bad", due))
    for line in sorted(known["silent"], key=lambda line: line.moment):
        text = _("Call, ask somebody else, or close the question.")
        found.append(_on_case(line.reference, name, _("A partner does not answer"), text, "warn"))
    item = "referrals:table-item" if audience == Audience.COORDINATOR else "referrals:table-item-therapist"
    for line in sorted(known["table"], key=lambda line: line.day):
        text, address = _("Did it happen what the table advised?"), reverse(item, args=[line.reference, line.name])
        title = _("Look back on the advice of the table")
        found.append(Card(f"{title} ({line.reference})", text, address, _("Look back"), due=line.day, tone="warn"))
    return found


def _on_case(reference: str, name: str, title: str, text: str, tone: str, due=None) -> Card:
    address = reverse(name, args=[reference])
    return Card(f"{title} ({reference})", text, address, _("Open the chain"), due=due, tone=tone)


def _advice(number: int) -> list[Card]:
    if not number:
        return []
    title = ngettext("%(number)s question for advice", "%(number)s questions for advice", number) % {"number": number}
    text = _("A professional asks you to think along, without names.")
    return [Card(title, text, reverse("referrals:advice-desk"), _("Give advice"), minutes=15, tone="info")]


def _systems(lines: list) -> list[Card]:
    """Partners' systems that do not take our messages any more."""
    text = _("We tried for two days. Call the organisation, then try again or end it.")
    return [
        Card(
            _("The system of %(name)s does not answer") % {"name": line.name},
            text,
            reverse("referrals:partner-desk", args=[line.number]),
            _("Look"),
            tone="warn",
        )
        for line in sorted(lines, key=lambda line: line.name)
    ]


def _signals(number: int) -> list[Card]:
    if not number:
        return []
    title = ngettext("%(number)s signal about a partner", "%(number)s signals about partners", number)
    text = _("Help that was agreed did not come true. Call, and write down what was done.")
    return [
        Card(title % {"number": number}, text, reverse("referrals:quality"), _("Follow up"), minutes=10, tone="warn")
    ]


def _leaderless(number: int) -> list[Card]:
    if not number:
        return []
    title = ngettext("%(number)s case without a director", "%(number)s cases without a director", number)
    text = _("Every family has one person who leads the help.")
    return [
        Card(title % {"number": number}, text, reverse("referrals:without-director"), _("Name somebody"), minutes=3)
    ]


def _for_privacy_officer(known: dict, _audience) -> list[Card]:
    number = total(known["other_ground"])
    if not number:
        return []
    title = ngettext(
        "%(number)s referral without both parents' yes", "%(number)s referrals without both parents' yes", number
    )
    text = _("Sent in the last seven days on another ground.")
    return [Card(title % {"number": number}, text, reverse("referrals:other-grounds"), _("Read the grounds"))]
