"""State machines as a table that can be read aloud."""

from collections.abc import Mapping, Sequence, Set

from django.db import models, transaction

from centre import clock


class IllegalMove(Exception):
    """A move that the table does not allow. Views answer 409."""

    def __init__(self, machine: str, current: str, wanted: str):
        self.machine, self.current, self.wanted = machine, current, wanted
        super().__init__(f"{machine}: {current} -> {wanted} is not allowed")


class Workflow:
    """The allowed moves of one machine: `{state: {states that may follow}}`."""

    def __init__(self, states: type[models.TextChoices], moves: Mapping[str, Set[str]]):
        self.states, self.moves = states, {state: frozenset(moves.get(state, ())) for state in states.values}

    def allows(self, current: str, wanted: str) -> bool:
        return wanted in self.moves[current]

    def move(self, obj: models.Model, to: str) -> None:
        """Lock the row, check the table, store `state` and `state_since`. Raises IllegalMove."""
        with transaction.atomic():
            current = type(obj)._default_manager.select_for_update().get(pk=obj.pk).state
            self.move_locked(obj, to, current=current)

    def move_locked(self, obj: models.Model, to: str, *, also: Sequence[str] = (), current: str = "") -> None:
        """The same for a row that the caller read under its lock; `also`: other changed fields to store with it."""
        current = current or obj.state
        if not self.allows(current, to):
            raise IllegalMove(self.states.__name__, current, to)
        obj.state, obj.state_since = to, clock.now()
        obj.save(update_fields=["state", "state_since", *also])

    def constraint(self, name: str) -> models.CheckConstraint:
        """The database's own wall around the stored values."""
        return models.CheckConstraint(condition=models.Q(state__in=self.states.values), name=name)
