"""How well a stopwatch tells two answers apart: AUC of Mann-Whitney, 0.5 when it cannot (security reference 3.4)."""

import gc
import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable

#: The AUC may lie this far from 0.5 with 300 pairs or more.
BAND = 0.05
#: A false alarm of one run is measured again with more pairs; a leak stays.
ROUNDS = 4


def auc(first: list[float], second: list[float]) -> float:
    """The chance that a second takes longer than a first; ties count half."""
    ordered = sorted(first)
    wins = sum((bisect_left(ordered, each) + bisect_right(ordered, each)) / 2 for each in second)
    return wins / (len(first) * len(second))


def band_for(pairs: int) -> float:
    """BAND, or two and a half times the AUC's own spread where slow answers allow fewer pairs."""
    return max(BAND, 2.5 * math.sqrt((2 * pairs + 1) / (12 * pairs * pairs)))


def told_apart(first: Callable[[], object], second: Callable[[], object], *, pairs: int = 300) -> tuple[float, bool]:
    """Measure both in turns; (AUC, whether it lies outside the band). What lies outside is measured on, up to ROUNDS times."""
    for warm in (first, second, first, second):
        warm()
    times: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    try:
        for _round in range(ROUNDS):
            for number in range(pairs):
                # In turns, and the order of the two changes: drift of the machine falls on both alike.
                for index in (0, 1) if number % 2 else (1, 0):
                    start = time.perf_counter()
                    (first, second)[index]()
                    times[index].append(time.perf_counter() - start)
            found = auc(*times)
            if abs(found - 0.5) <= band_for(len(times[0])):
                return found, False
        return found, True
    finally:
        gc.enable()
