"""Nothing that leaves stands out: k families share every combination, and it hides l values; for any data whatever."""

import csv
import io
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research import bundle
from research.disclosing import LEVELS, QUASI_IDENTIFIERS, Record, release

VALUES = st.sampled_from(["1", "2", "3", "-99"])
DAYS = st.sampled_from([0, 6, 70, 70, 70, 203])


def record(
    family=1,
    person="a",
    child="",
    *,
    value="1",
    item=1,
    group="g",
    age=None,
    instrument="kind",
    wave="t1",
    version=1,
    days=7,
):
    who = f"p{family}{person}{child}"
    return Record(
        family=f"f{family}", person=who, subject=child or who, group=group, role="child" if child == who else f"parent_{person}",
        about="child" if child else "self", instrument=instrument, version=version, scoring="abc", wave=wave, days=days, age=age,
        scores={"schaal": (value, "")}, items={"vraag": item}, child=child,
    )  # fmt: skip


@st.composite
def worlds(draw):
    """Families with nought to four children; lists, waves, ages and answers fall as they like."""
    made = []
    for family in range(draw(st.integers(0, 14))):
        group = draw(st.sampled_from(["", "g1", "g2"]))
        for person in draw(st.sampled_from(["a", "ab"])):
            for wave in draw(st.sampled_from([("t1",), ("t1", "t2")])):
                made.append(
                    record(
                        family,
                        person,
                        group=group,
                        wave=wave,
                        value=draw(VALUES),
                        item=draw(st.integers(0, 2)),
                        days=draw(DAYS),
                    )
                )
        for number in range(draw(st.integers(0, 4))):
            age = draw(st.integers(4, 18))
            made.append(
                record(
                    family,
                    "a",
                    f"c{family}{number}",
                    group=group,
                    age=age,
                    value=draw(VALUES),
                    item=draw(st.integers(0, 2)),
                    days=draw(DAYS),
                )
            )
    return made


@given(worlds(), st.sampled_from([(5, 2), (2, 2), (3, 3)]))
def test_every_combination_is_shared_by_k_families_and_hides_l_values(world, rule):
    k, l = rule  # noqa: E741
    left = release(world, k=k, l=l)
    files = bundle.tables(left.records, lambda *row: "|".join(row))
    families, values = defaultdict(set), defaultdict(set)
    for name in (bundle.SCORES, bundle.ITEMS):
        for row in csv.DictReader(io.StringIO(files[name].decode())):
            combination = tuple(row[column] for column in QUASI_IDENTIFIERS)
            families[combination].add(row["family"])
            values[(*combination, row["variable"])] |= {row["value"]} - {"-99"}

    assert all(len(found) >= k for found in families.values())
    assert all(len(found) >= l for found in values.values())
    assert len(left.records) + sum(left.lost.values()) == len(world)


@given(worlds())
def test_the_children_that_can_be_counted_are_as_many_in_k_families(world):
    left = release(world, k=5, l=2)
    told = defaultdict(set)
    for one in left.records:
        told[one.children].add(one.family)

    assert all(len(families) >= 5 for families in told.values())
    seen = defaultdict(set)
    for one in left.records:
        if one.child:
            seen[one.family].add(one.child)
            assert len(seen[one.family]) <= one.children


@pytest.mark.parametrize("rule", [(1, 2), (5, 1), (0, 0)])
def test_a_rule_that_protects_nobody_is_refused(rule):
    with pytest.raises(ValueError, match="protect nobody"):
        release([], k=rule[0], l=rule[1])


def test_five_lists_of_one_family_are_one_family():
    alike = [record(1, "a", wave="t1", value=str(number)) for number in range(5)]

    assert release(alike, k=5, l=2).records == []


def test_the_finest_table_in_which_nearly_all_stay_is_taken():
    alike = [record(number, value=str(number)) for number in range(5)]
    scattered = [record(number, value=str(number), group=f"g{number}", item=number) for number in range(6)]

    assert release(alike, k=5, l=2).level == 0
    left = release(scattered, k=5, l=2)
    assert (LEVELS[left.level][0], len(left.records)) == ("bands of four years, thirteen weeks, without the group", 6)
    assert {one.group for one in left.records} == {""}


def test_a_family_that_answered_on_another_day_than_all_others_is_not_told_by_it():
    """One family at 203 days among five at 70: a parent who knows when the own family answered would find its rows."""
    near = [record(number, value=str(number), item=number, days=70 + number) for number in range(5)]
    alone = record(9, value="9", item=9, days=203)

    left = release([*near, alone], k=5, l=2)
    assert {one.days_since_t1 for one in left.records} == {None}
    assert len(left.records) == 6
    assert {one.days_since_t1 for one in release(near, k=5, l=2).records} == {70}
    spread = [record(number, value=str(number), item=number, days=number * 14) for number in range(6)]
    assert {one.days_since_t1 for one in release(spread, k=5, l=2).records} == {0}


def test_an_answer_that_all_give_alike_takes_the_single_answers_along_and_not_the_score():
    left = release([record(number, value=str(number), item=1) for number in range(6)], k=5, l=2)

    assert len(left.records) == 6
    assert {len(one.items) for one in left.records} == {0}
    assert left.items_lost == 6


def test_a_score_that_all_have_alike_never_leaves():
    left = release([record(number, value="7", item=number) for number in range(6)], k=5, l=2)

    assert (left.records, left.lost["l"]) == ([], 6)


def test_a_child_of_a_large_family_stays_out_until_enough_families_are_as_large():
    def families(children: int, first: int):
        return [
            record(family, "a", f"c{family}{number}", age=8, value=str(family % 3), item=family)
            for family in range(first, first + 6)
            for number in range(children)
        ]

    world = families(1, 0) + [record(99, "a", f"c99{number}", age=8, value=str(number)) for number in range(4)]
    left = release(world, k=5, l=2)
    assert left.lost["a_large_family"] == 3
    assert {one.children for one in left.records} == {1}

    two = release(families(2, 0) + families(1, 50), k=5, l=2)
    assert {one.children for one in two.records} == {1, 2}


def test_a_spreadsheet_obeys_nothing_and_numbers_stay_numbers():
    text = bundle.as_csv(["a"], [["=1+1"], ["@x"], ["-99"], ["-1.5"], ["+x"], ["gewoon"]]).decode()

    assert text.splitlines()[1:] == ["'=1+1", "'@x", "-99", "-1.5", "'+x", "gewoon"]


def test_an_empty_table_has_its_columns_and_long_names_stay_apart():
    files = bundle.tables([], str)

    assert files[bundle.SCORES].decode().strip().split(",") == [*bundle.COLUMNS, "reason"]
    names = {bundle.scale_name("een-heel-lange-vragenlijst-naam", f"schaal-{number}") for number in range(20)}
    assert len(names) == 20
    assert max(map(len, names)) <= bundle.LONGEST_NAME


def test_small_numbers_are_flagged():
    assert [bundle.flagged(number) for number in (0, 1, 9, 10, 250)] == [0, "<10", "<10", 10, 250]


def test_the_same_files_give_the_same_bytes_and_each_its_own_seal():
    files = {"b.csv": b"2", "a.csv": b"1"}
    parcel = bundle.sealed(files, {"snapshot": "SNP-1"})

    assert parcel == bundle.sealed(dict(reversed(files.items())), {"snapshot": "SNP-1"})
    assert set(bundle.opened(parcel)) == {"a.csv", "b.csv", bundle.MANIFEST}
    assert bundle.sha256(b"1") in bundle.opened(parcel)[bundle.MANIFEST].decode()
