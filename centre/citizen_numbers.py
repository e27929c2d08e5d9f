"""How sure a child's identity is, and what may rest on it (law.md R39, R63). All of it is derived from dated facts."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre.models import Case, Child, ChildIdentity, ChildNumber, Parent, VaultEntry
from centre.models.vault import Visibility

#: The answer of who lives with neither parent.
ELSEWHERE = "elsewhere"


class Known(TextChoices):
    CHECKED = "checked", gettext_lazy("number checked")
    UNCHECKED = "unchecked", gettext_lazy("number not checked yet")
    WITHOUT = "without", gettext_lazy("without a number, identity checked")
    INCOMPLETE = "incomplete", gettext_lazy("without a number, address missing")
    MISSING = "missing", gettext_lazy("not known yet")


@dataclass(frozen=True)
class Standing:
    """What is known of one child. The rows come without their locked values."""

    number: ChildNumber | None
    identity: ChildIdentity | None
    has_place: bool
    #: Whether the address of a household around this child is secret.
    is_secret: bool

    @property
    def known(self) -> Known:
        if self.number:
            return Known.UNCHECKED if self.number.source == ChildNumber.Source.TOLD else Known.CHECKED
        if self.identity is None:
            return Known.MISSING
        return Known.WITHOUT if self.identity.address_id or self.has_place else Known.INCOMPLETE

    @property
    def may_go_by_ijw(self) -> bool:
        """Messages to the municipality name a child by a checked number; a household that hides is in none (law.md R63)."""
        return self.known == Known.CHECKED and not self.is_secret

    @property
    def may_be_counted(self) -> bool:
        """In the figures for the national statistics (CBS) a child without a number has a code of its own."""
        return self.known in (Known.CHECKED, Known.WITHOUT)

    @property
    def why_not_by_ijw(self) -> str:
        """In words for staff; empty when nothing stands in the way. That an address is secret is said first."""
        if self.is_secret:
            return _("An address in this family is secret. The invoice goes by a secured way.")
        return {
            Known.CHECKED: "",
            Known.UNCHECKED: _("The number was told and not checked yet."),
            Known.WITHOUT: _("There is no number. The invoice goes by a secured way."),
            Known.INCOMPLETE: _("There is no number, and the address is not complete."),
            Known.MISSING: _("There is no number yet."),
        }[self.known]


def standing_of(child: Child) -> Standing:
    """What is known of this child today."""
    number = ChildNumber.objects.filter(child=child).defer("number").select_related("checked_by").first()
    rows = ChildIdentity.objects.filter(child=child).select_related("checked_by", "address__parent")
    identity = rows.defer("place", "address__value").first()
    has_place = identity is not None and rows.filter(place__isnull=False).exists()
    return Standing(number, identity, has_place, is_secret=_secret_around(child))


def _secret_around(child: Child) -> bool:
    """Careful: which household the child lives in is not asked, so one that hides counts for the child."""
    rows = VaultEntry.objects.filter(kind=VaultEntry.Kind.ADDRESS, visibility=Visibility.SECRET)
    return rows.filter(parent__family__children=child).exists()


def homes_of(case: Case) -> dict[str, Parent]:
    """Where a child of this case can live: reference → parent."""
    return {parent.reference: parent for parent in case.family.parents.order_by("side")}


def answers_about(child: Child) -> dict[str, object]:
    """What the form starts with; an address is never shown in it."""
    identity = standing_of(child).identity
    if identity is None:
        return {"last_name": child.last_name, "first_names": child.first_name, "birth_date": child.birth_date}
    names = ("last_name", "first_names", "birth_date", "reason", "explanation")
    home = identity.address.parent.reference if identity.address else ELSEWHERE
    return {name: getattr(identity, name) for name in names} | {"lives": home}
