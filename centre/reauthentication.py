"""Ask somebody to sign in again before sensitive things: exports, emergency access, a hidden address (law.md R41)."""

from functools import wraps
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def recent_sign_in(view):
    """The view only runs when this person confirmed to be there in the last ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    Otherwise the person confirms first and comes back to the page. A post is not kept and repeated afterwards: the
    repeated request would pass by the street gate.
    """
    checked = reauthentication_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return checked(request, *args, **kwargs)
        except ReauthenticationRequired:
            target = request.path if request.method == "POST" else request.get_full_path()
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: target})}")

    return guarded


def confirmation(request: HttpRequest, back: str = "") -> HttpResponse | None:
    """For use after a door, so that an unknown reference stays 404: where to confirm first, or None when that was recent.

    `back`: the address to come back to; this page when empty.
    """
    if did_recently_reauthenticate(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: back or request.path})}")
