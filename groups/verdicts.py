"""What the checker says of a plan, in words for staff with names."""

from django.utils.translation import gettext as _

from groups import explanations
from groups.composing.checking import Broken

#: Rules over teams, rooms and days; those over couples stand in groups/explanations.py. {rule: words for the person it is about}
TEAMS = {
    "lead role": lambda who: _("%(who)s has no certificate for this role.") % {"who": who},
    "lead certificate": lambda who: _("The certificate of %(who)s does not count on every date.") % {"who": who},
    "lead slot": lambda who: _("%(who)s does not work at this time.") % {"who": who},
    "lead blocked": lambda who: _("%(who)s cannot come on one of the dates.") % {"who": who},
    "lead travel": lambda who: _("%(who)s would travel longer than the limit.") % {"who": who},
    "lead load": lambda who: _("%(who)s would lead more groups than agreed.") % {"who": who},
    "lead twice on a day": lambda who: _("%(who)s would lead two groups on one day.") % {"who": who},
    "team": lambda _who: _("The team is not complete."),
    "rooms": lambda _who: _("There are not enough rooms on every date."),
    "seated twice": lambda _who: _("A couple would sit in two groups."),
}  # fmt: skip
#: Rules of which the numbers name couples.
OF_COUPLES = ("travel", "slot", "ready", "hold", "missed", "siblings", "language", "tied", "tied in building")


def broken(row: Broken, *, couples: list[str], people: list[str]) -> str:
    """One sentence. `couples` and `people`: names in the order of the numbers of the season."""
    if row.rule in TEAMS:
        n = row.numbers[0] if row.numbers and isinstance(row.numbers[0], int) else -1
        return TEAMS[row.rule](people[n] if 0 <= n < len(people) else "–")
    said = explanations.objection(row.rule)
    count = 2 if row.rule.startswith("tied") else 1
    who = [couples[n] for n in row.numbers[:count]] if row.rule in OF_COUPLES else []
    return f"{', '.join(who)}: {said}" if who else said


def waits_no_more(couple: str) -> str:
    return _("%(who)s does not wait any more, or is held a place.") % {"who": couple}


def leads_no_more(therapist: str) -> str:
    return _("%(who)s cannot lead in this season any more.") % {"who": therapist}


def dates_gone() -> str:
    return _("This group cannot begin on this day any more, or not at this place.")
