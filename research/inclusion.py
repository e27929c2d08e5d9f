"""Pure: who may be in a data set, and from which moment on, out of everybody's answers about research (law.md R72, R74).

Under 12 every holder of authority; 12 to 15 the child and they; from 16 the child alone. An ex-couple comes together: the
lists of one are about the other too, so one parent's no leaves the family out. A child that says no is out at every age;
of one that cannot weigh its own interests who has authority decides, and its no still counts (Jw 7.3.15).
A yes that a court gave, and a measure that makes consent to help unnecessary, are no yes to research.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from centre import authority
from centre.authority import GUARDIAN, INCAPABLE, Giver

GIVEN = "given"
#: Reasons for staying out, as the manifest counts them.
PARENT, CHILD, RESISTS = "a_parent_did_not_say_yes", "no_yes_for_the_child", "the_child_does_not_want_to"


@dataclass(frozen=True)
class Word:
    """The unbroken yes of one giver about one subject (`since`), or no yes; `is_no`: the last word was a no."""

    since: datetime | None
    is_no: bool = False


@dataclass(frozen=True)
class Admission:
    """`since`: only what came after it counts; None: stays out, for `reason`."""

    since: datetime | None
    reason: str = ""


NOTHING = Word(None)
#: (giver, child or None) → what this giver says today about that subject.
Words = Mapping[tuple[Giver, int | None], Word]


def latest_word(answers: Iterable[tuple[datetime, str]]) -> Word:
    """Of one giver's answers about one subject, in their order: since when it has been yes without a break."""
    since, is_no = None, False
    for moment, answer in answers:
        since = (since or moment) if answer == GIVEN else None
        is_no = answer != GIVEN
    return Word(since, is_no)


def of_parents(parents: Iterable[int], words: Words) -> Admission:
    """Both parents about themselves; a family with one known parent stays out."""
    said = [words.get((("parent", parent), None), NOTHING).since for parent in parents]
    if len(said) < 2 or None in said:
        return Admission(None, PARENT)
    return Admission(max(said))


def of_child(
    child: int,
    born: date,
    *,
    holders: Iterable[int],
    guardian_since: datetime | None,
    on: date,
    words: Words,
    incapable: bool = False,
) -> Admission:
    """Everybody whose yes about this child is needed on a day, and no resistance of the child itself."""
    if words.get((("child", child), child), NOTHING).is_no:
        return Admission(None, RESISTS)
    grounds = ((GUARDIAN,) if guardian_since else ()) + ((INCAPABLE,) if incapable else ())
    needed = authority.givers_for_child(child_id=child, birth_date=born, holders=holders, on=on, grounds=grounds)
    said = [guardian_since if giver[0] == GUARDIAN else words.get((giver, child), NOTHING).since for giver in needed]
    if not said or None in said:
        return Admission(None, CHILD)
    return Admission(max(said))


def decides_alone(born: date, on: date, *, incapable: bool) -> bool:
    """From sixteen, or from eighteen where somebody else decided until then."""
    return authority.age_on(born, on) >= (18 if incapable else 16)


def together(*admissions: Admission) -> Admission:
    """All of them are needed; the last yes counts."""
    for admission in admissions:
        if admission.since is None:
            return admission
    return Admission(max(admission.since for admission in admissions))
