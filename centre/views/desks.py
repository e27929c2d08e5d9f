"""Every audience's first page: the next thing to do. And the message box, which is the same for all."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from centre import access, selectors
from centre.audiences import Audience
from centre.desk import cards_for
from centre.services.notices import mark_read

PAGE_SIZE = 25
#: What the first page promises to each audience.
LEADS = {
    Audience.PARENT: gettext_lazy("Here you see what you can do now. One thing at a time."),
    Audience.THERAPIST: gettext_lazy("What asks something of you today."),
    Audience.COORDINATOR: gettext_lazy("What asks something of you today."),
    Audience.REFERRER: gettext_lazy("Referrals that wait for you."),
    Audience.RESEARCHER: gettext_lazy("Studies and their figures, never names."),
    Audience.MUNICIPALITY: gettext_lazy("Published reports about your municipality."),
    Audience.PRIVACY: gettext_lazy("What asks for supervision today."),
    Audience.COMMUNITY: gettext_lazy("What you learn with others, and when."),
}


@require_safe
def home(request):
    """Today: what asks something of this person."""
    request.user.reads_about = request.session.get(access.FAMILY, "")
    cards = cards_for(request.user, request.audience)
    access.log_list(request, label="today")
    if request.audience == Audience.CHILD:
        return render(request, "centre/child_home.html", {"cards": cards})
    heading = _("Good day, %(name)s") % {"name": request.user.name}
    return render(request, "centre/today.html", {"cards": cards, "heading": heading, "lead": LEADS[request.audience]})


@require_safe
def message_box(request):
    """Everything that was sent to this person."""
    page = Paginator(selectors.message_box(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="messages")
    return render(request, f"centre/{_for_child(request)}messages.html", {"page": page})


@require_safe
def message(request, reference):
    """Read one message; the moment of first reading is kept."""
    row = access.open_own_message(request, reference)
    mark_read(message=row)
    return render(request, f"centre/{_for_child(request)}message.html", {"message": row})


def _for_child(request) -> str:
    """A child reads the same box on pages of its own: large, few words."""
    return "child_" if request.audience == Audience.CHILD else ""
