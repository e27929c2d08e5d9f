"""Pure: rows that lead to nobody. Every combination of what outsiders may know is shared by k families and hides l values.

Unit = families: an ex-partner knows the own household best (measurement.md 10). First the whole table is made coarser, one
step at a time; what still stands out is left out, and counted. No Django here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

#: Ages in bands of years; in the widest step only under or over twelve, then nothing.
NARROW = ((0, 3), (4, 7), (8, 11), (12, 15), (16, 17))
WIDE = ((0, 11), (12, 17))
#: Days since T1 are told from the first day of a week or of a season of thirteen weeks on, or not at all.
WEEK, SEASON, NO_DAYS = 7, 91, 0
#: From fine to coarse: (name, bands of ages, whether the group is told, steps in days).
LEVELS = (
    ("bands of four years, whole weeks, with the group", NARROW, True, WEEK),
    ("bands of four years, thirteen weeks, with the group", NARROW, True, SEASON),
    ("bands of four years, thirteen weeks, without the group", NARROW, False, SEASON),
    ("bands of four years, no days, without the group", NARROW, False, NO_DAYS),
    ("under or over twelve, no days, without the group", WIDE, False, NO_DAYS),
    ("no ages, no days, without the group", (), False, NO_DAYS),
)
#: A finer step is taken when at most this share of the answered lists falls out.
MOST_LOST = 0.1
#: Codes of missing answers hide nothing and are no value (measurement.md 2).
MISSING = range(-99, -91)
QUASI_IDENTIFIERS = (
    "role", "children", "age_from", "age_to", "group", "instrument", "version", "wave", "days_since_t1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One answered list. `family`, `person`, `subject`, `group`: pseudonyms.

    `days`: since T1, never told as they are; `days_since_t1`: what is told of them.
    """

    family: str
    person: str
    subject: str
    group: str
    role: str
    about: str
    instrument: str
    version: int
    scoring: str
    wave: str
    days: int
    age: int | None
    scores: dict[str, tuple[str, str]]
    items: dict[str, int]
    #: How many children of this family are in the data; whose child this record is about, "" for a parent.
    children: int = 0
    child: str = ""
    age_from: int | None = None
    age_to: int | None = None
    days_since_t1: int | None = None

    @property
    def combination(self) -> tuple:
        return tuple(getattr(self, name) for name in QUASI_IDENTIFIERS)


@dataclass(frozen=True)
class Released:
    """What may leave. `level`: index in LEVELS; `lost`: answered lists that fell out, by reason; `items_lost`: single answers."""

    records: list[Record]
    level: int
    lost: Counter = field(default_factory=Counter)
    items_lost: int = 0


def release(records: Sequence[Record], *, k: int, l: int) -> Released:  # noqa: E741  the letter of the literature
    """The finest table in which nobody stands out. Raises ValueError for a k or l that protects nothing."""
    if k < 2 or l < 2:
        raise ValueError("k and l of less than two protect nobody")
    counted, lost = _with_children(records, k)
    best = None
    for level in range(len(LEVELS)):
        tried = _at(counted, level, k, l)
        if best is None or len(tried.records) > len(best.records):
            best = tried
        if len(counted) - len(tried.records) <= MOST_LOST * len(counted):
            best = tried
            break
    return replace(best, lost=best.lost + lost)


def _with_children(records: Sequence[Record], k: int) -> tuple[list[Record], Counter]:
    """How many children a family has can be counted by its pseudonym, so it is one of the combinations.

    Large families are rare: of such a family only so many children stay in as k families have at least; which of them,
    the alphabet of their pseudonyms decides.
    """
    found = defaultdict(set)
    for record in records:
        if record.child:
            found[record.family].add(record.child)
    sizes = sorted((len(names) for names in found.values()), reverse=True)
    most = sizes[k - 1] if len(sizes) >= k else 0
    kept = {family: set(sorted(names)[:most]) for family, names in found.items()}
    stay = [record for record in records if not record.child or record.child in kept[record.family]]
    made = [replace(record, children=len(kept.get(record.family, ()))) for record in stay]
    return made, Counter({"a_large_family": len(records) - len(stay)})


def _at(records: Iterable[Record], level: int, k: int, l: int) -> Released:  # noqa: E741
    """One step of coarseness: classes that are too small or too much alike fall out as a whole."""
    _name, bands, with_group, step = LEVELS[level]
    classes = defaultdict(list)
    for record in records:
        coarse = _coarse(record, bands, with_group, step)
        classes[coarse.combination].append(coarse)
    kept, lost, items_lost = [], Counter(), 0
    for members in classes.values():
        if len({record.family for record in members}) < k:
            lost["k"] += len(members)
        elif not _varied([_scores(record) for record in members], l):
            lost["l"] += len(members)
        elif not _varied([record.items for record in members], l):
            # One item that all answer alike could be told from the total and the others: none of them leaves.
            items_lost += sum(len(record.items) for record in members)
            kept += [replace(record, items={}) for record in members]
        else:
            kept += members
    return Released(kept, level, lost, items_lost)


def _scores(record: Record) -> dict:
    return {scale: value for scale, (value, _reason) in record.scores.items()}


def _varied(values: Sequence[dict], l: int) -> bool:  # noqa: E741
    """Whether every variable has at least l different values among these; missing answers do not count."""
    seen = defaultdict(set)
    for told in values:
        for name, value in told.items():
            seen[name].update([value] if not _is_missing(value) else [])
    return all(len(different) >= l for different in seen.values())


def _is_missing(value) -> bool:
    return str(value) in {str(code) for code in MISSING}


def _coarse(record: Record, bands: Sequence, with_group: bool, step: int) -> Record:
    told = replace(
        record,
        group=record.group if with_group else "",
        days_since_t1=record.days // step * step if step else None,
    )
    if record.age is None:
        return told
    low, high = next(((low, high) for low, high in bands if low <= record.age <= high), (None, None))
    return replace(told, age_from=low, age_to=high)
