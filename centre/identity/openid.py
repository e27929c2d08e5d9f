"""The conversation with one provider: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636).

Only the ID token is read, and only after its signature, issuer, audience, term and nonce were checked. Tokens and
claims are not kept; the caller gets a subject and a level.
"""

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import jwt
from django.core.cache import cache

from centre.identity.levels import Level
from centre.identity.providers import LOOPBACK, Provider

#: Seconds that a provider may take to answer, and that its addresses and keys are remembered.
PATIENCE, REMEMBERED = 5, 600
#: Longest answer that is read, in bytes.
LONGEST = 200_000
#: Signatures by a key pair only: with a shared secret the portal could make tokens itself.
ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "ES384", "RS512"]
#: Seconds that the provider's clock may differ from ours.
LEEWAY = 30


class ProviderSilent(Exception):
    """The provider does not answer, or answers with something else; nobody's fault who signs in."""


class IdentityRefused(Exception):
    """The answer is not a proof: a wrong signature, nonce, issuer, audience or term."""


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is. `subject` may be a BSN: never store, print or log it."""

    subject: str
    level: Level
    #: OIN or KvK number of the organisation for which somebody acts; "" when the provider does not say.
    organisation: str = ""

    def __repr__(self):
        return f"<Identity {self.level.name}>"


@dataclass(frozen=True)
class Question:
    """What one sign-in remembers in the session, to know its own answer again."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Question":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


def address_to_ask(provider: Provider, question: Question, *, back: str, again: bool = False) -> str:
    """Where the browser goes. `again`: the person has to prove it now, also with an open session there."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest()).rstrip(b"=").decode()
    wanted = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scope,
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.acr_values:
        wanted["acr_values"] = provider.acr_values
    if again:
        wanted["prompt"] = "login"
    return f"{_addresses(provider)['authorization_endpoint']}?{urlencode(wanted)}"


def identity_for(provider: Provider, code: str, question: Question, *, back: str) -> Identity:
    """Exchange the code and read the proof. Raises IdentityRefused or ProviderSilent."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "code_verifier": question.verifier,
    }
    answer = _fetch(_addresses(provider)["token_endpoint"], sent)
    claims = _checked(provider, str(answer.get("id_token", "")), question.nonce)
    subject = claims.get(provider.subject_claim)
    if not subject or not isinstance(subject, str):
        raise IdentityRefused("no subject")
    organisation = claims.get(provider.organisation_claim, "") if provider.organisation_claim else ""
    return Identity(subject, provider.level_of(claims), str(organisation))


def _checked(provider: Provider, token: str, nonce: str) -> Mapping:
    try:
        key = _key(provider, jwt.get_unverified_header(token).get("kid"))
        claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "aud", "iss", "sub", "nonce"]},
        )
    except jwt.PyJWTError as error:
        raise IdentityRefused(type(error).__name__) from error
    if not secrets.compare_digest(str(claims["nonce"]), nonce):
        raise IdentityRefused("nonce")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != provider.client_id:
        raise IdentityRefused("azp")
    return claims


def _key(provider: Provider, kid: str | None):
    """The public key of a token; keys that were renewed are fetched once more."""
    for fresh in (False, True):
        document = _remembered(provider, "keys", _addresses(provider)["jwks_uri"], fresh=fresh)
        for key in jwt.PyJWKSet.from_dict(document).keys:
            if kid in (None, key.key_id):
                return key.key
    raise jwt.InvalidKeyError("kid")


def _addresses(provider: Provider) -> Mapping:
    issuer = provider.issuer.rstrip("/")
    found = _remembered(provider, "addresses", f"{issuer}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise ProviderSilent("another issuer")
    if missing := {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(found):
        raise ProviderSilent(f"without {sorted(missing)}")
    return found


def _remembered(provider: Provider, what: str, address: str, *, fresh: bool = False) -> Mapping:
    name = f"identity:{provider.name}:{what}:{hashlib.sha256(address.encode()).hexdigest()[:16]}"
    known = None if fresh else cache.get(name)
    if known is None:
        known = _fetch(address)
        cache.set(name, known, REMEMBERED)
    return known


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """An answer from elsewhere is no answer."""

    def redirect_request(self, *args, **kwargs):
        return None


def _fetch(address: str, sent: Mapping | None = None) -> dict:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ProviderSilent("not over https")
    handlers: list = [_NoDetour]
    if parts.hostname in LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))
    body = urlencode(sent).encode() if sent is not None else None
    request = urllib.request.Request(address, body, {"Accept": "application/json"})  # noqa: S310 the scheme is checked above
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=PATIENCE) as response:
            answer = json.loads(response.read(LONGEST))
    except urllib.error.HTTPError as error:
        # A code that is wrong, old or used twice: the provider refuses the proof itself.
        if sent is not None and error.code in (400, 401, 403):
            raise IdentityRefused("code") from error
        raise ProviderSilent(str(error.code)) from error
    except (OSError, ValueError) as error:
        raise ProviderSilent(type(error).__name__) from error
    if not isinstance(answer, dict):
        raise ProviderSilent("no object")
    return answer
