"""Many cases at once, by bulk_create: enough rows for the planner to choose as it would in production."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator

from centre import clock
from centre.audiences import Audience
from centre.models import (
    AccessLog,
    CareRelation,
    Case,
    Child,
    Dossier,
    Family,
    Membership,
    Milestone,
    Note,
    Notice,
    Organisation,
    Parent,
    Region,
    User,
)

#: Looks in the log per case.
LOOKS = 10


def staff() -> tuple[User, User]:
    """(coordinator, therapist) of one region."""
    region = Region.objects.create(name="Meetrand", slug="meetrand")
    centre = Organisation.objects.create(name="Meetcentrum", kind=Organisation.Kind.CENTRE)
    people = []
    for audience in (Audience.COORDINATOR, Audience.THERAPIST):
        user = User.objects.create(email=f"{audience}@example.org", name=str(audience), password="!")
        Membership.objects.create(
            user=user, audience=audience, organisation=centre, region=region, since=date(2020, 1, 1)
        )
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
        people.append(user)
    return tuple(people)


def fill(size: int, coordinator: User, therapist: User) -> None:
    """`size` cases in the coordinator's region; the therapist works on one in fifty of them."""
    region, now = coordinator.memberships.get().region, clock.now()
    users = User.objects.bulk_create(
        [User(email=f"ouder{number}@example.org", name=f"Ouder {number}", password="!") for number in range(2 * size)],
        2000,
    )
    families = Family.objects.bulk_create([Family() for _ in range(size)], 2000)
    parents = Parent.objects.bulk_create(
        [
            Parent(family=families[n // 2], side="ab"[n % 2], user=user, first_name="Ouder", last_name=str(n))
            for n, user in enumerate(users)
        ],
        2000,
    )
    cases = Case.objects.bulk_create(
        [Case(family=family, region=region, entered_via="neighbourhood_team") for family in families], 2000
    )
    children = Child.objects.bulk_create(
        [Child(first_name="Kind", last_name=str(n), birth_date=date(2016, 1, 1)) for n in range(size)], 2000
    )
    Child.families.through.objects.bulk_create(
        [Child.families.through(child=child, family=family) for child, family in zip(children, families, strict=True)],
        2000,
    )
    files = [Dossier(kind="parent", parent=row) for row in parents] + [
        Dossier(kind="child", child=row) for row in children
    ]
    files = Dossier.objects.bulk_create(files, 2000)
    Milestone.objects.bulk_create(
        [
            Milestone(case=case, kind="entered", reached_on=(now - timedelta(days=n % 900)).date())
            for n, case in enumerate(cases)
        ],
        2000,
    )
    CareRelation.objects.bulk_create(
        [CareRelation(case=case, user=therapist, kind="assessor", reason="meting") for case in cases[::50]], 2000
    )
    Note.objects.bulk_create(
        [
            Note(
                dossier=files[n],
                case=cases[n // 2],
                kind="observation",
                subject="Meting",
                text="Tekst.",
                written_by=therapist,
            )
            for n in range(2 * size)
        ],
        2000,
    )
    AccessLog.objects.bulk_create(
        [
            AccessLog(actor=therapist, action="view", label="dossier", dossier=row, at=now - timedelta(minutes=n))
            for n, row in enumerate(files[:size] * LOOKS)
        ],
        2000,
    )
    Notice.objects.bulk_create(
        [Notice(key=f"oud:{n}", kind="message", recipient=user, state="sent") for n, user in enumerate(users)], 2000
    )
