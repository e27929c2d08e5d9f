"""Which meetings a family had, as a court may know it (domain.md 6): how many were planned and when they were held.

Who came is not among it, not even as a number: both parents may read what a court reads, and of two parents, or of one
child, any number tells one of them about the other. Each person's own attendance stands in the own dossier.

A room above that holds meetings may have `court_facts.py` with `meetings_of(case)`; found by name.
"""

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre.models import Case


@dataclass(frozen=True)
class Meeting:
    """One meeting of the course in which this family had a place. `is_held`: it took place, whoever came."""

    number: int
    on: date
    is_held: bool


def meetings_of(case: Case) -> list[Meeting]:
    """Of all rooms, in the order of the rooms and then of the dates."""
    rooms = [room for room in settings.ROOMS if find_spec(f"{room}.court_facts")]
    return [meeting for room in rooms for meeting in import_module(f"{room}.court_facts").meetings_of(case)]
