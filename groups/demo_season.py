"""Furnishes what happens around the groups: recipes with content, offers, meetings, an incident, looking back."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError

from centre import clock
from centre.demo import World
from centre.models import Case, Dossier
from groups import planning, services
from groups.models import Gathering, Group, Placement, Recipe, SessionContent
from intake.demo import quiet

#: Aim, what parents do, what children do, material: neutral texts of our own, never the licence holder's.
CONTENTS = [
    ("Kennismaken en afspraken maken.", "Ieder vertelt wat de eigen wens is.", "Namenspel en een eigen plek kiezen.", "Naamkaarten, stiften"),
    ("Zien hoe ruzie groter wordt.", "Een voorbeeld tekenen als trap.", "Boos, bang en blij uitbeelden.", "Groot papier"),
    ("Merken wat stress doet.", "Ademen, en bedenken wat helpt.", "Een rustig hoekje bouwen.", "Matten, kussens"),
    ("Kijken door de ogen van je kind.", "Een brief schrijven vanuit het kind.", "Samen een poster beginnen.", "Papier, verf"),
    ("Oefenen met loslaten.", "Bedenken wat u niet meer hoeft te doen.", "Verder met de poster, de film of de muziek.", "Verf, camera"),
    ("De kinderen laten zien wat zij maakten. Niets hoeft.", "Kijken en luisteren.", "Laten zien, of meekijken.", "Podium, stoelen"),
    ("De ouders laten zien wat zij leerden.", "Iets maken voor de kinderen.", "Kijken, en vragen stellen als je wilt.", "Vrij"),
    ("Afronden en vooruitkijken.", "Opschrijven wat u wilt vasthouden.", "Afscheid van de groep.", "Kaarten"),
]  # fmt: skip

#: Where no child comes, nobody shows anything: other titles, and another content of the sixth session.
FOR_PARENTS = [
    "Kennismaken en doelen", "Strijdspiraal", "Stress", "Door de ogen van je kind", "Loslaten", "Wat u uw kind wilt geven",
    "Presentatie ouders", "Afronden",
]  # fmt: skip
SIXTH_FOR_PARENTS = (
    "Bedenken wat u uw kind wilt geven.",
    "Iets maken of opschrijven voor het eigen kind.",
    "",
    "Papier, verf",
)

VARIANTS = [
    ("Gesloten groep van vijf of zes", Recipe.Variant.CLOSED, {"couples": 6, "minimum_couples": 5}),
    ("Alleen ouders", Recipe.Variant.PARENTS, {"presentation_session": None, "session_titles": FOR_PARENTS}),
    (
        "Een gezin apart",
        Recipe.Variant.FAMILY,
        {"couples": 1, "minimum_couples": 1, "leads_per_track": 1, "has_network_meeting": False},
    ),
]


def recipes(titles: list[str]) -> Recipe:
    """The recipe of the demo's groups, and the variants beside it."""
    facts = {
        "version": 1, "session_titles": titles, "reminder_hours": [48, 24], "child_reminder_hours": [24],
        "lead_reminder_hours": [24],
        "presentation_session": 6, "what_to_bring": "Neem iets te drinken mee.",
        "source": "domain facts: press release 2021; texts of our own",
    }  # fmt: skip
    usual = Recipe.objects.create(name="Groep van zes ouderparen", **facts)
    rows = [usual]
    rows += [
        Recipe.objects.create(name=name, **{**facts, "variant": variant, **more}) for name, variant, more in VARIANTS
    ]
    for recipe in rows:
        SessionContent.objects.bulk_create(
            SessionContent(
                recipe=recipe, number=number, aim=aim, parents_do=parents,
                children_do=children if recipe.with_children else "", material=material,
            )
            for number, (aim, parents, children, material) in enumerate(_contents(recipe), 1)
        )  # fmt: skip
    return usual


def _contents(recipe: Recipe) -> list[tuple[str, str, str, str]]:
    return CONTENTS if recipe.with_children else [*CONTENTS[:5], SIXTH_FOR_PARENTS, *CONTENTS[6:]]


def offers(world: World, group: Group, waiting: list[Case]) -> None:
    """One place of which the term is over went to the next couple, who think about it now."""
    left = list(waiting)
    offer = _first(world, group, left, day=6, days=4, moves_on=False)
    if offer:
        with clock.at(world.ago(2)):
            services.lapse_offer(offer=offer)
    offer = _first(world, group, left, day=1, days=7, moves_on=True)
    if offer:
        with clock.at(world.ago(1)):
            services.answer_offer(offer=offer, parent=offer.case.family.parents.first(), accepts=True)
    for case in waiting:
        quiet(case)


def _first(world: World, group: Group, left: list[Case], *, day: int, days: int, moves_on: bool):
    """The first couple that fits; who does not is left out from then on."""
    while left:
        with clock.at(world.ago(day)):
            offer = _try(world, group, left.pop(0), moves_on=moves_on, days=days)
        if offer:
            return offer
    return None


