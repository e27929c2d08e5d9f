"""Parents who are kept apart: a block with a reason, and some minutes between their arrivals (features.md D8)."""

from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, CourtDecision, User
from groups.models import KeptApart, Placement
from groups.refusals import MustStayApart
from groups.services.arrivals import stagger


@transaction.atomic
def keep_apart(
    *, case: Case, gap_minutes: int, ground: str, by: User, decision: CourtDecision | None = None
) -> KeptApart:
    """From now on these parents do not meet outside the room; doing it again changes the minutes and the ground.

    Why they may take part together was written about the old ground: another one asks for it anew. A couple that sits in a
    group gets arrivals apart at once; the group does not start before somebody wrote down why they may be in it.
    """
    known = in_force(case)
    values = {"gap_minutes": gap_minutes, "ground": ground, "set_by": by, "decision": decision}
    if known and known.ground != ground:
        values |= {"together_reason": "", "together_by": None, "together_at": None}
    row, _made = KeptApart.objects.update_or_create(case=case, ended_at=None, defaults=values)
    placement = Placement.objects.current().filter(case=case).first()
    if placement:
        stagger(placement=placement, by=by)
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


def check_may_meet(*, cases: list[Case]) -> None:
    """Raises MustStayApart while nobody wrote down why these couples may take part together."""
    rows = KeptApart.objects.filter(case__in=cases, ended_at=None, together_at=None)
    text = _(
        "%(reference)s: these parents are kept apart. Write down first why they can take part in one group, and how."
    )
    if blocked := [text % {"reference": one} for one in sorted(rows.values_list("case__reference", flat=True))]:
        raise MustStayApart(blocked)
