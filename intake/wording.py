"""The words that professionals read for the keys of intake.criteria; the rules themselves know no language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.models import Indication

DOMAINS = {
    "system": _("The two households together"),
    "relation": _("Parent and child"),
    "individual": _("Each person"),
    "safety": _("Safety"),
}
WEIGHTS = [(0, _("no concern")), (1, pgettext_lazy("weight", "light")), (2, _("serious")), (3, _("severe"))]
CONTRAINDICATIONS = {
    "violence": _("Violence or threat"),
    "addiction": _("Addiction without treatment"),
    "psychosis": _("Serious mental illness"),
    "trauma": _("Trauma that is in the foreground"),
    "language": _("No shared language in the group"),
}
LEVELS = [("absent", _("not there")), ("first", _("other help first")), ("absolute", _("rules the group out now"))]
KNOWN = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]
FACTS = {
    **DOMAINS,
    **CONTRAINDICATIONS,
    "flagged": _("The safety flag"),
    "can_meet": _("Parents in one room"),
    "procedures_on_hold": _("Court cases that rest"),
}
RULES = {
    "flag_is_up": _("The safety flag is up"),
    "violence_now": _("Violence or threat rules a group out now"),
    "safety_severe": _("The concern about safety is severe"),
    "violence_first": _("Violence or threat needs other help first"),
    "psychosis": _("Mental illness needs other help first"),
    "addiction": _("Addiction needs other help first"),
    "trauma_rules_out": _("Trauma needs treatment first"),
    "procedures_go_on": _("Court cases go on and the conflict is serious"),
    "parents_cannot_meet": _("The parents cannot be in one room"),
    "heavy_individual": _("One person needs more than a group gives"),
    "no_shared_language": _("Nobody in the group shares the language"),
}


def advice_in_words(advice: dict) -> dict:
    """The stored advice for a page: outcome key, rules that fired, facts that would change it, version."""
    return {
        "outcome": advice["advice"],
        "label": Indication.Outcome(advice["advice"]).label,
        "fired": [RULES.get(key, key) for key in advice["fired"]],
        "would_change": list(dict.fromkeys(str(FACTS.get(fact, fact)) for _rule, fact in advice["would_change"])),
        "version": advice["version"],
    }


def letter_for(outcome: str) -> str:
    """A first text for the letter; the professional rewrites it."""
    return str(LETTERS["group" if outcome == "group" else "other"])


LETTERS = {
    "group": _(
        "Dear parent,\n\nWe have spoken with both of you. Our advice is: take part in a group. In the group you learn with "
        "other parents how to bring calm for your child. Your child meets other children.\n\nBoth parents get this letter at "
        "the same moment, in the same words."
    ),
    "other": _(
        "Dear parent,\n\nWe have spoken with both of you. Our advice is: begin with other help. That help fits better now. We "
        "help you to start there. After that we look again.\n\nBoth parents get this letter at the same moment, in the same words."
    ),
}
