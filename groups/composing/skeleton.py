"""Which series run and who leads them, when every series is worth what its best couples bring at current prices.

The staffing side is exact here and the family side is priced; the answer is a skeleton that one fill model completes, and a
bound that is sharper than the prices' own, because nobody can lead half a group.
"""

from collections.abc import Callable
from dataclasses import dataclass

from groups.composing import staffing
from groups.composing.draft import Draft
from groups.composing.greedy import best_members
from groups.composing.instance import CHILDREN, PARENTS
from groups.composing.model import SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.prices import Prices
from groups.composing.staffing import Cut

#: Couples per series that the fill model may choose from.
CANDIDATES = 45


@dataclass(frozen=True, slots=True)
class Skeleton:
    """(series, parent leads, child leads) of every group, and an upper bound of any plan's worth."""

    groups: tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...]
    bound: float


def find(pairs: Pairs, prices: Prices, cuts: list[Cut], *, seconds: float, seed: int) -> Skeleton | None:
    """The best staffed choice of series at these prices; None when the time was too short for any."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 heavy; only who solves loads it

    draft, seats, model = Draft(pairs), prices.of_family, cp_model.CpModel()
    gain = {}
    for n, row in enumerate(pairs.of_series):
        _points, members, bound = best_members(draft, n, {f: v - seats[f] for f, v in row.items()})
        if members:
            gain[n] = bound - pairs.fixed_cost(n)
    keys = [key for key in draft.keys(gain) if gain[key[0]] > 0]
    if not keys:
        return None
    runs = {key: model.new_bool_var("") for key in keys}
    staffing.add_rooms(model, pairs, runs, pairs.instance.taken)
    leads = staffing.add_team_rows(model, pairs, runs, busy=None, load=None)
    for cut in cuts:
        row = [run for key, run in runs.items() if key[0] in cut.series]
        if len(row) > cut.most:
            model.add(sum(row) <= cut.most)
    cost = {(role, h, key): pairs.leads[role][key[0]][h] for role, h, key in leads}
    model.maximize(
        sum(gain[key[0]] * run for key, run in runs.items()) - sum(cost[k] * lead for k, lead in leads.items())
    )
    solver = cp_model.CpSolver()
    staffing.prepare(solver, seconds=seconds, seed=seed)
    solver.parameters.relative_gap_limit = 0.0005
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    rows = []
    for key, run in runs.items():
        if solver.boolean_value(run):
            team = {role: tuple(h for (r, h, k), x in leads.items() if k == key and r == role and solver.boolean_value(x))
                    for role in (PARENTS, CHILDREN)}  # fmt: skip
            rows.append((key[0], team[PARENTS], team[CHILDREN]))
    return Skeleton(tuple(rows), sum(seats) + solver.best_objective_bound)


def start(pairs: Pairs, skeleton: Skeleton, prices: Prices) -> Draft:
    """A legal plan on the skeleton: groups in order of their priced worth, each with the best couples still free."""
    draft, seats = Draft(pairs), prices.of_family
    free = {n for n, row in enumerate(pairs.of_family) if row}
    ranked = []
    for series, parents, children in skeleton.groups:
        values = {f: v - seats[f] for f, v in pairs.of_series[series].items()}
        ranked.append((-best_members(draft, series, values)[0], series, parents, children))
    for _rank, series, parents, children in sorted(ranked):
        team = (*parents, *children)
        able = {
            f: v - 0.9 * seats[f]
            for f, v in pairs.of_series[series].items()
            if f in free and not draft.is_barred(f, team) and draft.understands(f, parents)
        }
        _points, members, _bound = best_members(draft, series, able)
        if members:
            draft.open(series, members, parents, children)
            free -= set(members)
    return draft


def complete(
    pairs: Pairs, skeleton: Skeleton, prices: Prices, *, seconds: float, seed: int, hint: Plan | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan | None:  # fmt: skip
    """Couples (and leads anew) for the whole skeleton in one model; None when the time was too short."""
    numbers = {series for series, _p, _k in skeleton.groups}
    allowed = {n: candidates(pairs, n, prices.of_family) for n in numbers}
    for group in hint.groups if hint else ():
        allowed.setdefault(group.series, set()).update(group.families)
    families = set().union(*allowed.values())
    model = SeasonModel(pairs, numbers, families, allowed=allowed)
    if hint:
        model.hint(hint)
    answer = model.solve(seconds=seconds, seed=seed, stop=stop, gap=0.001)
    return None if answer.groups is None else Plan(answer.groups)


def candidates(pairs: Pairs, series: int, seats: list[float], count: int = CANDIDATES) -> set[int]:
    """The couples that this series gains most from at these prices."""
    row = pairs.of_series[series]
    return set(sorted(row, key=lambda f: (seats[f] - row[f], f))[:count])
