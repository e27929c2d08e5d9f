"""Whose yes is needed, and whether it is there: a pure function of facts and a date (law.md 1.2; Jw 7.3.4, 7.3.5).

Silence is not yes. A no beside a yes is a conflict, a status of its own. No Django here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: Somebody who may have to say yes: ("parent", id), ("child", id) or, for a child without parents in authority,
#: ("guardian", id of the child).
Giver = tuple[str, int]


#: Answers that are a no.
NO = ("refused", "withdrawn")


class Status(StrEnum):
    COMPLETE = "complete"
    MISSING = "missing"
    #: Asked long enough ago, and nothing was said: still no yes.
    SILENT = "silent"
    CONFLICT = "conflict"
    REFUSED = "refused"
    #: Complete, because a court gave consent in the place of somebody (1:253a, 1:265h BW).
    REPLACED = "replaced"
    NOT_REQUIRED = "not_required"


#: With these help may begin.
ALLOWING = (Status.COMPLETE, Status.REPLACED, Status.NOT_REQUIRED)


@dataclass(frozen=True)
class Verdict:
    """What the evaluator found. `missing`: no answer yet; `silent`: those of them who were asked long ago;
    `refused`: said no or withdrew; `replaced`: a court decided in their place.
    """

    status: Status
    needed: tuple[Giver, ...] = ()
    missing: tuple[Giver, ...] = ()
    refused: tuple[Giver, ...] = ()
    silent: tuple[Giver, ...] = ()
    replaced: tuple[Giver, ...] = ()

    @property
    def allows(self) -> bool:
        return self.status in ALLOWING


def age_on(birth_date: date, on: date) -> int:
    """Whole years; somebody born on 29 February has the birthday on 1 March in other years."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def born_by(age: int, on: date) -> date:
    """Whoever was born on this day or before has this age on that date."""
    has_the_day = (on.month, on.day) != (2, 29) or age % 4 == 0
    return on.replace(year=on.year - age) if has_the_day else date(on.year - age, 2, 28)


#: Grounds on which a child of 12 to 15 decides without the parents (Jw 7.3.4 lid 2; WGBO 7:450 lid 2 BW).
WITHOUT_PARENTS = ("harm", "wish")
#: From twelve a child that cannot weigh its own interests: who has authority decides; its own no still counts (7.3.15 Jw,
#: 7:465 BW).
INCAPABLE = "incapable"
#: Grounds that professionals weigh themselves, without a court.
WEIGHED_BY_PROFESSIONALS = (*WITHOUT_PARENTS, INCAPABLE)
#: A guardian's yes: counts where no parent holds authority (voogd, 1:245 BW).
GUARDIAN = "guardian"


def givers_for_child(
    *,
    child_id: int,
    birth_date: date,
    holders: Iterable[int],
    on: date,
    grounds: Collection[str] = (),
    resists: bool = False,
) -> tuple[Giver, ...]:
    """Under 12 every holder of authority; 12 to 15 the child and they; from 16 the child alone.

    `grounds`: kinds of recorded grounds that run on this date: the guardian said yes, INCAPABLE, or one of
    WITHOUT_PARENTS. `resists`: the child itself said no, which counts from 12 whatever it can weigh.
    """
    age = age_on(birth_date, on)
    child: Giver = ("child", child_id)
    weighs = INCAPABLE not in grounds
    if age >= 18 or (age >= 16 and weighs):
        return (child,)
    parents: tuple[Giver, ...] = tuple(("parent", holder) for holder in sorted(holders))
    if not parents and GUARDIAN in grounds:
        parents = ((GUARDIAN, child_id),)
    if age >= 12 and weighs and any(ground in grounds for ground in WITHOUT_PARENTS):
        parents = ()
    return (child, *parents) if age >= 12 and (weighs or resists) else parents


def judge(
    *,
    needed: Iterable[Giver],
    answers: Mapping[Giver, str],
    replaced: Iterable[Giver] = (),
    asked: Iterable[Giver] = (),
    required: bool = True,
) -> Verdict:
    """Weigh the latest answer of each giver ("given", "refused" or "withdrawn").

    `replaced`: givers whose yes a court gave in their place (replaces exactly the one named).
    `asked`: givers to whom the question was put so long ago that no answer is silence.
    `required=False`: a recorded ground (dwangkader, 7.3.4 lid 1 Jw) makes consent unnecessary.
    """
    needed = tuple(needed)
    if not required:
        return Verdict(Status.NOT_REQUIRED, needed)
    if not needed:
        return Verdict(Status.MISSING)
    by_court, waited = set(replaced), set(asked)
    # A guardian is asked only where the yes has been recorded.
    spoken = {giver: "given" for giver in needed if giver in by_court or giver[0] == GUARDIAN}
    counted = {giver: spoken.get(giver, answers.get(giver)) for giver in needed}
    court = tuple(giver for giver in needed if giver in by_court)
    refused = tuple(giver for giver, answer in counted.items() if answer in NO)
    missing = tuple(giver for giver, answer in counted.items() if answer is None)
    silent = tuple(giver for giver in missing if giver in waited)
    if refused:
        status = Status.CONFLICT if "given" in counted.values() else Status.REFUSED
    elif missing:
        status = Status.SILENT if silent == missing else Status.MISSING
    else:
        status = Status.REPLACED if court else Status.COMPLETE
    return Verdict(status, needed, missing, refused, silent, court)


def worst(verdicts: Iterable[Verdict]) -> Status:
    """The status of several subjects together."""
    order = [
        Status.CONFLICT, Status.REFUSED, Status.MISSING, Status.SILENT,
        Status.REPLACED, Status.COMPLETE, Status.NOT_REQUIRED,
    ]  # fmt: skip
    found = {verdict.status for verdict in verdicts}
    return next((status for status in order if status in found), Status.MISSING)
