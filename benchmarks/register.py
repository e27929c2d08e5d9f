"""The public register with a thousand therapists at sixty locations: queries, bytes that a phone fetches cold, time."""

import gzip
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from centre import clock
from centre.models import Municipality, Organisation, PostcodeArea, User
from therapists.models import Certificate, Practice, RuleSet, Therapist
from therapists.states import Role

SEARCHES = (
    "", "?place=2011&distance=80", "?name=Therapeut+09", "?place=2999", "?page=20", "?role=8-12&video=on",
)  # fmt: skip
#: How an engine says that it reads a table from its first row to its last.
WHOLE = {"postgresql": "Seq Scan on {}", "sqlite": "SCAN {}"}


def furnish(people: int = 1000, locations: int = 60) -> None:
    """Invented people, two locations and both roles each."""
    centre = Organisation.objects.create(name="Meetaanbieder", kind=Organisation.Kind.CARE_PROVIDER)
    town = Municipality.objects.create(code="9999", name="Meetstad", slug="meetstad", latitude=52.38, longitude=4.64)
    PostcodeArea.objects.create(
        code="2011", place="Meetstad", municipality=town, latitude=52.38, longitude=4.64, basis="plaats"
    )
    practices = Practice.objects.bulk_create(
        Practice(
            name=f"Locatie {n}", slug=f"meet-{n}", organisation=centre, municipality=town, street=f"Pad {n}",
            postcode="2011 AA", place="Meetstad", latitude=51.6 + n % 9 * 0.2, longitude=4.6 + n % 7 * 0.2,
            waiting_weeks=n % 20, waiting_as_of=clock.today(),
        )
        for n in range(locations)
    )  # fmt: skip
    users = User.objects.bulk_create(
        User(email=f"meet{n}@example.org", name=f"Therapeut {n:04}", password="!") for n in range(people)
    )
    rows = Therapist.objects.bulk_create(
        Therapist(
            user=user,
            slug=f"meet-{n}",
            is_public=True,
            about="Werkt met ouders.",
            ages="8-12",
            has_video=n % 5 == 0,
            shown="about,languages,age_groups,video,registration",
        )
        for n, user in enumerate(users)
    )
    link = Therapist.practices.through
    link.objects.bulk_create(
        link(therapist_id=row.pk, practice_id=practices[(n + step) % locations].pk)
        for n, row in enumerate(rows)
        for step in (0, 1)
    )
    rules, _made = RuleSet.objects.get_or_create(version=1, defaults={"published_on": clock.today()})
    since = clock.today() - timedelta(days=100)
    Certificate.objects.bulk_create(
        Certificate(therapist=row, role=role, rule_set=rules, granted_on=since) for row in rows for role in Role
    )


def cold_bytes(html: bytes) -> int:
    """What a first visit fetches, compressed as the server sends it: the page, its style sheets and scripts."""
    text = html.decode()
    names = re.findall(r'<(?:link rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"', text)
    paths = {finders.find(re.sub(r"^.*?/static/", "", name)) for name in names}
    return sum(len(gzip.compress(content)) for content in (html, *(Path(path).read_bytes() for path in paths if path)))


def plan_of(queries: list[dict]) -> str:
    """How the engine finds the therapists of a search: the tables that it reads whole, for the query that joins them."""
    sql = next(row["sql"] for row in queries if "INNER JOIN" in row["sql"] and "therapists_therapist" in row["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        lines = [str(row[-1]) for row in cursor.fetchall()]
    mark = WHOLE[connection.vendor]
    tables = (
        "therapists_therapist", "therapists_certificate", "therapists_suspension", "therapists_practice", "centre_user",
    )  # fmt: skip
    # "SCAN therapists_practice" is not "SCAN therapists_practice USING INDEX": that one follows an index.
    whole = [
        table
        for table in tables
        if any(re.search(rf"{re.escape(mark.format(table))}(?!\w)(?! USING)", line) for line in lines)
    ]
    return f"reads {', '.join(whole)} whole" if whole else "reads no table whole"


def measure() -> Iterator[tuple[str, str, str]]:
    """Per search: queries, kilobytes cold, median processor time of five visits, and how its therapists are found."""
    furnish()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    for search in SEARCHES:
        address = f"/therapeuten/{search}"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        queries, took = asked.captured_queries, []
        for _visit in range(5):
            begin = time.process_time()
            client.get(address)
            took.append(time.process_time() - begin)
        yield (
            address,
            f"{len(queries)} queries",
            f"{cold_bytes(page.content) / 1000:.0f} kB cold, {1000 * median(took):.0f} ms of the processor, {plan_of(queries)}",
        )
