"""The demo world: made through the services, so that a changed rule breaks the demo, and that is a feature.

`build()` makes the ground (people, organisations, texts) and then lets each room furnish itself
(`<room>.demo.furnish(world)`, found by name, in floor order). All people are invented; places are real.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import F

from centre import clock, demo_mail, demo_people
from centre.audiences import Audience, needs_second_factor
from centre.models import ConsentText, Municipality, Notice, Organisation, PageEdition, Parent, Region, User
from centre.models.consent import Purpose
from centre.models.notice import NoticeState
from centre.services.editions import keep_editions
from centre.services.people import add_membership
from centre.services.reference import load_all

PASSWORD = "welkom-in-de-demo"  # noqa: S105  the demo shows it on purpose; production has no demo
Kind = Organisation.Kind

#: Neutral texts of our own; the centre replaces them in /beheer/.
CONSENT_TEXTS = {
    Purpose.TREATMENT: (
        "Hulp van het centrum",
        "Wij vragen of u hulp wilt van het centrum. Een therapeut praat met u en maakt verslagen in uw eigen dossier. "
        "De andere ouder leest uw dossier niet. U kunt later altijd nee zeggen.",
    ),
    Purpose.GROUP: (
        "Meedoen in een groep",
        "In een groep ziet u andere ouders en zij zien u. Kinderen zien andere kinderen. Wij vragen iedereen om niets "
        "door te vertellen. U kunt later altijd nee zeggen.",
    ),
    Purpose.SHARING: (
        "Vertellen hoe ver u bent",
        "Zegt u ja, dan vertellen wij alleen hoe ver u bent, bijvoorbeeld: gestart of klaar. Wij vertellen niets over "
        "wat u zegt. Zegt u nee, dan gaat de hulp gewoon door. U kunt later altijd nee zeggen.",
    ),
    Purpose.HEARING: (
        "Horen hoe het gaat",
        "Zegt u ja, dan mogen zij ons vertellen hoe het gaat. Wij vragen alleen wat wij nodig hebben om te helpen. "
        "Zegt u nee, dan gaat de hulp gewoon door. U kunt later altijd nee zeggen.",
    ),
    Purpose.MAIL: (
        "Een mail dat er iets klaarstaat",
        "Wij sturen u een korte mail als er iets voor u klaarstaat. In de mail staat niet wat. Zegt u nee, dan leest u "
        "alles alleen hier. Hebt u nog niets gekozen, dan sturen wij de mail wel.",
    ),
    Purpose.RESEARCH: (
        "Meedoen aan onderzoek",
        "Onderzoekers willen leren wat helpt. Zij krijgen uw antwoorden zonder naam. Zegt u nee, dan verandert er niets "
        "aan uw hulp.",
    ),
}


@dataclass
class World:
    """What rooms find and add while they furnish. `lot` is the seeded random generator."""

    lot: random.Random
    now: datetime
    regions: dict[str, Region] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    #: Named things that rooms leave for the rooms above: world.found["case:a-and-b"] = case.
    found: dict[str, object] = field(default_factory=dict)
    signins: list[tuple[str, str, str]] = field(default_factory=list)

    @cached_property
    def password(self) -> str:
        """One hash for everybody: hashing slowly a hundred times would be most of the work of the demo."""
        return make_password(PASSWORD)

    @property
    def today(self) -> date:
        return clock.today()

    def ago(self, days: int, hour: int = 10) -> datetime:
        """A moment `days` days before the world's now, at a whole hour; use with `clock.at`."""
        return (self.now - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)

    def person(self, key: str, name: str, audience: str, *, shown_as: str = "", **hat) -> User:
        """A user with one hat (since two years ago), the demo password, and the second factor where it is demanded."""
        user = User.objects.create_user(email=f"{key}@example.org", name=name)
        add_membership(user=user, audience=audience, since=self.today - timedelta(days=730), **hat)
        self.open_account(user, with_second_factor=needs_second_factor(audience))
        self.people[key] = user
        if shown_as:
            self.signins.append((shown_as, user.email, name))
        return user

    def open_account(self, user: User, *, with_second_factor: bool = False, shown_as: str = "") -> None:
        """Verify the address, set the demo password and, for staff, enrol the shown code."""
        user.password = self.password
        user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        if with_second_factor and not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, generate_totp_secret())
        if shown_as:
            self.signins.append((shown_as, user.email, user.name))

    def account_of(self, parent: Parent, *, shown_as: str = "") -> User:
        """The account of an invited parent, opened."""
        parent.refresh_from_db()
        self.open_account(parent.user, shown_as=shown_as)
        return parent.user


