"""A made-up season of any size in the format of benchmarks: places, therapists and families by a fixed seed, nobody real."""

import random
from datetime import date, timedelta

from groups import planning

DAY0 = date(2027, 1, 4)
#: Name of a size → (locations, therapists, families).
SIZES = {"xs": (1, 6, 20), "s": (5, 36, 120), "m": (20, 180, 600), "l": (40, 370, 2500)}
#: Towns with their place on the national grid in kilometres, and their region of school holidays.
TOWNS = [
    ("Amersfoort", 155, 463, "M"), ("Hilversum", 140, 471, "M"), ("Amsterdam", 122, 487, "N"), ("Almere", 144, 488, "N"),
    ("Lelystad", 160, 501, "N"), ("Utrecht", 136, 456, "M"), ("Haarlem", 104, 489, "N"), ("Leiden", 94, 464, "M"),
    ("Den Haag", 81, 455, "M"), ("Rotterdam", 92, 437, "M"), ("Dordrecht", 105, 425, "M"), ("Gouda", 108, 447, "M"),
    ("Alkmaar", 112, 516, "N"), ("Hoorn", 133, 517, "N"), ("Zaandam", 116, 495, "N"), ("Ede", 174, 450, "M"),
    ("Arnhem", 190, 444, "M"), ("Nijmegen", 188, 428, "Z"), ("Apeldoorn", 194, 469, "M"), ("Zwolle", 203, 503, "N"),
    ("Deventer", 208, 474, "N"), ("Enschede", 257, 471, "N"), ("Almelo", 241, 486, "N"), ("Meppel", 209, 523, "N"),
    ("Assen", 234, 557, "N"), ("Groningen", 234, 582, "N"), ("Leeuwarden", 182, 579, "N"), ("Drachten", 202, 569, "N"),
    ("Heerenveen", 192, 552, "N"), ("Emmen", 257, 534, "N"), ("Tilburg", 133, 397, "Z"), ("Breda", 112, 400, "Z"),
    ("Den Bosch", 149, 411, "Z"), ("Eindhoven", 161, 383, "Z"), ("Helmond", 174, 387, "Z"), ("Venlo", 209, 376, "Z"),
    ("Roermond", 197, 357, "Z"), ("Maastricht", 176, 318, "Z"), ("Middelburg", 32, 391, "Z"), ("Bergen op Zoom", 79, 390, "Z"),
]  # fmt: skip
WEEKDAYS = {"Tue": 1, "Wed": 2, "Thu": 3}
CELLS = ["TueA", "WedA", "ThuA", "TueB", "WedB", "ThuB", "WedC"]
SPRING = {"N": (47, 55), "M": (47, 55), "Z": (40, 48)}
MAY, SINGLE_DAYS = (110, 118), {113: "King's day", 121: "Liberation day", 122: "Ascension day"}
LANGUAGES = ["ar", "en", "pl", "tr", "fr", "so", "es"]


