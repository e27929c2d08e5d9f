"""`python -m benchmarks.chain [--size 100000]` on an empty PostgreSQL: the coordinator's desk and watch lists, with their plans."""

import argparse
import uuid
from collections.abc import Iterator
from datetime import timedelta

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

CHUNK = 2000


def fill(size: int, coordinator) -> None:
    """`size` cases, one in ten in the coordinator's region; referrals of every state, handovers, signals, questions."""
    from benchmarks.crowd import date
    from centre import clock
    from centre.models import CareRelation, Case, Family, Municipality, Organisation, Region
    from referrals.models import CourtTrack, FamilyTrace, Handover, HelpSignal, Referral, ReplyLink

    now, own = clock.now(), coordinator.memberships.get().region
    regions = [own, *Region.objects.bulk_create(Region(name=f"Rand {n}", slug=f"rand-{n}") for n in range(9))]
    places = Municipality.objects.bulk_create(
        Municipality(code=f"{9000 + n}", name=f"Plaats {n}", slug=f"plaats-{n}", region=region, province="Meting")
        for n, region in enumerate(regions)
    )
    partner = Organisation.objects.create(name="Meetteam", kind="neighbourhood_team", region=own)
    families = Family.objects.bulk_create([Family() for _number in range(size)], CHUNK)
    cases = Case.objects.bulk_create(
        [
            Case(
                family=family, region=regions[n % 10], entered_via="neighbourhood_team",
                opened_on=date(2020, 1, 1) + timedelta(days=n % 2000), closed_on=date(2026, 1, 1) if n % 5 else None,
            )
            for n, family in enumerate(families)
        ],
        CHUNK,
    )  # fmt: skip
    CareRelation.objects.bulk_create(
        [
            CareRelation(case=case, user=coordinator, kind="director", reason="meting")
            for n, case in enumerate(cases)
            if n % 100
        ],
        CHUNK,
    )
    states = ["accepted"] * 90 + ["declined", "withdrawn", "returned", "draft"] * 2 + ["submitted"] * 2
    rows = Referral.objects.bulk_create(
        [
            Referral(
                organisation=partner, submitted_by=coordinator, ticket=uuid.uuid4(), region=case.region,
                municipality=places[n % 10], question="Meting.", ground="consent", state=states[n // 10 % 100], case=case,
                state_since=now - timedelta(minutes=n), submitted_at=now - timedelta(minutes=n), created_at=now - timedelta(minutes=n),
            )
            for n, case in enumerate(cases)
        ],
        CHUNK,
    )  # fmt: skip
    FamilyTrace.objects.bulk_create(
        [FamilyTrace(referral=row, digest=f"{n:064x}") for n, row in enumerate(rows)], CHUNK
    )
    who = {"recorded_by": coordinator, "to_name": "Praktijk", "what": "Hulp"}
    handovers = Handover.objects.bulk_create(
        [
            Handover(
                case=case, handed_on=date(2026, 1, 1), partner_key=str(n % 400), **who,
                started_on=date(2026, 1, 9) if n % 200 else None,
            )
            for n, case in enumerate(cases)
        ],
        CHUNK,
    )  # fmt: skip
    HelpSignal.objects.bulk_create(
        [
            HelpSignal(
                handover=row,
                kind="late",
                noticed_on=date(2026, 2, 1),
                followed_up_on=date(2026, 3, 1) if n % 50 else None,
            )
            for n, row in enumerate(handovers[::5])
        ],
        CHUNK,
    )
    asked = {"to_email": "x", "to_name": "x", "question": "x", "basis": "both_parents", "asked_by": coordinator}
    ReplyLink.objects.bulk_create(
        [
            ReplyLink(
                case=case, token_digest=f"{n:064x}", asked_at=now - timedelta(days=20), expires_at=now + timedelta(days=8),
                mailed_at=now, answered_at=now if n % 200 else None, **asked,
            )
            for n, case in enumerate(cases)
        ],
        CHUNK,
    )  # fmt: skip
    CourtTrack.objects.bulk_create(
        [
            CourtTrack(
                case=case, court="R", case_number="1", goals="x", recorded_by=coordinator,
                pro_forma_on=now.date() + timedelta(days=n % 900 - 300), reported_on=None if n % 300 == 0 else now.date(),
            )
            for n, case in enumerate(cases)
        ],
        CHUNK,
    )  # fmt: skip


def measured(coordinator) -> Iterator[tuple[str, str, str]]:
    """Queries and milliseconds of the pages; then, per list, whether a big table is read whole."""
    from django.test.utils import CaptureQueriesContext

    from benchmarks.measures import _seconds, big_tables, browser, median
    from referrals import selectors
    from referrals.models import Referral

    client = browser(coordinator)
    row = Referral.objects.in_regions_of(coordinator).filter(state="submitted").first()
    for address in (
        "/coordinatie/", "/coordinatie/verwijzingen/", "/coordinatie/verwijzingen/?lijst=aangenomen", f"/coordinatie/verwijzingen/{row.reference}/",
        "/coordinatie/volgen/", "/coordinatie/volgen/?lijst=vragen", "/coordinatie/volgen/?lijst=rechtbank", "/coordinatie/regie/", "/coordinatie/kwaliteit/", f"/coordinatie/zaken/{row.case.reference}/keten/",
    ):  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        number = len(asked)
        took = median(_seconds(lambda address=address: client.get(address)) for _time in range(5))
        yield address, f"{number} queries", f"{response.status_code}, {1000 * took:.0f} ms"
    lists = {
        "desk: waiting": selectors.incoming_desk(coordinator)[:25],
        "desk: accepted": selectors.incoming_desk(coordinator, "aangenomen")[:25],
        "twins of one referral": selectors.twins_for_centre(row, coordinator),
        "watch: handovers": selectors.unconfirmed_handovers(coordinator)[:25],
        "watch: questions": selectors.open_questions(coordinator)[:25],
        "watch: court reports": selectors.court_reports_near(coordinator)[:25],
        "cases without a director": selectors.cases_without_director(coordinator)[:25],
        "signals to follow up": selectors.signals_to_follow_up(coordinator)[:25],
    }
    for name, query in lists.items():
        plan = query.explain()
        whole = sorted(table for table in big_tables() if f"Seq Scan on {table} " in plan)
        used = sorted({line.split(" using ")[1].split()[0] for line in plan.splitlines() if " using " in line})
        yield name, f"reads {', '.join(whole)} whole" if whole else "no big table whole", ", ".join(used)[:120]


def main() -> None:
    """Fill, measure, print; the table is to be read."""
    parser = argparse.ArgumentParser(prog="benchmarks.chain")
    parser.add_argument("--size", type=int, default=100_000, help="cases to make")
    asked = parser.parse_args()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()
    from benchmarks import crowd

    if connection.vendor != "postgresql":
        parser.error("plans only mean something on PostgreSQL: set DATABASE_URL")
    call_command("migrate", verbosity=0)
    coordinator, _therapist = crowd.staff()
    fill(asked.size, coordinator)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{asked.size} cases on PostgreSQL {connection.pg_version // 10000}\n")
    for what, value, remark in measured(coordinator):
        print(f"  {what:<52}{value:<36}{remark}")


if __name__ == "__main__":
    main()
