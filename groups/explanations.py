"""Why a couple has no seat, in words: for staff with names and numbers, for a parent neutral.

The neutral text says nothing of the other parent, another family, a therapist or safety: it follows from the rung alone, and
several rungs share one sentence so that none can be told apart by who reads it.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: Staff: what stopped this couple. Keys: (rung, rule).
STAFF = {
    ("travel", "travel"): lambda f: _("No location within both travel limits: %(who)s would travel %(number)s minutes, the limit is %(limit)s.") % f,
    ("slot", "slot"): lambda f: _("No weekday and time that suits both parents at a location within reach."),
    ("siblings", "siblings"): lambda f: _("The wish for the siblings does not go together with their ages."),
    ("series", "ready"): lambda f: _("Not everything is complete on a first date: permission, safety or a block is still open."),
    ("series", "hold"): lambda f: _("Not everything stays complete until the last date of any series."),
    ("series", "missed"): lambda f: _("%(who)s would miss %(number)s sessions of the nearest series; %(limit)s is the most.") % f,
    ("series", "travel"): lambda f: _("No location within both travel limits."),
    ("series", "slot"): lambda f: _("No weekday and time that suits both parents at a location within reach."),
    ("series", "room"): lambda f: _("There is no room in any series that would suit."),
    ("series", "none"): lambda f: _("There are no series in this season at all."),
    ("series", "building"): lambda f: _("In every series that would suit, a family in the building on those days knows this one."),
    ("series", "gap"): lambda f: _("The dates of the nearest series lie too far apart."),
    ("no group", "team"): lambda f: _("No group runs in a slot that suits: there is no complete team."),
    ("no group", "room"): lambda f: _("No group runs in a slot that suits: the rooms are taken."),
    ("no group", "couples"): lambda f: ngettext("No group runs in a slot that suits: %(number)s couple could take it, the children and the minimum of %(limit)s do not work out.", "No group runs in a slot that suits: %(number)s couples could take it, the children and the minimum of %(limit)s do not work out.", f["number"]) % f,
    ("rule", "tied"): lambda f: _("A seat is free, but a family there knows this one: %(others)s.") % f,
    ("rule", "building"): lambda f: _("A seat is free, but a family in the building on those days knows this one."),
    ("rule", "barred"): lambda f: _("A seat is free, but a therapist there may not work for this family: %(therapists)s.") % f,
    ("rule", "language"): lambda f: _("A seat is free, but no parent therapist there shares a language with a parent."),
    ("rule", "bands"): lambda f: _("A seat is free, but an age group of the children would become too small."),
    ("rule", "children"): lambda f: _("A seat is free, but there would be too many children."),
    ("rule", "arrival"): lambda f: _("A seat is free, but the location cannot keep so many arrivals apart."),
    ("exchange", ""): lambda f: _("The groups are full; an exchange with %(others)s would not gain.") % f,
    ("full", "priority"): lambda f: _("The groups are full, and everybody there has more points (this couple %(number)s, the lowest there %(limit)s).") % f,
}  # fmt: skip
EXCHANGE = {
    "bands": lambda: _("an age group of the children would become too small"),
    "children": lambda: _("there would be too many children"),
    "language": lambda: _("no parent therapist there shares a language"),
    "barred": lambda: _("a therapist there may not work for this family"),
    "arrival": lambda: _("too many arrivals to keep apart"),
    "tied": lambda: _("a family there knows this one"),
    "building": lambda: _("a family in the building knows this one"),
    "worth less": lambda: _("the season as a whole would be worth less"),
}
CHANGES = {
    "travel": lambda f: _("If %(who)s could travel %(value)s minutes") % f,
    "slot": lambda f: _("If %(who)s could come on %(slot)s") % f,
    "siblings": lambda f: _("If the siblings may be in either group") % f,
    "ready": lambda f: _("If everything is complete on the first date") % f,
    "hold": lambda f: _("If everything stays complete until the last date") % f,
    "missed": lambda f: _("If missing %(value)s sessions is accepted, with a reason") % f,
}
#: What a rule says when a person moves a couple by hand; the keys are those of the checker and of the explainer.
OBJECTIONS = {
    "travel": lambda: _("A parent would travel longer than the limit."),
    "slot": lambda: _("The weekday or time does not suit a parent."),
    "siblings": lambda: _("The wish for the siblings does not go together with their ages."),
    "ready": lambda: _("Not everything is complete on the first date."),
    "hold": lambda: _("Not everything stays complete until the last date."),
    "missed": lambda: _("A parent would miss too many sessions."),
    "gap": lambda: _("The dates lie too far apart."),
    "full": lambda: _("The group is full."),
    "tied": lambda: _("A family there knows this one."),
    "building": lambda: _("A family in the building on those days knows this one."),
    "tied in building": lambda: _("A family in the building on those days knows this one."),
    "barred": lambda: _("A therapist there may not work for this family."),
    "language": lambda: _("No parent therapist there shares a language with a parent."),
    "bands": lambda: _("An age group of the children would become too small."),
    "thin band": lambda: _("An age group of the children would become too small."),
    "children": lambda: _("There would be too many children."),
    "arrival": lambda: _("The location cannot keep so many arrivals apart."),
    "size": lambda: _("A group would have fewer couples than the minimum."),
}
#: Which rules a person may set aside with a reason (planning.md, marked with a degree sign).
OVERRIDABLE = ("travel", "missed", "tied")


def objection(rule: str) -> str:
    return OBJECTIONS[rule]() if rule in OBJECTIONS else _("This breaks a rule of the season.")


def for_staff(row: dict, *, names: dict) -> str:
    """One sentence with numbers. `names`: {"families": …, "therapists": …, "parents": {family: [names]}}."""
    others = [names["families"].get(n, "–") for n in row["others"]]
    facts = {
        "who": _name(names, row["family"], row["parent"]), "number": row["number"], "limit": row["limit"],
        "others": ", ".join(others), "therapists": ", ".join(names["therapists"].get(n, "–") for n in row["others"]),
    }  # fmt: skip
    if row["rung"] == "exchange":
        why = EXCHANGE.get(row["rule"], EXCHANGE["worth less"])()
        return _("The groups are full; an exchange with %(name)s does not work: %(why)s.") % {"name": names["families"].get(row["others"][0], "–"), "why": why}  # fmt: skip
    words = STAFF.get((row["rung"], row["rule"]))
    return words(facts) if words else _("No seat in this proposal.")


def change_for_staff(row: dict, *, names: dict, slot: str, place: str) -> str:
    """The cheapest single change that was tried, or nothing."""
    change = row["change"]
    if not change:
        return ""
    if change["rule"] == "weeks":
        said = ngettext(
            "With %(weeks)s week more on the list this couple would come before the last one in %(place)s.",
            "With %(weeks)s weeks more on the list this couple would come before the last one in %(place)s.",
            change["value"],
        )
        return said % {"weeks": change["value"], "place": place}
    facts = {"who": _name(names, row["family"], change["parent"]), "value": change["value"], "slot": slot}
    first = CHANGES[change["rule"]](facts)
    if change["seat"]:
        return _("%(change)s, there is a seat in %(place)s.") % {"change": first, "place": place}
    return _("%(change)s, a series in %(place)s becomes possible.") % {"change": first, "place": place}


def for_parent(row: dict) -> str:
    """What a parent may read when asking: true, and nothing from which anything about anybody else follows."""
    if row["rung"] in ("siblings", "no group") or row["rule"] in ("bands", "children"):
        return _(
            "There is no group yet that fits the ages of the children. We keep looking, and you keep your place on the list."
        )
    if row["rung"] == "full":
        return _("The groups that fit are full. We keep looking, and you keep your place on the list.")
    return _(
        "There is no group yet with a place, a day and a time that fit. We keep looking, and you keep your place on the list."
    )


def _name(names: dict, family: int, parent: int | None) -> str:
    people = names["parents"].get(family, [])
    return people[parent] if parent is not None and parent < len(people) else _("a parent")


#: How a proposal came about, for who waits for it; the keys are those of the composer.
STAGES = {
    "kept": lambda: _("from an earlier proposal"),
    "best group first": lambda: _("the best group first"),
    "small moves": lambda: _("improved by small moves"),
    "empty": lambda: _("still without a group"),
    "whole season": lambda: _("the whole season reckoned at once"),
    "skeleton": lambda: _("teams first, then couples"),
    "neighbourhoods": lambda: _("improved region by region"),
    "last seats": lambda: _("the last free seats filled"),
    "least change": lambda: _("with the least change"),
    "moved by hand": lambda: _("changed by hand"),
}


def stage(word: str) -> str:
    """How the best proposal so far came about; empty for a word that nobody knows."""
    return STAGES[word]() if word in STAGES else ""


def failure(word: str) -> str:
    """Why a run gave no proposal."""
    if word.startswith("pins"):
        return _("What was fixed by hand contradicts itself: %(pins)s. Loosen one of these.") % {
            "pins": word.partition(": ")[2] or "–"
        }
    said = {
        "worker": _("The composer stopped three times. Ask for a new proposal, or call the administrator."),
        "error": _("Something went wrong three times. The administrator can read what."),
    }
    return said.get(word) or _("The facts of this season cannot be: %(facts)s") % {"facts": word}
