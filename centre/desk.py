"""What needs somebody today. Each room may have `desk.py` with `cards(user, audience)`; found by name.

What the cards have to know is asked of the database in one question for all rooms together (`asks`), so that a first
page stays as quick with ten rooms as with one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, Count, DateField, DateTimeField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast


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
    def pressing(self) -> bool:
        """Whether it comes before the rest: something is unsafe, or a term is over."""
        return self.tone in ("bad", "warn")

    @property
    def icon(self) -> str:
        """The drawing that goes with the tone; the words say it as well."""
        return {"bad": "alert", "warn": "clock", "good": "check"}.get(self.tone, "list")


class Fact(NamedTuple):
    """One line of an answer; what was not asked for is empty."""

    reference: str
    name: str
    number: int | None
    moment: datetime | None
    day: date | None


Questions = dict[str, QuerySet]
Answers = dict[str, list[Fact]]

COLUMNS = {
    "reference": CharField(),
    "name": CharField(),
    "number": IntegerField(),
    "moment": DateTimeField(),
    "day": DateField(),
}


def facts(rows: QuerySet, *, most: int | None = None, **columns) -> QuerySet:
    """A question for lines: for each of COLUMNS the field or expression that fills it. `most`: only the first ones.

    The order gets lost on the way (a compound question has none): sort the answer.
    """
    if most:
        rows = rows.model._base_manager.filter(pk__in=rows.values("pk")[:most])
    given = {name: F(value) if isinstance(value, str) else value for name, value in columns.items()}
    # Every column is cast, the empty ones too: PostgreSQL would take a bare NULL for text.
    cast = {f"fact_{name}": Cast(given.get(name, Value(None)), field) for name, field in COLUMNS.items()}
    return rows.order_by().values(**cast)


def counted(rows: QuerySet) -> QuerySet:
    """A question for how many; read the answer with `total`."""
    return facts(rows.order_by().values(fact_group=Value(1)), number=Count("pk", distinct=True))


def total(lines: list[Fact]) -> int:
    return sum(line.number for line in lines)


def gather(questions: Questions) -> Answers:
    """All answers in one question to the database; every question has its list, empty when there is nothing."""
    answers: Answers = {name: [] for name in questions}
    parts = [rows.annotate(fact_kind=Value(name, CharField())) for name, rows in questions.items()]
    names = ("fact_kind", *[f"fact_{name}" for name in COLUMNS])
    parts = [part.values_list(*names) for part in parts]
    for kind, *values in parts[0].union(*parts[1:], all=True) if parts else ():
        answers[kind].append(Fact(*values))
    return answers


def asks(questions: Callable[..., Questions]) -> Callable:
    """Dress a room's `cards(user, audience, known)`: `known` holds the answers to `questions(user, audience)`.

    The first page asks for all rooms at once; called alone, a room asks for itself.
    """

    def dress(make: Callable) -> Callable:
        @wraps(make)
        def cards(user, audience: str, known: Answers | None = None) -> list[Card]:
            return make(user, audience, gather(questions(user, audience)) if known is None else known)

        cards.questions = questions
        return cards

    return dress


def cards_for(user, audience: str) -> list[Card]:
    """The cards of the ground floor and of all rooms: what cannot wait first, then in floor order."""
    names = ["centre.own_desk", *[f"{room}.desk" for room in settings.ROOMS if find_spec(f"{room}.desk")]]
    makers = [import_module(name).cards for name in names]
    asked = {number: make.questions(user, audience) for number, make in enumerate(makers) if hasattr(make, "questions")}
    known = gather({f"{number}.{name}": rows for number, part in asked.items() for name, rows in part.items()})
    cards = []
    for number, make in enumerate(makers):
        own = {name: known[f"{number}.{name}"] for name in asked.get(number, ())}
        cards += make(user, audience, own) if number in asked else make(user, audience)
    return sorted(cards, key=lambda card: {"bad": 0, "warn": 1}.get(card.tone, 2))
