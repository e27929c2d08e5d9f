"""Furnishes learning: courses behind us and ahead, a full one with a queue, a circle, a portfolio under review."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from centre import clock
from centre.audiences import Audience
from centre.demo import World
from therapists import selectors, services
from therapists.models import Course
from therapists.states import CourseKind


def furnish_learning(world: World) -> None:
    """After the people of the register are there."""
    _past_training(world)
    _coming_courses(world)
    _circle(world)
    _reviews(world)


def _past_training(world: World) -> None:
    """The three-day training that two people followed: it stands in their portfolios by itself."""
    with clock.at(world.ago(120)):
        course = _course(world, CourseKind.TRAINING, "Driedaagse training", "Duinrand Haarlem", 12, (-75, -74, -68),
                         "Drie dagen oefenen met ouders- en kindergroepen.", counts_for="training")  # fmt: skip
        rows = [services.enrol(course=course, user=world.people[key]) for key in ("daan", "esra", "fleur")]
    with clock.at(world.ago(67)):
        services.mark_attendance(course=course, present=[row.reference for row in rows[:2]], by=world.people["cora"])


def _coming_courses(world: World) -> None:
    """One with seats, one that is full with a queue."""
    cora = world.people["cora"]
    workshop = _course(world, CourseKind.WORKSHOP, "Werken met tieners", "Duinrand Haarlem", 2, (34,),
                       "Hoe tieners hun eigen weg vinden tussen twee huizen.")  # fmt: skip
    for key in ("thea", "ulla", "joost"):
        services.enrol(course=workshop, user=world.people[key])
    group = _course(world, CourseKind.INTERVISION, "Intervisie Noord", "Duinrand Zaandam", 8, (20, 48, 76),
                    "Samen kijken naar wat in uw groep gebeurt, zonder namen.", counts_for="intervision")  # fmt: skip
    services.enrol(course=group, user=world.people["maarten"])
    services.invite_to_course(course=group, name="Petra Elders", email="petra.elders@example.org", by=cora)


def _circle(world: World) -> None:
    """Professionals, an experienced parent and a young person; only first names."""
    cora = world.people["cora"]
    world.person("moniek", "Moniek", Audience.COMMUNITY, shown_as="lerende kring: ervaren ouder")
    world.person("jari", "Jari", Audience.COMMUNITY, shown_as="lerende kring: jongere")
    with clock.at(world.ago(90)):
        circle = services.start_learning_group(
            name="Kring Noord-Holland",
            purpose="Wat helpt kinderen echt? Wij leren van elkaar.",
            by=cora,
            region=selectors.own_regions(cora).first(),
        )
        people = [("Moniek", "moniek"), ("Thea", "thea"), ("Jari", "jari"), ("Ulla", "ulla")]
        members = [
            services.add_to_learning_group(group=circle, first_name=name, email=world.people[key].email, by=cora)
            for name, key in people
        ]
        past = services.plan_learning_meeting(
            member=members[0], starts_at=_at(world, _monday(world, -30), 19), place="Buurthuis Haarlem"
        )
        services.add_agenda_item(
            meeting=past, member=members[2], text="Hoe vertel je een kind wat er in de groep gebeurt?"
        )
    with clock.at(world.ago(29)):
        services.write_minutes(
            meeting=past, member=members[1], text="Begin met wat het kind al weet. Vraag het, en vul niet zelf in."
        )
    coming = services.plan_learning_meeting(
        member=members[1], starts_at=_at(world, _monday(world, 33), 19), place="Buurthuis Haarlem"
    )
    services.add_agenda_item(meeting=coming, member=members[0], text="Wat had ik als ouder eerder willen weten?")
    services.add_agenda_item(meeting=coming, member=members[3], text="Filmpjes maken met kinderen: wat werkt?")


def _reviews(world: World) -> None:
    """The portfolio that waits is read by two colleagues of elsewhere; one has judged."""
    portfolio = world.found["therapist:pieter"].certificates.get().portfolios.get(decision=None)
    chosen = [row.user for row in selectors.possible_reviewers(portfolio)[:2]]
    first, _second = services.ask_reviewers(portfolio=portfolio, reviewers=chosen, by=world.people["cora"])
    services.judge(
        review=first, is_ready=True, talked_on=world.today - timedelta(days=2),
        reasons="Helder geschreven; in het gesprek liet Pieter zien hoe hij kinderen ruimte geeft.",
    )  # fmt: skip


def _course(world: World, kind, title, place, capacity, days, about, *, counts_for="") -> Course:
    # Nobody learns at the weekend: the first day is a Monday, the others follow at their distance.
    back = days[0] - _monday(world, days[0])
    hours = [(_at(world, day - back, 9), _at(world, day - back, 16)) for day in days]
    return services.plan_course(
        kind=kind, title=title, about=about, place=place, capacity=capacity, days=hours, by=world.people["cora"],
        counts_for=counts_for,
    )  # fmt: skip


def _monday(world: World, days: int) -> int:
    """The Monday of that week, in days from today."""
    return days - (timezone.localdate(world.now) + timedelta(days=days)).weekday()


def _at(world: World, days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(world.now) + timedelta(days=days), time(hour)))
