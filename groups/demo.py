"""Furnishes the groups: one that runs (at session 5), one that is finished, one that is open; played through the services."""

from datetime import date, datetime, time, timedelta

from centre import clock
from centre.demo import World
from centre.models import Case, Consent
from centre.models.consent import Purpose
from centre.services.cases import close_case
from centre.services.consents import answer_consent
from groups import demo_composition, demo_season, planning, selectors, services
from groups.models import Attendance, Group, Recipe, Session
from groups.services.closures import close_location
from intake.demo import quiet, ready_case
from intake.services import ask_who_waits

AT = time(15, 30)
Mark = Attendance.Mark

#: Neutral titles of our own; the centre replaces them by the licence holder's (domain.md 2).
TITLES = [
    "Kennismaken en doelen", "Strijdspiraal", "Stress", "Door de ogen van je kind", "Loslaten",
    "Presentatie kinderen", "Presentatie ouders", "Afronden",
]  # fmt: skip

#: Who was not simply there, per session number: (couple, person in the couple, mark, reason). Parents come first.
RUNNING_MARKS = {
    1: [(2, 0, Mark.LATE, "File")],
    2: [(3, 1, Mark.EXCUSED, "Ziek")],
    3: [(1, 2, Mark.EXCUSED, "Schoolreis"), (4, 0, Mark.LATE, "")],
    4: [(3, 1, Mark.ABSENT, ""), (5, 0, Mark.EXCUSED, "Werk")],
}
FINISHED_MARKS = {
    2: [(1, 1, Mark.EXCUSED, "Werk")],
    5: [(4, 0, Mark.ABSENT, ""), (4, 1, Mark.EXCUSED, "Griep")],
    7: [(0, 2, Mark.LATE, "")],
}
GROUP_NOTES = {
    1: "Rustige start. De groep vond het spannend om te vertellen waarom zij hier zijn.",
    3: "Veel herkenning bij de oefening over stress. De kinderen maakten samen een poster.",
}

#: Families of the finished group: (parent, parent, [(child, age)]).
FINISHED = [
    (("Sylvia", "Prins"), ("Ruud", "Evers"), [("Jip", 9)]),
    (("Tamara", "Wolters"), ("Ibrahim", "Aksoy"), [("Amira", 13), ("Elif", 8)]),
    (("Ursula", "Bos"), ("Peter", "Dekker"), [("Luuk", 14)]),
    (("Vera", "Maas"), ("Quinten", "Smits"), [("Fenna", 8)]),
    (("Willemijn", "Kuiper"), ("Onno", "Blom"), [("Thijs", 10)]),
    (("Xandra", "Vos"), ("Zeger", "Timmer"), [("Isa", 9), ("Guus", 12)]),
]


def furnish(world: World) -> None:
    """Leaves group:running (with A and B), group:finished, group:open and group:family; other couples go on waiting."""
    recipe = demo_season.recipes(TITLES)
    ready = list(world.found["cases:ready"])
    world.found["group:finished"] = _finished(world, recipe)
    world.found["group:running"] = _running(world, recipe, ready[:6])
    world.found["group:open"] = _open(world, recipe, ready[6:9])
    world.found["group:family"] = _one_family(world, world.found["case:one_family"])
    _closed(world)
    demo_season.around(world, world.found["group:running"], ready[:6])
    demo_season.offers(world, world.found["group:open"], ready[9:])
    for case in ready[:9]:
        quiet(case)
    # Only now it is known who still waits.
    ask_who_waits()
    demo_composition.season(world)


