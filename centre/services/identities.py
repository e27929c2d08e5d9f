"""Match a proof of identity to an account that exists; never make one, never by e-mail (features.md M1)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centre.fields import blind_index
from centre.identity.levels import Level
from centre.identity.openid import Identity
from centre.identity.providers import Provider, minimum_for
from centre.models import LinkedIdentity, User
from centre.organisation_numbers import are_one


class UnknownIdentity(Exception):
    """No account of this portal belongs to this proof, or its owner may not use this provider: one answer for both."""


class LevelTooLow(Exception):
    """The proof is real but weaker than this person's roles ask for."""

    def __init__(self, user: User, required: Level):
        self.user, self.required = user, required
        super().__init__(required.name)


def subject_digest(provider: Provider, identity: Identity) -> str:
    """The only trace of a subject; another provider or another key gives another digest."""
    return blind_index(identity.subject, purpose=f"identity:{provider.issuer}")


def account_for(*, provider: Provider, identity: Identity) -> User:
    """Whose proof this is. The level is weighed at every sign-in, against the hats of today.

    Raises UnknownIdentity and LevelTooLow.
    """
    rows = LinkedIdentity.objects.filter(provider=provider.name, subject_digest=subject_digest(provider, identity))
    row = rows.select_related("user").filter(user__is_active=True).first()
    if row is None or not row.user.audiences & set(provider.audiences) or not acts_for(row.user, provider, identity):
        raise UnknownIdentity
    required = minimum_for(row.user.audiences)
    if identity.level < required:
        raise LevelTooLow(row.user, required)
    return row.user


def acts_for(user: User, provider: Provider, identity: Identity) -> bool:
    """Whether the organisation that the provider proved is one of those for which this person has a role today.

    True for a provider that proves no organisation; an organisation without a number fits nothing (law.md R42).
    """
    if not provider.organisation_claim:
        return True
    houses = (hat.organisation for hat in user.current_memberships if hat.audience in provider.audiences)
    return any(are_one(oin=house.oin, kvk=house.kvk, proved=identity.organisation) for house in houses if house)


def link(*, user: User, provider: Provider, identity: Identity) -> LinkedIdentity:
    """Let this proof open this account from now on; the same one again changes nothing.

    Raises LevelTooLow, and ValidationError when it belongs to another account or to nobody with this role.
    """
    refusal = ValidationError(_("This way of signing in cannot be linked to your account. Call us."))
    if not user.audiences & set(provider.audiences) or not acts_for(user, provider, identity):
        raise refusal
    required = minimum_for(user.audiences)
    if identity.level < required:
        raise LevelTooLow(user, required)
    digest = subject_digest(provider, identity)
    if known := LinkedIdentity.objects.filter(user=user, provider=provider.name, subject_digest=digest).first():
        return known
    try:
        with transaction.atomic():
            return LinkedIdentity.objects.create(user=user, provider=provider.name, subject_digest=digest)
    except IntegrityError as error:
        # Somebody else's proof, or a second one of this account: the same words, so that nobody learns whose it is.
        raise refusal from error


def unlink(*, user: User, provider_name: str) -> bool:
    """Take a way of signing in away; the password stays. True when there was one."""
    removed, _rows = LinkedIdentity.objects.filter(user=user, provider=provider_name).delete()
    return removed > 0
