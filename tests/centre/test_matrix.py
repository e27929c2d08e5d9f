"""The permission matrix: everybody at every address by every method, for what is theirs and what is not (security 3.2).

Who may open what stands in matrix.csv, a line per address; whose a row is follows from its foreign keys. So neither the
gate nor a filter of the portal decides what is expected of it. The world is that of the demo, which fills every page.
"""

from collections import Counter

import pytest
from django.core import mail
from django.http import HttpResponse
from django.urls import reverse

from centre import demo
from centre.audiences import FAMILY, PREFIXES, STREETS
from centre.services.notices import send_message
from groups.models import Guest
from groups.services.gatherings import take_back_invitation, token_of
from tests.centre.permission_people import OWNERS, everybody
from tests.centre.permissions import (
    ADDRESSES,
    METHODS,
    REFERENCE,
    Line,
    Persona,
    answer,
    file_of,
    is_own,
    look_round,
    of_parent,
    rows_by_reference,
    rows_of_every_table,
    table,
    ties,
    unknown,
)
from tests.house.addresses import undone

pytestmark = pytest.mark.idor


def test_every_address_has_its_line_of_rights_and_every_line_an_address():
    there, told = {address.name: address for address in ADDRESSES}, table()

    assert sorted(set(there) - set(told)) == [], "add to tests/centre/matrix.csv: name,audience,whose,own"
    assert sorted(set(told) - set(there)) == []
    streets = {name: str(STREETS[address.street]) for name, address in there.items()}
    assert {name: line.audience for name, line in told.items()} == streets
    assert {line.own for line in told.values()} == {"200", "302", "405", "-"}


ROUTES = {address.name: address.route for address in ADDRESSES}
#: By these every address is asked; and by one of the others in turn.
ALWAYS, IN_TURN = ("get", "post"), ("htmx", "head", "options", "put", "patch", "delete")


def line_of(name: str) -> Line:
    """What the table says; of an address without a line the first test tells."""
    return table().get(name) or Line(name, "", "everyone", "-")


