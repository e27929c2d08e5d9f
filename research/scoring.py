"""Pure: raw answers to scale scores, by a rule that is data with closed operations (measurement.md 3).

A rule: `{"scales": [scale, ...], "vectors": [{"answers": {...}, "expected": {scale: text or null}}, ...]}`.
A scale: `{"key", "operation", "items", "min_valid", "minimum", "maximum", "reverse", "values", "factor", "round", "digits"}`;
a scale over scales: `{"key", "operation": "sum_scales", "scales": [...]}`. All arithmetic is decimal; below the minimum of
valid answers there is no score but a reason, never a zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

OPERATIONS = ("sum", "mean", "mean_times", "sum_scales")
ROUNDINGS = ("none", "half_up")
#: Codes of missing answers; one contiguous range, so that no score ever takes them for a number.
NOT_ANSWERED, REFUSED, UNKNOWN = -99, -96, -95
MISSING = range(-99, -91)

TOO_FEW = "too_few_answers"
PART_MISSING = "part_missing"


@dataclass(frozen=True)
class ScaleScore:
    """One scale's score, or the reason why there is none; `used` names the items it rests on."""

    scale: str
    value: Decimal | None
    valid_count: int
    item_count: int
    reason: str = ""
    used: tuple[str, ...] = ()


def score(rule: Mapping, answers: Mapping[str, object]) -> list[ScaleScore]:
    """Every scale of the rule, in its order. Raises ValueError for an answer that the rule does not know."""
    made: dict[str, ScaleScore] = {}
    for scale in rule.get("scales", ()):
        make = _over_scales if scale["operation"] == "sum_scales" else _over_items
        made[scale["key"]] = make(scale, answers, made)
    return list(made.values())


def flaws(rule: Mapping) -> list[str]:
    """What is wrong with a rule, in words for its author; an empty list means that it may be published."""
    found, known = [], set()
    for scale in rule.get("scales", ()):
        name = scale.get("key", "?")
        found += [f"{name}: {flaw}" for flaw in _flaws_of(scale, known)]
        known.add(name)
    if not found:
        for number, vector in enumerate(rule.get("vectors", ()), start=1):
            found += [f"vector {number}: {flaw}" for flaw in _misses(rule, vector)]
    return found


def _flaws_of(scale: Mapping, known: set) -> list[str]:
    operation, items = scale.get("operation"), scale.get("items", [])
    if operation not in OPERATIONS:
        return [f"operation {operation!r} is not one of {', '.join(OPERATIONS)}"]
    if operation == "sum_scales":
        return [f"scale {part!r} is not made before this one" for part in scale.get("scales", []) if part not in known]
    found = []
    if not items or len(set(items)) != len(items):
        found.append("items must be named, each once")
    if not 1 <= scale.get("min_valid", 0) <= max(len(items), 1):
        found.append("min_valid must lie between 1 and the number of items")
    if set(scale.get("reverse", [])) - set(items):
        found.append("reverse names an item outside the scale")
    if scale.get("maximum", 0) <= scale.get("minimum", 0):
        found.append("maximum must be above minimum")
    if operation == "mean_times" and "factor" not in scale:
        found.append("mean_times needs a factor")
    if scale.get("round", "none") not in ROUNDINGS:
        found.append(f"round must be one of {', '.join(ROUNDINGS)}")
    return found


def _misses(rule: Mapping, vector: Mapping) -> list[str]:
    got = {made.scale: made.value for made in score(rule, vector["answers"])}
    wanted = {key: None if value is None else Decimal(str(value)) for key, value in vector["expected"].items()}
    return [f"{key} gives {got.get(key)} instead of {value}" for key, value in wanted.items() if got.get(key) != value]


def _over_items(scale: Mapping, answers: Mapping, made: Mapping) -> ScaleScore:
    items = scale["items"]
    values = {item: _value(scale, item, answers.get(item)) for item in items}
    valid = {item: value for item, value in values.items() if value is not None}
    if len(valid) < scale["min_valid"]:
        return ScaleScore(scale["key"], None, len(valid), len(items), TOO_FEW, tuple(valid))
    total = sum(valid.values(), Decimal(0))
    if scale["operation"] == "mean":
        total /= len(valid)
    elif scale["operation"] == "mean_times":
        total = total * Decimal(str(scale["factor"])) / len(valid)
    return ScaleScore(scale["key"], _rounded(scale, total), len(valid), len(items), "", tuple(valid))


def _over_scales(scale: Mapping, answers: Mapping, made: Mapping) -> ScaleScore:
    parts = [made[key] for key in scale["scales"]]
    valid, items = sum(part.valid_count for part in parts), sum(part.item_count for part in parts)
    used = tuple(item for part in parts for item in part.used)
    if any(part.value is None for part in parts):
        return ScaleScore(scale["key"], None, valid, items, PART_MISSING, used)
    return ScaleScore(scale["key"], sum((part.value for part in parts), Decimal(0)), valid, items, "", used)


def _value(scale: Mapping, item: str, answer: object) -> Decimal | None:
    """The answer as a number within the scale, turned round where the item is; None when it is missing."""
    if answer is None or answer == "":
        return None
    try:
        number = Decimal(str(answer))
    except InvalidOperation:
        raise ValueError(f"{item}: {answer!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{item}: {answer!r} is not a number")
    if number in MISSING:
        return None
    low, high = Decimal(str(scale["minimum"])), Decimal(str(scale["maximum"]))
    allowed = scale.get("values")
    if not low <= number <= high or (allowed and number not in [Decimal(str(one)) for one in allowed]):
        raise ValueError(f"{item}: {answer!r} is not an answer of this scale")
    return low + high - number if item in scale.get("reverse", ()) else number


def _rounded(scale: Mapping, value: Decimal) -> Decimal:
    """Exact halves go up, as the instruments' keys say; the built-in round() goes to even and would be wrong."""
    if scale.get("round", "none") == "none":
        return value
    return value.quantize(Decimal(1).scaleb(-scale.get("digits", 0)), rounding=ROUND_HALF_UP)
