"""Nouns about complaints: who may handle one, what is open, somebody's own."""

from django.db.models import Exists, OuterRef, QuerySet

from centre.audiences import Audience
from centre.models import CareRelation, Complaint, Membership, User


def for_handler(user: User) -> QuerySet[Complaint]:
    """Complaints that this privacy officer may read: never the own, nor of a family that this person works with."""
    rows = Complaint.objects.exclude(made_by=user).select_related("made_by", "handler")
    return rows.exclude(_works_with(user.pk))


def open_for(user: User) -> QuerySet[Complaint]:
    """What still needs something, the oldest first."""
    return for_handler(user).filter(closed_on=None).order_by("received_on", "pk")


def closed_for(user: User) -> QuerySet[Complaint]:
    """What is finished, the newest first."""
    return for_handler(user).filter(closed_on__isnull=False).order_by("-closed_on", "-pk")


def own(user: User) -> QuerySet[Complaint]:
    """What this person handed in, the newest first."""
    return Complaint.objects.filter(made_by=user).select_related("handler").order_by("-pk")


def handlers_of(complaint: Complaint) -> list[User]:
    """The privacy officers who may handle it."""
    hats = Membership.objects.active().filter(audience=Audience.PRIVACY).values("user")
    people = User.objects.filter(pk__in=hats, is_active=True).exclude(pk=complaint.made_by_id)
    mine = CareRelation.objects.filter(user=OuterRef("pk"))
    if complaint.made_by_id is None:
        return list(people.order_by("pk"))
    parent = Exists(mine.filter(case__family__parents__user=complaint.made_by_id))
    child = Exists(mine.filter(case__family__children__user=complaint.made_by_id))
    return list(people.exclude(parent).exclude(child).order_by("pk"))


def _works_with(user: int):
    """Also in the past: who had a part in the help does not judge a complaint about it."""
    mine = CareRelation.objects.filter(user=user)
    parent = Exists(mine.filter(case__family__parents__user=OuterRef("made_by")))
    child = Exists(mine.filter(case__family__children__user=OuterRef("made_by")))
    return parent | child
