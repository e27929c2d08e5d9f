"""Who the portal is for: one street (address prefix) each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    THERAPIST = "therapist", _("therapist")
    REFERRER = "referrer", _("referrer")
    COORDINATOR = "coordinator", _("coordinator")
    RESEARCHER = "researcher", _("researcher")
    MUNICIPALITY = "municipality", _("municipality reader")
    PRIVACY = "privacy", _("privacy officer")
    #: Learns with us without any case: professionals of elsewhere, experienced parents and young people.
    COMMUNITY = "community", _("learning community")


#: First segment of the address → the one audience that lives in that street.
STREETS = {
    "mijn": Audience.PARENT,
    "kind": Audience.CHILD,
    "praktijk": Audience.THERAPIST,
    "verwijzen": Audience.REFERRER,
    "coordinatie": Audience.COORDINATOR,
    "onderzoek": Audience.RESEARCHER,
    "gemeente": Audience.MUNICIPALITY,
    "toezicht": Audience.PRIVACY,
    "leren": Audience.COMMUNITY,
}
PREFIXES = {audience: prefix for prefix, audience in STREETS.items()}
#: Streets without an audience: public pages, the account pages and the admin.
OPEN_STREETS = frozenset(
    {
        "",
        "account",
        "beheer",
        "static",
        "health",
        "weg",
        "demo",
        "outbox",
        "agenda",
        "aanmelden",
        "uitnodiging",
        "nieuwsbrief",
        "api",
        "aanbod",
    }
)
FAMILY = frozenset({Audience.PARENT, Audience.CHILD})
#: People without a view of anybody else's file: families, and who learns along.
LAY = FAMILY | {Audience.COMMUNITY}
STAFF = frozenset(set(Audience) - LAY)
#: The order in which a landing page is chosen for somebody with several hats.
LANDING_ORDER = [
    Audience.COORDINATOR,
    Audience.THERAPIST,
    Audience.REFERRER,
    Audience.RESEARCHER,
    Audience.PRIVACY,
    Audience.MUNICIPALITY,
    Audience.PARENT,
    Audience.CHILD,
    Audience.COMMUNITY,
]


def needs_second_factor(audience: str) -> bool:
    """Staff, referrers, researchers and readers of figures; families may (law.md R41)."""
    return audience in STAFF
