"""Families at every stage of the intake, played through the services at past moments. All people are invented."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centre import clock, selectors
from centre.calendars import working_days_after
from centre.demo import World
from centre.models import Case, Message, User
from centre.services.cases import ChildFacts, ParentFacts, open_case_for
from centre.services.notices import suppress_notices
from centre.services.people import invite_child, invite_parent
from intake import services, steps
from intake.demo import requests
from intake.demo.families import ON_THE_WAY, READY, SHORT, SHOWN
from intake.demo.play import LENGTH, Team, apply, conditions_text, new_conditions, play
from intake.demo.stuck import stuck
from intake.demo.worries import worry
from intake.models import Indication, Talk
from referrals import demo as referrals

__all__ = ["LENGTH", "Team", "conditions_text", "furnish", "new_case", "play", "ready_case"]


def new_case(
    world: World,
    *,
    parents: list[tuple[str, str, str]],
    children: list[tuple[str, date]],
    municipality: str = "Haarlem",
    days_ago: int,
    entered_via: str = "neighbourhood_team",
    shown_as: tuple[str, str] = ("", ""),
) -> Case:
    """Open a case that many days ago and open both parents' accounts. `parents`: (first name, last name, key)."""
    team = team_for(world, municipality)
    taken = User.objects.filter(email__in=[f"{key}@example.org" for _first, _last, key in parents])
    if taken.exists():
        raise ValueError(f"somebody else lives at {taken.first().email}")
    with clock.at(world.ago(days_ago)):
        if referrals.refers(world, entered_via, municipality):
            case = referrals.referred_case(
                world, entered_via=entered_via, parents=parents, children=children, municipality=municipality,
                by=team.coordinator,
            )  # fmt: skip
        else:
            case = _opened_case(world, parents, children, municipality, entered_via, team)
        for (_first, _last, key), label in zip(parents, shown_as, strict=True):
            parent = next(row for row in case.family.parents.all() if row.contact["email"] == f"{key}@example.org")
            world.people[key] = world.account_of(parent, shown_as=label)
    return case


def _opened_case(world: World, parents, children, municipality: str, entered_via: str, team: Team) -> Case:
    """A case that the coordinator opened by hand, with both parents invited."""
    case = open_case_for(
        # Villages and towns around are helped in Haarlem; the child's own municipality pays.
        region=world.municipalities["Nijmegen" if is_east(municipality) else "Haarlem"].region,
        entered_via=entered_via,
        parents=[ParentFacts(first, last, f"{key}@example.org") for first, last, key in parents],
        children=[ChildFacts(name, parents[0][1], born, world.municipalities[municipality]) for name, born in children],
        by=team.coordinator,
    )
    for parent in case.family.parents.all():
        invite_parent(parent=parent, by=team.coordinator)
    return case


def ready_case(
    world: World,
    *,
    parents: list[tuple[str, str, str]],
    children: list[tuple[str, date]],
    municipality: str = "Haarlem",
    days_ago: int,
    entered_via: str = "neighbourhood_team",
    shown_as: tuple[str, str] = ("", ""),
) -> Case:
    """A family with an approved advice for the group and every permission; opened `days_ago` (33 or more) days ago."""
    conditions_text(world.today - timedelta(days=800))
    case = new_case(
        world, parents=parents, children=children, municipality=municipality, days_ago=days_ago,
        entered_via=entered_via, shown_as=shown_as,
    )  # fmt: skip
    play(case, team_for(world, municipality), lambda day: world.ago(days_ago - day, hour=14))
    quiet(case)
    return case


def quiet(case: Case) -> None:
    """What was sent in the past has been read in the past: its doorbells need not ring in the demo."""
    users = [parent.user_id for parent in selectors.parents_of(case)]
    for reference in Message.objects.filter(recipient__in=users).values_list("reference", flat=True):
        suppress_notices(key_prefix=f"message:{reference}")
    for parent in selectors.parents_of(case):
        for number in parent.user.invitations.values_list("pk", flat=True):
            suppress_notices(key_prefix=f"invitation:{number}")


def is_east(municipality: str) -> bool:
    return municipality in ("Nijmegen", "Arnhem")


def team_for(world: World, municipality: str) -> Team:
    """The coordinator of the region and a therapist who works there."""
    if is_east(municipality):
        lead = world.people.get("wilma") or world.people["thea"]
        return Team(world.people["carel"], lead, "Van Schaeck Mathonsingel 4, Nijmegen")
    return Team(world.people["cora"], world.people["thea"], "Kenaupark 12, Haarlem")


