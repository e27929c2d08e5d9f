"""Who may do what, read from the code itself: streets of addresses, methods and doors of views, rules of permissions.

Nothing here is kept by hand, so the printed matrix cannot differ from what the portal does.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import rules
from django.conf import settings
from django.urls import URLPattern, get_resolver

from centre.audiences import STREETS

#: Columns of the matrix, in the order of the streets.
COLUMNS = [(audience.value, audience.label) for audience in STREETS.values()]
OWN, RELATION, SCOPED, LOGGED = "own", "relation", "narrowed", "logged"
#: A door in centre/access.py → how far it reaches.
DOORS = {
    "open_own_parent": OWN,
    "open_own_child": OWN,
    "open_own_message": OWN,
    "open_case": RELATION,
    "open_case_by_emergency": RELATION,
    "open_dossier": RELATION,
    "open_row": SCOPED,
    "log_list": LOGGED,
    "log": LOGGED,
}
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Line:
    """One action of one view at its addresses: `reads` and `writes` are the audiences that may; `scopes` how its objects are narrowed."""

    room: str
    name: str
    action: str
    addresses: tuple[str, ...]
    reads: frozenset[str]
    writes: frozenset[str]
    scopes: frozenset[str]

    def cell(self, audience: str) -> str:
        """R for reading, W for changing, RW for both, or nothing."""
        return ("R" if audience in self.reads else "") + ("W" if audience in self.writes else "")

    @property
    def cells(self) -> list[str]:
        return [self.cell(audience) for audience, _label in COLUMNS]


def lines() -> list[Line]:
    """Every view behind a street, one line each, in the order of the street map."""
    audiences: dict[Callable, dict[str, set[str]]] = {}
    for route, view in _addresses():
        audience = STREETS.get(route.split("/")[0])
        if audience is not None:
            places = audiences.setdefault(view, {})
            places.setdefault(audience, set()).add(route)
    return [_line(view, places) for view, places in audiences.items()]


def by_room() -> list[tuple[str, list[Line]]]:
    """The lines per room, in floor order."""
    every = lines()
    rooms = ["centre", *settings.ROOMS]
    return [(room, mine) for room in rooms if (mine := [line for line in every if line.room == room])]


def permissions() -> list[tuple[str, str]]:
    """Named permissions with their rule in words, as `rules` holds them."""
    return sorted((name, str(rule)) for name, rule in rules.permissions.permissions.items())


def scopes_of(view: Callable) -> frozenset[str]:
    """How a view narrows what it shows: through the doors that it, or a function of its own module, calls."""
    return frozenset(DOORS[door] for door in _doors(inspect.unwrap(view), set()))


def _line(view: Callable, places: dict[str, set[str]]) -> Line:
    plain = inspect.unwrap(view)
    methods = _methods(view)
    audiences = frozenset(places)
    return Line(
        room=plain.__module__.split(".")[0],
        name=plain.__name__,
        action=(inspect.getdoc(plain) or plain.__name__).splitlines()[0],
        addresses=tuple(
            re.sub(r"<(?:\w+:)?(\w+)>", "…", f"/{route}") for routes in places.values() for route in sorted(routes)
        ),
        reads=audiences if methods & SAFE else frozenset(),
        writes=audiences if methods - SAFE else frozenset(),
        scopes=scopes_of(view),
    )


def _methods(view: Callable) -> set[str]:
    """What `require_http_methods` allows, read from the decorator's own list; everything without one."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if (
                isinstance(held, list | tuple)
                and held
                and all(isinstance(word, str) and word.isupper() for word in held)
            ):
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}


def _doors(function: Callable, seen: set) -> set[str]:
    if function in seen:
        return set()
    seen.add(function)
    source = inspect.getsource(function)
    found = {door for door in DOORS if re.search(rf"\b{door}\(", source)}
    module = inspect.getmodule(function)
    for name in set(re.findall(r"\b([a-z_]\w*)\(", source)):
        inner = inspect.unwrap(getattr(module, name, None)) if callable(getattr(module, name, None)) else None
        # Follow functions of the same room: a view may hand the opening of its object to a neighbour.
        if inspect.isfunction(inner) and inner.__module__.split(".")[0] == function.__module__.split(".")[0]:
            found |= _doors(inner, seen)
    return found


def _addresses(patterns=None, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        elif pattern.app_name != "admin":
            yield from _addresses(pattern.url_patterns, route)
