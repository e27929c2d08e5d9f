"""Who speaks for a partner, and the colleagues that this person invites and sees off (features.md E1)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import Membership, Organisation, User
from centre.services.hats import end_hats
from centre.services.notices import send_message
from centre.services.people import add_membership, invite_user
from referrals.models import PartnerContact


@transaction.atomic
def name_contact(*, organisation: Organisation, user: User, by: User) -> PartnerContact:
    """Let somebody speak for an organisation; naming twice is once. Raises ValidationError for who does not refer there."""
    hats = Membership.objects.active().filter(audience=Audience.REFERRER, organisation=organisation)
    if not hats.filter(user=user).exists():
        raise ValidationError({"person": _("Choose somebody who refers for this organisation now.")})
    contact, made = PartnerContact.objects.get_or_create(
        organisation=organisation, user=user, until=None, defaults={"named_by": by, "since": clock.today()}
    )
    if made:
        text = _("You are the contact person of %(organisation)s. You invite colleagues and look after keys.")
        text %= {"organisation": organisation.name}
        send_message(recipient=user, subject=_("You are a contact person"), text=text, by=by)
    return contact


def end_contact(*, contact: PartnerContact) -> None:
    """From today somebody else speaks for the organisation."""
    if contact.since >= clock.today():
        contact.delete()
    elif contact.until is None:
        contact.until = clock.today() - timedelta(days=1)
        contact.save(update_fields=["until"])


@transaction.atomic
def invite_colleague(*, organisation: Organisation, email: str, name: str, until: date, by: User) -> str:
    """A contact person lets a colleague refer; returns the code to tell by phone ("" when an account is open).

    Raises ValidationError by field for a past date, or when the colleague refers already.
    """
    if until < clock.today():
        raise ValidationError({"until": _("Choose today or a later day.")})
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email=email, name=name)
    hats = Membership.objects.active().filter(user=user, audience=Audience.REFERRER, organisation=organisation)
    if hats.exists():
        raise ValidationError({"email": _("This person has this role already.")})
    add_membership(user=user, audience=Audience.REFERRER, organisation=organisation, until=until)
    if not user.has_usable_password():
        return invite_user(user=user, by=by, with_code=True)
    text = _("You may now refer for %(organisation)s.") % {"organisation": organisation.name}
    send_message(recipient=user, subject=_("A new role for you"), text=text, by=by)
    return ""


def see_off(*, hat: Membership, by: User) -> None:
    """A colleague left: access ends at once, keys in that person's name open nothing. Raises ValidationError for oneself."""
    end_hats(hats=[hat], by=by)
