"""`python -m benchmarks.chain [--size 100000]` on an empty database: the coordinator's desk and watch lists, and the
partners' interface: how many questions each page asks, and that an index serves every list. Says no when one does not.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from statistics import median

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet

from benchmarks.lines import Line, show

#: Most questions that a list, and that an answer of the interface may ask (issue: referrals and the chain).
LIST, INTERFACE = 10, 15


def addresses(coordinator) -> list[str]:
    """The pages of the desk and the watch, one sheet and one chain among them."""
    from referrals.models import Referral

    row = Referral.objects.in_regions_of(coordinator).filter(state="submitted").select_related("case").first()
    return [
        "/coordinatie/", "/coordinatie/verwijzingen/", "/coordinatie/verwijzingen/?page=3",
        "/coordinatie/verwijzingen/?lijst=aangenomen", "/coordinatie/verwijzingen/?lijst=aangenomen&page=300",
        "/coordinatie/volgen/", "/coordinatie/volgen/?lijst=vragen", "/coordinatie/volgen/?lijst=rechtbank",
        "/coordinatie/regie/", "/coordinatie/kwaliteit/",
        f"/coordinatie/verwijzingen/{row.reference}/", f"/coordinatie/zaken/{row.case.reference}/keten/",
    ]  # fmt: skip


def lists(coordinator, system) -> dict[str, QuerySet]:
    """What the pages ask the database for; `system`: the key of a partner's own system."""
    from referrals import selectors
    from referrals.models import Referral

    row = Referral.objects.in_regions_of(coordinator).filter(state="submitted").first()
    return {
        "desk: waiting": selectors.incoming_desk(coordinator)[:25],
        "desk: accepted": selectors.incoming_desk(coordinator, "aangenomen")[:25],
        "twins of one referral": selectors.twins_for_centre(row, coordinator),
        "watch: handovers": selectors.unconfirmed_handovers(coordinator)[:25],
        "watch: questions": selectors.open_questions(coordinator)[:25],
        "watch: court reports": selectors.court_reports_near(coordinator)[:25],
        "signals to follow up": selectors.signals_to_follow_up(coordinator)[:25],
        "cases without a director": selectors.cases_without_director(coordinator)[:25],
        "interface: own referrals": selectors.own_for_system(system.responsible, system.organisation)[:26],
    }


#: Lists of which an index has to be behind every big table: the desk, the watch and the interface.
SERVED = ("desk", "twins", "watch", "interface")


def read_whole(query: QuerySet, big: Iterator[str]) -> tuple[list[str], str]:
    """(big tables that the plan reads from the first row to the last, the plan)."""
    plan = query.explain()
    scan = "Seq Scan on {} " if connection.vendor == "postgresql" else "SCAN {}\n"
    lines = f"{plan}\n"
    return [table for table in big if scan.format(table) in lines], plan


def used(plan: str) -> str:
    """The indexes that a plan names."""
    words = plan.replace(" USING COVERING INDEX ", " using ").replace(" USING INDEX ", " using ").splitlines()
    return ", ".join(sorted({line.split(" using ")[1].split()[0] for line in words if " using " in line}))


def pages(coordinator, visits: int = 5) -> Iterator[tuple[str, int, str]]:
    """(address, questions on a second visit, remark)."""
    from benchmarks.measures import browser

    client = browser(coordinator)
    for address in addresses(coordinator):
        yield address, *visited(lambda address=address: client.get(address), visits)


def interface(key: str, visits: int = 5) -> Iterator[tuple[str, int, str]]:
    """The same for a partner's own system: hand in, read, list, and knock with a foreign reference."""
    from django.test import Client

    from referrals.models import ApiSubmission, Referral

    client, base = Client(headers={"host": settings.ALLOWED_HOSTS[0], "authorization": f"Bearer {key}"}), "/api/v1"
    number = iter(range(100))

    def submit():
        once = {"Idempotency-Key": f"meting-{next(number):04}"}
        return client.post(f"{base}/verwijzingen", json.dumps(WHOLE), content_type="application/json", headers=once)

    submit()
    own = ApiSubmission.objects.latest("pk").referral
    foreign = Referral.objects.exclude(organisation=own.organisation).first()
    for name, act in {
        "POST /verwijzingen": submit,
        "GET /verwijzingen": lambda: client.get(f"{base}/verwijzingen"),
        "GET /verwijzingen/{own}": lambda: client.get(f"{base}/verwijzingen/{own.reference}"),
        "GET /verwijzingen/{foreign}": lambda: client.get(f"{base}/verwijzingen/{foreign.reference}"),
    }.items():
        yield name, *visited(act, visits)


#: An invented family, as a partner's system hands it in.
WHOLE = {
    "ouders": [
        {"voornaam": "Els", "achternaam": "Prins", "email": "els@example.org"},
        {"voornaam": "Frank", "achternaam": "de Boer", "email": "frank@example.org"},
    ],
    "kinderen": [{"voornaam": "Lotte", "achternaam": "de Boer", "geboortedatum": "2017-03-04", "gemeentecode": "9000"}],
    "vraag": "Hoe verder?",
    "grondslag": "toestemming",
}


def allowed(what: str) -> int:
    """Most questions: a list ten, a sheet, a chain and an answer of the interface fifteen."""
    return LIST if what.startswith("/") and what.count("/") < 4 else INTERFACE


def visited(act: Callable, visits: int) -> tuple[int, str]:
    """(questions, "status, median in ms") of something that was done once before; no visits, no time."""
    from django.test.utils import CaptureQueriesContext

    from benchmarks.measures import _seconds

    act()
    with CaptureQueriesContext(connection) as asked:
        answer = act()
        number = len(asked)
    took = [1000 * _seconds(act) for _time in range(visits)]
    return number, f"{answer.status_code}{f', {median(took):.0f} ms' if took else ''}"


def measure(size: int, coordinator) -> Iterator[Line]:
    """Fill, then ask; beyond what was promised is a page that asks too much or a list that reads a big table whole."""
    from benchmarks import chain_rows
    from benchmarks.measures import _seconds

    made = []
    took = _seconds(lambda: made.append(chain_rows.fill(size, coordinator)))
    system, key = made[0]
    yield Line(f"{size} cases", f"written in {took:.0f} s", "")
    for what, number, remark in (*pages(coordinator), *interface(key)):
        yield Line(what, f"{number} queries (at most {allowed(what)})", remark, number > allowed(what))
    for name, query in lists(coordinator, system).items():
        whole, plan = read_whole(query, chain_rows.BIG)
        value = f"reads {', '.join(whole)} whole" if whole else "no big table whole"
        yield Line(name, value, used(plan)[:120], bool(whole) and name.startswith(SERVED))


def main() -> int:
    """Fill, measure, print; returns 1 when something is beyond what was promised."""
    parser = argparse.ArgumentParser(prog="benchmarks.chain")
    parser.add_argument("--size", type=int, default=100_000, help="cases to make")
    asked = parser.parse_args()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()
    from benchmarks import crowd

    call_command("migrate", verbosity=0)
    coordinator, _therapist = crowd.staff()
    print(connection.vendor)
    return int(show(measure(asked.size, coordinator)) > 0)


if __name__ == "__main__":
    sys.exit(main())
