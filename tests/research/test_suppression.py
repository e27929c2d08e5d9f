"""Small numbers: nothing hidden can be won back, judged by a second solver over whole tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research import suppression
from research.suppression import Relation, Rule

EXACT = Rule(k=10, base=1)
ROUNDED = Rule(k=10, base=5)


def table(rows: list[list[int]]) -> tuple[dict, list[Relation]]:
    """Cells `r:c`, row totals `r:*`, column totals `*:c` and the grand total `*:*`."""
    height, width = len(rows), len(rows[0])
    cells = {f"{r}:{c}": rows[r][c] for r in range(height) for c in range(width)}
    cells |= {f"{r}:*": sum(rows[r]) for r in range(height)}
    cells |= {f"*:{c}": sum(row[c] for row in rows) for c in range(width)}
    cells["*:*"] = sum(map(sum, rows))
    relations = [Relation(f"{r}:*", tuple(f"{r}:{c}" for c in range(width))) for r in range(height)]
    relations += [Relation(f"*:{c}", tuple(f"{r}:{c}" for r in range(height))) for c in range(width)]
    relations += [Relation("*:*", tuple(f"{r}:*" for r in range(height)))]
    relations += [Relation("*:*", tuple(f"*:{c}" for c in range(width)))]
    return cells, relations


def whole_bounds(published, relations, rule, name):
    """The second oracle: lowest and highest whole value of a hidden cell, by constraint programming."""
    from ortools.sat.python import cp_model

    ends = []
    for direction in ("Minimize", "Maximize"):
        model = cp_model.CpModel()
        cells = {}
        for cell, value in published.items():
            low, high = (0, 2000) if value is None else suppression.known_interval(value, rule)
            cells[cell] = model.new_int_var(low, high, cell)
        for relation in relations:
            model.add(sum(cells[part] for part in relation.parts) == cells[relation.total])
        getattr(model, direction.lower())(cells[name])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        ends.append(solver.value(cells[name]))
    return ends


def test_a_cell_of_three_beside_a_shown_total_takes_a_second_cell_along():
    cells = {"total": 60, "a": 3, "b": 30, "c": 27}
    shown = suppression.protect(cells, [Relation("total", ("a", "b", "c"))], EXACT)

    assert shown["total"] == 60
    assert [name for name, value in shown.items() if value is None] == ["a", "c"]


def test_a_lonely_small_number_is_just_hidden():
    assert suppression.protect({"a": 9, "b": 10, "c": 0}, (), EXACT) == {"a": None, "b": 10, "c": 0}


@pytest.mark.parametrize("value, shown", [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (0, 0)])
def test_numbers_are_rounded_to_the_base(value, shown):
    assert suppression.protect({"a": value}, (), ROUNDED) == {"a": shown}


def test_the_bridge_is_refused():
    """Two hidden cells in every row and column, yet two blocks hang together by one cell: exactly known."""
    rows = [[20, 3, 4, 20], [20, 5, 6, 20], [7, 20, 8, 9], [6, 20, 20, 5]]
    cells, relations = table(rows)
    hidden = {"0:1", "0:2", "1:1", "1:2", "2:2", "2:0", "2:3", "3:0", "3:3"}
    published = {name: None if name in hidden else value for name, value in cells.items()}

    leaks = suppression.audit(published, relations, EXACT, small=hidden)

    assert ("2:2", 8, 8) in [(leak.cell, leak.low, leak.high) for leak in leaks]


def test_the_bridge_is_protected():
    rows = [[20, 3, 4, 20], [20, 5, 6, 20], [7, 20, 8, 9], [6, 20, 20, 5]]
    cells, relations = table(rows)
    shown = suppression.protect(cells, relations, EXACT)
    small = suppression.small_cells(cells, relations, EXACT)

    assert suppression.audit(shown, relations, EXACT, small=small) == []


def test_two_halves_and_a_year_give_no_small_half_back():
    cells = {"year": 31, "first": 4, "second": 27}
    shown = suppression.protect(cells, [Relation("year", ("first", "second"))], EXACT)

    assert shown["first"] is None and shown["second"] is None


def test_a_region_minus_its_only_other_municipality_is_refused():
    relations = [Relation("region", ("haarlem", "texel"))]
    leaks = suppression.audit({"region": 45, "haarlem": 40, "texel": None}, relations, EXACT, small={"texel"})

    assert [(leak.low, leak.high) for leak in leaks] == [(5, 5)]


def test_an_empty_outcome_of_a_small_group_is_small_too():
    cells = {"all": 14, "better": 0, "same": 0, "worse": 14}
    relations = [Relation("all", ("better", "same", "worse"))]

    small = suppression.small_cells(cells, relations, EXACT, outcomes=("better", "same", "worse"))

    assert small == {"better", "same"}


def test_persons_are_small_when_their_families_are():
    assert suppression.protect({"children": 14}, (), EXACT, families={"children": 7}) == {"children": None}


@pytest.mark.parametrize(
    "part, whole, shown", [(15, 30, 50), (10, 25, None), (None, 40, None), (10, None, None), (0, 30, 0), (10, 60, 17)]
)
def test_percentages_come_from_shown_counts_of_thirty_and_more(part, whole, shown):
    assert suppression.percentage(part, whole) == shown


tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=width, max_size=width),
        min_size=2,
        max_size=4,
    )
)


@settings(max_examples=40, deadline=None)
@given(tables, st.sampled_from([EXACT, ROUNDED]))
def test_no_hidden_cell_of_any_table_can_be_derived(rows, rule):
    cells, relations = table(rows)
    shown = suppression.protect(cells, relations, rule)
    small = suppression.small_cells(cells, relations, rule)

    assert all(shown[name] is None for name in small)
    assert all(value is None or value == suppression.rounded(cells[name], rule.base) for name, value in shown.items())
    for name in [name for name, value in shown.items() if value is None]:
        low, high = whole_bounds(shown, relations, rule, name)
        assert low <= cells[name] <= high
        if name in small:
            assert high - low + 1 >= rule.k and low < rule.k
        else:
            assert high > low
