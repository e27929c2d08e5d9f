"""The desk starts circles and invites people into them; what is said in a circle stays there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import LearningGroupForm, LearningMemberForm, RowForm

CHANGE = AccessLog.Action.CHANGE
PAGE_SIZE = 25


@require_http_methods(["GET", "POST"])
def circles(request):
    """The circles of my region, and a new one."""
    regions = selectors.own_regions(request.user)
    form = LearningGroupForm(request.POST if request.method == "POST" else None, regions=regions)
    if form.is_valid():
        row = services.start_learning_group(by=request.user, **form.cleaned_data)
        access.log(request, action=CHANGE, label="circle", purpose="start")
        messages.success(request, _("The circle is there. Now invite people."))
        return redirect("therapists:circle-desk", reference=row.reference)
    access.log_list(request, label="circles", purpose="plan")
    page = Paginator(selectors.learning_groups(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "therapists/circles_desk.html", {"page": page, "form": form})


@require_http_methods(["GET", "POST"])
def circle(request, reference):
    """Who is in a circle, and inviting somebody."""
    row = _open(request, reference, CHANGE if request.method == "POST" else AccessLog.Action.VIEW)
    form = LearningMemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.add_to_learning_group(group=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("therapists:circle-desk", reference=reference)
    return render(
        request, "therapists/circle_desk.html", {"group": row, "members": selectors.members_of(row), "form": form}
    )


@require_POST
def leave(request, reference):
    """Somebody leaves the circle."""
    row, form = _open(request, reference, CHANGE), RowForm(request.POST)
    pk = form.cleaned_data["row"] if form.is_valid() else 0
    member = access.open_row(request, row.members.current(), label="circle member", purpose="leave", pk=pk)
    services.leave_learning_group(member=member)
    return redirect("therapists:circle-desk", reference=reference)


def _open(request, reference, action):
    rows = selectors.learning_groups(request.user)
    return access.open_row(request, rows, label="circle", purpose="plan", action=action, reference=reference)
