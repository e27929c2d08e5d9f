"""What a therapist sees and changes of the own row in the register."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from therapists import selectors, services
from therapists.forms import ProfileForm
from therapists.models import Certificate, Therapist

FIELDS = ("about", "has_video", "phone", "website", "is_public", "group_ceiling", "travel_km")


@require_safe
def my_profile(request):
    """My standing with its dates and what follows, my locations, what the public sees."""
    row = selectors.own_row(request.user)
    access.log_list(request, label="my profile", purpose="own")
    if row is None:
        return render(request, "therapists/not_registered.html")
    sheets = selectors.visible_sheets(request.user, on=clock.today(), therapists=[row.pk])
    is_shown = row.is_public and any(sheet.state in selectors.VALID for sheet in sheets)
    context = {"therapist": row, "sheets": sheets, "is_shown": is_shown, "appealable": selectors.APPEALABLE}
    return render(request, "therapists/my_profile.html", context)


@require_http_methods(["GET", "POST"])
def edit_profile(request):
    """Change what the public sees of me, and how much work is enough."""
    row = access.open_row(
        request, Therapist.objects.visible_to(request.user), label="my profile", purpose="edit", user=request.user
    )
    initial = {name: getattr(row, name) for name in FIELDS}
    initial |= {name: getattr(row, name).split(",") for name in ("languages", "ages", "shown")}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial, form_tag=False)
    if form.is_valid():
        try:
            services.publish_profile(therapist=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("therapists:my-profile")
    return render(request, "therapists/edit_profile.html", {"form": form})


@require_POST
def ask_renewal(request, role):
    """Ask for renewal of my certificate; the old one counts until the decision."""
    rows = Certificate.objects.own(request.user).running().with_facts()
    certificate = access.open_row(request, rows, label="certificate", purpose="renewal", role=role)
    try:
        services.apply_for_renewal(certificate=certificate)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("You have asked for renewal. Your certificate counts until the decision."))
    return redirect("therapists:my-profile")
