"""What a visitor of the register asked, and the honest answer when nobody fits."""

from dataclasses import dataclass, field
from datetime import date

from therapists.selectors import Hit, Spot, is_postcode, nearest_area, public_hits, spots_named


@dataclass(frozen=True)
class Found:
    """`choices`: places with the same name, to choose from. `is_unknown`: no place has this name. `nearest`: the first
    therapist outside the distance when nobody is inside it. `near_area`: the postcode area nearest in number to one
    that does not exist."""

    hits: list[Hit] = field(default_factory=list)
    spot: Spot | None = None
    km: int | None = None
    choices: list[Spot] = field(default_factory=list)
    is_unknown: bool = False
    nearest: Hit | None = None
    near_area: Spot | None = None


def run_search(asked: dict, *, on: date) -> Found:
    """Search with cleaned form data; an empty question is the whole register.

    A postcode area that does not exist is said so, and the nearest one that does is searched instead.
    """
    text, who = asked.get("place", ""), {key: asked[key] for key in ("name", "role", "age", "video") if key in asked}
    if not text:
        return Found(hits=public_hits(on=on, **who))
    area, exists = nearest_area(text) if is_postcode(text) else (None, True)
    spots = [area] if area else spots_named(text)
    chosen = [spot for spot in spots if spot.key == asked.get("spot")] or spots
    if len(chosen) != 1:
        return Found(choices=spots, is_unknown=not spots)
    spot, km = chosen[0], asked.get("km")
    hits = public_hits(on=on, spot=spot, km=km, **who)
    nearest = None if hits else next(iter(public_hits(on=on, spot=spot, km=20_000, **who)), None)
    choices = spots if len(spots) > 1 else []
    return Found(hits=hits, spot=spot, km=km, choices=choices, nearest=nearest, near_area=None if exists else area)
