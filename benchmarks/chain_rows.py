"""Cases with a referral, a handover, a question, a court's date and a signal for one in eleven, written by the database itself."""

from datetime import date, timedelta

from django.db import connection

from benchmarks.many import day, moment, multiply, one_of, sometimes, ticket
from centre import clock
from centre.audiences import Audience
from centre.models import CareRelation, Case, Family, Membership, Municipality, Organisation, Region, User
from referrals import services
from referrals.models import ApiKey, CourtTrack, FamilyTrace, Handover, HelpSignal, Referral, ReplyLink

#: Regions, of which the first is the coordinator's own.
REGIONS = 10
#: Of a hundred referrals.
STATES = ["accepted"] * 90 + ["declined", "withdrawn", "returned", "draft"] * 2 + ["submitted"] * 2
#: Tables with a row per case: a list that reads one of them whole grows with the centre.
BIG = [
    model._meta.db_table
    for model in (Case, CareRelation, Referral, FamilyTrace, Handover, HelpSignal, ReplyLink, CourtTrack)
]


def fill(size: int, coordinator: User) -> tuple[ApiKey, str]:
    """`size` cases, one in ten in the coordinator's region; returns the key of one partner's system, row and words."""
    regions, places = _regions(coordinator)
    partners = Organisation.objects.bulk_create(
        Organisation(name=f"Meetteam {n}", kind="neighbourhood_team", region=regions[0]) for n in range(40)
    )
    referrer = User.objects.create(email="verwijzer@example.org", name="Verwijzer", password="!")
    Membership.objects.create(
        user=referrer, audience=Audience.REFERRER, organisation=partners[0], since=date(2020, 1, 1)
    )
    case = _cases(size, regions, coordinator)
    _referrals(size, case, regions, places, partners, referrer)
    _watched(size, case, coordinator)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return services.make_key(
        organisation=partners[0], responsible=referrer, label="meting", ends_on=clock.today(), by=coordinator
    )


def _regions(coordinator: User) -> tuple[list[Region], list[Municipality]]:
    own = coordinator.memberships.get().region
    others = Region.objects.bulk_create(Region(name=f"Rand {n}", slug=f"rand-{n}") for n in range(1, REGIONS))
    regions = [own, *others]
    places = Municipality.objects.bulk_create(
        Municipality(code=f"{9000 + n}", name=f"Plaats {n}", slug=f"plaats-{n}", region=region, province="Meting")
        for n, region in enumerate(regions)
    )
    return regions, places


def _cases(size: int, regions: list[Region], coordinator: User) -> int:
    """The key of the first case; nine in ten are led, each by one of forty people."""
    now = clock.now()
    family = multiply(Family(), size, reference="'GM-' || n")
    case = multiply(
        Case(family_id=family, region=regions[0], entered_via="neighbourhood_team"), size,
        reference="'ZM-' || n", family_id=f"{family} + n", region_id=one_of([row.pk for row in regions], "MOD(n, 10)"),
        opened_on=day(date(2020, 1, 1), "MOD(n, 2000)"), closed_on=sometimes("MOD(n / 10, 5) > 0", day(date(2026, 1, 1))),
    )  # fmt: skip
    leading = User.objects.bulk_create(
        User(email=f"regie{n}@example.org", name=f"Regie {n}", password="!") for n in range(39)
    )
    people = one_of([coordinator.pk, *[row.pk for row in leading]], "MOD(n / 10, 40)")
    multiply(
        CareRelation(case_id=case, user=coordinator, kind="director", reason="meting", since=now), size,
        case_id=f"{case} + n", user_id=people, until=sometimes("MOD(n / 10, 10) = 3", moment(now)),
    )  # fmt: skip
    return case


def _referrals(size: int, case: int, regions, places, partners, referrer: User) -> None:
    now = clock.now()
    before = moment(now, "-n")
    first = multiply(
        Referral(organisation=partners[0], submitted_by=referrer, region=regions[0], question="Meting.", ground="consent"), size,
        reference="'VM-' || n", ticket=ticket(), organisation_id=one_of([row.pk for row in partners], "MOD(n / 10, 40)"),
        region_id=one_of([row.pk for row in regions], "MOD(n, 10)"),
        municipality_id=one_of([row.pk for row in places], "MOD(n, 10)"),
        state=one_of(STATES, "MOD(n / 10, 100)"), case_id=f"{case} + n", state_since=before, submitted_at=before, created_at=before,
    )  # fmt: skip
    multiply(FamilyTrace(referral_id=first, digest=""), size, referral_id=f"{first} + n", digest="'meting' || (n / 2)")


def _watched(size: int, case: int, coordinator: User) -> None:
    """What the watch lists read: one handover in 200 has no start, one question in 200 no answer, one report in 300 is owed."""
    now, today = clock.now(), clock.today()
    own = {"case_id": f"{case} + n"}
    handover = multiply(
        Handover(case_id=case, to_name="Praktijk", what="Hulp", handed_on=today, recorded_by=coordinator), size,
        reference="'KH-' || n", partner_key="'p' || MOD(n, 400)", handed_on=day(date(2026, 1, 1), "MOD(n, 90)"),
        started_on=sometimes("MOD(n / 10, 200) > 0", day(date(2026, 6, 1))), **own,
    )  # fmt: skip
    multiply(
        HelpSignal(handover_id=handover, kind="late", noticed_on=today), size // 11, reference="'KS-' || n",
        handover_id=f"{handover} + 11 * n", noticed_on=day(date(2026, 2, 1), "MOD(n, 90)"),
        followed_up_on=sometimes("MOD(n / 10, 50) > 0", day(date(2026, 6, 1))),
    )  # fmt: skip
    multiply(
        ReplyLink(
            case_id=case, to_email="x@example.org", to_name="School", question="?", basis="both_parents", asked_by=coordinator,
            expires_at=now + timedelta(days=8), mailed_at=now,
        ), size, reference="'KV-' || n", token_digest="'meting' || n",
        asked_at=moment(now - timedelta(days=20), "-n"), answered_at=sometimes("MOD(n / 10, 200) > 0", moment(now)), **own,
    )  # fmt: skip
    multiply(
        CourtTrack(case_id=case, court="Rechtbank", case_number="1", goals="Doel", pro_forma_on=today, recorded_by=coordinator), size,
        reference="'KR-' || n", pro_forma_on=day(today, "MOD(n / 10, 900) - 300"),
        reported_on=sometimes("MOD(n / 10, 300) > 0", day(date(2026, 6, 1))), **own,
    )  # fmt: skip
