"""Somebody with two ex-partners: two families with one account, read one at a time (features.md C1)."""

from django.db.models import QuerySet

from centre.children import known_to
from centre.models import Parent, User
from centre.models.family import chosen_first


def parent_rows(user: User) -> QuerySet[Parent]:
    """The rows of this person as a parent; one for almost everybody. First the one about which is read."""
    return Parent.objects.filter(user=user).order_by(*chosen_first(user), "pk")


def own_families(user: User) -> list[dict]:
    """Per family: its reference and the first names of the children; nothing of an ex-partner."""
    return [
        {
            "reference": row.family.reference,
            "names": list(known_to(row).order_by("birth_date", "pk").values_list("first_name", flat=True)),
        }
        for row in parent_rows(user).select_related("family")
    ]
