"""Who sees which case: random relations, hats, exclusions, emergencies and days against a model of forty lines."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import RequestFactory
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from centre import access, clock
from centre.models import CareRelation, Case, Dossier, Membership, User
from centre.models.case import CareRelationQuerySet, CaseQuerySet
from centre.services import emergency, relations
from centre.services.cases import relate
from centre.services.people import add_membership, end_membership
from tests import cast as casting
from tests.stateful.running import Walk, walk

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
#: The night in which the clock goes back lies within reach of every walk.
START = datetime(2026, 10, 24, 9, tzinfo=AMSTERDAM)
WORKS = ("assessor", "group_lead", "contact_person", "director", "safety")
actors, cases = st.integers(0, 3), st.integers(0, 2)


@pytest.fixture
def ground(cast):
    """Two therapists, coordinators of north and east; two cases in the north and one in the east."""
    far = casting.make_user("coen", "Coen", "coordinator", organisation=cast.centre, region=cast.east)
    third = casting.open_case(cast, [("eva", "Eva"), ("finn", "Finn")], [], region=cast.east)
    # A second eye everywhere: exclusions are refused when nobody would be left.
    for key, region in (("noa", cast.north), ("olga", cast.east)):
        casting.make_user(key, key.title(), "coordinator", organisation=cast.centre, region=region)
    return [cast.thea, cast.ulla, cast.cora, far], [cast.case, cast.other_case, third], cast


class Visibility(Walk):
    ground = None

    def __init__(self):
        super().__init__()
        self.people, self.cases, self.cast = self.ground
        self.now = START
        #: The model: (actor, case, kind, since, until) and {coordinator: (region, first day, last day)}.
        self.ties: list[list] = []
        self.hats = {2: [[self.cast.north.pk, None]], 3: [[self.cast.east.pk, None]]}
        CareRelation.objects.all().delete()

    def sees(self, actor: int, case: int) -> bool:
        running = [
            kind for who, what, kind, since, until in self.ties
            if (who, what) == (actor, case) and since <= self.now and (until is None or self.now < until)
        ]  # fmt: skip
        if "excluded" in running:
            return False
        if any(kind != "referrer" for kind in running):
            return True
        today, region = self.now.astimezone(AMSTERDAM).date(), self.cases[case].region_id
        return any(of == region and (last is None or today <= last) for of, last in self.hats.get(actor, ()))

    def open_tie(self, actor, case, kind):
        ties = [tie for tie in self.ties if tie[:3] == [actor, case, kind] and tie[4] is None]
        return ties[0] if ties else None

    @rule(actor=actors, case=cases, kind=st.sampled_from((*WORKS, "referrer")))
    def relates(self, actor, case, kind):
        with clock.at(self.now):
            relate(case=self.cases[case], user=self.people[actor], kind=kind, reason="x")
        if not self.open_tie(actor, case, kind):
            self.ties.append([actor, case, kind, self.now, None])

    @rule(actor=actors, case=cases, ahead=st.integers(-48, 48), lasts=st.integers(0, 72))
    def stands_in_between_two_moments(self, actor, case, ahead, lasts):
        since = self.now + timedelta(hours=ahead)
        facts = {"case": self.cases[case], "user": self.people[actor], "kind": "substitute", "reason": "x"}
        CareRelation.objects.create(since=since, until=since + timedelta(hours=lasts), **facts)
        self.ties.append([actor, case, "substitute", since, since + timedelta(hours=lasts)])

    @rule(actor=actors, case=cases)
    def is_excluded(self, actor, case):
        with clock.at(self.now):
            try:
                relations.exclude_from_case(
                    case=self.cases[case], user=self.people[actor], reason="x", by=self.people[2]
                )
            except ValidationError:
                assert self.open_tie(actor, case, "excluded")
                return
        self.ties.append([actor, case, "excluded", self.now, None])

    @rule(actor=actors, case=cases, kind=st.sampled_from((*WORKS, "excluded", "substitute", "emergency")))
    def ends(self, actor, case, kind):
        by = self.cast.fiona
        with clock.at(self.now):
            relations.end_relations(case=self.cases[case], user=self.people[actor], kind=kind, reason="x", by=by)
        for tie in self.ties:
            if tie[:3] == [actor, case, kind] and (tie[4] is None or tie[4] > self.now):
                tie[4] = max(tie[3], self.now)

    @rule(actor=actors, case=cases)
    def breaks_the_glass(self, actor, case):
        excluded = any(
            tie[:3] == [actor, case, "excluded"] and tie[3] <= self.now and (tie[4] is None or self.now < tie[4])
            for tie in self.ties
        )
        facts = {"reason": "Het kan niet wachten, echt.", "purpose": "x", "role": "x"}
        with clock.at(self.now):
            try:
                emergency.open_by_emergency(case=self.cases[case], user=self.people[actor], **facts)
            except emergency.NoEmergencyAccess:
                assert excluded
                return
        assert not excluded
        self.ties.append([actor, case, "emergency", self.now, self.now + timedelta(minutes=60)])

    @rule(actor=st.integers(2, 3), north=st.booleans(), days=st.one_of(st.none(), st.integers(0, 3)))
    def puts_a_hat_on(self, actor, north, days):
        region = self.cast.north if north else self.cast.east
        with clock.at(self.now):
            last = None if days is None else clock.today() + timedelta(days=days)
            add_membership(user=self.people[actor], audience="coordinator", region=region, until=last)
        # What was open while no hat spoke for it stays closed, whatever hat comes after it.
        worn = [end for _of, end in self.hats[actor] if end is None or self.now.astimezone(AMSTERDAM).date() <= end]
        for tie in self.ties if not worn else ():
            if tie[0] == actor and tie[2] != "excluded" and (tie[4] is None or tie[4] > self.now):
                tie[4] = max(tie[3], self.now)
        self.hats[actor].append([region.pk, last])

    @rule(actor=st.integers(2, 3))
    def takes_all_hats_off(self, actor):
        with clock.at(self.now):
            for hat in Membership.objects.filter(user=self.people[actor]):
                end_membership(membership=hat)
        self.hats[actor] = []

    @rule(minutes=st.one_of(st.integers(1, 90), st.sampled_from((24 * 60, 72 * 60))))
    def time_passes(self, minutes):
        # In UTC: across the night of the change of the clock as well.
        self.now = (self.now.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(AMSTERDAM)

    @invariant()
    def lists_and_doors_are_the_model(self):
        with clock.at(self.now):
            for actor, person in enumerate(self.people):
                user = User.objects.get(pk=person.pk)
                expected = {case.pk for number, case in enumerate(self.cases) if self.sees(actor, number)}
                assert {case.pk for case in Case.objects.visible_to(user)} == expected
                families = {case.family_id for case in self.cases if case.pk in expected}
                files = Dossier.objects.of_staff(user).filter(kind="parent").values_list("parent__family", flat=True)
                assert set(files) == families

    @rule(actor=actors, case=cases)
    def opens_the_door(self, actor, case):
        request = RequestFactory().get("/")
        request.user = User.objects.get(pk=self.people[actor].pk)
        with clock.at(self.now):
            try:
                opened = access.open_case(request, self.cases[case].reference, purpose="case")
            except Http404:
                opened = None
        assert (opened is not None) == self.sees(actor, case)


def machine_of(ground):
    return type("VisibilityHere", (Visibility,), {"ground": ground})


@pytest.mark.two_parent
def test_nobody_ever_sees_more_or_less_than_the_model(ground):
    walk(machine_of(ground))


@pytest.mark.parametrize(
    ("queryset", "name", "fault"),
    [
        (CareRelationQuerySet, "active", lambda rows: rows.filter(since__lte=clock.now())),
        (CaseQuerySet, "visible_to", lambda rows, user: rows.filter(relations__user=user).distinct()),
    ],
    ids=["ends are forgotten", "only relations count"],
)
def test_the_walk_finds_a_planted_fault(ground, monkeypatch, queryset, name, fault):
    monkeypatch.setattr(queryset, name, fault)

    with pytest.raises(AssertionError):
        walk(machine_of(ground), examples=60)
