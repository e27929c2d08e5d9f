"""Messages between the team and the parents of one case, for those who work on it; and a parent's own."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from centre import clock
from centre.audiences import Audience
from centre.models import (
    CareRelation,
    Case,
    Dossier,
    Membership,
    Message,
    MessageLimit,
    Parent,
    ParentalAuthority,
    User,
)

WEEK = timedelta(days=7)
NOT_WORKING = (CareRelation.Kind.EXCLUDED, CareRelation.Kind.EMERGENCY, *CareRelation.OPENS_NO_CASE)


def of_case(case: Case) -> QuerySet[Message]:
    """Everything in the dossiers of the two parents, newest first; with first-read times, for staff only."""
    dossiers = Dossier.objects.filter(kind=Dossier.Kind.PARENT, parent__family=case.family_id)
    rows = Message.objects.filter(dossier__in=dossiers).select_related("recipient", "sent_by", "dossier__parent")
    return rows.order_by("-sent_at", "-pk")


def holders_in(case: Case) -> set[str]:
    """References of the parents of this case with authority over a child today, while both have it.

    Where one parent has none, what the other gets is nobody else's to know (1:377c BW), and takes no reason.
    """
    rows = ParentalAuthority.objects.holding_on(clock.today()).filter(
        parent__family=case.family_id, child__families=case.family_id
    )
    found = set(rows.values_list("parent__reference", flat=True))
    return found if len(found) > 1 else set()


def sent_by_parent(user: User) -> QuerySet[Message]:
    """A parent's own ledger: what was sent to the team, once per sending, newest first."""
    first = Message.objects.filter(sent_by=user, sending=OuterRef("sending"), pk__lt=OuterRef("pk"))
    rows = Message.objects.filter(sent_by=user).exclude(Exists(first))
    return rows.order_by("-sent_at", "-pk")


def team_of(case: Case) -> list[User]:
    """Who reads what a parent writes: those who work on the case, else the coordinators of its region."""
    active = CareRelation.objects.active().filter(case=case)
    people = User.objects.filter(is_active=True).exclude(
        Exists(active.filter(user=OuterRef("pk"), kind=CareRelation.Kind.EXCLUDED))
    )
    family = Parent.objects.filter(family=case.family_id, user=OuterRef("pk"))
    working = people.filter(Exists(active.filter(user=OuterRef("pk")).exclude(kind__in=NOT_WORKING)))
    hats = Membership.objects.active().filter(user=OuterRef("pk"), audience=Audience.COORDINATOR, region=case.region_id)
    return list(working.exclude(Exists(family)).order_by("pk")) or list(
        people.filter(Exists(hats)).exclude(Exists(family)).order_by("pk")
    )


def limit_of(parent: Parent) -> int:
    """Messages a week: the house's number, or what staff set for this parent."""
    row = MessageLimit.objects.filter(parent=parent).first()
    return settings.PARENT_MESSAGES_PER_WEEK if row is None else row.per_week


def may_write_again_at(parent: Parent):
    """None when this parent may write now; else the moment. A function of this parent's own messages only."""
    limit, since = limit_of(parent), clock.now() - WEEK
    rows = Message.objects.filter(sent_by=parent.user_id, dossier__parent=parent, sent_at__gt=since)
    moments = sorted(dict(rows.values_list("sending", "sent_at")).values())
    if len(moments) < limit:
        return None
    return (moments[-limit] if limit else clock.now()) + WEEK