def make(size: str, seed: int) -> dict:
    """An instance as a file would hold it."""
    dice = random.Random(f"{size}-{seed}")
    count, staff, families = SIZES[size]
    towns = TOWNS[:count] if count < len(TOWNS) else TOWNS
    therapists = [_therapist(dice, n, towns) for n in range(staff)]
    couples = [_family(dice, n, towns) for n in range(families)]
    ties = {tuple(sorted(dice.sample(range(families), 2))) for _ in range(families // 12)}
    return {
        "meta": {"name": f"{size}-{seed}", "day0": DAY0.isoformat(), "generator": "benchmarks.season"},
        "rules": {
            "min_couples": 4, "max_couples": 6, "parent_therapists": 2, "child_therapists": 2, "sessions": 8,
            "min_band_children": 3, "min_band_families": 2, "max_children": 14, "max_missed": 1, "max_gap_days": 28,
            "bands": [[4, 7], [8, 11], [12, 18]], "band_flex_years": 1,
        },
        "objective": {
            "base": 100, "per_week": 10, "max_weeks": 104, "urgency": [0, 150, 400, 900], "missed": 15, "group": 150,
            "extra_week": 10, "therapist_minutes_div": 4,
        },
        "locations": [
            {"id": f"L{n:02}", "name": name, "x": x, "y": y, "region": region, "rooms": 1, "stagger_cap": dice.choice([1, 2, 2, 6])}
            for n, (name, x, y, region) in enumerate(towns)
        ],
        "series": _series(dice, towns),
        "therapists": therapists,
        "families": couples,
        "conflicts": [[a, b, "building" if dice.random() < 0.2 else "group"] for a, b in sorted(ties)],
        "bars": sorted({(dice.randrange(len(therapists)), dice.randrange(families)) for _ in range(families // 4)}),
    }  # fmt: skip


def _closed(region: str):
    def closed(day: date) -> str:
        n = (day - DAY0).days
        if n in SINGLE_DAYS:
            return SINGLE_DAYS[n]
        return next((name for name, (a, b) in (("spring", SPRING[region]), ("May", MAY)) if a <= n <= b), "")

    return closed


def _series(dice: random.Random, towns: list) -> list[dict]:
    rows = []
    for loc, (_name, _x, _y, region) in enumerate(towns):
        for cell in sorted(dice.sample(CELLS, 5 if len(towns) == 1 else 3), key=CELLS.index):
            seen = set()
            for week in (1, 2, 3, 4):
                for mode in ("shift", "keep"):
                    first = DAY0 + timedelta(days=7 * week + WEEKDAYS[cell[:3]])
                    made = planning.make_series(first=first, count=8, closed=_closed(region), mode=mode)
                    dates = tuple((day - DAY0).days for day in made.dates)
                    if dates in seen or made.gaps:
                        continue
                    seen.add(dates)
                    rows.append(
                        {"id": f"S{len(rows):04}", "loc": loc, "cell": cell, "rule": mode, "dates": list(dates),
                         "extra_weeks": (dates[-1] - dates[0]) // 7 - 14}
                    )  # fmt: skip
    return rows


def _near(dice: random.Random, towns: list, spread: float) -> dict:
    _name, x, y, _region = dice.choice(towns)
    return {"x": round(dice.gauss(x, spread)), "y": round(dice.gauss(y, spread))}


def _therapist(dice: random.Random, n: int, towns: list) -> dict:
    start = dice.randint(20, 120)
    return {
        "id": f"T{n:03}", **_near(dice, towns, 5), "roles": dice.choices(["P", "K", "PK"], [17, 16, 3])[0],
        "max_groups": dice.choices([1, 2, 3], [14, 19, 3])[0], "max_minutes": dice.choice([30, 30, 40, 50]),
        "av": sorted(dice.sample(CELLS, dice.choices([1, 2, 3, 4, 5, 6], [2, 5, 11, 14, 3, 1])[0])),
        "langs": sorted(dice.sample(LANGUAGES, dice.choices([0, 1, 2], [17, 13, 6])[0])),
        "blocked": [[start, start + dice.randint(7, 14)]] if dice.random() < 0.11 else [],
        "cert_until": dice.randint(90, 150) if dice.random() < 0.14 else 9999,
    }  # fmt: skip


def _parent(dice: random.Random, home: dict) -> dict:
    away = dice.randint(0, 145)
    some = dice.sample(CELLS, dice.choices([7, 6, 5, 4, 3, 2, 1], [72, 39, 25, 53, 35, 15, 2])[0])
    every = {cell: dice.choices([1, 2, 3], [95, 2.5, 2.5])[0] for cell in sorted(some)}
    return {
        **home, "max": dice.choices([30, 45, 60, 75], [28, 96, 67, 49])[0], "av": every,
        "away": [[away, away + dice.randint(2, 14)]] if dice.random() < 0.09 else [],
        "langs": ["nl"] if dice.random() < 0.93 else [dice.choice(LANGUAGES[:5])],
    }  # fmt: skip


def _family(dice: random.Random, n: int, towns: list) -> dict:
    home = _near(dice, towns, 8)
    other = {axis: round(dice.gauss(value, 11)) for axis, value in home.items()}
    first = min(max(round(dice.gauss(8.5, 3.4)), 1), 17)
    kids = [
        max(first - 2 * step - dice.randint(0, 1), 1) for step in range(dice.choices([1, 2, 3, 4], [50, 47, 19, 4])[0])
    ]
    return {
        "id": f"F{n:04}", "weeks": min(int(dice.expovariate(1 / 27)), 130), "urg": dice.choices([0, 1, 2, 3], [50, 38, 27, 5])[0],
        "ready": dice.randint(1, 40) if dice.random() < 0.18 else 0,
        "hold_until": dice.choice([120, 135, 150, 170]) if dice.random() < 0.11 else None,
        "parents": [_parent(dice, home), _parent(dice, other)], "kids": kids,
        "sib": dice.choices(["none", "together", "split"], [87, 7, 6])[0] if len(kids) > 1 else "none",
        "stagger": int(dice.random() < 0.15),
    }  # fmt: skip
