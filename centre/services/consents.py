"""Record what somebody answered; nothing is ever changed, a newer row follows (law.md R5)."""

import hashlib
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Child, Consent, ConsentRuling, ConsentText, Organisation, Parent, User


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


@transaction.atomic
def record_ruling(
    *,
    case: Case,
    purpose: str,
    kind: str,
    child: Child,
    decided_by: str,
    number: str,
    since: date,
    by: User,
    parent: Parent | None = None,
    until: date | None = None,
) -> ConsentRuling:
    """Keep that a court decided in one parent's place, or on which ground no consent is asked; with its evidence.

    Raises ValidationError by field: replacing names exactly one parent, the other ground none, dates in order.
    """
    replaces = kind == ConsentRuling.Kind.REPLACED
    errors = {}
    if replaces and parent is None:
        errors["parent"] = _("Name the parent in whose place the court decided.")
    if not replaces and parent is not None:
        errors["parent"] = _("Leave this empty: no consent is asked of anybody.")
    if since > clock.today():
        errors["since"] = _("A decision that lies ahead does not count yet.")
    if until and until < since:
        errors["until"] = _("The end comes before the beginning.")
    if errors:
        raise ValidationError(errors)
    return ConsentRuling.objects.create(
        case=case,
        purpose=purpose,
        kind=kind,
        child=child,
        parent=parent,
        decided_by=decided_by,
        number=number,
        since=since,
        until=until,
        recorded_by=by,
    )


def end_ruling(*, ruling: ConsentRuling) -> None:
    """The decision no longer counts: yesterday was its last day; one of today leaves no day on which it counted."""
    ruling.until = max(clock.today() - timedelta(days=1), ruling.since)
    if ruling.since >= clock.today():
        ruling.delete()
    else:
        ruling.save(update_fields=["until"])
