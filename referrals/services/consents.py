"""Staff writes down what parents said about talking with a professional, in each direction (law.md R6).

The same rows as a parent's own answer in the portal: nothing is changed, a newer answer follows (centre/services/consents.py).
"""

from django.db import transaction

from centre import sharing
from centre.asked import PER_PARTNER
from centre.models import Consent, Parent, SharingPartner, User
from centre.services.consents import answer_consent
from referrals.models import ChainLink

Answer = Consent.Answer


class AnsweredMeanwhile(Exception):
    """Somebody answered after the page was shown: writing over that would undo a word that nobody here read."""


@transaction.atomic
def keep_consents(
    *,
    link: ChainLink,
    given: set[tuple[int, str]],
    parents: list[Parent],
    by: User,
    audience: str,
    seen: str | None = None,
) -> None:
    """Write down what differs from the last words: {(parent's id, direction)} said yes; a yes not in it is taken back.

    `audience`: in whose street `by` writes it down. A no of a parent that still stands is not written again. `seen`: the
    mark (sharing.newest_answer) of the last answer that `by` was shown. Raises AnsweredMeanwhile when something differs
    and a newer answer stands; nothing is written then. A second click differs in nothing.
    """
    # Under this lock no other answer about the partner comes in: its key must be shared for that.
    SharingPartner.objects.select_for_update().get(pk=link.partner_id)
    said = sharing.said_about([link.partner_id])
    asked = [(parent, direction) for parent in parents for direction in PER_PARTNER]
    yes = {(parent, direction) for (_partner, direction, parent), answer in said.items() if answer == Answer.GIVEN}
    changed = [
        (parent, direction)
        for parent, direction in asked
        if ((parent.pk, direction) in yes) != ((parent.pk, direction) in given)
    ]
    if changed and seen is not None and seen != sharing.newest_answer(link.partner_id):
        raise AnsweredMeanwhile
    for parent, direction in changed:
        answer_consent(
            case=link.case, purpose=direction, giver=parent, partner=link.partner,
            answer=Answer.WITHDRAWN if (parent.pk, direction) in yes else Answer.GIVEN,
            channel=Consent.Channel.SPOKEN, audience=audience, by=by,
        )  # fmt: skip
