"""The demo's referrals: one or more in every state, for the neighbourhood team and for the board."""

import uuid
from datetime import date, datetime, timedelta

from centre import clock
from centre.calendars import is_working_day
from centre.models import Case, Message, Parent, User
from centre.models.consent import Purpose
from centre.services.notices import suppress_notices
from referrals import services
from referrals.demo_partners import furnish_partners
from referrals.models import Basis, ChainLink, Referral

Ground = Referral.Ground
SCHOOL = "Basisschool De Zandkorrel, intern begeleider"
QUESTION = (
    "De ouders zijn drie jaar uit elkaar. Afspraken over de zorg lopen vast. Mediation is twee keer gestopt. "
    "De school ziet dat de kinderen stiller worden. Wij vragen hulp voor het hele gezin."
)


def furnish(world) -> None:
    """Make referrals in every state; leaves `case:referred`, with both parents invited and nothing applied."""
    _drafts(world)
    _waiting(world)
    _decided(world)
    world.found["case:referred"] = case = _accepted(world)
    _chain(world, case)
    _advice(world)
    furnish_partners(world, case)


#: Kind of organisation → (organisation, who refers there).
REFERRERS = {"neighbourhood_team": ("wijkteam", "wim"), "child_protection_board": ("rvdk", "ruth")}


def refers(world, entered_via: str, municipality: str) -> bool:
    """This kind of organisation has a referrer in the demo, and the municipality lies in that region."""
    organisation, key = REFERRERS.get(entered_via, ("", ""))
    place, partner = world.municipalities[municipality], world.organisations.get(organisation)
    return key in world.people and partner is not None and place.region_id == partner.region_id


def referred_case(
    world,
    *,
    entered_via: str,
    parents: list[tuple[str, str, str]],
    children: list[tuple[str, date]],
    municipality: str,
    by: User,
) -> Case:
    """A case that came in by a referral which was sent, received and accepted at the clock's moment.

    `parents`: (first name, last name, key of the address); both are invited. `children`: (first name, birth date).
    """
    organisation, key = REFERRERS[entered_via]
    row = services.start_referral(
        ticket=uuid.uuid4(),
        organisation=world.organisations[organisation],
        parents=[
            {"first_name": first, "last_name": last, "email": f"{address}@example.org", "phone": ""}
            for first, last, address in parents
        ],
        by=world.people[key],
    )
    stated = [
        {
            "first_name": name,
            "last_name": parents[0][1],
            "birth_date": born.isoformat(),
            "gender": "other",
            "municipality": world.municipalities[municipality].code,
        }
        for name, born in children
    ]
    services.save_children(referral=row, children=stated)
    services.save_question(
        referral=row, question=QUESTION, ground=Ground.CONSENT, ground_explained="", shown_to=Referral.ShownTo.TEAM
    )
    services.submit_referral(referral=row, by=world.people[key])
    services.mark_received(referral=row, by=by)
    case = services.accept_referral(referral=row, by=by)
    # Read in the past: its doorbell need not ring in the demo.
    for reference in Message.objects.filter(recipient=world.people[key]).values_list("reference", flat=True):
        suppress_notices(key_prefix=f"message:{reference}")
    return case


def _drafts(world) -> None:
    with clock.at(world.ago(3)):
        _begin(world, "wim", ("Nadia", "Peter"), "Haddou")
    with clock.at(world.ago(2)):
        row = _begin(world, "ruth", ("Ilse", "Marco"), "Vermeer")
        services.save_children(referral=row, children=[_child(world, "Tess", "Vermeer", 9)])


def _waiting(world) -> None:
    for days, key, parents, name, ground in (
        (1, "wim", ("Sanne", "Ruben"), "Kuipers", Ground.CONSENT),
        (6, "ruth", ("Joyce", "Hamid"), "Berends", Ground.LEGAL_DUTY),
        (20, "wim", ("Petra", "Jeroen"), "Schouten", Ground.OVERRIDE),
    ):
        with clock.at(_working_days_ago(world, days)):
            _send(world, key, parents, name, ground=ground)


def _decided(world) -> None:
    cora = world.people["cora"]
    with clock.at(world.ago(9)):
        returned = _send(world, "wim", ("Miriam", "Olaf"), "Postma")
    with clock.at(world.ago(7)):
        services.mark_received(referral=returned, by=cora)
        question = "Weet de andere ouder van deze verwijzing? Wij lezen dat niet terug."
        services.return_referral(referral=returned, reason=question, by=cora)
    with clock.at(world.ago(40)):
        declined = _send(world, "ruth", ("Linda", "Karel"), "Hoekstra")
    with clock.at(world.ago(37)):
        services.mark_received(referral=declined, by=cora)
        reason = "Eerst is rust en veiligheid nodig. Wij raden een gesprek met Veilig Thuis aan en denken graag mee."
        services.decline_referral(referral=declined, reason=reason, by=cora)
    with clock.at(world.ago(30)):
        withdrawn = _send(world, "wim", ("Esther", "Bas"), "Mulder")
    with clock.at(world.ago(28)):
        services.withdraw_referral(
            referral=withdrawn, by=world.people["wim"], reason="De ouders hebben samen een mediator gevonden."
        )


