"""Cards for today: a parent's own next step, a therapist's reports and decisions, a coordinator's queue."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from centre.audiences import Audience
from centre.desk import Card, asks, counted, total
from intake import consents, deciding, own, queue, talks


def questions(user, audience: str) -> dict:
    """What the cards of the staff have to know."""
    waiting = {Audience.THERAPIST: queue.therapist_waiting, Audience.COORDINATOR: queue.coordinator_waiting}
    if audience not in waiting:
        return {}
    rows = waiting[audience](user) | {"handover": deciding.to_hand_over(user), "again": deciding.to_look_again(user)}
    return {name: counted(found) for name, found in rows.items()}


@asks(questions)
def cards(user, audience: str, known: dict) -> list[Card]:
    """What this room asks of this person today."""
    if audience == Audience.PARENT:
        return _parent(user)
    if audience == Audience.CHILD:
        return _child(user)
    by_audience = {Audience.THERAPIST: _therapist, Audience.COORDINATOR: _coordinator}
    counts = {name: total(lines) for name, lines in known.items()}
    return by_audience[audience](counts) if audience in by_audience else []


def _parent(user) -> list[Card]:
    found = []
    state = own.own_next_step(user)
    url = reverse("intake:my-application")
    if state == "begin":
        found.append(
            Card(
                _("Tell us your side"),
                _("Eight short questions. You may stop in between."),
                url,
                _("Begin"),
                20,
                tone="info",
            )
        )
    elif state == "go on":
        found.append(
            Card(_("Go on with your request"), _("Your answers have been saved."), url, _("Go on"), 10, tone="info")
        )
    elif state == "consent":
        text = _("Read a few short texts and say yes or no. You choose.")
        found.append(Card(_("Give your permission"), text, reverse("centre:my-consents"), _("Begin"), 5, tone="info"))
    elif state == "conditions":
        text = _("Something has changed in what we agree on. Read it and say whether you agree.")
        url = reverse("intake:new-conditions")
        found.append(Card(_("Read our new agreements"), text, url, _("Read"), 5, tone="info"))
    elif state == "interest":
        text = _("One click, so that we know.")
        found.append(Card(_("Do you still want to take part?"), text, reverse("intake:my-waiting"), _("Answer"), 1))
    if guest := talks.my_talks(user).first():
        text = _("Place: %(place)s. You need not prepare anything.") % {"place": guest.talk.place}
        found.append(
            Card(_("A talk to get to know you"), text, reverse("intake:my-talks"), _("Look"), due=guest.arrives_at)
        )
    return found


def _child(user) -> list[Card]:
    """The next own talk, and the own story."""
    if consents.own_case_of(user) is None:
        return []
    text = _("Tell how you are. Your parents do not see it.")
    found = [Card(_("My story"), text, reverse("intake:child-story"), _("Tell"), 5)]
    if guest := talks.my_talks(user).first():
        title, text = pgettext("to a child", "A talk with us"), pgettext("to a child", "Look when it is and where.")
        label = pgettext("to a child", "Look")
        found.insert(0, Card(title, text, reverse("intake:child-talks"), label, due=guest.arrives_at, tone="info"))
    return found


def _therapist(counts: dict) -> list[Card]:
    url = reverse("intake:therapist-cases")
    found = []
    if number := counts["told"]:
        words = ngettext("%(number)s child told something", "%(number)s children told something", number)
        found.append(Card(words % {"number": number}, _("Read it today."), url, _("To my intakes"), 5, tone="bad"))
    if number := counts["to_report"]:
        words = ngettext("%(number)s talk without a report", "%(number)s talks without a report", number) % {
            "number": number
        }
        found.append(Card(words, _("Write it while you remember it."), url, _("To my intakes"), 10, tone="warn"))
    if number := counts["to_decide"]:
        words = ngettext("%(number)s family to decide on", "%(number)s families to decide on", number) % {
            "number": number
        }
        found.append(Card(words, _("All planned talks have been held."), url, _("To my intakes"), 15, tone="info"))
    if number := counts["to_close"]:
        text = _("A colleague asks you to agree.")
        found.append(Card(_title("to_close", number), text, url, _("To my intakes"), 5, tone="info"))
    return found + _after_a_no(counts, "therapist")


def _after_a_no(counts: dict, street: str) -> list[Card]:
    """What still has to follow when other help was advised."""
    found = []
    if number := counts["handover"]:
        title = ngettext("%(number)s warm handover to make", "%(number)s warm handovers to make", number)
        text = _("Call the next helper together with the family.")
        url = reverse(f"intake:after-a-no-{street}", args=["handover"])
        found.append(Card(title % {"number": number}, text, url, _("To the list"), 10, tone="warn"))
    if number := counts["again"]:
        title = ngettext("%(number)s family to look at again", "%(number)s families to look at again", number)
        text = _("The date in the letter has come.")
        url = reverse(f"intake:after-a-no-{street}", args=["again"])
        found.append(Card(title % {"number": number}, text, url, _("To the list"), 15, tone="warn"))
    return found


def _coordinator(counts: dict) -> list[Card]:
    url, help_desk = reverse("intake:desk"), reverse("intake:help-desk")
    lines = (
        ("unsafe", "bad", help_desk, _("Call today, the sender alone.")),
        ("asked", "info", help_desk, _("Somebody asked for help without an account.")),
        ("flagged", "bad", f"{url}?stand=flagged", _("Call first, apart from the other parent.")),
        ("uninvited", "warn", f"{url}?stand=uninvited", _("Call this parent first, and then invite.")),
        ("overdue", "warn", f"{url}?stand=overdue", _("The term has passed.")),
        ("complete", "info", f"{url}?stand=complete", _("Plan the first talk.")),
        ("withdrawn", "warn", f"{url}?stand=withdrawn", _("Call this parent before anything ends.")),
        ("leaving", "warn", f"{url}?stand=leaving", _("A parent who waits said no. Call first.")),
        ("ages", "info", f"{url}?stand=ages", _("Who decides has changed. Ask the child itself.")),
        ("to_approve", "info", f"{url}?stand=assessing", _("A decision waits for a second person.")),
        ("to_close", "info", f"{url}?stand=closing", _("A colleague asks you to agree.")),
    )
    return [
        Card(_title(key, counts[key]), text, link, _("To the applications"), tone=tone)
        for key, tone, link, text in lines
        if counts[key]
    ] + _after_a_no(counts, "coordinator")


def _title(key: str, number: int) -> str:
    titles = {
        "unsafe": ngettext(
            "%(number)s request from somebody who is not safe now",
            "%(number)s requests from people who are not safe now",
            number,
        ),
        "asked": ngettext("%(number)s new request for help", "%(number)s new requests for help", number),
        "flagged": ngettext("%(number)s family with a safety flag", "%(number)s families with a safety flag", number),
        "uninvited": ngettext(
            "%(number)s family of which a parent has no invitation",
            "%(number)s families of which a parent has no invitation",
            number,
        ),
        "overdue": ngettext("%(number)s family waits too long", "%(number)s families wait too long", number),
        "complete": ngettext("%(number)s definitive request", "%(number)s definitive requests", number),
        "withdrawn": ngettext("%(number)s part taken back", "%(number)s parts taken back", number),
        "leaving": ngettext(
            "%(number)s family wants to stop waiting", "%(number)s families want to stop waiting", number
        ),
        "ages": ngettext(
            "%(number)s family with a birthday of 12, 16 or 18",
            "%(number)s families with a birthday of 12, 16 or 18",
            number,
        ),
        "to_approve": ngettext("%(number)s second look", "%(number)s second looks", number),
        "to_close": ngettext("%(number)s trajectory to close", "%(number)s trajectories to close", number),
    }
    return titles[key] % {"number": number}
