"""Families at a stage of the intake, made through the services."""

from datetime import date, timedelta

from centre import clock
from centre.models import Case
from intake import demo
from intake.models import ConditionsText
from tests import cast as casting

STAGES = ("apply", "exploratory", "intake_1", "intake_2", "decide", "approve")


def conditions() -> ConditionsText:
    """The first version of the conditions, in force since long."""
    return demo.conditions_text(date(2024, 1, 1))


def team_of(cast) -> demo.Team:
    """Cora coordinates, Thea leads the talks."""
    return demo.Team(cast.cora, cast.thea, "Kenaupark 12")


def case_at(case: Case, cast, stage: str, *, outcome: str = "group", days_ago: int = demo.LENGTH + 1) -> Case:
    """Bring a case of the cast to a stage (see STAGES); it began `days_ago` days ago."""
    conditions()
    born = clock.now() - timedelta(days=days_ago)
    demo.play(case, team_of(cast), lambda day: born + timedelta(days=day), until=stage, outcome=outcome)
    case.refresh_from_db()
    return case


def ready_case(cast, *, parents=None, children=None, region=None, days_ago: int = demo.LENGTH + 1) -> Case:
    """A new family with an approved advice for the group and every permission.

    `parents`: [(key, first name)], `children`: [(first name, birth date)]; unique keys are made when left out.
    """
    number = Case.objects.count() + 1
    parents = parents or [(f"ouder{number}a", f"Ouder{number}a"), (f"ouder{number}b", f"Ouder{number}b")]
    children = children or [(f"Kind{number}", date(2017, 6, 1))]
    with clock.at(clock.now() - timedelta(days=days_ago)):
        case = casting.open_case(cast, parents, children, region=region)
    return case_at(case, cast, "approve", days_ago=days_ago)