def _accepted(world) -> Case:
    cora = world.people["cora"]
    with clock.at(world.ago(12)):
        row = _begin(world, "wim", ("Els", "Frank"), ("Prins", "de Boer"))
        services.save_children(
            referral=row, children=[_child(world, "Lotte", "de Boer", 10), _child(world, "Daan", "de Boer", 7)]
        )
        services.save_question(
            referral=row,
            question=QUESTION,
            ground=Ground.CONSENT,
            ground_explained="",
            shown_to=Referral.ShownTo.DISCUSSED,
        )
        services.submit_referral(referral=row, by=world.people["wim"])
    with clock.at(world.ago(11)):
        services.mark_received(referral=row, by=cora)
    with clock.at(world.ago(10)):
        return services.accept_referral(referral=row, by=cora)


def _chain(world, case: Case) -> None:
    cora = world.people["cora"]
    add = {"case": case, "by": cora, "basis": Basis.BOTH_PARENTS}
    since = world.today - timedelta(days=300)
    with clock.at(world.ago(17)):
        _school(world, services.add_link(domain="school", name=SCHOOL, since=since, **add))
    with clock.at(world.ago(8)):
        services.add_link(
            domain="neighbourhood_team", name="Wijkteam Haarlem-Oost, Wim Wijkstra", since=since, advice="go_on", **add
        )
        services.add_link(domain="legal", name="Kantoor Duinweg, mediator", since=since, advice="slower", **add)
        services.record_court_track(
            case=case,
            court="Rechtbank Noord-Holland",
            case_number="C/15/000000 / FA RK 00-0000",
            hearing_on=world.today - timedelta(days=60),
            pro_forma_on=world.today + timedelta(days=36),
            goals="De ouders overleggen weer over school en gezondheid.\nDe kinderen zien beide ouders zonder spanning.",
            by=cora,
        )
    with clock.at(world.ago(16)):
        services.ask_partner(
            case=case,
            to_name=SCHOOL,
            to_email="ib@example.org",
            question="Hoe gaat het op school? Beide ouders weten dat wij dit vragen.",
            basis=Basis.BOTH_PARENTS,
            by=cora,
        )


def _school(world, link: ChainLink) -> None:
    """Both parents said yes to hearing from the school, before it is asked something."""
    parents = list(Parent.objects.filter(family=link.case.family_id).order_by("side"))
    services.keep_consents(
        link=link,
        given={(parent.pk, Purpose.HEARING) for parent in parents},
        parents=parents,
        by=world.people["cora"],
        audience="coordinator",
    )


def _advice(world) -> None:
    with clock.at(world.ago(2)):
        services.ask_advice(
            organisation=world.organisations["rvdk"],
            subject="Kind wil niet mee naar de andere ouder",
            question="Een kind van tien wil sinds de zomer niet mee. De ouders geven elkaar de schuld. Wat doen wij eerst?",
            by=world.people["ruth"],
        )
    with clock.at(world.ago(15)):
        asked = services.ask_advice(
            organisation=world.organisations["wijkteam"],
            subject="Praten met beide ouders samen of apart",
            question="Na een incident willen de ouders niet meer samen aan tafel. Beginnen wij toch samen?",
            by=world.people["wim"],
        )
    with clock.at(world.ago(13)):
        advice = "Begin apart, met dezelfde vragen en evenveel tijd. Kijk eerst of het veilig is."
        services.give_advice(
            consultation=asked, advice=advice, by=world.people["cora"], keep_as="Samen of apart beginnen"
        )


def _send(world, key: str, parents: tuple[str, str], name: str, *, ground: str = Ground.CONSENT) -> Referral:
    row = _begin(world, key, parents, name)
    services.save_children(referral=row, children=[_child(world, "Mees", name, 8), _child(world, "Roos", name, 11)])
    explained = {
        Ground.CONSENT: "",
        Ground.LEGAL_DUTY: "Onderzoek van de Raad op verzoek van de rechtbank.",
        Ground.OVERRIDE: "Een ouder is al weken niet te bereiken. De andere ouder en de kinderen vragen dringend om hulp.",
    }
    services.save_question(referral=row, question=QUESTION, ground=ground, ground_explained=explained[ground])
    services.submit_referral(referral=row, by=world.people[key])
    return row


def _begin(world, key: str, first_names: tuple[str, str], names: str | tuple[str, str]) -> Referral:
    user = world.people[key]
    last_names = (names, names) if isinstance(names, str) else names
    organisation = world.organisations["wijkteam" if key == "wim" else "rvdk"]
    parents = [
        {
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}@example.org".lower().replace(" ", ""),
            "phone": f"06 0000 {world.lot.randrange(1000, 9999)}",
        }
        for first, last in zip(first_names, last_names, strict=True)
    ]
    return services.start_referral(ticket=uuid.uuid4(), organisation=organisation, parents=parents, by=user)


def _child(world, first_name: str, last_name: str, age: int) -> dict:
    born = date(world.today.year - age, 1, 1) + timedelta(days=world.lot.randrange(0, 20))
    return {
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": born.isoformat(),
        "gender": "girl" if first_name in {"Tess", "Roos", "Lotte"} else "boy",
        "municipality": world.municipalities["Haarlem"].code,
    }


def _working_days_ago(world, number: int) -> datetime:
    days = 0
    while number:
        days += 1
        number -= is_working_day((world.now - timedelta(days=days)).date())
    return world.ago(days)
