"""Which region looks at a request: the first rule that fits, with its name and what it saw (features.md B3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from centre import clock
from centre.audiences import Audience
from centre.models import Membership, Municipality, Place, PostcodeArea, Region
from centre.reference.names import canonical, fold
from intake.models import RoutingRule
from therapists.selectors import Spot, public_hits

POSTCODE = re.compile(r"^\s*([1-9]\d{3})\s*(?:[A-Za-z]{2})?\s*$")


@dataclass(frozen=True)
class Located:
    """Where a typed town or postcode lies (degrees, WGS 84) and how it was found; municipality None when unknown."""

    rule: str
    fact: str
    municipality: Municipality | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Route:
    """`region` is None when nobody of us works there or when the town is not known; `rule` says which of the two."""

    region: Region | None
    rule: str
    fact: str
    located: Located


@dataclass(frozen=True)
class Nearest:
    """The nearest location of a certified therapist: kilometres as the crow flies."""

    therapist: str
    place: str
    km: float


def locate(text: str) -> Located:
    """Look a town, municipality or postcode up, as far as the reference data reach; no question leaves this server."""
    if found := POSTCODE.match(text):
        area = PostcodeArea.objects.select_related("municipality__region").filter(code=found[1]).first()
        if area is None:
            return Located(RoutingRule.UNKNOWN, text.strip())
        fact = f"{area.code} {area.place}"
        return Located(RoutingRule.POSTCODE, fact, area.municipality, area.latitude, area.longitude)
    return _by_name(text)


def _by_name(text: str) -> Located:
    wanted = fold(canonical("place", text))
    places = Place.objects.filter(folded=wanted).select_related("municipality__region").order_by("-population")
    place = places.first() if wanted else None
    if place and place.municipality:
        return Located(RoutingRule.PLACE, place.name, place.municipality, place.latitude, place.longitude)
    row = (
        Municipality.objects.select_related("region")
        .filter(name__iexact=canonical("municipality", text.strip()))
        .first()
    )
    if row:
        return Located(RoutingRule.MUNICIPALITY, row.name, row, row.latitude, row.longitude)
    if place:
        return Located(RoutingRule.PLACE, place.name, None, place.latitude, place.longitude)
    return Located(RoutingRule.UNKNOWN, text.strip()[:80])


def served() -> set[int]:
    """The regions in which somebody coordinates today."""
    hats = Membership.objects.active().filter(audience=Audience.COORDINATOR, region__isnull=False)
    return set(hats.values_list("region", flat=True))


def route(towns: list[str]) -> Route:
    """The region for a family: where the first child is registered whose town is known."""
    return route_places([locate(town) for town in towns])


def registered_in(municipality: Municipality) -> Located:
    """Where a child is registered already."""
    return Located(RoutingRule.MUNICIPALITY, municipality.name, municipality)


def route_places(places: list[Located]) -> Route:
    """The same for places that were looked up, the oldest child's first."""
    places = places or [Located(RoutingRule.UNKNOWN, "")]
    where = next((place for place in places if place.municipality), places[0])
    if where.municipality is None:
        return Route(None, RoutingRule.UNKNOWN, where.fact, where)
    region = where.municipality.region
    if region is None or region.pk not in served():
        return Route(None, RoutingRule.NOT_SERVED, where.fact, where)
    return Route(region, where.rule, where.fact, where)


def unknown(towns: Iterable[str]) -> list[str]:
    """Which of these the reference data do not know, as they were typed."""
    return [town for town in dict.fromkeys(towns) if locate(town).municipality is None]


def nearest(where: Located) -> Nearest | None:
    """The nearest certified therapist who shows a location, however far; None when the place has no coordinates."""
    if where.latitude is None or where.longitude is None:
        return None
    spot = Spot("", where.fact, where.latitude, where.longitude)
    # Half the earth: the register is small and the nearest one is asked.
    hit = next(iter(public_hits(on=clock.today(), spot=spot, km=20_000)), None)
    return Nearest(hit.name, hit.place, hit.km) if hit else None