class Matrix:
    """The world, everybody in it, and what was found wrong."""

    def __init__(self):
        self.world = demo.build()
        self.people = {person.name: person for person in everybody(self.world)}
        for person in self.people.values():
            person.browser  # noqa: B018  signs in
        self.rows, self.faults, self.count = rows_by_reference(), [], Counter()
        self.foreign: dict[tuple[str, type], str] = {}
        self.silence: dict[tuple[str, str, str], tuple] = {}
        #: Street → name of an address → (path of something that is somebody's, whose).
        self.objects: dict[str, dict[str, dict[str, str]]] = {}
        for audience, names in OWNERS.items():
            found: dict[str, dict[str, str]] = {}
            for name in names:
                look_round(self.people[name], audience, known={each for each in found if names[0] != "A1"})
                for address, what in self.people[name].found.items():
                    if REFERENCE.search(what.path) or "<int" in ROUTES[address]:
                        found.setdefault(address, {})[name] = what.path
            self.objects[PREFIXES[audience]] = found | self.beside(PREFIXES[audience], found)

    def beside(self, street: str, found: dict) -> dict[str, dict[str, str]]:
        """Addresses of which nobody has anything in the demo: below the same row as an address that was found."""
        roots = {}
        for name, paths in found.items():
            root = ROUTES[name].split(">/")[0]
            roots.setdefault(root, {whose: root_of(root, path) for whose, path in paths.items()})
        more = {}
        for address in ADDRESSES:
            root = address.route.split(">/")[0]
            if address.street == street and "<" in address.route and address.name not in found and root in roots:
                own = root_of(root, address.path)
                more[address.name] = {
                    whose: address.path.replace(own, begin, 1) for whose, begin in roots[root].items()
                }
        return more

    def judge_guest(self) -> None:
        """No account: a link opens one invitation, and taken back it answers like one that never was."""
        visitor = self.people["visitor"]
        guest = Guest.objects.filter(revoked_at=None, gathering__cancelled_at=None).latest("gathering__ends_at")
        link, never = (reverse("groups:invitation", args=[token]) for token in (token_of(guest), "x" * 43))
        shown = self.ask(visitor, "get", link)
        with undone():
            take_back_invitation(guest=guest)
            gone = self.ask(visitor, "get", link)
        # That both say the same in the same words: tests/groups/test_gatherings.py.
        told = [shown[0], gone[0], self.ask(visitor, "get", never)[0]]
        if told != [200, 410, 410]:
            self.say(visitor, "by the link of a guest:", told)

    def say(self, person: Persona, *words: object) -> None:
        self.faults.append(" ".join(map(str, (person.name, *words))))

    def ask(self, person: Persona, method: str, path: str) -> tuple:
        self.count["requests"] += 1
        return answer(person.browser.by(method, path))

    # ── one's own ────────────────────────────────────────────────────────────────────────────────────────────────────

    def judge_own(self) -> None:
        """Each address opens for whom it belongs to, and says in the log whose it was."""
        shown = {}
        for names in OWNERS.values():
            for name in names:
                for address, what in self.people[name].found.items():
                    shown.setdefault(address, str(what.status))
                    self.judge_ties(self.people[name], address, what)
                    self.judge_looks(self.people[name], address, what)
        for name, line in table().items():
            if shown.get(name, "-") != line.own:
                self.faults.append(f"{name}: {shown.get(name, '-')} for its own people, and {line.own} in matrix.csv")
        self.count["own objects shown"] = sum(status == "200" for status in shown.values())

    def judge_ties(self, person: Persona, name: str, what) -> None:
        line = line_of(name)
        for reference in REFERENCE.findall(what.path)[:1]:
            row = self.rows.get(reference)
            if line.whose != "everyone" and row is not None and is_own(person, row) is not True:
                self.say(person, "gets what hangs on nothing of theirs:", what.path)

    def judge_looks(self, person: Persona, name: str, what) -> None:
        """Of a page one row per file or case, never two, and the one that was asked for is among them."""
        if what.status != 200:
            return
        rows = [(look.action, look.label, look.purpose, look.case_id, look.dossier_id) for look in what.looks]
        if not rows or any(look.action == "denied" for look in what.looks):
            self.say(person, "leaves no row in the log:", what.path, rows)
        if len(rows) != len(set(rows)):
            self.say(person, "is written twice:", what.path, rows)
        named = {("Case", look.case_id) for look in what.looks} | {("Dossier", look.dossier_id) for look in what.looks}
        if person.audiences <= FAMILY and REFERENCE.search(what.path):
            # Read from the own file, or written about oneself: that it was this person's is what the row says.
            about = {tie for tie in named if tie[0] == "Dossier" and tie[1]} or {("Dossier", 0)}
        else:
            about = {tie for each in REFERENCE.findall(what.path)[:1] for tie in file_of(self.rows.get(each))}
        if about and not about & named:
            self.say(person, "reads without a row that names whose it is:", what.path, rows)

    # ── somebody else's ──────────────────────────────────────────────────────────────────────────────────────────────

    def judge_foreign(self, person: Persona) -> None:
        """What is somebody else's answers like what never was, by every method, and nothing is written."""
        for turn, (name, path) in enumerate(self.of_others(person)):
            there = [each for each in REFERENCE.findall(path) if each in self.rows]
            foreign = [each for each in there if not is_own(person, self.rows[each])]
            if line_of(name).whose == "region" and None in [is_own(person, self.rows[each]) for each in foreign]:
                # A request for help that no region got yet is every coordinator's.
                continue
            if there and not foreign:
                self.judge_shared(person, line_of(name), path)
                continue
            self.count["foreign objects asked"] += 1
            never = unknown(path, foreign)
            for method in (*ALWAYS, IN_TURN[turn % len(IN_TURN)]):
                theirs = self.ask(person, method, path)
                if theirs[0] not in (404, 405) and not asked_who(theirs):
                    self.say(person, method, path, theirs[0])
                elif theirs != self.nothing(person, method, never, like=theirs):
                    self.say(person, method, path, "differs from", never)

    def nothing(self, person: Persona, method: str, never: str, *, like: tuple) -> tuple:
        """What this person hears of what never was: the same at every address of a street, else asked again here."""
        key = (person.name, method, never.split("/")[1])
        if key not in self.silence or self.silence[key] != like:
            self.silence[key] = self.ask(person, method, never)
        return self.silence[key]

    def of_others(self, person: Persona):
        for street, found in self.objects.items():
            if STREETS[street] not in person.audiences:
                continue
            for name, paths in found.items():
                if line_of(name).whose == "everyone":
                    continue
                yield from ((name, path) for whose, path in paths.items() if whose != person.name)
                if person.name in paths:
                    yield from ((name, path) for path in self.swapped(person, paths[person.name]))

    def swapped(self, person: Persona, path: str):
        """The own address with one of its references replaced by that of somebody else's row of the same kind."""
        for reference in REFERENCE.findall(path):
            row = self.rows.get(reference)
            if row is not None and (other := self.foreign_of(person, type(row))):
                yield path.replace(reference, other)

    def foreign_of(self, person: Persona, model: type) -> str:
        key = (person.name, model)
        if key not in self.foreign:
            rows = (
                reference for reference, row in self.rows.items() if type(row) is model and is_own(person, row) is False
            )
            self.foreign[key] = next(rows, "")
        return self.foreign[key]

    def judge_shared(self, person: Persona, line, path: str) -> None:
        """It belongs to more people than one, such as a date of a group or a child: it opens for this one too."""
        self.count["shared objects asked"] += 1
        status = self.ask(person, "get", path)[0]
        if line.own != "-" and str(status) not in (line.own, "302"):
            self.say(person, "get", path, status, "instead of", line.own)

    # ── other streets ────────────────────────────────────────────────────────────────────────────────────────────────

    def judge_streets(self, person: Persona) -> None:
        """No hat, no address: 404 like an address that never was, also with a reference that exists."""
        for turn, address in enumerate(ADDRESSES):
            if STREETS[address.street] in person.audiences:
                continue
            path = next(iter(self.objects[address.street].get(address.name, {}).values()), address.path)
            method = METHODS[turn % len(METHODS)]
            theirs = self.ask(person, method, path)
            is_file = getattr(address.view, "hands_out_a_file", False)
            if person.user is None and not is_file:
                if theirs[0] != 302 or not dict(theirs[2])["Location"].startswith("/account/login/"):
                    self.say(person, method, path, theirs[0])
            elif theirs[0] != 404 or theirs != self.nothing(person, method, address.path, like=theirs):
                self.say(person, method, path, theirs[0], "in a street of others")


