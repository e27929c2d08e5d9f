"""What is measured, and how much was promised."""

import contextlib
import time
from collections.abc import Iterator
from statistics import median
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.doorbells import rate
from benchmarks.lines import Line
from centre import access, clock, file_requests, retention
from centre.models import AccessLog, Case, Dossier, Notice, User
from centre.services import delivery

#: Lists that staff opens all day.
LISTS = {
    "coordinator": ["/coordinatie/", "/coordinatie/verzoeken/", "/coordinatie/mensen/"],
    "therapist": ["/praktijk/"],
}
#: Most questions of a first page, and of a list.
FIRST, LIST = 12, 8
#: How much slower the log may make a dossier page (issue: the ground floor).
MOST_FOR_THE_LOG = 0.15
#: Visits of that page with the log, and as many without.
TURNS = 150
#: Rows from which reading a whole table counts as a fault.
BIG = 1000


def browser(user: User) -> Client:
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user, backend="centre.identity.passwords.SameWorkBackend")
    return client


def pages(coordinator: User, therapist: User) -> Iterator[Line]:
    """Queries and the median of five visits."""
    for who, user in (("coordinator", coordinator), ("therapist", therapist)):
        client = browser(user)
        for address in LISTS[who]:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                response = client.get(address)
            # Counted now: the next request empties the list.
            number = len(asked)
            took = [_seconds(lambda address=address, client=client: client.get(address)) for _ in range(5)]
            over = number > (FIRST if address == LISTS[who][0] else LIST)
            yield Line(address, f"{number} queries", f"{response.status_code}, {1000 * median(took):.0f} ms", over)


def log_share(therapist: User) -> Iterator[Line]:
    """How much the writing of who looked adds to a dossier page: the same page with and without, taking turns."""
    case = Case.objects.visible_to(therapist).first()
    file = Dossier.objects.of_case(case).first()
    client, address = browser(therapist), f"/praktijk/zaken/{case.reference}/dossier/{file.reference}/"
    status = client.get(address).status_code
    unwritten = patch.object(access, "write_looks", lambda _request: None)
    written, without = [], []
    for turn in range(TURNS):
        # The order of the two changes: drift of the machine falls on both alike.
        for times in (written, without) if turn % 2 else (without, written):
            with contextlib.nullcontext() if times is written else unwritten:
                times.append(_seconds(lambda: client.get(address)))
    page, bare = median(written), median(without)
    share = (page - bare) / bare
    rows = AccessLog.objects.count()
    client.get(address)
    remark = f"{status}, {1000 * page:.1f} ms with, {1000 * bare:.1f} ms without; {AccessLog.objects.count() - rows} rows a page"
    yield Line(
        "log in a dossier page", f"{share:+.1%} (at most {MOST_FOR_THE_LOG:.0%})", remark, share > MOST_FOR_THE_LOG
    )


def doorbells(count: int, _user: User) -> Iterator[Line]:
    """See benchmarks/doorbells.py."""
    yield from rate(count)


def plans(coordinator: User, therapist: User) -> Iterator[Line]:
    """Whole tables that PostgreSQL reads for the queries of queues and lists."""
    due = {"state": "new", "due_at__lte": clock.now()}
    queries: dict[str, QuerySet] = {
        "doorbells that are due": Notice.objects.filter(**due).order_by("due_at")[:50],
        "claims of a dead worker": Notice.objects.filter(state="claimed", claimed_at__lt=clock.now() - delivery.LEASE),
        "questions about files": file_requests.waiting(coordinator)[:25],
        "proposals to erase": retention.waiting()[:25],
        "cases of a therapist": Case.objects.visible_to(therapist).order_by("-opened_on")[:25],
        "log of one dossier": AccessLog.objects.filter(dossier=Dossier.objects.first()).order_by("-at")[:25],
    }
    for name, query in queries.items():
        plan = query.explain()
        found = {table for table in big_tables() if f"Seq Scan on {table} " in plan}
        value = f"reads {', '.join(sorted(found))} whole" if found else "no big table whole"
        yield Line(name, value, plan.splitlines()[0].strip()[:60], bool(found))


def big_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s ORDER BY relname", [BIG])
        return [row[0] for row in cursor.fetchall()]


def _seconds(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
