"""The learning panel inside pages of the intake, found by name (intake/comparable.py)."""

from collections.abc import Iterable

from centre.models import Case
from research.panels import panels_of


def panel(case: Case, advice: str | None, weights: Iterable[int]) -> dict:
    """{template, panels, words, table}. Raises WrongProfile."""
    found = panels_of(case, advice=advice, weights=[str(weight) for weight in weights])
    return {"template": "research/_fared.html", **found}
