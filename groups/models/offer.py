"""A place that is held for a couple while both parents think about it (features.md G7)."""

from django.db import models
from django.db.models import F, Q

from centre import clock
from centre.models import Case, Parent, User
from centre.references import new_reference
from groups.models.group import Group
from groups.states import OFFER, OfferState


def offer_reference() -> str:
    return new_reference("PL", 10)


class OfferQuerySet(models.QuerySet):
    def held(self):
        """Places that are held now."""
        return self.filter(state=OfferState.OPEN)

    def thought_about(self):
        """Held, or refused while the other parent does not know it yet: to both parents the place is held."""
        return self.filter(Q(state=OfferState.OPEN) | Q(state=OfferState.REFUSED, told_at=None))

    def untold(self):
        """Ended, but the parents do not know yet: they hear it when the term is over, whatever happened before."""
        return self.filter(state__in=[OfferState.REFUSED, OfferState.LAPSED], told_at=None)


class Offer(models.Model):
    """One seat, held for one couple until `expires_at`; never for two couples at once."""

    reference = models.CharField(max_length=16, unique=True, default=offer_reference, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="offers")
    case = models.ForeignKey(Case, models.PROTECT, related_name="offers")
    seat = models.PositiveSmallIntegerField()
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="offers_made")
    offered_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    #: When it is not accepted, the place is offered to the next couple that waits.
    moves_on = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    #: While the state is open: since when the place is held. Afterwards: until when it was.
    state_since = models.DateTimeField(default=clock.now)
    #: When both parents were told that it ended; refusal and silence are told at the same moment, in the same words.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            OFFER.constraint("offer_state_is_known"),
            models.UniqueConstraint(fields=["group", "seat"], condition=Q(state="open"), name="one_offer_per_seat"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="one_offer_per_family"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("offered_at")), name="an_offer_has_a_term"),
            models.CheckConstraint(condition=Q(seat__range=(1, 12)), name="an_offer_is_of_a_seat"),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="offer_open_expires")]

    @property
    def held_until(self):
        """Until when the place was held; None while it still is."""
        return None if self.state == OfferState.OPEN else self.state_since


class OfferAnswer(models.Model):
    """What one parent answered. The other parent never sees this row, nor whether it exists."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="answers")
    parent = models.ForeignKey(Parent, models.PROTECT, related_name="offer_answers")
    accepts = models.BooleanField()
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "parent"], name="one_answer_per_parent_and_offer")]
