"""What a page answers when the row moved on meanwhile: another tab, another person, a second click."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from centre.workflow import IllegalMove
from referrals.services.drafting import NotEditable


def answers_politely(view):
    """409 for a move that the table does not allow; back to the list for answers that can no longer change."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except IllegalMove:
            return render(request, "referrals/moved_on.html", status=409)
        except NotEditable:
            messages.info(request, _("This referral was sent already. Its answers stand."))
            return redirect("referrals:my-referrals")

    return wrapped
