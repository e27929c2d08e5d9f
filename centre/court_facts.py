"""Who came to meetings, as a court may know it: numbers per meeting, of nobody by name (domain.md 6).

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
    """One meeting that was held: how many parents and children of this family were there, and how many had a place."""

    number: int
    on: date
    parents: int
    parents_expected: int
    children: int
    children_expected: int


def meetings_of(case: Case) -> list[Meeting]:
    """Of all rooms, in the order of the rooms and then of the dates."""
    rooms = [room for room in settings.ROOMS if find_spec(f"{room}.court_facts")]
    return [meeting for room in rooms for meeting in import_module(f"{room}.court_facts").meetings_of(case)]