def root_of(root: str, path: str) -> str:
    """The beginning of a path, up to and including its first reference: as many parts as the route has there."""
    return "/".join(path.split("/")[: len(root.split("/")) + 1])


def asked_who(theirs: tuple) -> bool:
    """Sent on to prove who one is, before anything was looked up."""
    return theirs[0] == 302 and dict(theirs[2])["Location"].startswith("/account/reauthenticate/")


def test_everybody_gets_what_is_theirs_and_nothing_else_by_any_method(db, monkeypatch, record_property):
    # When somebody was last seen is written once in a while: that is no answer to what was asked.
    monkeypatch.setattr("centre.middleware.SEEN_EVERY", 10_000)
    matrix = Matrix()
    before, mails = rows_of_every_table(), len(mail.outbox)

    matrix.judge_own()
    matrix.judge_guest()
    alike = set()
    for person in matrix.people.values():
        matrix.judge_foreign(person)
        # Who wears the same hats is one person to the gate.
        if person.user is None or person.audiences not in alike:
            matrix.judge_streets(person)
        alike |= {person.audiences} if person.user else set()
        after = rows_of_every_table()
        if written := [table for table in after if after[table] != before[table]]:
            matrix.say(person, "writes in", written)
            before = after

    counts = {"people": len(matrix.people) + 1, "addresses": len(ADDRESSES), **matrix.count}
    for name, number in counts.items():
        record_property(name, number)
    print(counts)  # noqa: T201  shown with -s
    assert matrix.faults == [], "\n".join(matrix.faults)
    assert len(mail.outbox) == mails
    assert counts["own objects shown"] > 300
    assert counts["foreign objects asked"] > 600


@pytest.mark.parametrize(
    "facts",
    [{"content": "of Bram"}, {"headers": {"X-More": "1"}}, {"status": 403}, {"content": "", "cookie": "x"}],
    ids=str,
)
def test_an_answer_that_tells_something_is_not_alike(facts):
    cookie = facts.pop("cookie", "")
    page = '<input name="csrfmiddlewaretoken" value="{}">Not here'
    silent, also, tells = (
        HttpResponse(**{"content": page.format(token), "status": 404} | more)
        for token, more in (("a" * 64, {}), ("b" * 64, {}), ("c" * 64, facts))
    )
    if cookie:
        tells.set_cookie(cookie, "1")

    assert answer(silent) == answer(also)
    assert answer(silent) != answer(tells)


def test_what_is_somebodys_follows_from_the_keys_of_the_row(cast):
    ties.cache_clear()  # a row of another test may have had the same number
    anna, bram = (Persona(parent.first_name, parent.user, of_parent(parent)) for parent in (cast.anna, cast.bram))
    cora = Persona("Cora", cast.cora, {("Region", cast.north.pk)})
    letter = send_message(recipient=cast.anna.user, subject="x", text="x", by=cast.cora)

    assert [is_own(who, letter) for who in (anna, bram, cora)] == [True, False, None]
    assert [is_own(who, cast.noor) for who in (anna, bram, cora)] == [True, True, True]
    assert [is_own(who, cast.sem) for who in (anna, bram)] == [False, False]
    assert [is_own(who, cast.anna.dossiers.get()) for who in (anna, bram, cora)] == [True, False, True]
