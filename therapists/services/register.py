"""Who is in the register and what they show of themselves."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import Organisation, User
from centre.services.people import add_membership, invite_user
from therapists.models import Practice, Therapist
from therapists.services.certificates import withdraw_certificate


@transaction.atomic
def register_therapist(
    *,
    user: User,
    practices: Iterable[Practice],
    languages: str = "nl",
    about: str = "",
    on: date | None = None,
) -> Therapist:
    """Put somebody in the register, not public yet. Raises ValidationError when the user is in it already."""
    if Therapist.objects.filter(user=user).exists():
        raise ValidationError(_("This person is in the register already."))
    if not user.memberships.active().filter(audience=Audience.THERAPIST).exists():
        add_membership(user=user, audience=Audience.THERAPIST)
    therapist = Therapist.objects.create(
        user=user, slug=_free_slug(user.name), languages=languages, about=about, registered_on=on or clock.today()
    )
    therapist.practices.set(practices)
    return therapist


@transaction.atomic
def invite_therapist(
    *,
    name: str,
    email: str,
    organisation: Organisation,
    practices: Iterable[Practice],
    by: User,
    is_another: bool = False,
) -> Therapist:
    """A new colleague: account, hat, invitation by mail and a row in the register. Raises ValidationError by field.

    Somebody with the same name has to be somebody else (`is_another`): nobody stands in the register twice.
    """
    email = email.lower()
    if User.objects.filter(email=email).exists():
        raise ValidationError({"email": _("There is an account with this address already.")})
    if not is_another and Therapist.objects.filter(user__name__iexact=" ".join(name.split())).exists():
        text = _(
            "Somebody with this name is in the register already. Look there first, or say below that it is another."
        )
        raise ValidationError({"name": text})
    user = User.objects.create_user(email=email, name=name)
    add_membership(user=user, audience=Audience.THERAPIST, organisation=organisation)
    invite_user(user=user, by=by)
    return register_therapist(user=user, practices=practices)


@transaction.atomic
def publish_profile(
    *,
    therapist: Therapist,
    is_public: bool,
    about: str = "",
    languages: str = "nl",
    shown: str = "",
    **facts,
) -> Therapist:
    """What somebody tells about oneself, and which of it (`shown`: codes of PublicField) the public sees.

    `facts`: ages, has_video, phone, website, group_ceiling, travel_km. The public register still asks for a valid
    certificate. Raises ValidationError by field.
    """
    facts = {"is_public": is_public, "about": about, "languages": languages, "shown": shown} | facts
    for name, value in facts.items():
        setattr(therapist, name, value)
    therapist.full_clean(exclude=["user"])
    therapist.save(update_fields=list(facts))
    return therapist


@transaction.atomic
def deregister(*, therapist: Therapist, by: User, reasons: str, on: date | None = None) -> None:
    """Take somebody out of the register from this day, at the own wish or by decision; history stays."""
    therapist.refresh_from_db(from_queryset=Therapist.objects.select_for_update())
    if therapist.deregistered_on:
        raise ValidationError(_("This person is not in the register any more."))
    therapist.deregistered_on = on or clock.today()
    therapist.save(update_fields=["deregistered_on"])
    for certificate in therapist.certificates.filter(withdrawn_on=None):
        withdraw_certificate(certificate=certificate, by=by, reasons=reasons, on=therapist.deregistered_on)


def _free_slug(name: str) -> str:
    base = slugify(name)[:100] or "therapeut"
    taken = set(Therapist.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
