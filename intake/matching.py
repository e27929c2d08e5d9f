"""Do two requests speak of the same family? Blind and symmetric: neither is first, and a person decides.

Compared is only what each sender declares about the children and about the two names. The mail address that somebody
typed for the other parent is never used: it would let one parent steer where the other's request goes. Traces are
keyed digests, so that requests can be found by an index although their answers are encrypted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.fields import blind_index
from centre.reference.names import fold
from centre.reference.sounds import sound

#: What each agreement weighs; a birth date alone is shared by hundreds of children.
WEIGHTS = {"child": 3, "names_cross": 3, "sender_is_other": 2, "other_is_sender": 2, "born": 1, "same_sender": 0}
REASONS: dict[str, str | Promise] = {
    "child": _("a child with the same birth date and a name that sounds the same"),
    "born": _("a child with the same birth date"),
    "sender_is_other": _("this sender is named as the other parent there"),
    "other_is_sender": _("the other parent here is the sender there"),
    "same_sender": _("the same sender wrote twice"),
}
#: From this likeness (0 to 1) two first names may be spellings of one: Jordi and Jordy are 0.8.
ALIKE = 0.7
#: Below this weight a pair is not shown.
WORTH_SHOWING = 1


@dataclass(frozen=True)
class Likeness:
    """How much speaks for one family. Never enough to act on without a person."""

    score: int
    reasons: tuple[str, ...]

    @property
    def words(self) -> list[str | Promise]:
        return [REASONS[reason] for reason in self.reasons]


def whole_name(first: str, last: str) -> str:
    """A name as it is compared: accents, capitals and spaces aside."""
    return fold(f"{first} {last}")


def names_alike(one: str, other: str) -> float:
    """From 0 to 1; 1 when two first names sound the same."""
    if sound(one) == sound(other):
        return 1.0
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def traces_of(answers: Mapping) -> set[tuple[str, str]]:
    """{(kind, keyed digest)} of one request's answers."""
    you, other = answers.get("you", {}), answers.get("other", {})
    told = set()
    for child in answers.get("children", {}).get("rows", []):
        told |= {("child", f"{sound(child['first_name'])}|{child['birth_date']}"), ("born", child["birth_date"])}
    if you:
        # Sender and other share one purpose, so that the name of the one here meets the other there.
        told |= {("sender", whole_name(you["first_name"], you["last_name"]))}
        told |= {
            ("contact", you["email"].casefold()),
            ("contact", "".join(c for c in you["phone"] if c.isdigit())[-9:]),
        }
    if other:
        told |= {("other", whole_name(other["first_name"], other["last_name"]))}
    purposes = {"sender": "name", "other": "name"}
    return {(kind, blind_index(value, purpose=f"match:{purposes.get(kind, kind)}")) for kind, value in told}


def likeness(one: Iterable[tuple[str, str]], two: Iterable[tuple[str, str]]) -> Likeness:
    """Compare the traces of two requests; the same whichever comes first, but for the direction of the reasons."""
    mine, theirs = _by_kind(one), _by_kind(two)
    reasons = []
    same = len(mine["child"] & theirs["child"])
    reasons += ["child"] * bool(same)
    reasons += ["born"] * bool(not same and mine["born"] & theirs["born"])
    reasons += ["sender_is_other"] * bool(mine["sender"] & theirs["other"])
    reasons += ["other_is_sender"] * bool(mine["other"] & theirs["sender"])
    reasons += ["same_sender"] * bool(mine["contact"] & theirs["contact"] or mine["sender"] & theirs["sender"])
    score = sum(WEIGHTS[reason] for reason in reasons) + WEIGHTS["child"] * max(0, same - 1)
    return Likeness(score, tuple(reasons))


def _by_kind(traces: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {kind: set() for kind in ("child", "born", "sender", "other", "contact")}
    for kind, digest in traces:
        found[kind].add(digest)
    return found
