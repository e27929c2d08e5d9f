"""The words that professionals read for the keys of intake.criteria; the rules themselves know no language."""

from datetime import date

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


ANSWERS = {**dict(WEIGHTS), **dict(LEVELS)}
YES_OR_NO = {True: _("Yes"), False: _("No"), None: _("Not known")}


def answer_in_words(value) -> str:
    """The words of one answer to a fact."""
    if value is None or isinstance(value, bool):
        return str(YES_OR_NO[value])
    return str(ANSWERS.get(value, value))


def advice_in_words(advice: dict) -> dict:
    """The stored advice for a page: outcome, rules that fired, the smallest changes that give another advice, version."""
    own = advice.get("words", {})
    return {
        "outcome": advice["advice"],
        "label": Indication.Outcome(advice["advice"]).label,
        "fired": [own.get(key) or RULES.get(key, key) for key in advice["fired"]],
        "changes": [_change_in_words(change, advice["facts"], own) for change in advice.get("changes", ())],
        "version": advice["version"],
    }


def _change_in_words(change: dict, facts: dict, own: dict) -> dict:
    """{answers: [{fact, before, after}], label: what would be advised then}."""
    return {
        "answers": [
            {
                "fact": own.get(fact) or FACTS.get(fact, fact),
                "before": answer_in_words(facts.get(fact)),
                "after": answer_in_words(value),
            }
            for fact, value in change["to"].items()
        ],
        "label": Indication.Outcome(change["advice"]).label,
    }


def findings_in_words(indication: Indication) -> list[dict]:
    """The checklist as it was filled in: [{item, level, reason, by, on}]."""
    own = indication.advice.get("words", {})
    return [
        {
            "item": own.get(item) or CONTRAINDICATIONS.get(item, item),
            "level": answer_in_words(told["level"]),
            "is_absent": told["level"] == "absent",
            "reason": told.get("reason", ""),
            "by": told["by"],
            "on": date.fromisoformat(told["on"]),
        }
        for item, told in indication.findings.items()
    ]


def rules_in_words(criteria) -> list[dict]:
    """The table of rules for print: [{number, words, conditions: [text], label}]."""
    own = criteria.words
    return [
        {
            "number": number,
            "words": rule.text or RULES.get(rule.key, rule.key),
            "conditions": [_condition_in_words(condition, own) for condition in rule.conditions],
            "label": Indication.Outcome(rule.outcome).label,
        }
        for number, rule in enumerate(criteria.rules, start=1)
    ]


def _condition_in_words(condition: tuple, own: dict) -> str:
    fact, operator, value = condition
    words = {"fact": own.get(fact) or FACTS.get(fact, fact), "answer": answer_in_words(value)}
    if operator == "at_least" and value < WEIGHTS[-1][0]:
        return _("%(fact)s: %(answer)s or heavier") % words
    if operator == "at_least_first":
        return _("%(fact)s: other help first, or rules the group out") % words
    return _("%(fact)s: %(answer)s") % words


def is_first_letter(text: str) -> bool:
    """Nobody has rewritten it yet."""
    return " ".join(text.split()) in {" ".join(str(letter).split()) for letter in LETTERS.values()}


def letter_for(outcome: str) -> str:
    """A first text for the letter; the professional rewrites it."""
    return str(LETTERS["group" if outcome == "group" else "other"])


def coming_back() -> str:
    """The message to both parents when a family comes back after its case was closed."""
    return str(COMING_BACK)


COMING_BACK = _(
    "Dear parent,\n\nYour family is with us again, and we begin anew. Each parent begins with the own part: sign in and "
    "open your application. What you told us before stays in your own file. We ask every permission again.\n\nBoth parents "
    "get this message at the same moment, in the same words."
)

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
