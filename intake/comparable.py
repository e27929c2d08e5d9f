"""How families with a comparable profile fared, beside an advice (features.md N3): a room above keeps those figures.

Such a room has `comparable.py` with `panel(case, advice, weights)`: a dict with the `template` that shows it; found by
name, so that nothing here knows that room.
"""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre.models import Case


def panels(case: Case, *, advice: str | None = None, weights: Iterable[int] = ()) -> list[dict]:
    """What to show. `advice`, `weights`: of a form that is being filled in; without them the newest decision counts."""
    rooms = [room for room in settings.ROOMS if room != "intake" and find_spec(f"{room}.comparable")]
    return [import_module(f"{room}.comparable").panel(case, advice, weights) for room in rooms]
