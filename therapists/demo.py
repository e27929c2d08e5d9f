"""Furnishes the register: practices with rooms, rules, and a therapist in every standing. All people are invented."""

from dataclasses import dataclass
from datetime import time, timedelta

from centre import clock
from centre.audiences import Audience
from centre.demo import World
from therapists import services
from therapists.demo_learning import furnish_learning
from therapists.models import Practice, Room, Therapist
from therapists.states import ProfessionalRegister, Role, Weekday

PARENT, CHILD = Role.PARENT_LEAD, Role.CHILD_LEAD

#: key, name, organisation, municipality, street, postcode, place, latitude, longitude, waiting weeks, days since, rooms
PRACTICES = [
    ("haarlem", "Duinrand Haarlem", "duinrand", "Haarlem", "Zandvalkpad 12", "2011 AA", "Haarlem", 52.3812, 4.6380, 9, 6,
     ("Duinkamer", "Zeekamer", "Helmkamer", "Schelpenkamer")),
    ("zaandam", "Duinrand Zaandam", "duinrand", "Zaanstad", "Molenspiegel 4", "1506 AA", "Zaandam", 52.4390, 4.8265, 12, 12,
     ("Molenkamer", "Dijkkamer", "Rietkamer")),
    ("nijmegen", "Waalkracht Nijmegen", "waalkracht", "Nijmegen", "Veerstoep 31", "6511 AA", "Nijmegen", 51.8450, 5.8640, 7, 3,
     ("Waalkamer", "Oeverkamer", "Stuwwalkamer")),
    ("texel", "Duinrand Texel", "duinrand", "Texel", "Tapuitweg 2", "1791 AA", "Den Burg", 53.0545, 4.7972, None, None,
     ("Slufterkamer", "Tuunwalkamer", "Lepelaarkamer")),
]  # fmt: skip

#: The path of domain.md 5; how much of each is 'nog vast te stellen'. `after`: what has to come first.
REQUIREMENTS = [
    {
        "key": "systemic",
        "title": "Vooropleiding systeemtherapie",
        "explanation": "Welke opleiding, en wanneer afgerond.",
    },
    {"key": "trauma", "title": "Vooropleiding trauma", "explanation": "Trauma en stress bij kinderen en volwassenen."},
    {"key": "training", "title": "Driedaagse training", "explanation": "Staat er vanzelf als u hem volgde."},
    {
        "key": "first-group",
        "title": "Eerste groep onder supervisie",
        "explanation": "Met uw eigen team; wat u deed en wat de supervisor zag.",
        "after": "training",
    },
    {"key": "intervision", "title": "Intervisie", "explanation": "Waaraan u meedeed en wat u meenam."},
    {"key": "reflection", "title": "Reflectie", "explanation": "Wat u leerde van uw groepen, ook van wat niet lukte."},
    {
        "key": "observation",
        "title": "Geobserveerde bijeenkomst",
        "explanation": "Een collega keek mee en schreef terug.",
        "after": "training",
    },
    {
        "key": "supervisor",
        "title": "Oordeel van de supervisor",
        "explanation": "De supervisor schrijft en ondertekent dit zelf.",
        "after": "first-group",
        "by": "supervisor",
    },
]


@dataclass(frozen=True)
class Member:
    """One invented therapist. `granted`, `ends`: days from today (past is negative); `fate`: what happened since."""

    key: str
    name: str
    role: str
    practices: tuple[str, ...]
    granted: int | None = -400
    ends: int = 690
    fate: str = ""
    languages: str = "nl"
    shown_as: str = ""


