"""Staff writes down what parents said about talking with a professional, in each direction (law.md R6).

The same rows as a parent's own answer in the portal: nothing is changed, a newer answer follows (centre/services/consents.py).
"""

from django.db import transaction

from centre import sharing
from centre.asked import PER_PARTNER
from centre.models import Consent, Parent, User
from centre.services.consents import answer_consent
from referrals.models import ChainLink

Answer = Consent.Answer


@transaction.atomic
def keep_consents(
    *, link: ChainLink, given: set[tuple[int, str]], parents: list[Parent], by: User, audience: str
) -> None:
    """Write down what differs from the last words: {(parent's id, direction)} said yes; a yes not in it is taken back.

    `audience`: in whose street `by` writes it down. A no of a parent that still stands is not written again.
    """
    said = sharing.said_about([link.partner_id])
    for parent in parents:
        for direction in PER_PARTNER:
            is_yes = said.get((link.partner_id, direction, parent.pk)) == Answer.GIVEN
            if is_yes == ((parent.pk, direction) in given):
                continue
            answer_consent(
                case=link.case, purpose=direction, giver=parent, partner=link.partner,
                answer=Answer.WITHDRAWN if is_yes else Answer.GIVEN,
                channel=Consent.Channel.SPOKEN, audience=audience, by=by,
            )  # fmt: skip
