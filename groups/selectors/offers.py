"""Who is offered a place, who could be next, and what a parent sees of the own offer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from centre import clock
from centre.models import Case, Parent, User
from centre.models.family import chosen_first
from groups.models import Group, KeptApart, Offer, OfferAnswer, PassedBy, Placement, Session
from groups.selectors.appointments import address_of
from groups.selectors.boards import waiting_cases
from groups.states import OfferState
from intake.selectors import ready_as_told_to


def next_in_line(group: Group, user: User) -> QuerySet[Case]:
    """Couples of this coordinator's waiting list, longest waiting first, whom this group was not offered before."""
    seated = Placement.objects.current().filter(case=OuterRef("pk"))
    thinking = Offer.objects.filter(case=OuterRef("pk")).filter(
        Q(group=group) | Q(state=OfferState.OPEN) | Q(state=OfferState.REFUSED, told_at=None)
    )
    rows = waiting_cases().filter(pk__in=Case.objects.visible_to(user).values("pk"), region=group.region)
    rows = rows.filter(~Exists(seated), ~Exists(thinking))
    return rows.order_by("-registration__has_priority", F("registration__complete_on").asc(nulls_last=True), "pk")


def offers_of(group: Group) -> QuerySet[Offer]:
    """Every place that was held in this group, the latest first, with how many parents answered yes or no."""
    rows = group.offers.select_related("case", "offered_by").annotate(
        yes=Count("answers", filter=Q(answers__accepts=True)), no=Count("answers", filter=Q(answers__accepts=False))
    )
    return rows.order_by("-offered_at", "-pk")


def due_offers() -> QuerySet[Offer]:
    """Offers of which the term is over and whose parents do not know it yet."""
    over = Offer.objects.filter(expires_at__lte=clock.now(), told_at=None)
    return over.filter(state__in=[OfferState.OPEN, OfferState.REFUSED]).order_by("expires_at", "pk")


def blocked_offers(user: User) -> QuerySet[Offer]:
    """Places for which both parents said yes and that are not a seat yet: something stands in the way."""
    rows = Offer.objects.held().filter(group__in=Group.objects.of_coordinator(user))
    rows = rows.annotate(yes=Count("answers", filter=Q(answers__accepts=True)))
    return rows.filter(yes=2).select_related("group", "case").order_by("expires_at")


@dataclass(frozen=True)
class OwnOffer:
    """What one parent sees: the facts that both see, and the own answer."""

    offer: Offer
    sessions: list[Session]
    answer: OfferAnswer | None

    @property
    def place(self) -> str:
        return address_of(self.offer.group)


def my_offer(parent: Parent) -> OwnOffer | None:
    """The offer that runs for this parent. After the other parent's no it looks the same until the term is over."""
    running = Offer.objects.filter(
        case=parent.case, told_at=None, expires_at__gt=clock.now(), state__in=[OfferState.OPEN, OfferState.REFUSED]
    )
    own = Prefetch("answers", OfferAnswer.objects.filter(parent=parent), to_attr="own_answers")
    offer = running.select_related("group__practice").prefetch_related(own).order_by("-offered_at").first()
    if offer is None:
        return None
    sessions = list(offer.group.sessions.standing().order_by("number"))
    return OwnOffer(offer, sessions, next(iter(offer.own_answers), None))


def why_no_place(parent: Parent) -> PassedBy | None:
    """What the last season said when it had no place for this couple; the same row, and so the same words, for both parents.

    Nothing once a place was offered or given after it, or when this parent does not wait any more. Never because the
    other one took a part back.
    """
    row = PassedBy.objects.filter(case=parent.case).select_related("run").order_by("-recorded_at", "-pk").first()
    if row is None or not waiting_cases(ready_as_told_to([parent])).filter(pk=row.case_id).exists():
        return None
    seats = Placement.objects.filter(case=row.case_id, placed_at__gt=row.recorded_at)
    offers = Offer.objects.filter(case=row.case_id, offered_at__gt=row.recorded_at)
    return None if seats.exists() or offers.exists() else row


def offer_runs_until(user: User) -> datetime | None:
    """Until when a place is held for the case about which this parent reads, as far as both parents know; one query."""
    cases = Case.objects.filter(family__parents__user=user).order_by(*chosen_first(user), "-opened_on", "-pk")
    running = Offer.objects.filter(
        case=Subquery(cases.values("pk")[:1]), told_at=None, expires_at__gt=clock.now(),
        state__in=[OfferState.OPEN, OfferState.REFUSED],
    )  # fmt: skip
    return running.order_by("-offered_at").values_list("expires_at", flat=True).first()


def kept_apart(case: Case) -> KeptApart | None:
    """Whether these parents are kept apart now, and how; for staff."""
    return (
        KeptApart.objects.filter(case=case, ended_at=None).select_related("set_by", "together_by", "decision").first()
    )