MEMBERS = [
    Member("thea", "Thea van den Berg", PARENT, ("haarlem",), -900, 560, shown_as="oudertherapeut", languages="nl,en"),
    Member("ulla", "Ulla Hofstra", CHILD, ("haarlem",), -820, 640, shown_as="kindertherapeut"),
    Member("joost", "Joost Kramer", PARENT, ("haarlem", "zaandam"), -600, 700),
    Member("nadia", "Nadia el Amrani", PARENT, ("haarlem",), -500, 600, languages="nl,ar,fr"),
    Member("maarten", "Maarten Visscher", PARENT, ("haarlem", "zaandam"), -410, 690),
    Member("ingrid", "Ingrid Zonneveld", PARENT, ("haarlem", "texel"), -380, 720, languages="nl,de"),
    Member("sanne", "Sanne de Groot", CHILD, ("haarlem",), -450, 650),
    Member("yusuf", "Yusuf Demir", CHILD, ("haarlem", "zaandam"), -390, 710, languages="nl,tr"),
    Member("fleur", "Fleur Waterman", CHILD, ("haarlem",), -330, 770),
    Member("bas", "Bas Oosterling", CHILD, ("haarlem", "texel"), -300, 800, languages="nl,en"),
    Member("wilma", "Wilma Peters", PARENT, ("nijmegen",), -700, 500),
    Member("rik", "Rik Janssens", PARENT, ("nijmegen",), -350, 750),
    Member("lotte", "Lotte van Dijk", CHILD, ("nijmegen",), -520, 580),
    Member("emre", "Emre Kaya", CHILD, ("nijmegen",), -280, 820, languages="nl,tr,en"),
    Member("hanna", "Hanna Brink", PARENT, ("zaandam", "haarlem"), -1000, 75, "expiring"),
    Member("pieter", "Pieter Schouten", CHILD, ("zaandam", "haarlem"), -1095, -20, "renewing"),
    Member("greet", "Greet Molenaar", PARENT, ("zaandam",), -1200, -105, "expired"),
    Member("otto", "Otto Lammers", PARENT, ("nijmegen",), -800, 300, "suspended"),
    Member("marit", "Marit Hoekstra", CHILD, ("texel",), -900, 200, "deregistered"),
    Member("daan", "Daan Wouters", PARENT, ("haarlem",), None, fate="training"),
    Member("esra", "Esra Aydin", CHILD, ("nijmegen",), None, fate="candidate"),
]


def furnish(world: World) -> None:
    """Practices, rules and people; leaves practice:haarlem, practice:nijmegen, practice:zaandam and practice:texel."""
    for row in PRACTICES:
        world.found[f"practice:{row[0]}"] = _practice(world, *row)
    services.publish_rules(requirements=REQUIREMENTS, validity_months=36, on=(world.ago(1500)).date())
    for member in MEMBERS:
        world.found[f"therapist:{member.key}"] = _join(world, member)
    _portfolios(world)
    _work(world)
    furnish_learning(world)


def _practice(
    world, key, name, organisation, municipality, street, postcode, place, latitude, longitude, weeks, days, rooms
):
    practice = Practice.objects.create(
        name=name, slug=name.lower().replace(" ", "-"), organisation=world.organisations[organisation],
        municipality=world.municipalities[municipality], street=street, postcode=postcode, place=place,
        latitude=latitude, longitude=longitude, waiting_weeks=weeks, phone="000 000 00 00",
        waiting_as_of=world.today - timedelta(days=days) if days else None,
    )  # fmt: skip
    Room.objects.bulk_create(Room(practice=practice, name=room) for room in rooms)
    return practice


def _join(world: World, member: Member) -> Therapist:
    practices = [world.found[f"practice:{key}"] for key in member.practices]
    user = world.person(
        member.key, member.name, Audience.THERAPIST, shown_as=member.shown_as, organisation=practices[0].organisation
    )
    about = f"Ik werk met ouders die uit elkaar zijn. U vindt mij in {practices[0].place}."
    if member.role == CHILD:
        about = f"Ik werk met kinderen van wie de ouders uit elkaar zijn. Jullie vinden mij in {practices[0].place}."
    with clock.at(world.ago(1300)):
        therapist = services.register_therapist(user=user, practices=practices, languages=member.languages, about=about)
    # Each shows what the person wants: some all of it, some no more than the register itself says.
    shown = "" if member.key in ("maarten", "greet") else "about,languages,age_groups,video,registration"
    services.publish_profile(
        therapist=therapist, is_public=True, about=about, languages=member.languages, group_ceiling=3, travel_km=60,
        ages={"ulla": "4-7,8-12", "bas": "8-12,13-18"}.get(member.key, ""), has_video=member.key in ("bas", "thea"),
        phone="000 000 00 01" if member.key == "thea" else "", shown=f"{shown},phone" if member.key == "thea" else shown,
    )  # fmt: skip
    if member.granted is None:
        started = world.today - timedelta(days=80) if member.fate == "training" else None
        asked_on = world.today - timedelta(days=90)
        services.apply_for_certificate(therapist=therapist, role=member.role, training_started_on=started, on=asked_on)
    else:
        _certificate(world, member, therapist)
    return therapist


