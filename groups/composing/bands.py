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
