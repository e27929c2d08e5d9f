"""One line of the table that a measurement prints."""

from collections.abc import Iterable
from typing import NamedTuple


class Line(NamedTuple):
    """What was measured, its value and a remark; `over`: it is beyond what was promised."""

    what: str
    value: str
    remark: str
    over: bool = False


def show(lines: Iterable[tuple]) -> int:
    """Print them as they come; returns how many are beyond what was promised."""
    over = 0
    for line in (Line(*line) for line in lines):
        over += line.over
        print(f"{'!' if line.over else ' '} {line.what:<52}{line.value:<40}{line.remark}", flush=True)
    return over
