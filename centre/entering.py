"""A case came in: whichever room above takes new cases in hand begins at once, so that no family waits unseen.

Such a room has `entering.py` with `take_in_hand(case)`; found by name.
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre.models import Case


def take_in_hand(case: Case) -> None:
    """Tell every room that asks for new cases; twice is the same as once."""
    for room in settings.ROOMS:
        if find_spec(f"{room}.entering"):
            import_module(f"{room}.entering").take_in_hand(case)
