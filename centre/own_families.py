"""Somebody with two ex-partners: two families with one account, read one at a time (features.md C1)."""

from django.db.models import Prefetch, QuerySet

from centre.models import Child, Parent, User
from centre.models.family import chosen_first


def parent_rows(user: User) -> QuerySet[Parent]:
    """The rows of this person as a parent; one for almost everybody. First the one about which is read."""
    return Parent.objects.filter(user=user).order_by(*chosen_first(user), "pk")


def own_families(user: User) -> list[dict]:
    """Per family: its reference and the first names of the children; nothing of an ex-partner."""
    children = Prefetch("family__children", queryset=Child.objects.order_by("birth_date", "pk"))
    rows = parent_rows(user).select_related("family").prefetch_related(children)
    return [
        {"reference": row.family.reference, "names": [child.first_name for child in row.family.children.all()]}
        for row in rows
    ]