def furnish(world: World) -> None:
    """One family at every stage, and enough families that are ready for a group."""
    conditions_text(world.today - timedelta(days=800))
    ready = []
    for number, (one, other, children, place, via) in enumerate(READY):
        parents = [(*one.split(" ", 1), key_of(one)), (*other.split(" ", 1), key_of(other))]
        shown = SHOWN.get(parents[0][2], ("", ""))
        born = [(name, birthday(world, age, number)) for name, age in children]
        ready.append(
            ready_case(
                world,
                parents=parents,
                children=born,
                municipality=place,
                # The first six began long ago: a group in which they sit is well on its way.
                days_ago=170 + 4 * number if number < 6 else 48 + 5 * number,
                entered_via=via,
                shown_as=shown,
            )  # fmt: skip
        )
    world.found["case:a-and-b"], world.found["case:carla-and-dirk"] = ready[0], ready[1]
    sem = ready[1].family.children.get()
    invite_child(child=sem, email="sem@example.org", by=world.people["cora"])
    world.open_account(sem.user, shown_as="kind (Sem, 13)")
    world.found["cases:ready"] = [case for case, row in zip(ready, READY, strict=True) if not is_east(row[3])]
    world.found["cases:ready:nijmegen"] = [case for case, row in zip(ready, READY, strict=True) if is_east(row[3])]
    _earlier_stages(world)
    requests.furnish(world)
    requests.a_childs_own_page(world, ready[1])
    requests.a_courts_decision(world, world.found["case:complete"])
    services.tell_birthdays()
    new_conditions(world.today, still_to_read=world.people["carla"])
    for case in ready:
        quiet(case)
    worry(world, world.found["case:assessing"])
    stuck(world, world.found["case:assessing"], world.found["cases:ready"][-1])


def _earlier_stages(world: World) -> None:
    """Families that are still on their way, in the region of Haarlem."""
    team = team_for(world, "Haarlem")
    for number, (name, one, other, child, age, days_ago, place) in enumerate(ON_THE_WAY):
        parents = [(*one.split(" ", 1), key_of(one)), (*other.split(" ", 1), key_of(other))]
        case = new_case(
            world, parents=parents, children=[(child, birthday(world, age, number))], municipality=place,
            days_ago=days_ago, shown_as=SHOWN.get(parents[0][2], ("", "")),
        )  # fmt: skip
        _bring(world, case, name.split("#")[0], team, days_ago)
        quiet(case)
        world.found[f"case:{name}"] = case


def _bring(world: World, case: Case, stage: str, team: Team, days_ago: int) -> None:
    def at(day: int) -> datetime:
        return world.ago(days_ago - day, hour=14)

    first, second = sorted(selectors.parents_of(case), key=lambda parent: parent.pk)
    if stage == "started":
        with clock.at(at(1)):
            apply(first, case, only=(steps.CONTACT, steps.SAFE_CONTACT))
    elif stage == "waiting":
        with clock.at(at(1)):
            apply(first, case)
    elif stage == "flagged":
        with clock.at(at(1)):
            apply(first, case, safety={"afraid": "yes", "note": "Alleen overdag bellen."})
        with clock.at(at(3)):
            apply(second, case)
    elif stage == "complete":
        play(case, team, at, until="apply")
    elif stage == "assessing":
        play(case, team, at, until="exploratory")
        _plan_the_next_talk(world, case, team)
    elif stage == "advised":
        play(case, team, at, until="decide")
    elif stage == "other_help":
        play(case, team, at, outcome=Indication.Outcome.TRAUMA_FIRST)
    elif stage == "one_family":
        play(case, team, at, outcome=Indication.Outcome.FAMILY)


def _plan_the_next_talk(world: World, case: Case, team: Team) -> None:
    """An appointment that is still to come: shown on the parents' first page."""
    day = working_days_after(world.today, 4)
    starts_at = timezone.make_aware(datetime.combine(day, time(14, 30)))
    services.plan_talk(
        case=case, kind=Talk.Kind.INTAKE_1, form=Talk.Form.TOGETHER, starts_at=starts_at, place=team.place,
        led_by=team.lead, by=team.coordinator,
    )  # fmt: skip


def key_of(name: str) -> str:
    """An invented address: the two best known families have a short one, the others first.last."""
    first, last = name.lower().replace("ï", "i").replace("ë", "e").split(" ", 1)
    return first if first in SHORT else f"{first}.{last.replace(' ', '')}"


def birthday(world: World, age: int, number: int) -> date:
    """A birth date that gives this age today; families have theirs in different months."""
    day = world.today - timedelta(days=3 + 29 * (number % 12))
    return day.replace(year=day.year - age, day=min(day.day, 28))
