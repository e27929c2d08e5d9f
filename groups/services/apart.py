"""Parents who are kept apart: a block with a reason, and some minutes between their arrivals (features.md D8)."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from groups.models import Arrival, KeptApart, Placement
from groups.refusals import MustStayApart


@transaction.atomic
def keep_apart(*, case: Case, gap_minutes: int, ground: str, by: User) -> KeptApart:
    """From now on these parents do not meet outside the room; doing it again changes the minutes and the ground.

    A couple that sits in a group gets arrivals apart at once.
    """
    row, _made = KeptApart.objects.update_or_create(
        case=case, ended_at=None, defaults={"gap_minutes": gap_minutes, "ground": ground, "set_by": by}
    )
    placement = Placement.objects.current().filter(case=case).first()
    if placement:
        stagger(placement=placement)
    return row


@transaction.atomic
def allow_together(*, case: Case, reason: str, by: User) -> None:
    """This couple takes part in a group all the same, for this reason; the arrivals stay apart."""
    KeptApart.objects.filter(case=case, ended_at=None).update(
        together_reason=reason, together_by=by, together_at=clock.now()
    )


@transaction.atomic
def end_keeping_apart(*, case: Case, by: User) -> None:
    """It is no longer needed; the arrivals stay as they are until somebody changes them."""
    KeptApart.objects.filter(case=case, ended_at=None).update(ended_at=clock.now(), ended_by=by)


def in_force(case: Case) -> KeptApart | None:
    return KeptApart.objects.filter(case=case, ended_at=None).first()


def check_may_meet(*, case: Case) -> None:
    """Raises MustStayApart while nobody wrote down why this couple may take part together."""
    row = in_force(case)
    if row and not row.together_reason:
        raise MustStayApart(
            _("These parents are kept apart. Write down first why they can take part in one group, and how.")
        )


def check_gap(*, placement: Placement, parent: Parent, minutes_before: int) -> None:
    """Raises ValidationError by field when the other parent would arrive within the gap."""
    row = in_force(placement.case)
    if row is None:
        return
    others = Parent.objects.filter(family=placement.case.family_id).exclude(pk=parent.pk)
    known = dict(placement.arrivals.filter(parent__in=others).values_list("parent", "minutes_before"))
    if any(abs(known.get(other.pk, 0) - minutes_before) < row.gap_minutes for other in others):
        text = _("These parents are kept apart: leave at least %(gap)s minutes between their arrivals.")
        raise ValidationError({"minutes_before": text % {"gap": row.gap_minutes}})


def stagger(*, placement: Placement) -> None:
    """Give both parents an arrival of their own when they are kept apart; who comes first is drawn by lot."""
    row = in_force(placement.case)
    if row is None:
        return
    parents = list(Parent.objects.filter(family=placement.case.family_id))
    drawn = secrets.SystemRandom().sample(parents, k=len(parents))
    with translation.override("nl"):
        note = _("Somebody of the team meets you at the door and walks along with you.")
    for number, parent in enumerate(drawn):
        Arrival.objects.update_or_create(
            placement=placement, parent=parent, defaults={"minutes_before": number * row.gap_minutes, "note": note}
        )
