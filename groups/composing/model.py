"""The full model of a scope of series and couples as CP-SAT reads it; the rest of the season stays as it is."""

from collections.abc import Callable, Collection, Iterable, Mapping

from groups.composing import staffing
from groups.composing.cutting import Cut
from groups.composing.draft import Draft, Key
from groups.composing.instance import BUILDING, PARENTS
from groups.composing.pairs import Pairs
from groups.composing.plan import Member, Plan, PlannedGroup
from groups.composing.rows import by_date
from groups.composing.wishes import Wishes

#: Up to so many possible pairs a whole season goes into one model.
WHOLE = 3_000


class SeasonModel:
    """Variables and rows for `numbers` (series) and `families`; `outside` holds the groups that stay.

    `allowed` narrows the couples per series where a choice among hundreds would only cost time.
    """

    def __init__(
        self, pairs: Pairs, numbers: Iterable[int], families: Collection[int], *,
        outside: Draft | None = None, cuts: Iterable[Cut] = (), wishes: Wishes | None = None,
        allowed: Mapping[int, Collection[int]] | None = None,
    ):  # fmt: skip
        from ortools.sat.python import cp_model  # noqa: PLC0415 heavy; only who solves loads it

        self.cp, self.model = cp_model, cp_model.CpModel()
        self.pairs, self.instance, self.outside = pairs, pairs.instance, outside or Draft(pairs)
        self.numbers, self.families = sorted(numbers), sorted(set(families) - set(self.outside.seat_of))
        self.wishes, self.allowed = wishes or Wishes(), allowed
        self.runs: dict[Key, object] = {}
        self.sits: dict[tuple[int, Key], object] = {}
        self.spread: dict[tuple[int, Key], dict[tuple, object]] = {}
        self.leads: dict = {}
        self._groups()
        self._seats()
        self._bands()
        self._arrivals_and_ties()
        self.leads = staffing.add_team_rows(
            self.model, pairs, self.runs, busy=self.outside.busy, load=self.outside.load
        )
        self._team_and_couples()
        self._cuts(cuts)
        self._objective()

    def _groups(self) -> None:
        for key in self.outside.keys(self.numbers):
            self.runs[key] = self.model.new_bool_var(f"y{key}")
        staffing.add_rooms(self.model, self.pairs, self.runs, self.outside.rooms)

    def _seats(self) -> None:
        rules, wanted = self.instance.rules, set(self.families)
        seats: dict[int, list] = {n: [] for n in self.families}
        self.members: dict[Key, dict[int, object]] = {}
        for key, run in self.runs.items():
            row = self.members[key] = {}
            some = wanted if self.allowed is None else wanted.intersection(self.allowed.get(key[0], ()))
            for family in self.pairs.of_series[key[0]]:
                if family in some and not self._is_kept_out(family, key[0]):
                    row[family] = self.sits[family, key] = self.model.new_bool_var(f"x{family},{key}")
                    seats[family].append(row[family])
                    self.model.add_implication(row[family], run)
            self.model.add(sum(row.values()) >= rules.min_couples * run)
            self.model.add(sum(row.values()) <= rules.max_couples * run)
        for row in seats.values():
            if row:
                self.model.add_at_most_one(row)

    def _is_kept_out(self, family: int, series: int) -> bool:
        """A tie with somebody who stays in the building."""
        return family in self.outside.building and not self.outside.fits_with(family, (), series)

    def _bands(self) -> None:
        rules, model = self.instance.rules, self.model
        for key, row in self.members.items():
            used = [model.new_bool_var(f"u{key},{n}") for n in range(len(rules.bands))]
            children: list[list] = [[] for _ in used]
            families: list[list] = [[] for _ in used]
            for family, sits in row.items():
                options = self.pairs.patterns[family]
                chosen = {p: sits if len(options) == 1 else model.new_bool_var("") for p in options}
                self.spread[family, key] = chosen
                if len(options) > 1:
                    model.add(sum(chosen.values()) == sits)
                for band, use in enumerate(used):
                    some = [q for p, q in chosen.items() if p[band]]
                    if some:
                        model.add(sum(some) <= use)
                        children[band] += [p[band] * q for p, q in chosen.items() if p[band]]
                        families[band].append(sum(some))
            for band, use in enumerate(used):
                model.add(sum(children[band]) >= rules.min_band_children * use)
                model.add(sum(families[band]) >= rules.min_band_families * use)
                model.add_implication(use, self.runs[key])
            count = [sum(self.pairs.patterns[n][0]) * x for n, x in row.items()]
            model.add(sum(count) <= rules.max_children * self.runs[key])

    def _arrivals_and_ties(self) -> None:
        model, series = self.model, self.instance.series
        for key, row in self.members.items():
            late = [
                self.instance.families[n].staggered * x for n, x in row.items() if self.instance.families[n].staggered
            ]
            if late:
                model.add(sum(late) <= self.instance.locations[series[key[0]].loc].stagger_cap * self.runs[key])
        for one in self.families:
            for other, kind in self.pairs.tied[one].items():
                if one < other:
                    for key, row in self.members.items():
                        if one in row and other in row:
                            model.add(row[one] + row[other] <= self.runs[key])
                    if kind == BUILDING:
                        self._apart(one, other)

    def _apart(self, one: int, other: int) -> None:
        """Two families never in one building on one day."""
        at: dict[int, list] = {}
        for (family, key), _x in self.sits.items():
            if family in (one, other):
                at.setdefault(self.instance.series[key[0]].loc, []).append((family, key))
        for items in at.values():
            for row in by_date((item, self.instance.series[item[1][0]].dates) for item in items):
                if {family for family, _key in row} == {one, other}:
                    self.model.add(sum(self.sits[item] for item in sorted(row)) <= 1)

    def _team_and_couples(self) -> None:
        of: dict[tuple, list] = {}
        for (_role, h, key), lead in self.leads.items():
            of.setdefault((h, key), []).append(lead)
        for h, family in self.instance.bars:
            for key, row in self.members.items():
                if family in row and (h, key) in of:
                    self.model.add(row[family] + sum(of[h, key]) <= self.runs[key])
        for (family, key), x in self.sits.items():
            for wanted in self.pairs.languages[family]:
                speak = [
                    self.leads[PARENTS, h, key]
                    for h in self.pairs.leads[PARENTS][key[0]]
                    if (PARENTS, h, key) in self.leads and wanted & self.instance.therapists[h].languages
                ]
                self.model.add(sum(speak) >= x)

    def _cuts(self, cuts: Iterable[Cut]) -> None:
        for cut in cuts:
            row = [run for key, run in self.runs.items() if key[0] in cut.series]
            left = cut.most - sum(1 for key in self.outside.groups if key[0] in cut.series)
            if len(row) > left:
                self.model.add(sum(row) <= max(left, 0))

    def _objective(self) -> None:
        seats = [
            (self.pairs.of_family[f][key[0]] + self.wishes.seat.get((f, key[0]), 0)) * x
            for (f, key), x in self.sits.items()
        ]
        groups = [
            (self.wishes.group.get(key[0], 0) * (key[1] == 0) - self.pairs.fixed_cost(key[0])) * y
            for key, y in self.runs.items()
        ]
        leads = [
            (self.wishes.lead.get((role, h, key[0]), 0) - self.pairs.leads[role][key[0]][h]) * t
            for (role, h, key), t in self.leads.items()
        ]
        self.model.maximize(sum(seats) + sum(groups) + sum(leads))
        for pin in self.wishes.must:
            self.model.add(self.pinned(pin) >= 1)

    def pinned(self, pin: tuple):
        """The sum that is at least one when a pin holds; nought when this scope can never honour it."""
        kind = pin[0]
        if kind == "group":
            return self.runs.get((pin[1], 0), 0)
        if kind == "seat":
            return sum(x for (f, key), x in self.sits.items() if f == pin[1] and key[0] == pin[2])
        if kind == "somewhere":
            return sum(x for (f, _key), x in self.sits.items() if f == pin[1])
        return sum(t for (role, h, key), t in self.leads.items() if (role, h, key[0]) == pin[1:])

    def in_place(self, seats: Mapping[int, int]):
        """How many of {couple: series} sit there."""
        return sum(x for (family, key), x in self.sits.items() if seats.get(family) == key[0])

    def hint(self, plan: Plan) -> None:
        """A complete hint: every variable has a value, so that the plan counts as found."""
        seen: dict[int, int] = {}
        at: dict[Key, PlannedGroup] = {}
        for group in plan.groups:
            at[group.series, seen.get(group.series, 0)] = group
            seen[group.series] = seen.get(group.series, 0) + 1
        for key, run in self.runs.items():
            self.model.add_hint(run, key in at)
        for (family, key), x in self.sits.items():
            spread = {row.family: row.bands for row in at[key].members} if key in at else {}
            self.model.add_hint(x, family in spread)
            for pattern, q in self.spread[family, key].items():
                if q is not x:
                    self.model.add_hint(q, spread.get(family) == pattern)
        for (role, h, key), lead in self.leads.items():
            team = (at[key].parent_therapists if role == PARENTS else at[key].child_therapists) if key in at else ()
            self.model.add_hint(lead, h in team)

    def read(self, value: Callable) -> tuple[PlannedGroup, ...]:
        found = []
        for key, run in self.runs.items():
            if not value(run):
                continue
            members = []
            for family, x in self.members[key].items():
                if value(x):
                    spread = self.spread[family, key]
                    members.append(Member(family, next(p for p, q in spread.items() if value(q))))
            team = {role: [] for role in "PK"}
            for (role, h, at), lead in self.leads.items():
                if at == key and value(lead):
                    team[role].append(h)
            found.append(PlannedGroup(key[0], tuple(members), tuple(team["P"]), tuple(team["K"])))
        return tuple(found)
