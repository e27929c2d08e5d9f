"""Make a row in the background, once: claim it, give signs of life, try again after a fault, give up after three times.

A kind of row says with `Making` which states it goes through; what is made is its own business.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from centre import clock
from centre.workflow import Workflow
from research.models.making import MadeInBackground

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
#: A row that waits longer than this lost its message.
WAITS_TOO_LONG = timedelta(seconds=60)


@dataclass(frozen=True)
class Making:
    """`wants`: the state of a row that is to be made; `building`, `failed`: those of its machine.

    `silent_too_long`: after which a builder counts as dead. `faults`: exception → the word for why it failed, without
    another try. `tell`: called with a row that failed.
    """

    model: type[MadeInBackground]
    machine: Workflow
    wants: str
    building: str
    failed: str
    silent_too_long: timedelta
    faults: Mapping[type[Exception], str] = field(default_factory=dict)
    tell: Callable[[MadeInBackground], None] | None = None

    def make(self, row: MadeInBackground, build: Callable[[MadeInBackground], None]) -> MadeInBackground:
        """Call `build` for a row that nobody else is making. Whatever breaks, the row says so."""
        if not self._claim(row):
            return row
        try:
            build(row)
        except tuple(self.faults) as fault:
            self.fail(row, next(word for kind, word in self.faults.items() if isinstance(fault, kind)))
        except Exception:
            # Whatever broke, the row tells: it is tried again, and after the third time a person is told.
            logger.exception("%s %s was not made", self.model.__name__, row.reference)
            row.refresh_from_db()
            self._put_back(row)
        return row

    def waiting(self, *, oldest_first: str) -> list[MadeInBackground]:
        """Rows whose message was lost or whose builder died."""
        now = clock.now()
        lost = Q(state=self.wants, state_since__lt=now - WAITS_TOO_LONG)
        dead = Q(state=self.building, heartbeat_at__lt=now - self.silent_too_long)
        return list(self.model._default_manager.filter(lost | dead).order_by(oldest_first)[:20])

    def fail(self, row: MadeInBackground, reason: str) -> None:
        """Give up; the row keeps why."""
        self.machine.move(row, self.failed)
        row.failure = reason
        row.save(update_fields=["failure"])
        if self.tell:
            self.tell(row)

    @transaction.atomic
    def _claim(self, row: MadeInBackground) -> bool:
        """Take the row when nobody is building it; a builder that died makes room. False: somebody else has it."""
        held = self.model._default_manager.select_for_update().get(pk=row.pk)
        if held.state == self.building and held.heartbeat_at < clock.now() - self.silent_too_long:
            self._put_back(held)
        claimed = held.state == self.wants
        if claimed:
            self.machine.move(held, self.building)
            held.attempts, held.step, held.heartbeat_at = held.attempts + 1, 0, clock.now()
            held.save(update_fields=["attempts", "step", "heartbeat_at"])
        row.refresh_from_db()
        return claimed

    def _put_back(self, row: MadeInBackground) -> None:
        if row.attempts >= MOST_ATTEMPTS:
            self.fail(row, "error")
        else:
            self.machine.move(row, self.wants)


def step_done(row: MadeInBackground, number: int) -> None:
    """A sign of life: so many steps are done."""
    row.step, row.heartbeat_at = number, clock.now()
    row.save(update_fields=["step", "heartbeat_at"])
