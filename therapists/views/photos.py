"""A therapist's photo: choose one, look at it, take it away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import PhotoForm
from therapists.models import Therapist
from therapists.states import PublicField

CHANGE = AccessLog.Action.CHANGE


@require_http_methods(["GET", "POST"])
def my_photo(request):
    """My photo, and another one in its place."""
    therapist = _own(request, CHANGE if request.method == "POST" else AccessLog.Action.VIEW)
    form = PhotoForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.keep_portrait(therapist=therapist, name=file.name, content=file.read())
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your photo is kept."))
            return redirect("therapists:my-photo")
    context = {
        "form": form,
        "kept_at": selectors.portrait_kept_at(therapist),
        "is_shown": therapist.shows(PublicField.PHOTO),
    }
    return render(request, "therapists/my_photo.html", context)


@require_safe
def photo(request):
    """My own photo, also when nobody else sees it."""
    content = selectors.own_portrait(_own(request, AccessLog.Action.VIEW))
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg")


@require_POST
def remove(request):
    """Take my photo away."""
    services.remove_portrait(therapist=_own(request, CHANGE))
    messages.success(request, _("Taken away."))
    return redirect("therapists:my-photo")


def _own(request, action) -> Therapist:
    rows = Therapist.objects.visible_to(request.user)
    return access.open_row(request, rows, label="my profile", purpose="edit", action=action, user=request.user)
