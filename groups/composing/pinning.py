"""Pins: what must be in a plan. A pin is ("group", series), ("seat", family, series), ("somewhere", family) or
("lead", role, therapist, series). Pins that contradict each other come back as a smallest set."""

from collections.abc import Iterable, Sequence

from groups.composing.model import SeasonModel
from groups.composing.pairs import Pairs
from groups.composing.plan import Plan
from groups.composing.staffing import prepare

Pin = tuple
#: Seconds for one question whether pins go together.
QUICK = 2.0


def holds(pin: Pin, plan: Plan) -> bool:
    """Whether a plan honours a pin."""
    kind, seated = pin[0], plan.seated
    if kind == "group":
        return any(group.series == pin[1] for group in plan.groups)
    if kind == "somewhere":
        return pin[1] in seated
    if kind == "seat":
        return pin[1] in seated and seated[pin[1]].series == pin[2]
    _kind, role, therapist, series = pin
    teams = (g.parent_therapists if role == "P" else g.child_therapists for g in plan.groups if g.series == series)
    return any(therapist in team for team in teams)


def contradiction(pairs: Pairs, pins: Sequence[Pin]) -> list[Pin]:
    """A smallest set of pins that cannot hold together; empty when they can (or when nobody could tell in time).

    One worker with assumption literals finds a set, a deletion filter makes it minimal: without any of them, the rest holds.
    """
    pins = list(dict.fromkeys(pins))
    if alone := next((pin for pin in pins if not _is_possible(pairs, pin)), None):
        return [alone]
    core = _core(pairs, pins)
    if core is None:
        return []
    kept = list(core)
    for pin in core:
        rest = [other for other in kept if other != pin]
        smaller = _core(pairs, rest) if rest else None
        if smaller is not None:
            kept = [other for other in kept if other in smaller]
    return kept


def _is_possible(pairs: Pairs, pin: Pin) -> bool:
    """Pins that fail by themselves need no solver."""
    kind = pin[0]
    if kind == "seat":
        return pin[2] in pairs.of_family[pin[1]]
    if kind == "somewhere":
        return bool(pairs.of_family[pin[1]])
    if kind == "lead":
        return pin[2] in pairs.leads[pin[1]][pin[3]]
    return len(pairs.of_series[pin[1]]) >= pairs.instance.rules.min_couples


def _scope(pairs: Pairs, pins: Iterable[Pin]) -> set[int]:
    """The series that the pins are about."""
    found: set[int] = set()
    for pin in pins:
        if pin[0] == "somewhere":
            found.update(pairs.of_family[pin[1]])
        else:
            found.add(pin[-1])
    return found


def _core(pairs: Pairs, pins: Sequence[Pin]) -> list[Pin] | None:
    """Pins that already contradict each other, or None when they all hold."""
    numbers = _scope(pairs, pins)
    named = {pin[1] for pin in pins if pin[0] in ("seat", "somewhere")}
    # Enough company for every pinned group; more couples would not make it more possible often, and cost time.
    company = {f for n in numbers for f in sorted(pairs.of_series[n], key=lambda f: -pairs.of_series[n][f])[:16]}
    model = SeasonModel(pairs, numbers, named | company)
    switches = {model.model.new_bool_var(f"pin{n}"): pin for n, pin in enumerate(pins)}
    for switch, pin in switches.items():
        model.model.add(model.pinned(pin) >= 1).only_enforce_if(switch)
    model.model.clear_objective()
    model.model.add_assumptions(list(switches))
    solver = model.cp.CpSolver()
    prepare(solver, seconds=QUICK)
    # Nothing is weighed here, only whether it can be: without an LP and presolve the answer comes in milliseconds.
    solver.parameters.linearization_level = 0
    solver.parameters.cp_model_presolve = False
    if solver.solve(model.model) != model.cp.INFEASIBLE:
        return None
    by_index = {switch.index: pin for switch, pin in switches.items()}
    found = [by_index[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in by_index]
    return found or list(pins)
