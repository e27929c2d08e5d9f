"""An instance as JSON and back, so that a proposal can be looked at, moved about and checked on the facts it was made of."""

from collections.abc import Mapping
from dataclasses import asdict

from groups.composing.instance import Family, Instance, Location, Parent, Rules, Series, Therapist, Weights


def dump(instance: Instance) -> dict:
    """Only numbers, lists and text; `restore` gives the same instance back."""
    return {
        "rules": asdict(instance.rules),
        "weights": asdict(instance.weights),
        "locations": [asdict(row) for row in instance.locations],
        "series": [asdict(row) for row in instance.series],
        "therapists": [
            asdict(row) | {"cells": sorted(row.cells), "languages": sorted(row.languages)}
            for row in instance.therapists
        ],
        "families": [
            asdict(row)
            | {
                "overrides": sorted(row.overrides),
                "near": sorted(map(list, row.near)),
                "parents": [asdict(one) | {"languages": sorted(one.languages)} for one in row.parents],
            }
            for row in instance.families
        ],
        "ties": [[a, b, kind] for (a, b), kind in instance.ties.items()],
        "bars": sorted(map(list, instance.bars)),
        "taken": [[*key, count] for key, count in instance.taken.items()],
    }


def restore(facts: Mapping) -> Instance:
    """The instance that was dumped."""
    return Instance(
        rules=Rules(**_tuples(facts["rules"], "bands")),
        weights=Weights(**_tuples(facts["weights"], "urgency")),
        locations=tuple(Location(**row) for row in facts["locations"]),
        series=tuple(Series(**_tuples(row, "dates", "odd")) for row in facts["series"]),
        therapists=tuple(
            Therapist(
                **_tuples(row, "minutes", "blocked")
                | {
                    "cells": frozenset(row["cells"]),
                    "languages": frozenset(row["languages"]),
                    "certified": {role: tuple(span) for role, span in row["certified"].items()},
                }
            )
            for row in facts["therapists"]
        ),
        families=tuple(_family(row) for row in facts["families"]),
        ties={(a, b): kind for a, b, kind in facts["ties"]},
        bars=frozenset((a, b) for a, b in facts["bars"]),
        taken={(loc, day, cell): count for loc, day, cell, count in facts["taken"]},
    )


def _family(row: Mapping) -> Family:
    parents = tuple(
        Parent(**_tuples(one, "minutes", "away") | {"languages": frozenset(one["languages"])}) for one in row["parents"]
    )
    near = frozenset((loc, day) for loc, day in row.get("near", ()))
    return Family(
        **_tuples(row, "kids") | {"parents": parents, "overrides": frozenset(row["overrides"]), "near": near}
    )  # fmt: skip


def _tuples(row: Mapping, *names: str) -> dict:
    """The row with these lists as tuples, also the lists in them."""
    return {
        key: tuple(tuple(one) if isinstance(one, list) else one for one in value)
        if key in names and value is not None
        else value
        for key, value in row.items()
    }
