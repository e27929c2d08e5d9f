"""Every audience's first page: the next thing to do. And the message box, which is the same for all."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access, selectors
from centre.desk import cards_for
from centre.services.notices import mark_read

PAGE_SIZE = 25


@require_safe
def home(request):
    """Today: what asks something of this person."""
    cards = cards_for(request.user, request.audience)
    access.log_list(request, label="today")
    return render(request, f"centre/{request.audience}_home.html", {"cards": cards})


@require_safe
def message_box(request):
    """Everything that was sent to this person."""
    page = Paginator(selectors.message_box(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="messages")
    return render(request, "centre/messages.html", {"page": page})


@require_safe
def message(request, reference):
    """Read one message; the moment of first reading is kept."""
    row = access.open_own_message(request, reference)
    mark_read(message=row)
    return render(request, "centre/message.html", {"message": row})
