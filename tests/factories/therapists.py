"""Rows of the register for tests, made through its services."""

from datetime import date

from centre import clock
from centre.audiences import Audience
from centre.models import User
from therapists import services
from therapists.models import Portfolio, Practice, Review, Room, RuleSet, Therapist
from therapists.states import Role

#: Long before every date in the tests.
LONG_AGO = date(2021, 3, 3)


def rule_set(**fields) -> RuleSet:
    """The first version of the rules; it says nothing about how long a certificate lasts."""
    made = {"published_on": date(2020, 1, 1), **fields}
    return RuleSet.objects.get_or_create(version=made.pop("version", 1), defaults=made)[0]


def practice(cast, name: str = "Duin Haarlem", *, rooms: int = 3, municipality=None, **fields) -> Practice:
    """A location in Haarlem with numbered rooms ("Kamer 1", ...)."""
    municipality = municipality or cast.haarlem
    number = Practice.objects.count() + 1
    values = {
        "slug": f"locatie-{number}",
        "street": f"Zandpad {number}",
        "postcode": "2011 AA",
        "place": municipality.name,
        "latitude": municipality.latitude,
        "longitude": municipality.longitude,
        "organisation": cast.provider,
        **fields,
    }
    row = Practice.objects.create(name=name, municipality=municipality, **values)
    Room.objects.bulk_create(Room(practice=row, name=f"Kamer {n}") for n in range(1, rooms + 1))
    return row


def therapist(
    cast,
    user: User | None = None,
    *,
    role: str | None = Role.PARENT_LEAD,
    granted_on: date = LONG_AGO,
    valid_until: date | None = None,
    practices: list[Practice] | None = None,
    is_public: bool = True,
    name: str = "",
) -> Therapist:
    """A registered therapist, certified in `role` (None: no certificate) until `valid_until` (None: no end date).

    Without `user` a new one is made; `therapist(cast, cast.thea)` and `therapist(cast, cast.ulla, role=Role.CHILD_LEAD)`
    put the cast's own therapists in the register.
    """
    rule_set()
    if user is None:
        # Imported here: tests.cast needs no register, and most tests of the register need no second user.
        from tests.cast import make_user

        number = User.objects.count()
        user = make_user(
            f"therapist{number}", name or f"Therapeut {number}", Audience.THERAPIST, organisation=cast.provider
        )
    places = practices if practices is not None else list(Practice.objects.all()[:1]) or [practice(cast)]
    row = services.register_therapist(user=user, practices=places, on=LONG_AGO)
    if role:
        services.certify(
            therapist=row, role=role, by=cast.cora, reasons="Good work.", on=granted_on, valid_until=valid_until
        )
    if is_public:
        services.publish_profile(therapist=row, is_public=True, about="Werkt met ouders.", languages="nl")
    return row


def judged_portfolio(cast, certificate) -> Portfolio:
    """A sent portfolio of this certificate that two people found ready."""
    today = clock.today()
    portfolio = Portfolio.objects.create(
        certificate=certificate, rule_set=certificate.rule_set, started_on=today, submitted_on=today
    )
    for user in (cast.ulla, cast.cora):
        Review.objects.create(
            portfolio=portfolio, reviewer=user, asked_by=cast.cora, talked_on=today, judged_on=today, is_ready=True,
            reasons="Goed.",
        )  # fmt: skip
    return portfolio
