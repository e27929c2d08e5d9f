"""Groups for tests, made through the services; waiting couples as bare rows, because their intake is another room's story."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from centre import clock
from centre.models import Case
from groups import services
from groups.models import Group, Placement, Recipe, Session
from intake.models import Indication, Registration
from tests import cast as casting
from tests.factories import therapists as register
from therapists.models import Practice, Room, Therapist
from therapists.states import Role

#: "Now" in the tests of this room: a Monday morning, a week before the first group begins.
MONDAY = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
FIRST = date(2027, 1, 12)
AT = time(15, 30)
#: When the children of couples were born who are not of the cast: nine years old, and eleven.
NINE, ELEVEN = date(2017, 6, 1), date(2015, 6, 1)


@dataclass
class Circle:
    """A planned group with everything around it."""

    group: Group
    practice: Practice
    parent_leads: list[Therapist]
    child_leads: list[Therapist]
    placements: list[Placement] = field(default_factory=list)

    @property
    def sessions(self) -> list[Session]:
        return list(self.group.sessions.order_by("number"))

    def session(self, number: int) -> Session:
        return self.group.sessions.get(number=number)

    @property
    def cases(self) -> list[Case]:
        return [placement.case for placement in self.placements]


def recipe(**fields) -> Recipe:
    """Six couples, eight sessions, reminders two days and one day before."""
    values = {
        "name": "Groep van zes",
        "version": Recipe.objects.count() + 1,
        "session_titles": ["Kennismaken", "Strijdspiraal"],
        "reminder_hours": [48, 24],
        "child_reminder_hours": [48, 24],
        "what_to_bring": "Iets te drinken.",
        "source": "test",
    }
    return Recipe.objects.create(**{**values, **fields})


def team(cast, place: Practice) -> tuple[list[Therapist], list[Therapist]]:
    """Thea and a colleague for the parents, Ulla and a colleague for the children."""
    parents = [register.therapist(cast, cast.thea, practices=[place]), register.therapist(cast, practices=[place])]
    children = [
        register.therapist(cast, cast.ulla, role=Role.CHILD_LEAD, practices=[place]),
        register.therapist(cast, role=Role.CHILD_LEAD, practices=[place]),
    ]
    return parents, children


def team_of_new_people(cast, place: Practice) -> tuple[list[Therapist], list[Therapist]]:
    """Two and two whom the cast does not know."""
    return (
        [register.therapist(cast, practices=[place]) for _ in range(2)],
        [register.therapist(cast, role=Role.CHILD_LEAD, practices=[place]) for _ in range(2)],
    )


def circle(
    cast, *, first: date = FIRST, at: time = AT, couples: int = 0, state: str = "open", **recipe_fields
) -> Circle:
    """A group of the cast's region; with `couples` seated (the first two are the cast's own) and, if asked, running."""
    place = register.practice(cast)
    parents, children = team(cast, place)
    rooms = list(place.rooms.order_by("name"))
    group = services.plan_group(
        recipe=recipe(**recipe_fields), practice=place, first=first, at=at, parent_room=rooms[0], child_room=rooms[1],
        parent_leads=parents, child_leads=children, by=cast.cora,
    )  # fmt: skip
    made = Circle(group, place, parents, children)
    if state != "planned":
        services.open_group(group=group, by=cast.cora)
    for number in range(couples):
        # In a full group Sem (13) is in an age group with two more children.
        born = ELEVEN if couples > 4 and number in (2, 3) else NINE
        case = waiting_case(cast, number, born=born)
        made.placements.append(services.place_family(group=group, case=case, by=cast.cora))
    if state == "running":
        services.start_group(group=group, by=cast.cora)
    group.refresh_from_db()
    return made


def neighbours(cast) -> tuple[Group, Group]:
    """Two groups at one location, a day apart, with teams of their own."""
    one = circle(cast)
    rooms = list(one.practice.rooms.order_by("name"))
    parents, children = team_of_new_people(cast, one.practice)
    other = services.plan_group(
        recipe=recipe(), practice=one.practice, first=FIRST + timedelta(days=1), at=AT,
        parent_room=rooms[0], child_room=rooms[1], parent_leads=parents, child_leads=children, by=cast.cora,
    )  # fmt: skip
    return one.group, other


def waiting_case(
    cast, number: int | None = None, *, consent: bool = True, complete_on: date | None = None, born: date = NINE
) -> Case:
    """A couple that waits for a group; 0 and 1 are the cast's two couples, other numbers a new one."""
    if number is not None and number < 2:
        case = (cast.case, cast.other_case)[number]
    else:
        n = Case.objects.count() + 1
        case = casting.open_case(
            cast, [(f"ouder{n}a", f"Ouder{n}a"), (f"ouder{n}b", f"Ouder{n}b")], [(f"Kind{n}", born)]
        )
    if consent:
        cast.consent_to_everything(case)
    Registration.objects.create(
        case=case, state="indicated", complete_on=complete_on or clock.today() - timedelta(days=30)
    )
    Indication.objects.create(
        case=case, outcome="group", rationale="r", letter="l", decided_by=cast.thea, approved_by=cast.cora,
        approved_at=clock.now(),
    )  # fmt: skip
    return case


def room_of(group: Group, number: int = 0) -> Room:
    """A room of the group's location, by name."""
    return group.practice.rooms.order_by("name")[number]


def on_the_day(session: Session, hour: int = 18) -> datetime:
    """A moment on the session's own day (UTC)."""
    return session.starts_at.astimezone(UTC).replace(hour=hour, minute=0)
