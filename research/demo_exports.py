"""A study in the demo with a frozen data set, and one that waits for a second person."""

from datetime import timedelta

from centre import clock
from centre.demo import World
from research.models import ResearchProject
from research.services import exports
from research.services.projects import ask_project, decide_project

#: So long ago the first study was approved, and its data set made (days).
APPROVED, FROZEN = 30, 20


def studies(world: World) -> None:
    """Needs the families of the past: their answers are what a data set can hold without pointing to anybody."""
    rens, fiona = world.people["rens"], world.people["fiona"]
    with clock.at(world.ago(APPROVED)):
        study = ask_project(
            title="Rust na de groep",
            purpose="Hoe gaat het met ouders en kinderen vóór en na de groep? Wij vergelijken de lijsten van beide momenten.",
            level=ResearchProject.Level.SCORES, ends_on=world.today + timedelta(days=540), by=rens,
        )  # fmt: skip
        study = decide_project(project=study, agrees=True, by=fiona)
    with clock.at(world.ago(FROZEN)):
        asked = exports.request_export(project=study, by=rens)
        agreed = exports.decide_export(export=asked, agrees=True, by=fiona)
        world.found["export:ready"] = exports.build_export(export=agreed)
    with clock.at(world.ago(1)):
        world.found["export:asked"] = exports.request_export(project=study, by=rens)
        ask_project(
            title="Wachten op hulp",
            purpose="Wat doet wachten met ouders? Wij kijken naar de lijst bij de aanmelding en die voor de start.",
            level=ResearchProject.Level.SCORES, ends_on=world.today + timedelta(days=365), by=rens,
        )  # fmt: skip