def build(*, seed: int = 7) -> World:
    """Make the whole world; refuses outside the demo (see the command)."""
    world = World(lot=random.Random(seed), now=clock.now())  # noqa: S311  invented data, no secrets
    load_all()
    _ground(world)
    for room in settings.ROOMS:
        if find_spec(f"{room}.demo"):
            _let_the_database_count()
            import_module(f"{room}.demo").furnish(world)
    demo_people.furnish(world)
    _doorbells_of_the_past_have_rung(world)
    demo_mail.furnish(world)
    _doorbells_of_the_past_have_rung(world)  # those of the letters, too
    return world


def _let_the_database_count() -> None:
    """PostgreSQL plans by how many rows it counted last: tables filled within one transaction still count as empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _doorbells_of_the_past_have_rung(world: World) -> None:
    """The months that were played left doorbells behind; they rang then and do not ring again today."""
    past = Notice.objects.filter(state=NoticeState.NEW, due_at__lt=world.now - timedelta(days=1))
    past.update(state=NoticeState.SENT, sent_at=F("due_at"))


def _ground(world: World) -> None:
    for name in ("Haarlem", "Texel", "Nijmegen", "Utrecht", "Zaanstad", "Alkmaar", "Arnhem"):
        municipality = Municipality.objects.select_related("region").get(name=name)
        world.municipalities[name] = municipality
        if municipality.region:
            world.regions[name] = municipality.region
    for key, name, kind, place in (
        ("centre", "Expertisecentrum Tweehuis", Kind.CENTRE, None),
        ("duinrand", "Jeugdhulp Duinrand", Kind.CARE_PROVIDER, "Haarlem"),
        ("waalkracht", "Waalkracht Jeugd en Gezin", Kind.CARE_PROVIDER, "Nijmegen"),
        ("rvdk", "Raad voor de Kinderbescherming, locatie Haarlem", Kind.CHILD_PROTECTION_BOARD, "Haarlem"),
        ("wijkteam", "Wijkteam Haarlem-Oost", Kind.NEIGHBOURHOOD_TEAM, "Haarlem"),
        ("gi", "Jeugdbescherming Noordkust", Kind.CERTIFIED_INSTITUTION, "Haarlem"),
        ("university", "Universiteit van het Westen", Kind.UNIVERSITY, None),
        ("gemeente", "Gemeente Haarlem", Kind.MUNICIPALITY, "Haarlem"),
    ):
        municipality = world.municipalities.get(place)
        world.organisations[key] = Organisation.objects.create(
            name=name, kind=kind, municipality=municipality, region=municipality.region if municipality else None
        )
    for purpose, (title, text) in CONSENT_TEXTS.items():
        ConsentText.objects.create(
            purpose=purpose, version=1, title=title, text=text, published_on=world.today - timedelta(days=800)
        )
    _people(world)
    _pages(world)


def _pages(world: World) -> None:
    """What the pages said last month, and what they say since ten days: the brochure of then is still there."""
    with clock.at(world.ago(45)):
        keep_editions()
        older = PageEdition.objects.get(page="ouders")
        older.text = older.text.rsplit("## ", 1)[0].strip()
        older.save()
    with clock.at(world.ago(10)):
        keep_editions()


def _people(world: World) -> None:
    at = world.organisations
    haarlem, nijmegen = world.municipalities["Haarlem"], world.municipalities["Nijmegen"]
    world.person(
        "cora", "Cora Coördinator", Audience.COORDINATOR, shown_as="coördinator (regio Haarlem)",
        organisation=at["centre"], region=haarlem.region,
    )  # fmt: skip
    world.person(
        "carel", "Carel van der Waal", Audience.COORDINATOR, shown_as="coördinator (regio Nijmegen)",
        organisation=at["centre"], region=nijmegen.region,
    )  # fmt: skip
    world.person("ruth", "Ruth Raadsma", Audience.REFERRER, shown_as="verwijzer RvdK", organisation=at["rvdk"])
    world.person("wim", "Wim Wijkstra", Audience.REFERRER, shown_as="verwijzer wijkteam", organisation=at["wijkteam"])
    world.person("rens", "Rens Onderzoek", Audience.RESEARCHER, shown_as="onderzoeker", organisation=at["university"])
    world.person(
        "gerda", "Gerda Gemeente", Audience.MUNICIPALITY, shown_as="lezer van de gemeente",
        organisation=at["gemeente"], municipality=haarlem,
    )  # fmt: skip
    world.person(
        "fiona", "Fiona Functionaris", Audience.PRIVACY, shown_as="privacyfunctionaris", organisation=at["centre"]
    )
    world.person(
        "frits", "Frits van Dienst", Audience.PRIVACY, shown_as="tweede privacyfunctionaris", organisation=at["centre"]
    )
    admin = User.objects.create_superuser(email="beheer@example.org", name="Beheer")
    world.open_account(admin, with_second_factor=True, shown_as="beheer (referentiegegevens)")
