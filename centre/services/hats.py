"""Invite professionals, and take hats off; what hung on the hat ends with it (law.md R42, features.md L1)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import Membership, Municipality, Organisation, Region, User
from centre.services.notices import send_message
from centre.services.people import add_membership, end_membership, invite_user
from centre.services.resting import end_what_rests_on_no_hat
from centre.team import GIVEN_BY_COORDINATORS, organisations_under, regions_under


@transaction.atomic
def invite_professional(
    *,
    email: str,
    name: str,
    audience: str,
    organisation: Organisation,
    by: User,
    region: Region | None = None,
    municipality: Municipality | None = None,
    until: date | None = None,
) -> str:
    """Give a hat to a new or known professional; returns the code to tell by phone ("" when an account is open).

    `until`: the last day; a referrer always has one. Raises ValidationError by field for what `by` may not give.
    """
    _check(by, audience, organisation, region, municipality, until)
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name)
    if user.memberships.active().filter(audience=audience, organisation=organisation, region=region).exists():
        raise ValidationError({"email": _("This person has this role already.")})
    add_membership(
        user=user, audience=audience, organisation=organisation, region=region, municipality=municipality, until=until
    )
    if not user.has_usable_password():
        return invite_user(user=user, by=by, with_code=True)
    text = _("You have a new role: %(role)s, for %(organisation)s.") % {
        "role": Audience(audience).label,
        "organisation": organisation.name,
    }
    send_message(recipient=user, subject=_("A new role for you"), text=text, by=by)
    return ""


def _check(by, audience, organisation, region, municipality, until) -> None:
    errors = {}
    if audience not in GIVEN_BY_COORDINATORS:
        errors["audience"] = _("You cannot give this role.")
    if not organisations_under(by).filter(pk=organisation.pk).exists():
        errors["organisation"] = _("This organisation is not in your region.")
    mine = set(regions_under(by).values_list("pk", flat=True))
    if audience == Audience.COORDINATOR and (region is None or region.pk not in mine):
        errors["region"] = _("A coordinator belongs to one of your own regions.")
    if audience == Audience.MUNICIPALITY and (municipality is None or municipality.region_id not in mine):
        errors["municipality"] = _("Choose a municipality in your region.")
    if audience == Audience.REFERRER and until is None:
        errors["until"] = _("Choose the last day: a referrer's access always ends.")
    if until and until < clock.today():
        errors["until"] = _("Choose today or a later day.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def end_hats(*, hats: list[Membership], by: User) -> None:
    """Take these hats of one person off at once; relations that rested on them end too.

    Raises ValidationError for one's own hats and for the privacy officer's.
    """
    user = hats[0].user
    if user.pk == by.pk:
        raise ValidationError(_("You cannot end your own role. Ask another coordinator."))
    if any(hat.audience not in GIVEN_BY_COORDINATORS for hat in hats):
        raise ValidationError(_("You cannot end this role."))
    for hat in hats:
        end_membership(membership=hat)
    end_what_rests_on_no_hat(user=user, by=by)


#: A referrer's access is renewed for a year at most.
LONGEST = timedelta(days=366)


@transaction.atomic
def renew_hat(*, hat: Membership, by: User, until: date | None = None) -> Membership:
    """Somebody still works there and still needs it: a new last day, or, without one, known again for a year.

    Recertification (security reference AC15). Raises ValidationError for a day in the past, before the present one, or
    further than a year.
    """
    if hat.user_id == by.pk:
        raise ValidationError(_("You cannot renew your own role. Ask another coordinator."))
    if hat.until or hat.audience == Audience.REFERRER:
        if until is None or until < clock.today() or (hat.until and until <= hat.until):
            raise ValidationError({"until": _("Choose a day after the present last day.")})
        if until > clock.today() + LONGEST:
            raise ValidationError({"until": _("A year at most; then it is looked at again.")})
        hat.until = until
    hat.confirmed_on = clock.today()
    hat.save(update_fields=["until", "confirmed_on"])
    return hat
