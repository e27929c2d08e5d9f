"""Why a service of this room says no: statements, with words that a member of staff can act on."""

from django.core.exceptions import ValidationError

from groups.explanations import OVERRIDABLE


class GroupIsFull(ValidationError):
    """Every seat is taken."""


class AlreadySeated(ValidationError):
    """This couple has a seat, here or in another group."""


class NotReady(ValidationError):
    """The couple is not on the waiting list: no approved indication for a group, or the case is closed."""


class ConsentMissing(ValidationError):
    """A permission is not complete on a date of the group (law.md R4)."""


class LeadIsExcluded(ValidationError):
    """A therapist of the group may not work for this family (conflict of interest)."""


class NotCertified(ValidationError):
    """A therapist's certificate does not count on a date of the group."""


class Taken(ValidationError):
    """A room or a therapist is needed twice at the same moment."""


class TooFewCouples(ValidationError):
    """The group has not reached its minimum."""


class NotYet(ValidationError):
    """It is too early for this step."""


class PlaceIsOffered(ValidationError):
    """This couple thinks about a place elsewhere; first that one ends."""


class OfferOver(ValidationError):
    """The term is over or the place was taken back."""


class MustStayApart(ValidationError):
    """These parents are kept apart: together in one group only with a written reason (features.md D8)."""


class DoesNotFit(ValidationError):
    """Hard rules of planning.md against this couple in this group. `rules`: their names in groups/explanations.py."""

    def __init__(self, messages: list[str], *, rules: list[str]):
        super().__init__(messages)
        self.rules = rules

    @property
    def asks_a_reason(self) -> bool:
        """Whether a person may set every one of them aside with a written reason."""
        return set(self.rules) <= set(OVERRIDABLE)


class FamiliesKnowEachOther(DoesNotFit):
    """A family in this group, or in the building on one of its days, knows this one (planning.md, rule 6)."""

    def __init__(self, message: str, *, rule: str):
        super().__init__([message], rules=[rule])


class TakenBack(ValidationError):
    """Somebody took a permission back and nobody handled it yet: no mark for whom it is about (law.md R7)."""


class ChangedMeanwhile(ValidationError):
    """A colleague changed the same thing after this page was opened: nothing of theirs is overwritten unseen."""


class NamesInNote(ValidationError):
    """A note about the group names somebody who takes part (law.md R23)."""

    def __init__(self, message, names):
        super().__init__(message)
        self.names = names