def _certificate(world: World, member: Member, therapist: Therapist) -> None:
    by, end = world.people["cora"], world.today + timedelta(days=member.ends)
    with clock.at(world.ago(-member.granted)):
        certificate = services.certify(
            therapist=therapist, role=member.role, by=by, valid_until=end, reasons="Portfolio en gesprek overtuigend."
        )
    if member.fate == "renewing":
        services.apply_for_renewal(certificate=certificate, on=end - timedelta(days=60))
    elif member.fate == "suspended":
        services.suspend(
            certificate=certificate,
            by=by,
            since=world.today - timedelta(days=14),
            reason="Onderzoek naar een klacht loopt.",
        )
    elif member.fate == "deregistered":
        on = world.today - timedelta(days=40)
        services.deregister(therapist=therapist, by=by, reasons="Gestopt met werken, op eigen verzoek.", on=on)


def _portfolios(world: World) -> None:
    """One portfolio waits for a reviewer, one is being written, one was answered with 'not yet'."""
    waiting = world.found["therapist:pieter"].certificates.get()
    for requirement in REQUIREMENTS:
        if requirement.get("by"):
            continue
        text = f"{requirement['explanation']} Ik schreef dit na mijn laatste groep en besprak het met mijn team."
        services.write_item(certificate=waiting, key=requirement["key"], text=text)
    _supervised(world, waiting, "yusuf")
    services.submit_portfolio(certificate=waiting)
    services.write_item(
        certificate=world.found["therapist:daan"].certificates.get(),
        key="systemic",
        text="Ik rondde de opleiding systeemtherapie af, volgde daarna de driedaagse training en liep mee met een groep in Haarlem.",
    )
    services.ask_supervisor(
        certificate=world.found["therapist:daan"].certificates.get(), supervisor=world.people["thea"]
    )
    services.decide_not_yet(
        certificate=world.found["therapist:esra"].certificates.get(),
        by=world.people["carel"],
        reasons="De vooropleiding in traumabehandeling is nog niet afgerond.",
        advice="Rond de opleiding af en kijk mee met een kindergroep in Nijmegen. Daarna graag opnieuw.",
        on=world.today - timedelta(days=9),
    )


def _supervised(world: World, certificate, key: str) -> None:
    row = services.ask_supervisor(certificate=certificate, supervisor=world.people[key])
    services.sign_supervision(
        supervision=row, last_seen_on=world.today - timedelta(days=20), is_enough=True,
        seen="Ik was bij drie bijeenkomsten. Elk kind kreeg de ruimte om niet mee te doen, en deed later vanzelf mee.",
        judgement="Rustig, helder en eerlijk naar kinderen. In het nagesprek zag hij zelf wat beter kon.",
    )  # fmt: skip


def _work(world: World) -> None:
    """Numbers, hours, weekly times and days away of the two therapists whom the demo shows."""
    thea, ulla = world.found["therapist:thea"], world.found["therapist:ulla"]
    number = services.record_registration(therapist=thea, register=ProfessionalRegister.SKJ, number="100200301")
    with clock.at(world.ago(60)):
        services.check_registration(registration=number, by=world.people["cora"])
    with clock.at(world.ago(30)):
        services.record_registration(therapist=ulla, register=ProfessionalRegister.SKJ, number="100200302")
    for days, kind, hours in (
        (2, "treatment", 6),
        (3, "supervision", 2),
        (8, "administration", 1.5),
        (12, "research", 3),
        (20, "training", 6),
    ):
        services.record_hours(therapist=thea, day=world.today - timedelta(days=days), kind=kind, hours=hours)
    for therapist in (thea, ulla):
        for weekday in (Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY):
            services.add_availability(therapist=therapist, weekday=weekday, starts_at=time(13), ends_at=time(21))
    services.add_absence(
        therapist=ulla, since=world.today + timedelta(days=200), until=world.today + timedelta(days=213)
    )
