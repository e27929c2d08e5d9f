"""A child's own page about the group: when it is, who is there, and that nothing is obligatory."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access
from groups import selectors


@require_safe
def group(request):
    """The next time and the faces that belong to it."""
    access.log_list(request, label="own group", purpose="appointments")
    session = selectors.next_session_of_child(request.user)
    context = {"session": session, "faces": selectors.faces_of(session) if session else []}
    return render(request, "groups/child_group.html", context)
