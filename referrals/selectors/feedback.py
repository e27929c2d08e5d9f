"""The inbox of reporting back: reads the milestones that the rooms above left."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from centre.models import Milestone
from referrals.models import Feedback, Referral
from referrals.selectors.following import with_stage
from referrals.states import ReferralState


@dataclass(frozen=True)
class Due:
    """One thing that a referrer has not been told yet. `kind`: Feedback.Kind."""

    referral: Referral
    kind: str
    reached_on: date


def feedback_due() -> list[Due]:
    """Starts, ends and early stops that may be told and have not been, oldest first; three queries in all.

    A family that two organisations referred is told to each of them about its own referral.
    """
    accepted = with_stage(Referral.objects.filter(state=ReferralState.ACCEPTED)).filter(may_follow=True)
    # What was told long ago stays in the database: of very many finished cases only the news is read.
    told_of = Feedback.objects.filter(referral=OuterRef("pk"), kind=OuterRef(OuterRef("kind")))
    waiting = accepted.filter(~Exists(told_of), case=OuterRef("case"))
    reached = Milestone.objects.filter(Exists(waiting), kind__in=Feedback.Kind.values)
    moments = list(reached.order_by("reached_on", "pk").values_list("case", "kind", "reached_on"))
    if not moments:
        return []
    cases = {case for case, _kind, _day in moments}
    rows = with_stage(Referral.objects.for_list().filter(case__in=cases, state=ReferralState.ACCEPTED))
    referrals: dict[int, list[Referral]] = {}
    for row in rows.filter(may_follow=True).order_by("pk"):
        referrals.setdefault(row.case_id, []).append(row)
    told = set(Feedback.objects.filter(referral__case__in=cases).values_list("referral", "kind"))
    return [
        Due(referral=row, kind=kind, reached_on=day)
        for case, kind, day in moments
        for row in referrals.get(case, ())
        if (row.pk, kind) not in told
    ]


def feedback_of(referral: Referral) -> QuerySet[Feedback]:
    """What the referrer was told about one referral."""
    return Feedback.objects.filter(referral=referral).order_by("reached_on", "pk")
