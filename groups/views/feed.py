"""The calendar feed: no signing in, the secret in the address is the key."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from centre import access
from groups.agenda import calendar_of
from groups.selectors.appointments import appointments_of_user
from groups.services.feeds import find_feed


@login_not_required
@require_safe
def feed(request, token):
    """Own appointments with a neutral title; 404 once the address is revoked."""
    found = find_feed(token=token)
    access.log(request, action=access.Action.EXPORT, label="calendar feed", succeeded=found is not None)
    if found is None:
        raise Http404
    own = appointments_of_user(found.user)
    body = calendar_of(own, user_id=found.user_id, with_place=found.with_place)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
