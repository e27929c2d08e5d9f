"""Record what somebody answered; nothing is ever changed, a newer row follows (law.md R5)."""

import hashlib
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import authority, clock
from centre.asked import PER_PARTNER
from centre.audiences import Audience
from centre.models import Case, Child, Consent, ConsentRuling, ConsentText, Parent, SharingPartner, User
from centre.services.handling import tell_carers
from centre.services.notices import send_to_staff
from centre.services.what_stops import effects_of_a_no, write_effects


@transaction.atomic
def answer_consent(
    *,
    case: Case,
    purpose: str,
    giver: Parent | Child,
    answer: str,
    by: User,
    about_child: Child | None = None,
    partner: SharingPartner | None = None,
    channel: str = Consent.Channel.PORTAL,
    assurance: str = "",
    audience: str = "",
) -> Consent:
    """Store one person's yes, no or withdrawal about one subject, against the newest published text.

    `assurance`: how sure we were of who answered (centre.identity.assurance). `audience`: in whose street `by` was,
    when it was not the giver. Whoever works with the family hears of a no that stops something at once, and the log has
    one line per effect: "no" after a yes is taking it back, under whichever button. `partner`: with whom is shared, always
    named for PER_PARTNER and for nothing else. Raises ValidationError when no text has been published for this purpose.
    """
    if (purpose in PER_PARTNER) != (partner is not None):
        raise ValueError(f"A permission for {purpose} names a partner when it is about one, and only then.")
    text = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if text is None:
        raise ValidationError(_("There is no information text for this question yet."))
    asked = {"case": case, "purpose": purpose, "giver": giver, "about_child": about_child, "partner": partner}
    people = {"giver_parent": giver} if isinstance(giver, Parent) else {"giver_child": giver}
    is_no = answer != Consent.Answer.GIVEN
    # Asked before the answer stands: afterwards a room no longer knows what rested on the yes.
    stops = effects_of_a_no(**asked) if is_no else []
    consent = Consent.objects.create(
        case=case,
        purpose=purpose,
        about_child=about_child,
        partner=partner,
        answer=answer,
        text=text,
        text_sha256=hashlib.sha256(text.text.encode()).hexdigest(),
        channel=channel,
        assurance=assurance if channel == Consent.Channel.PORTAL else Consent.Assurance.STAFF,
        recorded_by=by,
        **people,
    )
    if is_no:
        tell_carers(consent)
    own = Audience.CHILD if isinstance(giver, Child) else Audience.PARENT
    write_effects(stops, case=case, purpose=purpose, audience=audience or own, by=by)
    return consent


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
    reason: str,
    weighed_with: User | None,
    parent: Parent | None = None,
    until: date | None = None,
) -> ConsentRuling:
    """Keep why somebody's yes is not waited for, with its reason, its evidence and a second professional (law.md R4).

    `weighed_with` reads that the name stands there. Raises ValidationError by field: replacing names exactly one parent,
    the other grounds none; without the parents only from 12 to 15; no second professional; dates in order.
    """
    replaces, errors = kind == ConsentRuling.Kind.REPLACED, {}
    if not reason.strip():
        errors["reason"] = _("Write down why.")
    if weighed_with is None or weighed_with == by:
        errors["weighed_with"] = _("Weigh this with a colleague and choose the name.")
    if kind in authority.WITHOUT_PARENTS and not 12 <= child.age_on(since) < 16:
        errors["kind"] = _("Only a child of 12 to 15 may decide without the parents.")
    if kind == authority.INCAPABLE and not 12 <= child.age_on(since) < 18:
        errors["kind"] = _("This is about a child of 12 to 17: a younger child is not asked itself.")
    is_decided = decided_by.strip() and number.strip()
    if kind not in authority.WEIGHED_BY_PROFESSIONALS and not is_decided:
        errors["decided_by"] = _("Name who decided, and the number of the decision.")
    if replaces and parent is None:
        errors["parent"] = _("Name the parent in whose place the court decided.")
    if not replaces and parent is not None:
        errors["parent"] = _("Leave this empty: only a court decides in the place of one parent.")
    if since > clock.today():
        errors["since"] = _("A decision that lies ahead does not count yet.")
    if until and until < since:
        errors["until"] = _("The end comes before the beginning.")
    if errors:
        raise ValidationError(errors)
    ruling = ConsentRuling.objects.create(
        case=case,
        purpose=purpose,
        kind=kind,
        child=child,
        parent=parent,
        decided_by=decided_by,
        number=number,
        since=since,
        until=until,
        reason=reason,
        weighed_with=weighed_with,
        recorded_by=by,
    )
    subject = _("You weighed a decision about consent (%(number)s)") % {"number": case.reference}
    text = _(
        "A colleague wrote down that you weighed this together. Is that not right? Then tell this colleague today."
    )
    send_to_staff(recipients=[weighed_with], subject=subject, text=text, by=by)
    return ruling


def end_ruling(*, ruling: ConsentRuling) -> None:
    """The decision no longer counts: yesterday was its last day; one of today leaves no day on which it counted."""
    ruling.until = max(clock.today() - timedelta(days=1), ruling.since)
    if ruling.since >= clock.today():
        ruling.delete()
    else:
        ruling.save(update_fields=["until"])
