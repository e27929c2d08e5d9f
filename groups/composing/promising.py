"""With which series a large season begins: few of each time slot, because a plan is found sooner among few."""

from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.rows import grouped

#: Points for everybody who could lead a series, when one is chosen from many that couples like as well.
ABLE = 100


def promising(pairs: Pairs) -> set[int]:
    """Per location and time slot the series with most to bring, and the best one that can run beside it.

    A slot has many series that differ by a week; the rest is tried afterwards.
    """
    series, most, found = pairs.instance.series, 2 * pairs.instance.rules.max_couples, set()

    def brings(n: int) -> int:
        couples = sum(sorted(pairs.of_series[n].values(), reverse=True)[:most]) - pairs.fixed_cost(n)
        return couples + sum(ABLE * len(pairs.leads[role][n]) for role in (PARENTS, CHILDREN))

    for numbers in grouped(range(len(series)), lambda n: (series[n].loc, series[n].cell)).values():
        order = sorted(numbers, key=lambda n: (-brings(n), n))
        beside = [n for n in order if not set(series[n].dates) & set(series[order[0]].dates)]
        found.update((order[0], *(beside or order[1:])[:1]))
    return found
