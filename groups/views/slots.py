"""Coordinators: slots beside each other, and somebody who leads a whole series."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from groups import forms_season as forms
from groups import selectors, services
from groups.models import Group
from therapists.models import Practice
from therapists.states import Role


@require_safe
def compare(request):
    """Proposals for several days, times and ways of passing over closed dates, side by side."""
    regions = request.user.regions_as(request.audience)
    practices = Practice.objects.filter(is_active=True, municipality__region__in=regions)
    form = forms.CompareForm(request.GET if "first" in request.GET else None, practices=practices)
    access.log_list(request, label="group plan", purpose="planning")
    found = selectors.slots(**form.cleaned_data) if form.is_valid() else None
    return render(request, "groups/compare.html", {"form": form, "slots": found, "days": dict(forms.WEEKDAYS)})


@require_http_methods(["GET", "POST"])
def appoint(request, reference):
    """Who leads a track in all sessions to come; everybody's dates are shown beforehand."""
    rows = Group.objects.of_coordinator(request.user).select_related("practice__municipality", "region", "recipe")
    action = access.Action.RIGHTS if request.method == "POST" else access.Action.VIEW
    group = access.open_row(request, rows, label="group", purpose="planning", action=action, reference=reference)
    spans = selectors.spans_ahead(group)
    team = selectors.team_ahead(group)
    pools = {
        Role(role): [row for row in selectors.candidates(role=role, spans=spans, practice=group.practice)
                     if row.therapist.pk not in {one.pk for one in team}]
        for role in (Role.values if spans else ())
    }  # fmt: skip
    everybody = [row.therapist for pool in pools.values() for row in pool]
    form = forms.AppointForm(request.POST if request.method == "POST" else None, team=team, free=everybody)
    if form.is_valid():
        try:
            services.appoint_lead(group=group, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The lead is appointed for the sessions to come."))
            return redirect("groups:group", reference=reference)
    return render(request, "groups/appoint.html", {"group": group, "form": form, "pools": pools, "spans": spans})
