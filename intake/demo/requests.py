"""Requests without an account in the demo: two of one family, one from another region, one put aside."""

from datetime import timedelta

from centre import clock
from centre.demo import World
from centre.models import Case
from centre.services.consents import record_ruling
from intake import services
from intake.models import HelpRequest

SUZE, WOUT = ("Suze", "Terpstra"), ("Wout", "van Loon")
#: (days ago, sender, other parent, child, birth date, town, answers that differ)
ASKED = [
    (6, SUZE, WOUT, "Jordi", "2018-05-04", "Haarlem", {}),
    (2, WOUT, ("Suze", "Terpstra"), "Jordy", "2018-05-04", "2011", {}),
    (3, ("Britt", "Kolk"), ("Rob", "Kolk"), "Merel", "2019-02-11", "Haarlem", {"joins": "no_contact"}),
    (1, ("Hilde", "Boon"), ("Tim", "Raaf"), "Cas", "2016-09-30", "Maastricht", {}),
    (1, ("Loes", "Visch"), ("Ap", "Visch"), "Bente", "2017-07-07", "Haarlem", {"safe": "no"}),
]


def furnish(world: World) -> None:
    """Ask, decide about one, and leave the others to be decided."""
    for days, sender, other, child, born, town, changed in ASKED:
        ask(world, days, sender, other, {"first_name": child, "birth_date": born, "town": town}, changed)
    with clock.at(world.ago(4)):
        row = ask(
            world,
            5,
            ("Test", "Test"),
            ("Test", "Test"),
            {"first_name": "Test", "birth_date": "2015-01-01", "town": "Haarlem"},
            {},
        )
        services.dismiss_request(request=row, reason="Leeg bericht", by=world.people["cora"])


def ask(world: World, days: int, sender, other, child: dict, changed: dict) -> HelpRequest:
    """One request that was sent in so many days ago."""
    key = sender[0].lower()
    you = {
        "first_name": sender[0], "last_name": sender[1], "email": f"{key}.{sender[1].split()[-1].lower()}@example.org",
        "phone": f"06 12 34 5{days} {len(key)}{len(other[0])}", "relation": "parent", "authority": "yes",
        "safe": changed.get("safe", "yes"),
    }  # fmt: skip
    told = {"first_name": other[0], "last_name": other[1], "joins": changed.get("joins", "unsure"), "note": ""}
    with clock.at(world.ago(days)):
        row, _token = services.begin_request()
        for step, answers in (("children", {"rows": [child]}), ("you", you), ("other", told)):
            services.keep_answers(request=row, step=step, answers=answers, revision=row.revision)
    with clock.at(world.ago(days) + timedelta(minutes=20)):
        return services.send_request(request=row)


def a_childs_own_page(world: World, case: Case) -> None:
    """A child of thirteen told something; a court replaced one parent's yes for a younger one."""
    child = case.family.children.get()
    with clock.at(world.ago(1)):
        answers = {"how": "2", "nice": "Mijn hond.", "hard": "Als ze ruzie maken aan de deur.", "talk": "there"}
        services.tell(dossier=child.dossiers.get(), case=case, answers=answers)


def a_courts_decision(world: World, case: Case) -> None:
    """A court gave consent in the place of one parent."""
    child, parent = case.family.children.first(), case.family.parents.order_by("side").last()
    record_ruling(
        case=case, purpose="group", kind="replaced", child=child, parent=parent, decided_by="Rechtbank Noord-Holland",
        number="C/15/123456", since=world.today - timedelta(days=20), by=world.people["cora"],
        reason="De rechtbank weegt dat wachten het kind schaadt.", weighed_with=world.people["thea"],
    )  # fmt: skip
