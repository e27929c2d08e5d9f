"""Nouns about complaints: who may handle one, what is open, somebody's own."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from centre.audiences import Audience
from centre.models import CareRelation, Case, Child, Complaint, Membership, Parent, User


def for_handler(user: User) -> QuerySet[Complaint]:
    """Complaints that this person may read: never the own, nor of the own family, nor of a family that this person works with.

    A privacy officer all others; the substitute what no privacy officer may read, and what this substitute took up.
    """
    rows = Complaint.objects.exclude(made_by=user).select_related("made_by", "handler")
    rows = rows.exclude(is_near(handler=user.pk, maker=OuterRef("made_by")))
    if user.is_in(Audience.PRIVACY):
        return rows
    if not is_substitute(user):
        return rows.none()
    # Also when an officer is named later: who took it up finishes it, for nobody else may answer it any more.
    return rows.filter(~Exists(_officers_for(OuterRef("made_by"))) | Q(handler=user))


def is_substitute(user: User) -> bool:
    """The centre names one person for complaints that every privacy officer is too near to (COMPLAINT_SUBSTITUTE)."""
    named = settings.COMPLAINT_TERMS["substitute"].strip().lower()
    return bool(named) and user.email == named and user.is_in(Audience.COORDINATOR)


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
    """The privacy officers who may handle it; when there is none, the substitute."""
    officers = list(_officers_for(complaint.made_by_id).order_by("pk"))
    named = User.objects.filter(email=settings.COMPLAINT_TERMS["substitute"].strip().lower(), is_active=True)
    return officers or [user for user in named if for_handler(user).filter(pk=complaint.pk).exists()]


def is_left(complaint: Complaint) -> bool:
    """Whether who took it up may not go on with it: left the work, or became near to the family."""
    handler = complaint.handler
    return handler is not None and not (handler.is_active and for_handler(handler).filter(pk=complaint.pk).exists())


def nobody_reads(user: User) -> bool:
    """Whether an open complaint of this person waits while everybody who handles complaints is too near."""
    waiting = Complaint.objects.filter(made_by=user, closed_on=None, handler=None).first()
    return waiting is not None and not handlers_of(waiting)


def _officers_for(maker) -> QuerySet[User]:
    """Privacy officers who are not near to the maker: an account, or (one level up) the column of the row outside."""
    hats = Membership.objects.active().filter(audience=Audience.PRIVACY).values("user")
    # Inside one more question the column of the row outside lies one level further away.
    inner = OuterRef(maker) if isinstance(maker, OuterRef) else maker
    people = User.objects.filter(pk__in=hats, is_active=True).exclude(is_near(handler=OuterRef("pk"), maker=inner))
    if maker is None:
        return people
    # By letter or telephone there is no account. "Not equal to nothing" is unknown to a database: no officer would be left.
    return people.exclude(pk=Coalesce(maker, Value(0)))


def is_near(*, handler, maker):
    """Also in the past: who had a part in the help does not judge a complaint about it, nor does who is family.

    `handler` and `maker`: an account, or the column of the row outside. A family may have no case yet.
    """
    helped = CareRelation.objects.filter(user=handler)
    helped_parent = Exists(helped.filter(case__family__parents__user=maker))
    helped_child = Exists(helped.filter(case__family__children__user=maker))
    # A coordinator leads every case of the region, without a relation of the own.
    leads = {"region__memberships__user": handler, "region__memberships__audience": Audience.COORDINATOR}
    of_family = Q(family__parents__user=maker) | Q(family__children__user=maker)
    led = Exists(Case.objects.filter(of_family, **leads))
    parent, child = Parent.objects.filter(user=maker), Child.objects.filter(user=maker)
    kin_of_parent = Q(family__parents__user=handler) | Q(family__children__user=handler)
    kin_of_child = Q(families__parents__user=handler) | Q(families__children__user=handler)
    return (
        helped_parent | helped_child | led | Exists(parent.filter(kin_of_parent)) | Exists(child.filter(kin_of_child))
    )
