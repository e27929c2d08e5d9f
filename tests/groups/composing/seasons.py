"""Small made-up seasons for the tests of the composer: tiny ones to enumerate, random ones to argue with."""

from dataclasses import replace

from hypothesis import strategies as st

from groups.composing.instance import (
    BUILDING,
    GROUP,
    NEVER,
    Family,
    Instance,
    Location,
    Parent,
    Rules,
    Series,
    Therapist,
    Weights,
)

CELLS = ["TueA", "WedA"]
#: Small groups, so that every plan of a tiny season can be written down.
TINY = Rules(min_couples=2, max_couples=3, sessions=2, parent_therapists=1, child_therapists=1, max_children=6)


def lead(roles="PK", *, cells=CELLS, minutes=(10, 20), languages=(), until=NEVER, most=2, name="T"):
    return Therapist(
        name, tuple(minutes), 30, most, frozenset(cells), dict.fromkeys(roles, (-NEVER, until)), frozenset(languages)
    )


def couple(kids=(6, 6), *, weeks=10, urgency=0, minutes=(10, 20), limit=30, cells=None, name="F", **facts):
    parent = Parent(tuple(minutes), limit, cells or {"TueA": 1, "WedA": 1})
    return Family(name, weeks, urgency, (parent, parent), tuple(kids), **facts)


def season(**facts) -> Instance:
    """Two locations, two slots, three leads of each kind and three couples that fit everywhere."""
    ground = {
        "rules": TINY,
        "weights": Weights(),
        "locations": (Location("L0", "Hier", 1, 2), Location("L1", "Daar", 1, 2, 10)),
        "series": (Series("S0", 0, "TueA", (8, 22)), Series("S1", 1, "WedA", (9, 23))),
        "therapists": (lead("P"), lead("K"), lead("P"), lead("K")),
        "families": (couple(), couple(weeks=20), couple(weeks=30)),
    }
    return Instance(**(ground | facts))


def parents():
    return st.builds(
        Parent,
        minutes=st.tuples(st.integers(5, 40), st.integers(5, 40)),
        max_minutes=st.sampled_from([20, 30, 40]),
        cells=st.dictionaries(st.sampled_from(CELLS), st.integers(1, 3), min_size=1),
        away=st.lists(st.sampled_from([(8, 8), (20, 24), (9, 36)]), max_size=1).map(tuple),
        languages=st.sampled_from([frozenset({"nl"}), frozenset({"nl"}), frozenset({"tr"})]),
    )


def families():
    kids = st.lists(st.integers(2, 17), min_size=1, max_size=3).map(tuple)
    return st.builds(
        Family,
        id=st.just("F"),
        weeks=st.integers(0, 120),
        urgency=st.integers(0, 3),
        parents=st.tuples(parents(), parents()),
        kids=kids,
        siblings=st.sampled_from(["none", "none", "together", "split"]),
        staggered=st.integers(0, 1),
        ready=st.sampled_from([0, 0, 9]),
        hold_until=st.sampled_from([NEVER, NEVER, 30]),
    )


def therapists():
    return st.builds(
        lead,
        st.sampled_from(["P", "K", "PK"]),
        cells=st.sampled_from([CELLS, CELLS[:1], CELLS[1:]]),
        minutes=st.tuples(st.integers(5, 35), st.integers(5, 35)),
        languages=st.sampled_from([(), ("tr",)]),
        until=st.sampled_from([NEVER, NEVER, 25]),
        most=st.integers(1, 2),
    )


@st.composite
def instances(draw, most_families: int = 5):
    """A season small enough to enumerate, in which every rule can bite."""
    rows = draw(st.lists(families(), min_size=2, max_size=most_families))
    leads = draw(st.lists(therapists(), min_size=2, max_size=4))
    dates = st.sampled_from([(8, 22), (15, 29), (8, 29)])
    series = tuple(
        Series(f"S{n}", draw(st.integers(0, 1)), draw(st.sampled_from(CELLS)), draw(dates), draw(st.integers(0, 1)))
        for n in range(draw(st.integers(1, 3)))
    )
    numbers = range(len(rows))
    ties = {
        (a, b): draw(st.sampled_from([GROUP, BUILDING]))
        for a in numbers for b in numbers if a < b and draw(st.integers(0, 5)) == 0
    }  # fmt: skip
    bars = frozenset((h, f) for h in range(len(leads)) for f in numbers if draw(st.integers(0, 8)) == 0)
    rules = replace(TINY, max_missed=draw(st.integers(0, 1)), min_band_children=draw(st.sampled_from([1, 2, 3])))
    cap = draw(st.integers(0, 2))
    return Instance(
        rules, Weights(), (Location("L0", "Hier", 1, cap), Location("L1", "Daar", 1, 2, 10)), series, tuple(leads),
        tuple(rows), ties, bars,
    )  # fmt: skip
