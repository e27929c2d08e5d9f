"""What still stands for a family and ends first: before a request is ended or a case is closed.

A room may have `keeps_open.py` with `reasons(case)`: short words for staff, nothing when nothing stands; found by name.
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre.models import Case


class StillStands(Exception):
    """Ending was asked for while something stands. `words`: what it is, for staff."""

    def __init__(self, words: list[str]):
        super().__init__(", ".join(words))
        self.words = words


def what_stands(case: Case) -> list[str]:
    """Of all rooms."""
    rooms = [room for room in settings.ROOMS if find_spec(f"{room}.keeps_open")]
    return [str(words) for room in rooms for words in import_module(f"{room}.keeps_open").reasons(case)]


def refuse_while_something_stands(case: Case) -> None:
    """Raises StillStands."""
    if words := what_stands(case):
        raise StillStands(words)
