"""What the running groups of a plan say to a couple: which rule keeps it out there, and whom that is about."""

from groups.composing import bands
from groups.composing.draft import Draft, Key
from groups.composing.instance import Family
from groups.composing.pairs import family_languages


class Objections:
    """Asks the groups of one plan; the plan is not changed."""

    def __init__(self, draft: Draft):
        self.draft, self.pairs, self.instance = draft, draft.pairs, draft.instance
        #: The running groups per series.
        self.at: dict[int, list[Key]] = {}
        for key in sorted(draft.groups):
            self.at.setdefault(key[0], []).append(key)

    def points(self, family: int, key: Key) -> int:
        return self.pairs.of_series[key[0]][family]

    def has_seat(self, key: Key) -> bool:
        return len(self.draft.groups[key].members) < self.instance.rules.max_couples

    def hindrance(
        self, family: int, key: Key, without: int | None = None, row: Family | None = None
    ) -> tuple[str, tuple]:
        """Which rule of a running group keeps this couple out, and whom it is about; empty when nothing does."""
        draft, series, group = self.draft, self.instance.series[key[0]], self.draft.groups[key]
        row = row or self.instance.families[family]
        members = sorted(group.members - {without})
        if len(members) >= self.instance.rules.max_couples:
            return "full", ()
        if tied := [n for n in members if n in self.pairs.tied[family]]:
            return "tied", tuple(tied)
        if not draft.fits_with(family, members, key[0]):
            late = sum(self.instance.families[n].staggered for n in (*members, family))
            over = late > self.instance.locations[series.loc].stagger_cap
            return ("arrival" if over else "building"), ()
        if barred := [h for h in group.team if (h, family) in self.instance.bars]:
            return "barred", tuple(barred)
        spoken = [self.instance.therapists[h].languages for h in group.parents]
        if any(not any(wanted & known for known in spoken) for wanted in family_languages(row)):
            return "language", ()
        patterns = [self.pairs.patterns[n] for n in members]
        own = bands.patterns(row.kids, row.siblings, self.instance.rules)
        if bands.assign([*patterns, own], self.instance.rules) is None:
            kids = sum(sum(p[0]) for p in (*patterns, own) if p)
            return ("children" if kids > self.instance.rules.max_children else "bands"), ()
        return "", ()
