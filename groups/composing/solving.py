"""CP-SAT on one worker: its settings, and a season model solved with the best plan kept outside the solver."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from groups.composing.model import SeasonModel
from groups.composing.plan import PlannedGroup
from groups.composing.staffing import prepare

#: Seconds between two looks at whether somebody cancelled.
LOOK = 0.25


@dataclass
class Answer:
    """What a solve gave: the groups of the scope (None when it found nothing), an upper bound, and whether it is proven."""

    groups: tuple[PlannedGroup, ...] | None
    points: float
    bound: float
    status: str


def solve(
    model: SeasonModel, *, seconds: float, seed: int = 1, effort: float | None = None, gap: float = 0.0,
    stop: Callable[[], bool] = lambda: False, tell: Callable[[float, float], None] | None = None,
) -> Answer:  # fmt: skip
    """Solve within the time; `effort` is CP-SAT's deterministic time. The best plan is kept outside the solver."""
    cp, solver, best = model.cp, model.cp.CpSolver(), []
    prepare(solver, seconds=seconds, seed=seed, effort=effort)
    solver.parameters.relative_gap_limit = gap

    class Keep(cp.CpSolverSolutionCallback):
        def on_solution_callback(self):
            best[:] = [(self.objective_value, model.read(self.boolean_value))]
            if tell:
                tell(self.objective_value, self.best_objective_bound)

    done = threading.Event()

    def watch():
        while not done.wait(LOOK):
            if stop():
                solver.stop_search()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        status = solver.solve(model.model, Keep())
    finally:
        done.set()
        watcher.join()
    name = solver.status_name(status)
    # Before presolve is over the solver says nought, which is no bound.
    known = name in ("OPTIMAL", "FEASIBLE")
    bound = solver.best_objective_bound if known else float("-inf" if name == "INFEASIBLE" else "inf")
    points, groups = best[0] if best else (float("-inf"), None)
    return Answer(groups, points, bound, name)
