"""Which providers there are: read from settings.IDENTITY_PROVIDERS, none by default."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.text import slugify

from centre.audiences import FAMILY, STAFF, Audience
from centre.identity.levels import SCHEMES, Level

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Provider:
    """One OpenID Connect provider. `name` stands in addresses, `label` on the button.

    audiences: who may sign in with it. level_claim: where the provider says how sure it is. levels: its own words for
    that, beside the known schemes. without_level: what counts when it says nothing (an organisation that has no `acr`).
    organisation_claim: where it says for which organisation somebody acts (eHerkenning: an OIN or a KvK number); then
    only somebody with a role at that organisation comes in (law.md R42).
    """

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = ""
    audiences: tuple[str, ...] = ()
    scope: str = "openid"
    subject_claim: str = "sub"
    level_claim: str = "acr"
    levels: Mapping[str, str] = field(default_factory=dict)
    without_level: str = "none"
    acr_values: str = ""
    organisation_claim: str = ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def level_of(self, claims: Mapping) -> Level:
        """How sure this provider is of this sign-in; a word that nobody knows counts as nothing."""
        said = claims.get(self.level_claim)
        if said in (None, ""):
            return Level.named(self.without_level)
        if named := self.levels.get(str(said)):
            return Level.named(named)
        return SCHEMES.get(str(said), Level.NONE)


def providers() -> dict[str, Provider]:
    """The providers by name, in the order of the settings. Raises ImproperlyConfigured for a mistake in them."""
    found = {}
    for facts in settings.IDENTITY_PROVIDERS:
        provider = _read(facts)
        if provider.name in found:
            raise ImproperlyConfigured(f"IDENTITY_PROVIDERS names {provider.name} twice.")
        found[provider.name] = provider
    return found


def minimum_for(audiences) -> Level:
    """The highest of the minima of somebody's hats; without a hat the highest of all.

    Families: substantial, which is DigiD with its ID check (law.md 2.5). Others: what their organisation offers, and
    then the portal's own second factor. The settings may ask for more or less.
    """
    minima = {audience: "substantial" if audience in FAMILY else "low" for audience in Audience.values}
    minima |= settings.IDENTITY_MINIMUM_LEVELS
    return max(Level.named(minima[audience]) for audience in audiences or Audience.values)


def replaces_second_factor(level: Level) -> bool:
    """Whether the provider has asked for a second factor itself, so that we need not."""
    return level >= Level.named(settings.IDENTITY_SECOND_FACTOR_FROM)


def _read(facts: Mapping) -> Provider:
    known = {each.name for each in fields(Provider)}
    if unknown := set(facts) - known:
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS has words that nobody reads: {', '.join(sorted(unknown))}.")
    if missing := {"name", "label", "issuer", "client_id"} - set(facts):
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS misses {', '.join(sorted(missing))}.")
    provider = Provider(**(dict(facts) | {"audiences": tuple(facts.get("audiences") or STAFF)}))
    if provider.name != slugify(provider.name):
        raise ImproperlyConfigured("The name of an identity provider has small letters, digits and dashes only.")
    if strangers := set(provider.audiences) - set(Audience.values):
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS names no audience: {', '.join(sorted(strangers))}.")
    if urlsplit(provider.issuer).scheme != "https" and urlsplit(provider.issuer).hostname not in LOOPBACK:
        raise ImproperlyConfigured("An identity provider is spoken to over https only.")
    try:
        for word in (*provider.levels.values(), provider.without_level):
            Level.named(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS: {error}.") from error
    return provider