def _running(world: World, recipe: Recipe, cases: list[Case]) -> Group:
    """Four sessions held, the fifth is the next one."""
    day, weekday = world.today, _weekday(world)
    first = planning.first_weekday(day - timedelta(days=110), weekday)
    while _date(world, recipe, first, 5) < day:
        first += timedelta(days=7)
    group = _plan(world, recipe, first, ("thea", "joost"), ("ulla", "sanne"), before=24)
    _seat(world, group, cases, first, before=17)
    with clock.at(_morning(first - timedelta(days=6))):
        services.start_group(group=group, by=world.people["cora"])
    _hold(world, group, 4, RUNNING_MARKS)
    anna = next(parent for parent in cases[0].family.parents.all() if parent.first_name == "Anna")
    services.set_arrival(
        placement=group.placements.get(case=cases[0]),
        parent=anna,
        minutes_before=10,
        note="U komt binnen via de tuindeur.",
        by=world.people["cora"],
    )
    return group


def _finished(world: World, recipe: Recipe) -> Group:
    """Eight sessions, the last one about five months ago, so that the follow-up after six months comes near."""
    first = planning.first_weekday(world.today - timedelta(days=330), 1)
    while _date(world, recipe, first + timedelta(days=7), 8) <= world.today - timedelta(days=150):
        first += timedelta(days=7)
    start = (world.today - first).days
    cases = [
        ready_case(
            world,
            parents=[(*name, ".".join(name).lower()) for name in (one, other)],
            children=[(name, _born(world, age, number)) for name, age in children],
            days_ago=start + 75 + 4 * number,
            entered_via=("neighbourhood_team", "child_protection_board", "gp")[number % 3],
        )
        for number, (one, other, children) in enumerate(FINISHED)
    ]
    group = _plan(world, recipe, first, ("thea", "joost"), ("ulla", "sanne"), before=30)
    _seat(world, group, cases, first, before=21)
    with clock.at(_morning(first - timedelta(days=5))):
        services.start_group(group=group, by=world.people["cora"])
    _hold(world, group, 8, FINISHED_MARKS)
    with clock.at(_morning(_date(world, recipe, first, 8) + timedelta(days=3))):
        services.complete_group(group=group, by=world.people["cora"])
    last = _date(world, recipe, first, 8)
    demo_season.look_back(world, group.placements.get(case=cases[0]), last)
    with clock.at(_morning(last + timedelta(days=40))):
        for case in cases[4:]:
            close_case(case=case, reason="Afgerond", by=world.people["cora"])
    for case in cases:
        quiet(case)
    group.refresh_from_db()
    return group


def _open(world: World, recipe: Recipe, cases: list[Case]) -> Group:
    """Starts in January, three couples seated, three seats free."""
    first = planning.first_weekday(max(world.today + timedelta(days=30), _next_january(world.today)), 2)
    with clock.at(world.ago(9)):
        group = _planned(world, recipe, first, ("nadia", "maarten"), ("yusuf", "fleur"))
        services.open_group(group=group, by=world.people["cora"])
    for number, case in enumerate(cases):
        with clock.at(world.ago(7 - number)):
            _ask_children_who_turn_twelve(world, group, case)
            services.place_family(group=group, case=case, by=world.people["cora"])
    group.refresh_from_db()
    return group


def _one_family(world: World, case: Case) -> Group:
    """One family by itself, planned by hand, in the morning and with one therapist for each room."""
    practice, cora = world.found["practice:haarlem"], world.people["cora"]
    rooms = list(practice.rooms.order_by("pk"))
    first = planning.first_weekday(world.today + timedelta(days=16), 3)
    with clock.at(world.ago(8)):
        group = services.plan_group(
            recipe=Recipe.objects.get(variant=Recipe.Variant.FAMILY), practice=practice, first=first, at=time(9, 30),
            parent_room=rooms[2], child_room=rooms[3], parent_leads=[world.found["therapist:ingrid"]],
            child_leads=[world.found["therapist:bas"]], by=cora, name=f"Een gezin apart, start {first:%d-%m-%Y}",
        )  # fmt: skip
        services.open_group(group=group, by=cora)
        services.place_family(group=group, case=case, by=cora)
    quiet(case)
    return group


