"""Who asks for what in the permission matrix: a line of rights per address, people with what is theirs, and the asking.

Whether a row is somebody's is read here from the foreign keys of the row, never from the portal's own filters.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from centre.audiences import PREFIXES, STREETS, Audience
from centre.models import AccessLog, CareRelation, Case, Child, Dossier, Family, Organisation, Parent, Region, User
from tests.centre.signing_in import just_signed_in
from tests.house.addresses import undone, walk

#: A kind of row and its key.
Tie = tuple[str, int]
TABLE = Path(__file__).with_name("matrix.csv")
ADDRESSES = [
    address for address in walk() if address.street in STREETS and not address.view.__module__.startswith("allauth.")
]
REFERENCE = re.compile(r"[A-Z]{1,3}-[A-Z0-9]{4,16}")
#: How many steps along foreign keys something still belongs to whom they lead to.
STEPS = 3
#: Ties from near to far: a list for one parent about a child is that parent's, and not of whoever else is the child's.
NEAREST = (
    "LearningGroup", "User", "Parent", "Therapist", "Child", "Group", "Case", "Organisation", "Municipality", "Region",
)  # fmt: skip
#: Keys of a row to a user that make it theirs; whoever wrote or judged it has another key.
THEIRS = {"user", "recipient", "reader", "reviewer", "supervisor"}
#: Rows that a look or a sign-in may write; everything else is frozen.
MOVING = {"centre_accesslog", "django_session", "usersessions_usersession", "sqlite_sequence"}
TOKENS = re.compile(rb'csrf[^>]*?value="[^"]+"|"X-CSRFToken": "[^"]+"|csrf[^"]*&quot;: &quot;[^&]+&quot;')
#: Every method; "htmx" is a GET that asks for a part of a page.
METHODS = ("get", "post", "htmx", "head", "options", "put", "patch", "delete")
SENT = {"answer": "given", "reason": "Omdat het moet.", "text": "x", "confirmed": "on"}


@dataclass(frozen=True)
class Line:
    """One right: the address `name` is for this audience, for whom the row hangs on by `whose`; the own GET says `own`.

    whose: the kind of tie that opens it (a model's name), "everyone" of the audience, or "nothing" is asked for by name.
    own: 200, 302 or 405 (it is only sent to); "-" when the demo holds nothing of the kind.
    """

    name: str
    audience: str
    whose: str
    own: str


@cache
def table() -> dict[str, Line]:
    with TABLE.open(newline="") as file:
        return {row["name"]: Line(**row) for row in csv.DictReader(file)}


@dataclass
class Persona:
    """Somebody who asks: `own` are (model name, key) of what this person has to do with."""

    name: str
    user: User | None
    own: set[Tie] = field(default_factory=set)
    #: Address name → the path of something of one's own, and what came back.
    found: dict[str, "Found"] = field(default_factory=dict)

    @cached_property
    def audiences(self) -> frozenset:
        return frozenset(self.user.audiences) if self.user else frozenset()

    @cached_property
    def browser(self) -> Client:
        browser = Quick(raise_request_exception=False)
        if self.user:
            browser.force_login(self.user, backend="centre.identity.passwords.SameWorkBackend")
            just_signed_in(browser)
            # The first visit of a session writes when it was seen.
            browser.get("/start/")
        return browser


@dataclass(frozen=True)
class Found:
    path: str
    status: int
    looks: list[AccessLog]


class Quick(Client):
    """A browser that keeps no templates and contexts: ten thousand answers are asked for."""

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response

    def by(self, method: str, path: str) -> HttpResponse:
        if method == "htmx":
            return self.get(path, headers={"hx-request": "true"})
        return getattr(self, method)(path, SENT) if method == "post" else getattr(self, method)(path)


# ── whose something is ───────────────────────────────────────────────────────────────────────────────────────────────


@cache
def ties(row: models.Model, steps: int = STEPS) -> frozenset[Tie]:
    """What a row is and hangs on, by foreign keys: {("Case", 3), ("Region", 1), …}; who merely wrote it does not count."""
    found = set() if isinstance(row, User) else {(type(row).__name__, row.pk)}
    if steps:
        for relation in type(row)._meta.concrete_fields:
            if relation.is_relation and getattr(row, relation.attname) is not None:
                found |= _tie(row, relation, steps)
        found |= _behind(row)
    return frozenset(found)


def _tie(row: models.Model, relation: models.Field, steps: int) -> set[Tie]:
    target, key = relation.related_model, getattr(row, relation.attname)
    if target is User:
        if isinstance(row, Parent | Child) or relation.name not in {*THEIRS, "person"}:
            return set()
        return _behind(row.person) if relation.name == "person" else {("User", key)}
    if target in (Region, Organisation):
        return {(target.__name__, key)}
    return {(target.__name__, key)} | ties(getattr(row, relation.name), steps - 1)


def _behind(row: models.Model) -> set[Tie]:
    """What no key of the row itself says: the cases of a family, the families of a child, the people behind an account."""
    if isinstance(row, Family):
        return {tie for case in row.cases.all() for tie in (("Case", case.pk), ("Region", case.region_id))}
    if isinstance(row, Child):
        return {tie for family in row.families.all() for tie in _behind(family)}
    if isinstance(row, User):
        hats = row.memberships.exclude(organisation=None).values_list("organisation", flat=True)
        people = [*row.parent_rows.all(), *Child.objects.filter(user=row)]
        return {("Organisation", key) for key in hats} | {tie for person in people for tie in ties(person)}
    return set()


def rows_by_reference() -> dict[str, models.Model]:
    """Every row of people that can be asked for by a reference."""
    found = {}
    ties.cache_clear()
    for model in apps.get_models():
        if model is not Family and "reference" in {field.name for field in model._meta.fields}:
            found |= {row.reference: row for row in model._base_manager.all() if row.reference}
    return found


def is_own(persona: Persona, row: models.Model) -> bool | None:
    """Whether it is this person's: the nearest kind of tie of which this person has any decides. None: nothing tells."""
    found, mine = ties(row), {kind for kind, _key in persona.own}
    kind = next((kind for kind in NEAREST if kind in mine and kind in {tie[0] for tie in found}), "")
    return any(tie in persona.own for tie in found if tie[0] == kind) if kind else None


def file_of(row: models.Model | None) -> set[Tie]:
    """The case or the file that a look at this row must name: its own, or that of the person it is."""
    if row is None:
        return set()
    if isinstance(row, Parent | Child):
        return {("Dossier", row.dossiers.get().pk)}
    links = [field for field in row._meta.concrete_fields if field.is_relation]
    keys = {(type(row), row.pk), *((field.related_model, getattr(row, field.attname)) for field in links)}
    return {(model.__name__, key) for model, key in keys if model in (Case, Dossier) and key}


def of_parent(parent: Parent) -> set[Tie]:
    """What a parent has to do with: the own row and file, the children, and the groups in which the couple has a seat."""
    seats = apps.get_model("groups", "Placement").objects.filter(case__family=parent.family, ended_on=None)
    return {
        ("Parent", parent.pk),
        ("User", parent.user_id),
        *(("Child", child.pk) for child in parent.family.children.all()),
        *(("Case", case.pk) for case in parent.family.cases.all()),
        *(("Group", group) for group in seats.values_list("group", flat=True)),
    }


def of_child(child: Child) -> set[Tie]:
    """The own row, and the cases of the own families: permission is asked per case."""
    cases = {tie for tie in _behind(child) if tie[0] == "Case"}
    return {("Child", child.pk), ("User", child.user_id)} | cases


def of_therapist(user: User) -> set[Tie]:
    """The cases with a relation that runs, the groups that one leads and the own place in the register."""
    cases = set(CareRelation.objects.active().filter(user=user).exclude(kind="excluded").values_list("case", flat=True))
    leads = apps.get_model("groups", "SessionLead").objects.filter(therapist__user=user)
    register = apps.get_model("therapists", "Therapist").objects.filter(user=user)
    return {
        ("User", user.pk),
        *(("Case", case) for case in cases),
        *(("Group", group) for group in leads.values_list("session__group", flat=True)),
        *(("Therapist", key) for key in register.values_list("pk", flat=True)),
    }


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def look_round(persona: Persona, audience: Audience, known: set[str]) -> None:
    """Follow links and forms through the own street until every address was met once with something behind it.

    `known`: addresses with a reference that somebody else of this street showed already.
    """
    street = PREFIXES[audience]
    queue = [
        f"/{street}/",
        *(address.path for address in ADDRESSES if address.street == street and "<" not in address.route),
    ]
    asked, browser = set(), persona.browser
    while queue:
        path = queue.pop(0)
        name = _name_of(path)
        if not name or path in asked or not path.startswith(f"/{street}/"):
            continue
        if name in persona.found or name in known:
            continue
        asked.add(path)
        with undone():
            last = AccessLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            response = browser.get(path)
            looks = list(AccessLog.objects.filter(pk__gt=last))
        if response.status_code != 404:
            persona.found[name] = Found(path, response.status_code, looks)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            queue += _links(response.content, path)


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _links(content: bytes, base: str) -> Iterator[str]:
    page = BeautifulSoup(content, "lxml")
    for tag in page.select("a[href], [hx-get], [hx-post], form[action], [formaction]"):
        for kind in ("href", "hx-get", "hx-post", "action", "formaction"):
            if tag.get(kind):
                yield urlsplit(urljoin(base, tag[kind])).path


def answer(response: HttpResponse) -> tuple:
    """All that can be compared: status, body, length, headers and cookies, without fresh tokens."""
    body = TOKENS.sub(b"", b"".join(response.streaming_content) if response.streaming else response.content)
    cookies = sorted(
        (name, sorted((fact, value) for fact, value in morsel.items() if fact != "expires"))
        for name, morsel in response.cookies.items()
    )
    return response.status_code, body, sorted(response.items()), cookies


def unknown(path: str, references: list[str]) -> str:
    """The same address with references that never were, of the same shape; without any: another number."""
    for reference in references:
        prefix, rest = reference.split("-", 1)
        path = path.replace(reference, f"{prefix}-{'3' * len(rest)}")
    return path if references else re.sub(r"/\d+/", "/99999999/", path)


def rows_of_every_table() -> dict[str, str]:
    """Table → digest of all its rows, but those that a look itself writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - MOVING):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found