def _try(world: World, group: Group, case: Case, *, moves_on: bool, days: int):
    try:
        return services.offer_place(
            group=group,
            case=case,
            by=world.people["cora"],
            moves_on=moves_on,
            expires_at=clock.now() + timedelta(days=days),
        )
    except ValidationError:
        # A couple of the demo whose child turns twelve on the way lacks a permission: the next one is as good.
        return None


def around(world: World, group: Group, cases: list[Case]) -> None:
    """A running group: a meeting to come with guests of both sides, an incident, what was handed over, a couple apart."""
    held = list(group.sessions.filter(attendance_taken_at__isnull=False).order_by("number"))
    last, soon = held[-1], world.today + timedelta(days=2)
    with clock.at(last.ends_at + timedelta(minutes=30)):
        services.write_group_note(
            session=last, text="Begin de volgende keer met de posters; drie groepjes waren nog bezig.", kind="handover",
            by=world.people["thea"],
        )  # fmt: skip
        parent = cases[3].family.parents.order_by("pk").last()
        services.record_incident(
            session=last, kind="tension", decision="Een pauze voor de hele groep. De leiding liep even mee naar buiten.",
            texts={f"parent:{parent.reference}": "Liep halverwege weg en kwam na tien minuten terug."},
            follow_up="Bellen en vragen wat de volgende keer helpt.", follow_up_on=soon,
            by=world.people["thea"],
        )  # fmt: skip
    _apart(world, cases[4])
    _meeting(world, group, cases[0])
    _showing(world, group)
    for case in cases:
        quiet(case)


def _apart(world: World, case: Case) -> None:
    with clock.at(world.ago(20)):
        services.keep_apart(
            case=case,
            gap_minutes=20,
            ground="Afspraak met beide ouders: niet samen in de gang.",
            by=world.people["cora"],
        )
        services.allow_together(
            case=case, reason="Twee ingangen, en de leiding haalt beide ouders op.", by=world.people["cora"]
        )


def _meeting(world: World, group: Group, case: Case) -> None:
    day = planning.first_weekday(world.today + timedelta(days=5), 3)
    with clock.at(world.ago(5)):
        meeting = services.plan_gathering(
            group=group, kind=Gathering.Kind.NETWORK, starts_at=planning.at_wall_clock(day, time(19, 30), services.plans.ZONE),
            minutes=90, guests_per_parent=4, room=group.practice.rooms.order_by("pk").first(), by=world.people["cora"],
        )  # fmt: skip
        names = {"Anna": [("Oma Riet", "moeder"), ("Lotte", "vriendin")], "Bram": [("Opa Kees", "vader")]}
        for parent in case.family.parents.all():
            for name, relation in names.get(parent.first_name, ()):
                services.invite_guest(gathering=meeting, parent=parent, name=name, relation=relation)
        for guest in meeting.guests.order_by("pk")[:2]:
            services.answer_invitation(guest=guest, comes=True)


def _showing(world: World, group: Group) -> None:
    session = group.sessions.get(number=group.presentation_session)
    seats = Placement.objects.during(session).order_by("seat").values_list("case", flat=True)
    children = [child for pk in seats for child in Case.objects.get(pk=pk).family.children.order_by("birth_date")]
    chosen = dict(
        zip((f"child:{child.reference}" for child in children), ["poster", "film", "nothing", "music"], strict=False)
    )
    services.choose_showings(session=session, forms=chosen)


def look_back(world: World, placement: Placement, last: date) -> None:
    """Both parents were heard apart, something was agreed, and both have an own report."""
    parents = list(placement.case.family.parents.order_by("side"))
    thea, ulla = world.people["thea"], world.people["ulla"]
    with clock.at(_at(last, 4)):
        moments = {parent: _at(last, 9 + n, hour=10) for n, parent in enumerate(parents)}
        room = placement.group.practice.rooms.order_by("pk").first()
        evaluation = services.plan_evaluation(placement=placement, moments=moments, by=thea, room=room)
        services.add_network_voice(evaluation=evaluation, parent=parents[0], name="Tante Els", moment=_at(last, 12))
    with clock.at(_at(last, 14)):
        words = [
            "Er is meer rust bij het ophalen.",
            "Het overleg gaat nog stroef, maar korter.",
            "De kinderen slapen beter.",
        ]
        for voice, text in zip(evaluation.voices.order_by("pk"), words, strict=False):
            services.record_voice(voice=voice, text=text)
        services.agree(
            evaluation=evaluation, by=thea,
            text="U gaat allebei naar de gesprekken op school. U belt elkaar niet over afspraken; dat gaat per mail.",
        )  # fmt: skip
        for parent in parents:
            services.write_report(
                placement=placement, parent=parent, by=thea,
                text="U oefende met eerst ademhalen en dan pas antwoorden. Dat helpt u, merkte u zelf.",
            )  # fmt: skip
    with clock.at(_at(last, 20)):
        for row in Dossier.objects.filter(parent__in=parents):
            services.read_report(report=row.closing_reports.get(), by=ulla)
    quiet(placement.case)


def _at(day: date, days: int, hour: int = 14) -> datetime:
    return planning.at_wall_clock(day + timedelta(days=days), time(hour), services.plans.ZONE)
