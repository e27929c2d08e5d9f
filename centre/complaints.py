"""Nouns about complaints: who may handle one, what is open, somebody's own."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from centre.audiences import Audience
from centre.models import CareRelation, Child, Complaint, Membership, Parent, User


def for_handler(user: User) -> QuerySet[Complaint]:
    """Complaints that this privacy officer may read: never the own, nor of the own family, nor of a family that this person works with."""
    rows = Complaint.objects.exclude(made_by=user).select_related("made_by", "handler")
    return rows.exclude(is_near(handler=user.pk, maker=OuterRef("made_by")))


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
    return list(people.exclude(is_near(handler=OuterRef("pk"), maker=complaint.made_by_id)).order_by("pk"))


def is_near(*, handler, maker):
    """Also in the past: who had a part in the help does not judge a complaint about it, nor does who is family.

    `handler` and `maker`: an account, or the column of the row outside. A family may have no case yet.
    """
    helped = CareRelation.objects.filter(user=handler)
    helped_parent = Exists(helped.filter(case__family__parents__user=maker))
    helped_child = Exists(helped.filter(case__family__children__user=maker))
    parent, child = Parent.objects.filter(user=maker), Child.objects.filter(user=maker)
    kin_of_parent = Q(family__parents__user=handler) | Q(family__children__user=handler)
    kin_of_child = Q(families__parents__user=handler) | Q(families__children__user=handler)
    return helped_parent | helped_child | Exists(parent.filter(kin_of_parent)) | Exists(child.filter(kin_of_child))
