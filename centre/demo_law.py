"""What the demo shows of decisions of courts, checks on children, the plan of help, widely known people, numbers of
organisations, and telling of rights."""

from datetime import timedelta

from centre import clock
from centre.models import Case, Dossier, Parent
from centre.services.authority import confirm_authority
from centre.services.child_checks import check_children
from centre.services.court_decisions import record_decision
from centre.services.disclosures import disclose
from centre.services.help_plans import note_fact, tell_rights
from centre.services.known_people import mark_known
from centre.services.organisations import keep_numbers
from centre.six_questions import QUESTIONS


def furnish(world) -> None:
    """After the people: the family of Anna and Bram."""
    anna = Parent.objects.select_related("family").get(user__email="anna@example.org")
    case = anna.family.cases.order_by("-opened_on", "-pk").first()
    parents = list(Parent.objects.filter(family=case.family_id).order_by("side"))
    _decisions(world, case, parents)
    _checks(world, case, parents)
    _plan(world, case, parents)
    _conflict_of_duties(world, case)
    _numbers(world)
    other = Dossier.objects.filter(parent__user__email="carla@example.org").first()
    if other is not None:
        mark_known(dossier=other.reference, by=world.people["fiona"])
    with clock.at(world.ago(1)):
        while tell_rights():
            pass


def _decisions(world, case: Case, parents: list[Parent]) -> None:
    cora, child = world.people["cora"], case.family.children.order_by("pk").first()
    with clock.at(world.ago(20)):
        record_decision(
            family=case.family,
            kind="information",
            number="C/15/351204 / FA RK 26-118",
            court="Rechtbank Noord-Holland",
            decided_on=world.today - timedelta(days=60),
            since=world.today - timedelta(days=60),
            effect="Beide ouders krijgen elke brief over de kinderen van ons, op hetzelfde moment.",
            by=cora,
        )
        line = child.authorities.filter(parent=parents[0], until=None).first()
        if line is not None:
            confirm_authority(authority=line, evidence="court", number="ECLI:NL:RBNHO:2024:4321", by=cora)


def _checks(world, case: Case, parents: list[Parent]) -> None:
    """Of the first parent and a new partner there; of the other it is still to be done."""
    facts = {"case": case, "parent": parents[0], "moment": "start", "is_worried": False, "by": world.people["cora"]}
    with clock.at(world.ago(9)):
        facts["checked_on"] = clock.today()
        asked = "Gevraagd wie er in huis wonen, hoe het met de kinderen gaat en wie er voor hen zorgt. Geen zorgen."
        check_children(**facts, children="De kinderen van dit gezin.", account=asked)
        check_children(**facts, children="Een dochter van 5, om het weekend.", account=asked, new_partner="Kim")


def _plan(world, case: Case, parents: list[Parent]) -> None:
    files = {file.parent_id: file for file in Dossier.objects.filter(parent__in=parents)}
    steps = [(parents[0], "offered", 70), (parents[0], "no_family_plan", 63), (parents[1], "offered", 70)]
    steps += [(parents[1], "no_family_plan", 63), (parents[1], "plan", 40), (parents[1], "asked", 5)]
    for number, (parent, kind, days) in enumerate(steps):
        on = max(world.today - timedelta(days=days), case.opened_on)
        note_fact(
            case=case, dossier=files[parent.pk], kind=kind, on=on, by=world.people["cora"], once=f"demo-plan-{number}"
        )


def _conflict_of_duties(world, case: Case) -> None:
    file = Dossier.objects.filter(child__families=case.family_id).order_by("-pk").first()
    said = dict.fromkeys(QUESTIONS, "Besproken met de aandachtsfunctionaris; zie het verslag van dat overleg.")
    with clock.at(world.ago(6)):
        day = clock.today()
        disclose(
            dossier=file,
            case=case,
            kind_of_receiver="gp",
            receiver="Huisartsenpraktijk De Linde, huisarts",
            ground="conflict",
            subject_matter="Dat wij ons zorgen maken over de nachtrust van het kind.",
            answers=said,
            references={"vir_number": "2026-118", "vir_on": day},
            by=world.people["thea"],
            once="demo-conflict",
        )


def _numbers(world) -> None:
    for key, numbers in {
        "rvdk": {"oin": "00000004000000123000", "kvk": "", "agb": ""},
        "wijkteam": {"oin": "00000003123456780000", "kvk": "12345678", "agb": ""},
    }.items():
        keep_numbers(organisation=world.organisations[key], **numbers)
