"""Whose yes is needed: intervals of authority, birthdays, answers and courts against a model that counts day by day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from centre import agreement, authority, clock
from centre.children import Standing, authority_since, standing
from centre.consent_history import days_without_consent
from centre.models import Consent, ConsentRuling, Parent, ParentalAuthority
from centre.services.authority import end_authority, record_authority
from centre.services.cases import ChildFacts, add_child
from centre.services.consents import answer_consent, record_ruling
from tests.stateful.running import Walk, walk

START, PURPOSES = date(2027, 11, 20), ("treatment", "group")
ANSWERS = ("given", "refused", "withdrawn")
#: Each turns twelve, sixteen or eighteen within the walk's hundred days; the last on a leap day's birthday.
BORN = (date(2015, 12, 20), date(2011, 12, 28), date(2009, 12, 24), date(2012, 2, 29))
OTHER_GROUNDS = ("not_required", "guardian", "harm", "wish")
children, parents, purposes = st.integers(0, 3), st.integers(0, 1), st.sampled_from(PURPOSES)


def age(born: date, on: date) -> int:
    """By counting birthdays: the day on which somebody is a year older."""
    years = 8
    while True:
        try:
            birthday = born.replace(year=born.year + years + 1)
        except ValueError:
            birthday = date(born.year + years + 1, 3, 1)
        if birthday > on:
            return years
        years += 1


class Gezag(Walk):
    cast = None

    def __init__(self):
        super().__init__()
        self.case, self.today = self.cast.case, START
        family = self.case.family
        ParentalAuthority.objects.all().delete()
        Consent.objects.all().delete()
        ConsentRuling.objects.all().delete()
        for child in list(family.children.all()):
            child.families.remove(family)
        self.parents = list(Parent.objects.filter(family=family).order_by("pk"))
        facts = [ChildFacts(f"K{n}", "x", born, self.cast.haarlem, holders=()) for n, born in enumerate(BORN)]
        with clock.at(self.moment):
            self.children = [add_child(family=family, facts=fact, holders=[], on=START) for fact in facts]
        #: The model: days on which (child, parent) has authority; answers in order; courts as (first, last) day.
        self.held: dict[tuple, list[list]] = {}
        self.said: list[tuple] = []
        self.courts: list[tuple] = []
        for child in range(4):
            for parent in range(2):
                self.begins(child, parent, BORN[child])

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.today, time(10), tzinfo=ZoneInfo("Europe/Amsterdam"))

    # ── what happens ──

    def begins(self, child, parent, since):
        with clock.at(self.moment):
            facts = {"since": since, "evidence": "court", "by": None}
            record_authority(child=self.children[child], parent=self.parents[parent], **facts)
        spans = self.held.setdefault((child, parent), [])
        for span in spans:
            if span[1] is None and span[0] < since:
                span[1] = since - timedelta(days=1)
        spans[:] = [span for span in spans if span[0] != since] + [[since, None]]

    @rule(child=children, parent=parents, ago=st.integers(-5, 30))
    def authority_begins(self, child, parent, ago):
        since = self.today - timedelta(days=ago)
        spans = self.held[child, parent]
        # Days that another line covers already are refused: tests/centre/test_authority_pages.py.
        if any(last is None or last >= since for _first, last in spans):
            return
        self.begins(child, parent, since)

    @rule(child=children, parent=parents, ago=st.integers(-5, 20))
    def authority_ends(self, child, parent, ago):
        day = self.today - timedelta(days=ago)
        for span in self.held[child, parent]:
            if span[1] is None and span[0] <= day:
                rows = ParentalAuthority.objects.filter(child=self.children[child], parent=self.parents[parent])
                end_authority(authority=rows.get(until=None), on=day)
                span[1] = day

    @rule(
        who=st.integers(0, 5), about=st.one_of(st.none(), children), purpose=purposes, answer=st.sampled_from(ANSWERS)
    )
    def somebody_answers(self, who, about, purpose, answer):
        giver = self.parents[who] if who < 2 else self.children[who - 2]
        if who >= 2:
            about = who - 2
        child = None if about is None else self.children[about]
        with clock.at(self.moment):
            answer_consent(
                case=self.case, purpose=purpose, giver=giver, about_child=child, answer=answer, by=self.cast.cora
            )
        self.said.append((self.today, purpose, about, who, answer))

    @rule(
        child=children, parent=st.sampled_from([0, 1, *OTHER_GROUNDS]), purpose=purposes, ago=st.integers(0, 20),
        lasts=st.one_of(st.none(), st.integers(0, 60)),
    )  # fmt: skip
    def a_ground_is_recorded(self, child, parent, purpose, ago, lasts):
        """A court in the place of one parent, or one of the other grounds."""
        since = self.today - timedelta(days=ago)
        until = None if lasts is None else since + timedelta(days=lasts)
        kind = parent if parent in OTHER_GROUNDS else "replaced"
        if kind in ("harm", "wish") and not 12 <= age(BORN[child], since) < 16:
            return
        with clock.at(self.moment):
            record_ruling(
                case=self.case, purpose=purpose, kind=kind, child=self.children[child], decided_by="x", number="1",
                parent=self.parents[parent] if kind == "replaced" else None, since=since, until=until, by=self.cast.cora,
                reason="x", weighed_with=self.cast.thea,
            )  # fmt: skip
        self.courts.append((purpose, child, parent, since, until))

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(child=children)
    def a_birthday_comes(self, child):
        """The day itself, on which another rule begins to count."""
        for days in range(1, 60):
            years = age(BORN[child], self.today + timedelta(days=days))
            if years != age(BORN[child], self.today) and years in (12, 16, 18):
                self.today += timedelta(days=days)
                return

    # ── the model ──

    def holds(self, child, parent, on) -> bool:
        return any(first <= on and (last is None or on <= last) for first, last in self.held[child, parent])

    def last_word(self, purpose, about, who, on):
        words = [said for said in self.said if said[1:4] == (purpose, about, who) and said[0] <= on]
        return words[-1][4] if words else None

    def model(self, purpose, about, on) -> str:
        """Complete, missing, refused, conflict, replaced or not required, about a child or a parent's own help."""
        courts = [
            court for court in self.courts
            if court[0] == purpose and court[1] == about and court[3] <= on and (court[4] is None or on <= court[4])
        ]  # fmt: skip
        if any(court[2] == "not_required" for court in courts):
            return "not_required"
        years, replaced = age(BORN[about], on), {court[2] for court in courts}
        needed = [about + 2] if years >= 12 else []
        holders = [parent for parent in range(2) if self.holds(about, parent, on)]
        with_parents = years < 12 or (years < 16 and not replaced & {"harm", "wish"})
        guardian = ["given"] if with_parents and not holders and "guardian" in replaced else []
        needed += holders if with_parents else []
        if not needed and not guardian:
            return "missing"
        words = ["given" if who in replaced else self.last_word(purpose, about, who, on) for who in needed]
        return self.weighed(words + guardian, any(who in replaced for who in needed))

    @staticmethod
    def weighed(words, by_court=False) -> str:
        if any(word in ("refused", "withdrawn") for word in words):
            return "conflict" if "given" in words else "refused"
        if None in words:
            return "missing"
        return "replaced" if by_court else "complete"

    def all_there(self, on) -> bool:
        fine = ("complete", "replaced", "not_required")
        own = [self.weighed([self.last_word(purpose, None, who, on)]) for purpose in PURPOSES for who in range(2)]
        about = [self.model(purpose, child, on) for purpose in PURPOSES for child in range(4)]
        return all(status in fine for status in own + about)

    # ── what must hold ──

    @invariant()
    def every_line_is_the_model(self):
        with clock.at(self.moment):
            for purpose in PURPOSES:
                lines = {line["person"]: line["status"] for line in agreement.consent_picture(self.case, purpose)}
                for number, child in enumerate(self.children):
                    # Silence is a missing answer of somebody who had weeks: tests/centre/test_rulings.py.
                    status = lines[child].replace("silent", "missing")
                    assert status == self.model(purpose, number, self.today), (number, self.today)
            allowed = agreement.consent_status(self.case) in authority.ALLOWING
        assert allowed == self.all_there(self.today)

    @invariant()
    def standing_and_no_look_back_are_the_model(self):
        with clock.at(self.moment):
            for c, child in enumerate(self.children):
                years = age(BORN[c], self.today)
                for p, parent in enumerate(self.parents):
                    holds = self.holds(c, p, self.today)
                    expected = Standing.FULL if years < 12 else Standing.TOGETHER if years < 16 else Standing.ALONE
                    expected = expected if holds else Standing.OUTLINE
                    assert standing(parent, child) == (Standing.ADULT if years >= 18 else expected)
                    assert authority_since(parent, child) == self.first_day_without_a_break(c, p)

    def first_day_without_a_break(self, child, parent):
        day = self.today
        if not self.holds(child, parent, day):
            return None
        # Before the walk nothing happened but births.
        while day > START - timedelta(days=60) and self.holds(child, parent, day - timedelta(days=1)):
            day -= timedelta(days=1)
        return day if day > START - timedelta(days=60) else BORN[child]

    @precondition(lambda self: self.today > START)
    @rule()
    def the_days_without_permission_are_counted_one_by_one(self):
        days = min((self.today - START).days, 50)
        expected = sum(not self.all_there(START + timedelta(days=number)) for number in range(days))
        facts = {"parents": self.parents, "children": self.children}
        with clock.at(self.moment):
            assert days_without_consent(self.case, START, START + timedelta(days=days), **facts) == expected


def machine_of(cast):
    return type("GezagHere", (Gezag,), {"cast": cast})


def test_the_evaluator_is_the_model_on_every_day(cast):
    walk(machine_of(cast))


def test_the_walk_finds_a_birthday_that_is_a_day_late(cast, monkeypatch):
    def late(birth_date, on):
        return age(birth_date, on - timedelta(days=1))

    monkeypatch.setattr(authority, "age_on", late)

    with pytest.raises(AssertionError):
        walk(machine_of(cast), steps=20, examples=40)
