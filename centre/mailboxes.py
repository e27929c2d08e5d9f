"""Whose mailbox an address is: two people of one family never read the same one (security reference 6)."""

from collections.abc import Iterable

from centre.models import Child, Parent


def plain(email: str) -> str:
    """The same for ways to write one mailbox: capitals, dots before the @, and what stands behind a plus."""
    local, _at, domain = email.strip().casefold().partition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def is_read_by_family_of(email: str, person: Parent | Child) -> bool:
    """Whether somebody else of the families of this parent or child reads this mailbox."""
    families = [person.family_id] if isinstance(person, Parent) else list(person.families.values_list("pk", flat=True))
    return plain(email) in {plain(used) for used in _addresses(families, person) if used}


def _addresses(families: list[int], than: Parent | Child) -> Iterable[str]:
    for parent in Parent.objects.filter(family__in=families).select_related("user"):
        if parent != than:
            yield (parent.contact or {}).get("email", "")
            # One human being may be a parent in both families of a child.
            yield parent.user.email if parent.user and parent.user_id != than.user_id else ""
    for child in Child.objects.filter(families__in=families, user__isnull=False).select_related("user"):
        if child != than:
            yield child.user.email
