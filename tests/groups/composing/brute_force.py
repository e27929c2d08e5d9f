"""Every legal plan of a tiny season, by a judge that shares no code with the composer (planning.md, hard rules 1 to 11)."""

from itertools import combinations, permutations, product


def best_worth(instance) -> int:
    """The most that any legal plan is worth; nothing at all is worth nought."""
    options = [list(groups_of(instance, n)) for n in range(len(instance.series))]
    best = 0
    for chosen in product(*([None, *row] for row in options)):
        groups = [group for group in chosen if group]
        if together(instance, groups):
            best = max(best, sum(group["worth"] for group in groups))
    return best


def groups_of(instance, n):
    series = instance.series[n]
    able = [f for f in range(len(instance.families)) if family_worth(instance, f, series) is not None]
    for size in range(instance.rules.min_couples, instance.rules.max_couples + 1):
        for members in combinations(able, size):
            if any(pair in instance.ties for pair in combinations(members, 2)):
                continue
            if sum(instance.families[f].staggered for f in members) > instance.locations[series.loc].stagger_cap:
                continue
            if not bands_work(instance, members):
                continue
            # Parents only: one lead, nobody for the children.
            for team in permutations(range(len(instance.therapists)), 1 + instance.rules.child_therapists):
                cost = team_cost(instance, series, team, members)
                if cost is not None:
                    worth = sum(family_worth(instance, f, series) for f in members)
                    yield {"series": n, "members": members, "team": team, "worth": worth - cost}


def family_worth(instance, f, series):
    family, w = instance.families[f], instance.weights
    points = w.base + w.per_week * min(family.weeks, w.max_weeks) + w.urgency[family.urgency]
    if family.ready > series.dates[0] or family.hold_until < series.dates[-1]:
        return None
    travel = 0
    for parent in family.parents:
        if parent.minutes[series.loc] > parent.max_minutes or series.cell not in parent.cells:
            return None
        travel += parent.minutes[series.loc]
        gone = 0
        for day in series.dates:
            week = "odd" if day // 7 % 2 else "even"
            wrong = {1: (), 2: ("odd",), 3: ("even",)}[parent.cells[series.cell]]
            gone += week in wrong or any(a <= day <= b for a, b in parent.away)
        if gone > instance.rules.max_missed:
            return None
        points -= w.missed * gone
    return points - travel // 2


def bands_work(instance, members) -> bool:
    """Try every way to put every child in every band that fits."""
    rules, children = instance.rules, []
    for f in members:
        for age in instance.families[f].kids:
            if 4 <= age <= 18:
                children.append((f, [b for b, (low, high) in enumerate(rules.bands) if low - 1 <= age <= high + 1]))
    if len(children) > rules.max_children:
        return False
    return any(bands_hold(instance, children, choice) for choice in product(*(fits for _f, fits in children)))


def bands_hold(instance, children, choice) -> bool:
    rules = instance.rules
    for f in {f for f, _fits in children}:
        own = [band for (g, _fits), band in zip(children, choice, strict=True) if g == f]
        wish = instance.families[f].siblings
        if (wish == "together" and len(set(own)) > 1) or (wish == "split" and len(own) > 1 and len(set(own)) < 2):
            return False
    for band in set(choice):
        here = [f for (f, _fits), one in zip(children, choice, strict=True) if one == band]
        if len(here) < rules.min_band_children or len(set(here)) < rules.min_band_families:
            return False
    return True


def team_cost(instance, series, team, members):
    cost = instance.weights.group + instance.weights.extra_week * series.extra_weeks
    for number, role in zip(team, "PK", strict=False):
        lead = instance.therapists[number]
        if role not in lead.certified or lead.certified[role][1] < series.dates[-1]:
            return None
        if series.cell not in lead.cells or lead.minutes[series.loc] > lead.max_minutes:
            return None
        if any((number, f) in instance.bars for f in members):
            return None
        cost += lead.minutes[series.loc] // instance.weights.therapist_minutes_div
    for f in members:
        for parent in instance.families[f].parents:
            if "nl" not in parent.languages and not parent.languages & instance.therapists[team[0]].languages:
                return None
    return cost


def together(instance, groups) -> bool:
    seats = [f for group in groups for f in group["members"]]
    if len(seats) != len(set(seats)):
        return False
    for number, lead in enumerate(instance.therapists):
        led = [group for group in groups if number in group["team"]]
        days = [day for group in led for day in instance.series[group["series"]].dates]
        if len(led) > lead.max_groups or len(days) != len(set(days)):
            return False
    for one, other in combinations(groups, 2):
        a, b = instance.series[one["series"]], instance.series[other["series"]]
        if a.loc != b.loc or not set(a.dates) & set(b.dates):
            continue
        if a.cell == b.cell:
            return False
        for f, g in product(one["members"], other["members"]):
            if instance.ties.get((min(f, g), max(f, g))) == "building":
                return False
    return True
