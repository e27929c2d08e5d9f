"""Furnish the observatory: lists, answers of the running and the finished group, families of the past, two reports."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from centre import clock
from centre.audiences import Audience
from centre.demo import World
from centre.models import Case, Milestone, Organisation
from centre.services.cases import ChildFacts, ParentFacts, close_case, open_case_for, reach
from groups.models import Group, Placement
from research import definitions, services
from research.demo_exports import studies
from research.demo_fared import advised, fared, fared_elsewhere
from research.models import ChangeParameters, Instrument, Measurement, Wave
from research.services.learning import freeze_learning
from research.states import MeasurementState

Kind = Milestone.Kind
#: Families whose help is over, so that a year's report has numbers to show; names repeat on purpose, nobody is meant.
PAST_FAMILIES = 90
#: Every so many of them were advised other help than the group, with small children, and were looked at again.
OTHER_HELP_EVERY, LOOKED_AGAIN_AFTER = 4, 140
FIRST_NAMES = ("Evi", "Jip", "Lotte", "Mats", "Noa", "Pim", "Roos", "Stan", "Tess", "Wout")
LAST_NAMES = ("de Boer", "Groen", "van Dam", "Smit", "Vos", "Mulder", "Kok", "Prins", "Schouten", "van Leeuwen")
WAYS_IN = (
    Organisation.Kind.NEIGHBOURHOOD_TEAM,
    Organisation.Kind.NEIGHBOURHOOD_TEAM,
    Organisation.Kind.CHILD_PROTECTION_BOARD,
    "parent",
    Organisation.Kind.NEIGHBOURHOOD_TEAM,
    Organisation.Kind.CHILD_PROTECTION_BOARD,
    Organisation.Kind.GP,
)
#: Invented, so that the reliable change can be shown; a real installation enters its own with their source.
PARAMETERS = {
    "ouder-zelf": ("welbevinden", "13", "4.2", "0.84"),
    "ouder-kind": ("kind-gezien", "10", "3.1", "0.80"),
    "kind": ("kind-zelf", "19", "4.4", "0.82"),
}


def furnish(world: World) -> None:
    """Needs the groups of the floor below; what is not there is passed over."""
    with clock.at(world.ago(700)):
        services.load_own_instruments()
        _parameters()
    for name, waves in (("group:finished", (Wave.T1, Wave.T2)), ("group:running", (Wave.T1,))):
        if group := world.found.get(name):
            _answer(world, group, waves)
    services.open_measurements()
    _show_an_open_list(world)
    _past_families(world)
    _reports(world)
    studies(world)


def _parameters() -> None:
    for key, (scale, mean, sd, reliability) in PARAMETERS.items():
        ChangeParameters.objects.create(
            instrument=Instrument.objects.get(key=key),
            scale=scale,
            direction=1,
            mean=Decimal(mean),
            sd=Decimal(sd),
            reliability=Decimal(reliability),
            source="Verzonnen waarden voor de demonstratie",
        )


def _answer(world: World, group: Group, waves: tuple) -> None:
    """Everybody answers within the window, but for one parent who forgets."""
    sessions = list(group.sessions.filter(cancelled_at=None).order_by("starts_at"))
    moments = {Wave.T1: sessions[0].starts_at - timedelta(days=1), Wave.T2: sessions[-1].starts_at + timedelta(days=3)}
    cases = list(Placement.objects.filter(group=group).order_by("seat").values_list("case", flat=True))
    for wave in waves:
        with clock.at(min(moments[wave], world.now)):
            services.open_measurements()
            rows = Measurement.objects.filter(case__in=cases, wave=wave).open().order_by("pk")
            rows = rows.select_related("version__instrument", "informant_parent__user", "informant_child__user")
            for row in rows:
                forgets = row.case_id == cases[-1] and row.informant_parent and row.informant_parent.side == "b"
                if not forgets:
                    services.record_response(measurement=row, answers=_answers(world, row), by=world.people["cora"])


def _answers(world: World, row: Measurement) -> dict[str, int]:
    """Invented answers that get a little better from the first to the second wave."""
    better = 1 if row.wave == Wave.T2 and world.lot.random() < 0.6 else 0
    turned = {item for scale in row.version.scoring["scales"] for item in scale.get("reverse", ())}
    answers = {}
    for item in definitions.items(row.version.definition):
        values = [value for value, _label in definitions.options(row.version.definition, item)]
        middle = min(len(values) - 1, max(0, round(world.lot.gauss(len(values) * 0.45, 0.8)) + better))
        answers[item["key"]] = values[len(values) - 1 - middle if item["key"] in turned else middle]
    if row.version.instrument.key == definitions.SATISFACTION:
        answers |= {"cijfer": world.lot.choice((6, 7, 7, 8, 8, 9)), "contact": 0}
    return answers


def _show_an_open_list(world: World) -> None:
    """Somebody in the demo who has a list to fill in today; the first of them is unhappy about nothing."""
    rows = Measurement.objects.open().filter(informant_parent__user__isnull=False, state=MeasurementState.DUE)
    row = rows.select_related("informant_parent__user").order_by("closes_on", "pk").first()
    if row and not any(email == row.informant_parent.user.email for _label, email, _name in world.signins):
        world.account_of(row.informant_parent, shown_as="ouder met een vragenlijst")


def _past_families(world: World) -> None:
    home = world.municipalities["Haarlem"]
    for number in range(PAST_FAMILIES):
        entered = world.today - timedelta(days=700 - number * 4)
        case = open_case_for(
            region=home.region,
            entered_via=WAYS_IN[number % len(WAYS_IN)],
            parents=[
                ParentFacts(first_name=first, last_name=last, email=f"eerder-{number}-{side}@example.org")
                for side, first, last in zip("ab", *_names(world), strict=True)
            ],
            children=[
                ChildFacts(
                    first_name=world.lot.choice(FIRST_NAMES),
                    last_name=world.lot.choice(LAST_NAMES),
                    birth_date=entered
                    - timedelta(days=365 * world.lot.randint(5, 15 if number % OTHER_HELP_EVERY else 10)),
                    municipality=home,
                )
                for _child in range(1 + number % 2)
            ],
            by=world.people["cora"],
            on=entered,
        )
        _walk(world, case, number, entered)
    finished = Case.objects.filter(milestones__kind=Kind.FINISHED, indications=None, closed_on__isnull=False)
    fared(list(finished.order_by("pk")), lead=world.people["thea"], second=world.people["cora"])
    stopped = Case.objects.filter(milestones__kind=Kind.STOPPED, indications=None, closed_on__isnull=False)
    advised(list(stopped.order_by("pk")), lead=world.people["thea"], second=world.people["cora"])
    elsewhere = Case.objects.filter(milestones__kind=Kind.ASSESSED, indications=None, closed_on__isnull=False)
    elsewhere = elsewhere.exclude(milestones__kind=Kind.PLACED)
    fared_elsewhere(list(elsewhere.order_by("pk")), lead=world.people["thea"], second=world.people["cora"])
    freeze_learning()


def _names(world: World) -> tuple[list[str], list[str]]:
    return world.lot.sample(FIRST_NAMES, 2), world.lot.sample(LAST_NAMES, 2)


def _walk(world: World, case: Case, number: int, day: date) -> None:
    """Through the milestones: most finish, some stop early, some get other help after the assessment."""
    path = [Kind.APPLIED, Kind.ASSESSED, Kind.PLACED, Kind.STARTED, Kind.STOPPED if number % 4 == 3 else Kind.FINISHED]
    last = 40 if path[-1] == Kind.STOPPED else 112
    spans = (
        world.lot.randint(8, 40),
        world.lot.randint(18, 45),
        world.lot.randint(5, 30),
        world.lot.randint(14, 60),
        last,
    )
    goes_elsewhere = number % OTHER_HELP_EVERY == 0
    for kind, days in zip(path[:2] if goes_elsewhere else path, spans, strict=False):
        day += timedelta(days=days)
        reach(case=case, kind=kind, by=world.people["cora"], on=day)
    if goes_elsewhere:
        day += timedelta(days=LOOKED_AGAIN_AFTER)
    close_case(case=case, reason="afgesloten", by=world.people["cora"], on=day)


def _reports(world: World) -> None:
    """This year's is ready for a second pair of eyes; last year's can be read by the municipality."""
    home, cora = world.municipalities["Haarlem"], world.people["cora"]
    coby = world.person(
        "coby", "Coby Medelezer", Audience.COORDINATOR, shown_as="tweede coördinator (regio Haarlem)",
        organisation=world.organisations["centre"], region=home.region,
    )  # fmt: skip
    year = world.today.year
    with clock.at(min(world.now, timezone.make_aware(datetime.combine(date(year, 1, 15), time(10))))):
        last = _report(home, year - 1, cora)
        services.publish_report(report=last, by=coby)
    world.found["report:ready"] = _report(home, year, cora)
    world.found["report:published"] = last


def _report(municipality, year: int, by):
    asked = services.request_report(
        municipality=municipality, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=by
    )
    return services.build_report(report=asked)
