"""How long the state machines walk: short in the suite, `STATEFUL_EXAMPLES=5000` for a night."""

import os

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

USUAL = 10
EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES", USUAL))


class Walk(RuleBasedStateMachine):
    """A machine whose every example leaves the database as it found it."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def walk(machine, *, steps: int = 20, examples: int = EXAMPLES, shortest: bool = False) -> None:
    """Let Hypothesis look for a path that breaks the machine; the same paths on every run.

    `shortest`: also look for the shortest such path, which takes minutes (set it by hand, or walk for a night).
    """
    phases = [Phase.explicit, Phase.generate]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=EXAMPLES == USUAL,
            database=None,
            phases=[*phases, Phase.shrink] if shortest or EXAMPLES != USUAL else phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
