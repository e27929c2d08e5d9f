"""The learning panel of one case in words; one shape of question, so that nobody can narrow it down to a family."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.models import Case
from intake.models import Indication
from research.learning import COURSE, HEAVY, OLDER, profile_of
from research.selectors import learning

WEIGHTS = {"0", "1", "2", "3"}
#: Informant and subject; parents are never added up or averaged. The letters follow from a digest, not from an order.
INFORMANTS = {
    ("pa", "self"): _("Parent A, about himself or herself"),
    ("pb", "self"): _("Parent B, about himself or herself"),
    ("pa", "child"): _("Parent A, about the child"),
    ("pb", "child"): _("Parent B, about the child"),
    ("child", "self"): _("The child, about himself or herself"),
}


class WrongProfile(Exception):
    """Somebody asked for a profile that does not exist."""


def panels_of(case: Case, *, advice: str | None = None, weights: list[str] = ()) -> dict:
    """For the page. `advice`, `weights`: of a form that is being filled in; without them the newest decision counts.

    Raises WrongProfile.
    """
    table = learning.newest_table()
    asked = _asked(case, advice, weights)
    panels = [_panel(name, profile, table) for name, profile in asked]
    return {"panels": panels, "table": table, "words": _profile_in_words(asked[0][1]) if asked else []}


def _asked(case: Case, advice: str | None, weights: list[str]) -> list[tuple[str, str]]:
    """[(what this outcome is, profile)]: at most the rules' own advice and the decision."""
    if advice is None:
        decision = learning.decision_of(case)
        if decision is None:
            return []
        outcomes = {decision.advice["advice"]: "rules"}
        outcomes.setdefault(decision.outcome, "decision")
        weights, youngest = learning.profile_facts(decision)
        return [(name, profile_of(outcome, weights, youngest)) for outcome, name in outcomes.items()]
    if advice not in Indication.Outcome.values or not set(weights) <= WEIGHTS:
        raise WrongProfile
    youngest = learning.youngest_child(case, clock.today())
    return [("rules", profile_of(advice, [int(weight) for weight in weights], youngest))]


def _panel(name: str, profile: str, table) -> dict:
    outcome = Indication.Outcome(profile.split(".", maxsplit=1)[0])
    found = (table.figures.get(profile) if table else None) or {"families": None, "lines": []}
    asked = [line for line in found["lines"] if line["scale"] != COURSE[0]]
    lines = [{**line, "informant": INFORMANTS[line["who"], line["about"]]} for line in asked]
    course = next((line for line in found["lines"] if line["scale"] == COURSE[0]), None)
    since = date.fromisoformat(found["since"]) if found.get("since") else None
    is_shown = found["families"] is not None
    return {
        "is_advice": name == "rules", "label": outcome.label, "families": found["families"], "is_shown": is_shown,
        "lines": lines if is_shown else [], "course": course if is_shown else None, "since": since,
        "is_group": outcome == Indication.Outcome.GROUP,
    }  # fmt: skip


def _profile_in_words(profile: str) -> list[str]:
    _outcome, weight, age = profile.split(".")
    return [
        _("at least one domain is serious or severe") if weight == HEAVY else _("no domain is more than light"),
        _("youngest child twelve or older") if age == OLDER else _("youngest child under twelve"),
    ]
