"""The desk of locations: what the public reads of the places where groups meet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import PracticeForm

PAGE_SIZE = 25
FIELDS = (
    "name", "organisation", "municipality", "street", "postcode", "place", "latitude", "longitude", "waiting_weeks",
    "next_start_on", "phone", "is_active",
)  # fmt: skip


@require_safe
def locations(request):
    """All locations, with how old the waiting time is."""
    access.log_list(request, label="locations", purpose="register")
    page = Paginator(selectors.all_locations(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "therapists/locations.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new(request):
    """A new location."""
    access.log_list(request, label="location", purpose="register")
    return _keep(request, None, {"is_active": True})


@require_http_methods(["GET", "POST"])
def change(request, slug):
    """Change a location of the own region."""
    rows = selectors.all_locations(request.user).filter(may_change=True)
    row = access.open_row(
        request, rows, label="location", purpose="register", action=AccessLog.Action.CHANGE, slug=slug
    )
    initial = {name: getattr(row, name) for name in FIELDS}
    return _keep(request, row, initial | {"rooms": "\n".join(room.name for room in row.rooms.all())})


def _keep(request, row, initial):
    municipalities = selectors.municipalities_for(request.user)
    form = PracticeForm(
        request.POST if request.method == "POST" else None, initial=initial, municipalities=municipalities
    )
    if form.is_valid():
        try:
            services.keep_location(practice=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The location is kept; the public page shows it at once."))
            return redirect("therapists:locations")
    return render(request, "therapists/location_form.html", {"form": form, "practice": row})
