"""What every answer of the interface has in common: version, errors as problem+json, limits, who is in."""

import json
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from centre import access
from centre.audiences import Audience
from referrals.services.keys import KeyRefused, holder_of

VERSION = "1.0.0"
PROBLEM = "application/problem+json"
#: Largest body in bytes: twelve children and two long texts fit many times.
LARGEST_BODY = 128 * 1024
#: Wrong keys that one address may try in a minute.
WRONG_KEYS = 20
WAIT = {"Retry-After": "60"}
TITLES = {
    400: "Het verzoek klopt niet",
    401: "Geen geldige sleutel",
    404: "Niet gevonden",
    405: "Deze methode kan hier niet",
    409: "Deze verwijzing wordt al verwerkt",
    413: "Het bericht is te groot",
    415: "Stuur JSON",
    422: "Niet alle velden kloppen",
    429: "Te veel verzoeken",
    500: "Er ging iets mis",
}


class Refused(Exception):
    """An answer that is an error. `fields`: [(name, why)]."""

    def __init__(self, status: int, detail: str = "", fields=(), headers=None):
        self.status, self.detail, self.fields, self.headers = status, detail, list(fields), headers or {}
        super().__init__(detail)


class Key(HttpBearer):
    """`Authorization: Bearer S-….…`: one key of one organisation."""

    openapi_bearerFormat = "sleutel van uw organisatie"

    def authenticate(self, request: HttpRequest, token: str):
        try:
            key = holder_of(key=token)
        except KeyRefused:
            # Only wrong keys are counted per caller: who has a good one is never shut out by a neighbour.
            caller = get_adapter(request).get_client_ip(request)
            if _count(f"api-wrong-{caller}") > WRONG_KEYS:
                raise Refused(429, "Er is te vaak een onjuiste sleutel gebruikt.", headers=WAIT) from None
            raise Refused(401, "Deze sleutel opent niets.", headers={"WWW-Authenticate": "Bearer"}) from None
        if _count(f"api-key-{key.pk}") > settings.API_REQUESTS_A_MINUTE:
            raise Refused(429, "Probeer het over een minuut opnieuw.", headers=WAIT)
        request.user, request.audience, request.api_key = key.responsible, Audience.REFERRER, key
        return key


def _count(name: str) -> int:
    """One more within a minute that begins with the first; counted in the cache that all processes share."""
    cache.add(name, 0, 60)
    try:
        return cache.incr(name)
    except ValueError:  # the minute ended in between
        cache.set(name, 1, 60)
        return 1


def problem(request: HttpRequest, refused: Refused) -> HttpResponse:
    """An error as RFC 9457 describes it; never with what was typed."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(refused.status, TITLES[400]),
        "status": refused.status,
        "detail": refused.detail or TITLES.get(refused.status, TITLES[400]),
        "instance": f"urn:verzoek:{request.request_id}",
        "ongeldigeVelden": [{"naam": name, "reden": why} for name, why in refused.fields],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), PROBLEM, refused.status, headers=refused.headers)


def through(view):
    """The one way in: no session, no CSRF (a key is no cookie), JSON of a bounded size, a version in every answer."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            _check_body(request)
            response = view(request, *args, **kwargs)
        except Refused as refused:
            response = problem(request, refused)
        if response.status_code == 405 and response["Content-Type"] != PROBLEM:
            response = problem(request, Refused(405, headers={"Allow": response["Allow"]}))
        response["API-Version"] = VERSION
        return response

    return guarded


def _check_body(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise Refused(413, f"Een bericht is hoogstens {LARGEST_BODY // 1024} kB.")
    if request.content_type != "application/json":
        raise Refused(415, "Zet Content-Type op application/json.")


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below the interface that does not exist: the same shape of error."""
    return problem(request, Refused(404))


def refused_key(request: HttpRequest) -> None:
    """Somebody knocked without a good key: a row in the log, nothing about who; of what was shown as a key a digest."""
    access.log_refusal(request, label="interface", purpose="api", secret=request.headers.get("Authorization", ""))
