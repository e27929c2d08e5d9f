"""The calendar feed: no signing in, the secret in the address is the key."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from centre import access
from groups import selectors
from groups.agenda import calendar_of
from groups.selectors.appointments import appointments_of_user
from groups.services.feeds import find_feed


@login_not_required
@require_safe
def feed(request, token):
    """Own appointments with a neutral title; 404 once the address is revoked."""
    found = find_feed(token=token)
    if found is None:
        raise access.refusal(request, label="calendar feed", secret=token)
    for dossier_id in selectors.own_dossiers(found.user) or [None]:
        # Nobody signed in: the log names whose calendar was fetched, on the strength of the secret alone.
        access.log(request, action=access.Action.EXPORT, label="calendar feed", ground="own", dossier_id=dossier_id)
    own = appointments_of_user(found.user)
    body = calendar_of(own, user_id=found.user_id, with_place=found.with_place)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