def _closed(world: World) -> None:
    """The building in Haarlem is closed for two days in spring."""
    first = planning.first_weekday(date(world.today.year + 1, 3, 8), 1)
    close_location(
        practice=world.found["practice:haarlem"], starts_on=first, ends_on=first + timedelta(days=1),
        reason="scholing van het hele team", by=world.people["cora"],
    )  # fmt: skip


def _plan(world: World, recipe: Recipe, first: date, parent_leads, child_leads, *, before: int) -> Group:
    with clock.at(_morning(first - timedelta(days=before))):
        group = _planned(world, recipe, first, parent_leads, child_leads)
        services.open_group(group=group, by=world.people["cora"])
    return group


def _planned(world: World, recipe: Recipe, first: date, parent_leads, child_leads) -> Group:
    practice = world.found["practice:haarlem"]
    rooms = list(practice.rooms.order_by("pk"))
    return services.plan_group(
        recipe=recipe, practice=practice, first=first, at=AT, parent_room=rooms[0], child_room=rooms[1],
        parent_leads=[world.found[f"therapist:{key}"] for key in parent_leads],
        child_leads=[world.found[f"therapist:{key}"] for key in child_leads],
        by=world.people["cora"], name=f"Haarlem, start {first:%d-%m-%Y}",
    )  # fmt: skip


def _seat(world: World, group: Group, cases: list[Case], first: date, *, before: int) -> None:
    for number, case in enumerate(cases):
        with clock.at(_morning(first - timedelta(days=before - number))):
            _ask_children_who_turn_twelve(world, group, case)
            services.place_family(group=group, case=case, by=world.people["cora"])


def _ask_children_who_turn_twelve(world: World, group: Group, case: Case) -> None:
    """Somebody who turns twelve before the last session says yes too (law.md R4)."""
    last = group.sessions.order_by("-number").first().on
    for child in case.family.children.all():
        if child.age_on(last) >= 12 > child.age_on(case.opened_on):
            for purpose in (Purpose.TREATMENT, Purpose.GROUP):
                answer_consent(
                    case=case, purpose=purpose, giver=child, about_child=child, answer=Consent.Answer.GIVEN,
                    by=world.people["cora"], channel=Consent.Channel.SPOKEN,
                )  # fmt: skip


def _hold(world: World, group: Group, count: int, marks: dict) -> None:
    """Take the roll call of the first sessions, an hour after each."""
    for session in group.sessions.order_by("number")[:count]:
        with clock.at(session.ends_at + timedelta(minutes=10)):
            people = [couple.people for couple, _lines in selectors.roll_call(session, world.people["thea"]).couples]
            said = {people[c][p].key: (mark, reason) for c, p, mark, reason in marks.get(session.number, ())}
            services.record_attendance(session=session, marks=said, by=world.people["thea"])
            _note(world, session)


def _note(world: World, session: Session) -> None:
    if text := GROUP_NOTES.get(session.number):
        services.write_group_note(session=session, text=text, by=world.people["thea"])


def _date(world: World, recipe: Recipe, first: date, number: int) -> date:
    """The date of a session in a series that starts on `first`."""
    practice = world.found["practice:haarlem"]
    series = services.plans.series_for(recipe=recipe, practice=practice, first=first, mode=Group.DateMode.SHIFT)
    return series.dates[number - 1]


def _weekday(world: World) -> int:
    """Tuesday to Thursday (domain.md 2); today's when that is one of them, so that there is something to do today."""
    return world.today.weekday() if world.today.weekday() in (1, 2, 3) else 1


def _next_january(day: date) -> date:
    return date(day.year + 1, 1, 11)


def _morning(day: date) -> datetime:
    return planning.at_wall_clock(day, time(9, 30), services.plans.ZONE)


def _born(world: World, age: int, number: int) -> date:
    day = world.today - timedelta(days=20 + 17 * number)
    return day.replace(year=day.year - age, day=min(day.day, 28))
