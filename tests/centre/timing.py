"""How well a stopwatch tells two answers apart: AUC of Mann-Whitney, 0.5 when it cannot (security reference 3.4)."""

import gc
import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable

#: The AUC may lie this far from 0.5 with 300 pairs or more.
BAND = 0.05
#: A leak shows in every look; a false alarm (three in a hundred, with 300 pairs) seldom twice in a row.
LOOKS = 2


def auc(first: list[float], second: list[float]) -> float:
    """The chance that a second takes longer than a first; ties count half."""
    ordered = sorted(first)
    wins = sum((bisect_left(ordered, each) + bisect_right(ordered, each)) / 2 for each in second)
    return wins / (len(first) * len(second))


def band_for(pairs: int) -> float:
    """BAND, or two and a half times the AUC's own spread where slow answers allow fewer pairs."""
    return max(BAND, 2.5 * math.sqrt((2 * pairs + 1) / (12 * pairs * pairs)))


def told_apart(first: Callable[[], object], second: Callable[[], object], *, pairs: int = 300) -> tuple[float, bool]:
    """(AUC of the last look, whether all looks lie outside the band on the same side). Each look has pairs of its own.

    Ranks, so that no slow moment of the machine counts for more than one pair; and in turns, so that a load that comes
    and goes falls on both alike.
    """
    for warm in (first, second, first, second):
        warm()
    sides = set()
    for _look in range(LOOKS):
        found = auc(*_measured(first, second, pairs))
        if abs(found - 0.5) <= band_for(pairs):
            return found, False
        sides.add(found > 0.5)
    return found, len(sides) == 1


def _measured(first: Callable[[], object], second: Callable[[], object], pairs: int) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    try:
        for number in range(pairs):
            # The order of the two changes: who comes second finds the memory warm.
            for index in (0, 1) if number % 2 else (1, 0):
                start = time.perf_counter()
                (first, second)[index]()
                times[index].append(time.perf_counter() - start)
    finally:
        gc.enable()
    return times
