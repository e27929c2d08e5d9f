"""The couples of a season: what each parent can, until when everything is complete, and who may not meet whom.

An address leaves this module only as minutes of travel.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from centre import clock
from centre.authority import ALLOWING
from centre.models import Case, Child, Municipality, Parent, PostcodeArea, Region, VaultEntry
from groups.composing.instance import BUILDING, NEVER, Family
from groups.composing.instance import Parent as Adult
from groups.models import CompositionPin, CoupleFacts, KeptApart, Offer, ParentTimes, PassedBy, Placement, Tie
from groups.people import Couple, couples_of
from groups.season_facts import ASSUMED_MINUTES, PASSED_BY_OFTEN, PRIORITY, cells, minutes_between
from intake.models import Indication


def families(cases, practices, days, day0, remarks, *, with_children: bool = True) -> list[Family]:
    """Each case as the composer knows it; it carries `since` and `first` (complete on, goes before others)."""
    couples = couples_of([case.pk for case in cases], [days[0], days[-1]], with_children=with_children)
    ids = [one.pk for couple in couples.values() for one in couple.parents]
    times = {row.parent_id: row for row in ParentTimes.objects.filter(parent__in=ids)}
    homes = homes_of(ids, couples)
    apart = dict(KeptApart.objects.filter(case__in=cases, ended_at=None).values_list("case", "together_reason"))
    told = {row.case_id: row for row in CoupleFacts.objects.filter(case__in=cases)}
    holds, passed = _holds(cases, told, day0), times_passed_by(cases)
    found = []
    for case in cases:
        couple = couples[case.pk]
        parents = tuple(_adult(one.pk, times, homes, practices, day0, remarks) for one in couple.parents)
        ready, hold = _ready(case, couple, days, day0, apart, remarks)
        if holds[case.pk] is None:
            remarks["proceedings"] += 1
            ready = hold = NEVER
        else:
            hold = min(hold, holds[case.pk])
        weeks = max((clock.today() - case.since).days // 7, 0) if case.since else 0
        kids = tuple(child.age_on(days[0]) for child in couple.children)
        found.append(
            Family(
                str(case.pk),
                weeks,
                PRIORITY * bool(case.first) + (passed.get(case.pk, 0) >= PASSED_BY_OFTEN),
                parents,
                kids,
                told[case.pk].siblings if case.pk in told else CoupleFacts.Siblings.NONE.value,
                int(case.pk in apart),
                ready,
                hold,
            )
        )
    return found


def times_passed_by(cases) -> dict[int, int]:
    """Per case the seasons that left it without a seat although everything was complete; none: not in the answer."""
    rows = PassedBy.objects.filter(case__in=cases, was_ready=True).values("case")
    return dict(rows.annotate(n=Count("run__starts_on", distinct=True)).values_list("case", "n"))


def _holds(cases, told: dict[int, CoupleFacts], day0: date) -> dict[int, int | None]:
    """Until which day court cases rest (planning.md, rule 4); None: they go on, as noted or else as the advice says."""
    found: dict[int, int | None] = {}
    for case in cases:
        row = told.get(case.pk)
        if row is None:
            found[case.pk] = NEVER
        elif row.proceedings == CoupleFacts.Proceedings.GO_ON:
            found[case.pk] = None
        else:
            found[case.pk] = (row.hold_until - day0).days if row.hold_until else NEVER
    rows = Indication.objects.filter(
        case__in=[case for case in cases if case.pk not in told], approved_at__isnull=False
    )
    for row in rows.order_by("approved_at", "pk").only("case", "advice"):
        goes_on = (row.advice or {}).get("facts", {}).get("procedures_on_hold") is False
        found[row.case_id] = None if goes_on else NEVER
    return found


def _ready(case, couple: Couple, days, day0, apart, remarks) -> tuple[int, int]:
    """(first day, last day) on which everything is complete; never ready while a safety question or a block is open."""
    if couple.is_flagged or (case.pk in apart and not apart[case.pk]):
        return NEVER, NEVER
    first, last = (couple.consent[day] in ALLOWING for day in (days[0], days[-1]))
    if not first:
        remarks["permission"] += 1
        return NEVER, NEVER
    if last:
        return 0, NEVER
    # A birthday within the season asks for a permission that is not there yet: until then everything is complete.
    turns = [_birthday(child.birth_date, days[0], days[-1]) for child in couple.children]
    return 0, (min(day for day in turns if day) - day0).days - 1 if any(turns) else -1


def _birthday(born: date, first: date, last: date) -> date | None:
    for age in (12, 16):
        day = date(born.year + age, born.month, min(born.day, 28))
        if first < day <= last:
            return day
    return None


def homes_of(ids: list[int], couples: dict[int, Couple]) -> dict[int, tuple[float, float]]:
    """Where each parent lives, as a point that leaves this module only as minutes."""
    entries = VaultEntry.objects.filter(parent__in=ids, kind=VaultEntry.Kind.ADDRESS)
    codes = {row.parent_id: str((row.value or {}).get("postcode", ""))[:4] for row in entries}
    points = {
        code: (lat, lon)
        for code, lat, lon in PostcodeArea.objects.filter(code__in=set(codes.values())).values_list(
            "code", "latitude", "longitude"
        )
    }
    towns = {
        name: (lat, lon)
        for name, lat, lon in Municipality.objects.exclude(latitude=None).values_list("name", "latitude", "longitude")
    }
    found = {}
    for couple in couples.values():
        town = next((towns[name] for name in couple.municipalities if name in towns), None)
        for one in couple.parents:
            if point := points.get(codes.get(one.pk, "")) or town:
                found[one.pk] = point
    return found


def _adult(pk: int, times: dict, homes: dict, practices, day0: date, remarks: Counter) -> Adult:
    row = times.get(pk)
    remarks["not asked"] += row is None
    remarks["address"] += pk not in homes
    away = tuple(
        ((date.fromisoformat(a) - day0).days, (date.fromisoformat(b) - day0).days) for a, b in (row.away if row else ())
    )
    return Adult(
        minutes=tuple(minutes_between(homes.get(pk), (place.latitude, place.longitude)) for place in practices),
        max_minutes=row.max_minutes if row else ASSUMED_MINUTES,
        cells=dict(row.cells) if row else dict.fromkeys(cells(), 1),
        away=away,
        languages=frozenset(row.languages.split(",") if row else ["nl"]),
    )


def overridden(families: list[Family], cases, region: Region, starts_on: date) -> tuple[Family, ...]:
    """The couples with the rules that a person set aside for them in this season."""
    pins = CompositionPin.objects.filter(region=region, starts_on=starts_on, ended_at=None, kind="override")
    rows = list(pins.values_list("case", "rule", "set_at"))
    tied = _latest_ties([case for case, rule, _at in rows if rule == CompositionPin.Rule.TIED])
    rules: dict[int, set] = {}
    for case, rule, at in rows:
        if rule != CompositionPin.Rule.TIED or at >= tied.get(case, at):
            rules.setdefault(case, set()).add(rule)
    return tuple(
        replace(row, overrides=frozenset(rules.get(case.pk, ()))) for row, case in zip(families, cases, strict=True)
    )


def _latest_ties(cases: list[int]) -> dict[int, datetime]:
    """When it was last noted that somebody knows these families: what was set aside before that counts no more."""
    rows = Tie.objects.in_force().filter(Q(one__in=cases) | Q(other__in=cases)).order_by("set_at")
    return {case: at for one, other, at in rows.values_list("one", "other", "set_at") for case in (one, other)}


def ties(cases: list[Case], number: dict[int, int]) -> dict:
    """Who was noted as knowing each other, and families that share a child or a parent: not in one building on one day."""
    of_family = {case.family_id: number[case.pk] for case in cases}
    shared: dict[tuple, set] = {}
    links = Child.families.through.objects.filter(family__in=of_family).values_list("child", "family")
    people = Parent.objects.filter(family__in=of_family, user__isnull=False).values_list("user", "family")
    for kind, rows in (("child", links), ("user", people)):
        for pk, family in rows:
            shared.setdefault((kind, pk), set()).add(of_family[family])
    noted = Tie.objects.in_force().filter(one__in=number, other__in=number).values_list("one", "other", "strength")
    known = {(min(number[a], number[b]), max(number[a], number[b])): strength for a, b, strength in noted}
    return known | {(a, b): BUILDING for some in shared.values() for a in some for b in some if a < b}


def near_seated(cases: list[Case], practices, day0: date, groups) -> dict[int, frozenset[tuple[int, int]]]:
    """{case: (location, day)} at which a family sits, or thinks about a seat, that may not be in one building with this one.

    Groups that take part in the season (season_groups.Standing) are left out: there the tie itself is in the facts.
    """
    here = {row.pk: n for n, row in enumerate(practices)}
    at: dict[int, set] = {}
    for seats in (Placement.objects.current(), Offer.objects.held()):
        ahead = {"group__sessions__cancelled_at": None, "group__sessions__ends_at__gt": clock.now()}
        rows = seats.filter(group__practice__in=here, **ahead).exclude(group__in=[one.group.pk for one in groups])
        for pk, place, moment in rows.values_list("case", "group__practice", "group__sessions__starts_at"):
            at.setdefault(pk, set()).add((here[place], (timezone.localdate(moment) - day0).days))
    wait = {case.pk for case in cases}
    everybody = [*cases, *Case.objects.filter(pk__in=at.keys() - wait)] if at else []
    known = ties(everybody, {case.pk: n for n, case in enumerate(everybody)})
    found: dict[int, set] = {}
    for pair in (pair for pair, kind in known.items() if kind == BUILDING):
        for one, other in (pair, pair[::-1]):
            mine, theirs = everybody[one].pk, everybody[other].pk
            if mine in wait:
                found.setdefault(mine, set()).update(at.get(theirs, ()))
    return {pk: frozenset(days) for pk, days in found.items() if days}
