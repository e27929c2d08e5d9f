"""What a plan should keep to: points for what may stay as it is, and what must be."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Wishes:
    """Points for keeping things as they are: {(family, series)}, {series}, {(role, therapist, series)}; and what must be."""

    seat: Mapping[tuple[int, int], int] = field(default_factory=dict)
    group: Mapping[int, int] = field(default_factory=dict)
    lead: Mapping[tuple[str, int, int], int] = field(default_factory=dict)
    #: Hard pins, each a tuple as in pinning.py.
    must: tuple[tuple, ...] = ()
