"""Walk the street map: every address with a filled-in example."""

import contextlib
from dataclasses import dataclass

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

EXAMPLES = {IntConverter: "3", SlugConverter: "onbekend", StringConverter: "ZZ-33333333", UUIDConverter: "0" * 32}


@dataclass(frozen=True)
class Address:
    """One pattern: its route as written, a filled-in path, its full name and its view."""

    route: str
    path: str
    name: str
    view: object

    @property
    def street(self) -> str:
        return self.path.split("/")[1]


@contextlib.contextmanager
def undone():
    """What a request writes is taken back, so that every address of a walk meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(patterns=None, prefix: str = "", space: str = ""):
    """Every address of the portal, depth first; the admin's own are left to Django."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(route, _filled(route, pattern), f"{space}{pattern.name or ''}", pattern.callback)


def _filled(route: str, pattern: URLPattern) -> str:
    path = route
    for name, converter in pattern.pattern.converters.items():
        example = EXAMPLES.get(type(converter), "1")
        for written in (f"<{_kind(converter)}:{name}>", f"<{name}>"):
            path = path.replace(written, example)
    return "/" + path.replace("\\Z", "").replace("$", "").replace("\\", "")


def _kind(converter) -> str:
    kinds = {IntConverter: "int", SlugConverter: "slug", StringConverter: "str", UUIDConverter: "uuid"}
    return kinds.get(type(converter), "path")
