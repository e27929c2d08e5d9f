"""Offer a place to both parents with a term; held once, and given to the next couple when it is not accepted (G7).

Neither parent learns whose doing it was: a refusal and silence end in the same words at the same moment, the end of the
term; until then an own answer changes nothing that the other can see.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from groups import fitting, selectors
from groups.models import Group, Offer, OfferAnswer, Placement
from groups.refusals import GroupIsFull, OfferOver
from groups.services import letters, seats
from groups.states import OFFER, GroupState, OfferState

#: So many couples of the waiting list are looked at, so many at a time, and so many of those who can come are tried before
#: the coordinator is asked.
LOOK_AT_MOST, AT_A_TIME, TRY_AT_MOST = 600, 60, 25


@transaction.atomic
def offer_place(
    *, group: Group, case: Case, by: User, expires_at: datetime | None = None, moves_on: bool = True, reason: str = ""
) -> Offer:
    """Hold the lowest free seat for this couple and tell both parents, in the same words at the same moment.

    Nobody thinks about a place longer than until the next session of the group. `reason`: as for place_family.
    Raises what place_family raises, and ValidationError by field for a term that is over or too long.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    expires_at = _term(group, expires_at)
    seats.check_fits(group=group, case=case, by=by, reason=reason)
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


def _term(group: Group, asked: datetime | None) -> datetime:
    """Until when a place can be held: the days of the recipe, and never past the next session."""
    now = clock.now()
    first = group.sessions.standing().filter(starts_at__gt=now).order_by("starts_at").first()
    if asked and asked <= now:
        raise ValidationError({"expires_at": _("Choose a moment that is still to come.")})
    if asked and first and asked > first.starts_at:
        text = _("The next session is on %(moment)s: choose a moment before it.")
        raise ValidationError({"expires_at": text % {"moment": letters.spoken(first.starts_at)}})
    term = asked or now + timedelta(days=group.offer_days)
    return min(term, first.starts_at) if first else term


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
    """The centre takes the place back and tells both parents at once; twice is the same as once.

    A place that one parent refused and the other still thinks about ends in the same words: it went on already.
    """
    group = Group.objects.select_for_update().get(pk=offer.group_id)
    offer = Offer.objects.select_related("case", "offered_by").get(pk=offer.pk)
    if offer.state == OfferState.REFUSED and offer.told_at is None:
        _tell_over(offer, by)
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
    for offer in group.offers.thought_about():
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
    """Offer the place to the couple that waits longest, fits and can come; nobody: it stays free and the desk shows it.

    Sessions of one family by itself are nobody else's.
    """
    if not offer.moves_on or group.state != GroupState.OPEN or group.couples == 1:
        return None
    for case in islice(_who_can_come(group, offer.offered_by), TRY_AT_MOST):
        try:
            with transaction.atomic():
                return offer_place(group=group, case=case, by=offer.offered_by)
        except ValidationError:
            continue
    return None


def _who_can_come(group: Group, user: User) -> Iterator[Case]:
    """The waiting list of this group without whom a rule keeps out, longest waiting first."""
    waiting = list(selectors.next_in_line(group, user)[:LOOK_AT_MOST])
    for start in range(0, len(waiting), AT_A_TIME):
        some = waiting[start : start + AT_A_TIME]
        against = fitting.objections(group, some)
        yield from (case for case in some if not against[case.pk])
