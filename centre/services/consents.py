"""Record what somebody answered; nothing is ever changed, a newer row follows (law.md R5)."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre.models import Case, Child, Consent, ConsentText, Organisation, Parent, User


@transaction.atomic
def answer_consent(
    *,
    case: Case,
    purpose: str,
    giver: Parent | Child,
    answer: str,
    by: User,
    about_child: Child | None = None,
    organisation: Organisation | None = None,
    channel: str = Consent.Channel.PORTAL,
) -> Consent:
    """Store one person's yes, no or withdrawal about one subject, against the newest published text.

    Raises ValidationError when no text has been published for this purpose.
    """
    text = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if text is None:
        raise ValidationError(_("There is no information text for this question yet."))
    people = {"giver_parent": giver} if isinstance(giver, Parent) else {"giver_child": giver}
    return Consent.objects.create(
        case=case,
        purpose=purpose,
        about_child=about_child,
        organisation=organisation,
        answer=answer,
        text=text,
        text_sha256=hashlib.sha256(text.text.encode()).hexdigest(),
        channel=channel,
        recorded_by=by,
        **people,
    )
