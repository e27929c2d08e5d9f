"""Offer a place to both parents with a term; held once, and given to the next couple when it is not accepted (G7).

Neither parent learns whose doing it was: a refusal and silence end in the same words at the same moment, the end of the
term; until then an own answer changes nothing that the other can see.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from groups import selectors
from groups.models import Group, Offer, OfferAnswer, Placement
from groups.refusals import GroupIsFull, OfferOver
from groups.services import letters, seats
from groups.states import OFFER, GroupState, OfferState

#: So many couples of the waiting list are tried before the coordinator is asked.
TRY_AT_MOST = 25


@transaction.atomic
def offer_place(
    *, group: Group, case: Case, by: User, expires_at: datetime | None = None, moves_on: bool = True
) -> Offer:
    """Hold the lowest free seat for this couple and tell both parents, in the same words at the same moment.

    Raises what place_family raises, and ValidationError by field for a term that is over.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    expires_at = expires_at or clock.now() + timedelta(days=group.offer_days)
    if expires_at <= clock.now():
        raise ValidationError({"expires_at": _("Choose a moment that is still to come.")})
    seats.check_fits(group=group, case=case)
    seat = seats.free_seat(group=group, case=case)
    try:
        with transaction.atomic():
            offer = Offer.objects.create(
                group=group, case=case, seat=seat, offered_by=by, expires_at=expires_at, moves_on=moves_on
            )
    except IntegrityError as error:
        raise GroupIsFull(_("Somebody else gave away this seat at the same moment.")) from error
    letters.tell_offered(offer=offer, by=by)
    return offer


@transaction.atomic
def answer_offer(*, offer: Offer, parent: Parent, accepts: bool) -> None:
    """One parent's own answer. Both yes: the seat is made. A no frees the place; it cannot be taken back.

    Raises OfferOver after the term, or when the centre took the place back.
    """
    group = Group.objects.select_for_update().get(pk=offer.group_id)
    offer = Offer.objects.select_related("case", "offered_by").get(pk=offer.pk)
    # Also after the other parent's no: this parent must not notice anything of it before the term is over.
    if offer.state not in (OfferState.OPEN, OfferState.REFUSED) or offer.told_at or offer.expires_at <= clock.now():
        raise OfferOver(_("This offer is over. Do you have a question? Call the centre."))
    answer, _made = OfferAnswer.objects.get_or_create(offer=offer, parent=parent, defaults={"accepts": accepts})
    if answer.accepts and not accepts:
        answer.accepts, answer.answered_at = False, clock.now()
        answer.save(update_fields=["accepts", "answered_at"])
    if offer.state == OfferState.OPEN and not answer.accepts:
        OFFER.move(offer, OfferState.REFUSED)
        _pass_on(group, offer)
    elif offer.state == OfferState.OPEN:
        _settle_quietly(group, offer)


@transaction.atomic
def settle_offer(*, offer: Offer, by: User) -> Placement:
    """Both said yes, and what stood in the way is solved: make the seat now. Raises what place_family raises, OfferOver."""
    group = Group.objects.select_for_update().get(pk=offer.group_id)
    offer = Offer.objects.select_related("case").get(pk=offer.pk)
    if offer.state != OfferState.OPEN or not said_yes(offer):
        raise OfferOver(_("This place is not held any more, or not both parents said yes."))
    return _settle(group, offer, by)


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: User, pass_on: bool = False) -> None:
    """The centre takes the place back and tells both parents at once; twice is the same as once."""
    group = Group.objects.select_for_update().get(pk=offer.group_id)
    offer = Offer.objects.select_related("case", "offered_by").get(pk=offer.pk)
    if offer.state != OfferState.OPEN:
        return
    OFFER.move(offer, OfferState.WITHDRAWN)
    _tell_over(offer, by)
    if pass_on:
        _pass_on(group, offer)


@transaction.atomic
def lapse_offer(*, offer: Offer) -> bool:
    """The term is over: the place is free for the next couple, and both parents hear the same. False: nothing to do."""
    group = Group.objects.select_for_update().get(pk=offer.group_id)
    offer = Offer.objects.select_related("case", "offered_by").get(pk=offer.pk)
    if offer.expires_at > clock.now() or offer.told_at:
        return False
    if offer.state == OfferState.OPEN:
        OFFER.move(offer, OfferState.LAPSED)
        _tell_over(offer, None)
        _pass_on(group, offer)
        return True
    if offer.state == OfferState.REFUSED:
        _tell_over(offer, None)
        return True
    return False


@transaction.atomic
def give_up_seat(*, placement: Placement, reason: str, by: User) -> None:
    """The couple leaves; before the start a place that was offered goes to the next couple."""
    seats.end_placement(placement=placement, reason=reason, by=by)
    accepted = Offer.objects.filter(group=placement.group_id, case=placement.case_id, state=OfferState.ACCEPTED)
    offer = accepted.select_related("case", "offered_by").order_by("-pk").first()
    if offer:
        _pass_on(Group.objects.select_for_update().get(pk=placement.group_id), offer)


def withdraw_all(*, group: Group, by: User) -> None:
    """The group starts or is cancelled: nobody thinks about a place in it any more."""
    for offer in group.offers.held():
        withdraw_offer(offer=offer, by=by)


def said_yes(offer: Offer) -> bool:
    """Both parents accepted."""
    parents = set(Parent.objects.filter(family=offer.case.family_id).values_list("pk", flat=True))
    return parents == set(offer.answers.filter(accepts=True).values_list("parent", flat=True))


def _settle_quietly(group: Group, offer: Offer) -> None:
    """A parent never reads what stands in the way: that may be the other's doing. The coordinator's desk says it."""
    if said_yes(offer):
        try:
            with transaction.atomic():
                _settle(group, offer, offer.offered_by)
        except ValidationError:
            # The savepoint is rolled back; the place stays held and the desk shows the refusal.
            return


def _settle(group: Group, offer: Offer, by: User) -> Placement:
    seats.check_fits(group=group, case=offer.case)
    OFFER.move(offer, OfferState.ACCEPTED)
    return seats.take_seat(group=group, case=offer.case, seat=offer.seat, by=by)


def _tell_over(offer: Offer, by: User | None) -> None:
    offer.told_at = clock.now()
    offer.save(update_fields=["told_at"])
    letters.tell_offer_over(offer=offer, by=by)


def _pass_on(group: Group, offer: Offer) -> Offer | None:
    """Offer the place to the couple that waits longest and fits; nobody fits: it stays free and the desk shows it."""
    if not offer.moves_on or group.state != GroupState.OPEN:
        return None
    for case in selectors.next_in_line(group, offer.offered_by)[:TRY_AT_MOST]:
        try:
            with transaction.atomic():
                return offer_place(group=group, case=case, by=offer.offered_by)
        except ValidationError:
            continue
    return None
