"""Children over age bands: which spreads a family allows, and whether a group of families makes no band too thin."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from groups.composing.instance import Rules

Pattern = tuple[int, ...]
#: More children than this in one family would make the spreads explode; nobody may be asked to wait for that.
MOST_CHILDREN = 14


@lru_cache(maxsize=20_000)
def patterns(kids: tuple[int, ...], siblings: str, rules: Rules) -> tuple[Pattern, ...]:
    """Ways to spread the children over the bands, as counts per band; empty when the wish for siblings cannot be met.

    Children outside all bands (under four) are not counted: a family with only those takes part with parents alone.
    """
    flex, low, high = rules.band_flex_years, rules.bands[0][0], rules.bands[-1][1]
    inside = [age for age in kids if low <= age <= high]
    if len(inside) > MOST_CHILDREN:
        return ()
    # Per child the bands that it fits, per spread the counts and the bands of this family's children so far.
    found = {(tuple(0 for _ in rules.bands), 0)}
    for age in inside:
        fits = [n for n, (first, last) in enumerate(rules.bands) if first - flex <= age <= last + flex]
        found = {
            (tuple(count + (n == band) for n, count in enumerate(counts)), used | 1 << band)
            for counts, used in found
            for band in fits
        }
    most_bands = 1 if siblings == "together" else len(rules.bands)
    least_bands = min(len(inside), 2) if siblings == "split" else 0
    return tuple(sorted({counts for counts, used in found if least_bands <= used.bit_count() <= most_bands}))


def is_thin(spread: Iterable[Pattern], rules: Rules) -> list[tuple[int, int, int]]:
    """Bands that are used with too few children or families: (band, children, families)."""
    thin = []
    for band, column in enumerate(zip(*spread, strict=True)):
        children, families = sum(column), sum(1 for count in column if count)
        if children and (children < rules.min_band_children or families < rules.min_band_families):
            thin.append((band, children, families))
    return thin


@lru_cache(maxsize=200_000)
def spread(choices: tuple[tuple[Pattern, ...], ...], rules: Rules) -> tuple[Pattern, ...] | None:
    """One pattern per family so that no used band is thin and there are not too many children; None when impossible.

    Walks over (children, families) per band, so six families with many patterns stay small.
    """
    empty = tuple((0, 0) for _ in rules.bands)
    states: dict[tuple, tuple] = {empty: ()}
    for options in choices:
        grown: dict[tuple, tuple] = {}
        for counts, chosen in states.items():
            for pattern in options:
                key = tuple((c + n, f + (n > 0)) for (c, f), n in zip(counts, pattern, strict=True))
                if sum(c for c, _f in key) <= rules.max_children:
                    grown.setdefault(key, (*chosen, pattern))
        states = grown
    for counts, chosen in states.items():
        if all(not c or (c >= rules.min_band_children and f >= rules.min_band_families) for c, f in counts):
            return chosen
    return None


def assign(families: Sequence[tuple[Pattern, ...]], rules: Rules) -> tuple[Pattern, ...] | None:
    """`spread` for families in any order: sorted for its cache, and put back in the order given."""
    order = sorted(range(len(families)), key=lambda n: families[n])
    found = spread(tuple(families[n] for n in order), rules)
    if found is None:
        return None
    placed = dict(zip(order, found, strict=True))
    return tuple(placed[n] for n in range(len(families)))


class Blend:
    """`assign` without saying how, one family after the other: a search asks it of thousands of sets.

    What the families so far could look like is a state, a small number; counts above what a band needs are all alike.
    """

    def __init__(self, rules: Rules):
        self.rules = rules
        start = (frozenset({tuple((0, 0) for _ in rules.bands)}), 0)
        self._states, self._numbers = [start], {start: 0}
        self._steps: list[dict[tuple[Pattern, ...], int]] = [{}]
        #: Per state: whether these families together leave no band too thin.
        self.is_whole = [True]

    def add(self, state: int, options: tuple[Pattern, ...]) -> int:
        """The state with one more family; below nought when that is too many children, or its wish cannot be met."""
        found = self._steps[state].get(options)
        if found is None:
            found = self._steps[state][options] = self._grown(state, options)
        return found

    def _grown(self, state: int, options: tuple[Pattern, ...]) -> int:
        spreads, children = self._states[state]
        children += sum(options[0]) if options else 0
        if not options or children > self.rules.max_children:
            return -1
        most, families = self.rules.min_band_children, self.rules.min_band_families
        grown = frozenset(
            tuple(
                (min(c + n, most), min(f + (n > 0), families)) for (c, f), n in zip(counts, pattern, strict=True)
            )
            for counts in spreads for pattern in options
        )  # fmt: skip
        key = (grown, children)
        if key not in self._numbers:
            self._numbers[key] = len(self._states)
            self._states.append(key)
            self._steps.append({})
            self.is_whole.append(
                any(all((c >= most and f >= families) or f == 0 for c, f in counts) for counts in grown)
            )
        return self._numbers[key]
