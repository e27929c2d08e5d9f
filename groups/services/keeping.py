"""While a season is composed: the best plan so far is kept, a sign of life is given, and somebody may stop it."""

import threading
import time as wall

from django.db import connection

from centre import clock
from groups.composing.proposal import Proposal
from groups.models import CompositionRun

#: Seconds between two signs of life.
BEAT = 1.0


class Keeper:
    """Stores the best plan so far now and then, and hears whether somebody stopped the run."""

    def __init__(self, run: CompositionRun):
        self.run, self.is_cancelled, self._looked, self._told = run, False, 0.0, 0.0
        # Inside somebody's transaction another connection would wait for it, and it for the watcher: then only we look.
        self._watcher_may_look = not connection.in_atomic_block

    def tell(self, found: Proposal) -> None:
        """Called at every better plan or bound; writes at most once per BEAT."""
        if wall.monotonic() - self._told < BEAT:
            return
        self._told = wall.monotonic()
        CompositionRun.objects.filter(pk=self.run.pk).update(
            worth=found.worth,
            bound=found.bound,
            stage=found.stage,
            heartbeat_at=clock.now(),
            plan=found.plan.to_json(),
        )

    def is_over(self) -> bool:
        """Asked from the solver's watcher as well, in a thread of its own: its connection is closed again."""
        if _is_watcher() and not self._watcher_may_look:
            return self.is_cancelled
        if not self.is_cancelled and wall.monotonic() - self._looked >= BEAT:
            self._looked = wall.monotonic()
            row = CompositionRun.objects.filter(pk=self.run.pk)
            row.update(heartbeat_at=clock.now())
            self.is_cancelled = bool(row.values_list("cancel_asked", flat=True).first())
            if _is_watcher():
                connection.close()
        return self.is_cancelled


def _is_watcher() -> bool:
    return threading.current_thread() is not threading.main_thread()
