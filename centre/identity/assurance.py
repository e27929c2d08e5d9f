"""How sure we are of who sits behind a session, for what is kept of a consent (law.md R5)."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from centre.models import Consent

#: Under this name a session carries the level that a provider proved.
LEVEL = "identity_level"
Assurance = Consent.Assurance


def assurance_of(request: HttpRequest) -> str:
    """One of Consent.Assurance; "" where nothing is known."""
    level = request.session.get(LEVEL, "")
    if level in Assurance.values:
        return level
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    if "mfa" in methods:
        return Assurance.SECOND_FACTOR
    return Assurance.PASSWORD if "password" in methods else ""
