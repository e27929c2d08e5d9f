"""A proposal of any size as rows in the database, without composing anything."""

from datetime import date

from centre.models import Case, Family, Parent
from groups.models import CompositionRun


def run(cast, *, groups: int, couples: int) -> CompositionRun:
    """`groups` groups of four couples, the others without a seat."""
    families = Family.objects.bulk_create([Family() for _ in range(couples)])
    Parent.objects.bulk_create(
        Parent(family=family, side=side, first_name=f"Ouder{n}", last_name=f"Rij{n}{side}")
        for n, family in enumerate(families)
        for side in "ab"
    )
    cases = Case.objects.bulk_create(
        Case(family=family, region=cast.north, entered_via="parent") for family in families
    )
    series = [
        {"id": f"1|2027-02-02|15:30|{n}", "dates": [29 + 14 * k for k in range(8)], "loc": 0, "cell": "1-15:30"}
        for n in range(max(groups, 1))
    ]
    plan = [
        {
            "series": n, "parent_therapists": [], "child_therapists": [],
            "members": [{"family": 4 * n + k, "bands": [1, 0, 0]} for k in range(4)],
        }
        for n in range(groups)
    ]  # fmt: skip
    left = [
        {"family": n, "rung": "full", "rule": "priority", "series": 0, "parent": None, "number": 3, "limit": 4, "others": [], "change": None}
        for n in range(4 * groups, couples)
    ]  # fmt: skip
    return CompositionRun.objects.create(
        region=cast.north, starts_on=date(2027, 2, 1), requested_by=cast.cora, state="done", worth=100, bound=120,
        facts={
            "instance": {"series": series, "families": [{"weeks": n} for n in range(couples)], "rules": {"max_couples": 6}},
            "names": {"day0": "2027-01-04", "cases": [case.pk for case in cases], "therapists": [], "practices": [1], "recipe": None},
            "remarks": {},
        },
        plan={"groups": plan}, explanations=left,
    )  # fmt: skip
