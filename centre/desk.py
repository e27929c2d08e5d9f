"""What needs somebody today. Each room may have `desk.py` with `cards(user, audience)`; found by name."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


@dataclass(frozen=True)
class Card:
    """One thing to do. `minutes`: how long it takes; `tone`: neutral, info, good, warn or bad."""

    title: str
    text: str
    url: str
    label: str
    minutes: int | None = None
    due: object = None
    tone: str = "neutral"

    @property
    def icon(self) -> str:
        """The drawing that goes with the tone; the words say it as well."""
        return {"bad": "alert", "warn": "clock", "good": "check"}.get(self.tone, "list")


def cards_for(user, audience: str) -> list[Card]:
    """The cards of the ground floor and of all rooms: what cannot wait first, then in floor order."""
    names = ["centre.own_desk", *[f"{room}.desk" for room in settings.ROOMS if find_spec(f"{room}.desk")]]
    cards = [card for name in names for card in import_module(name).cards(user, audience)]
    return sorted(cards, key=lambda card: {"bad": 0, "warn": 1}.get(card.tone, 2))
