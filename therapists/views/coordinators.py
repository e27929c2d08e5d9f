"""The certification desk: the list, somebody's sheet, and the decisions with their reasons."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, clock
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import DeskFilterForm, InviteTherapistForm, RoleForm
from therapists.models import Therapist

PAGE_SIZE = 25


@require_safe
def desk(request):
    """Everybody's certificates; what waits for us stands on top."""
    form = DeskFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.desk_rows(
        on=clock.today(),
        standing_wanted=asked.get("standing", ""),
        role=asked.get("role", ""),
        name=asked.get("name", ""),
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="register", purpose="certification")
    return render(request, "therapists/desk.html", {"form": form, "page": page, "bare": selectors.bare()[:PAGE_SIZE]})


@require_safe
def sheet(request, slug):
    """One therapist: standing per role, decisions with reasons, what can be decided now."""
    therapist = open_therapist(request, slug, purpose="certification")
    context = {
        "therapist": therapist,
        "sheets": selectors.visible_sheets(request.user, on=clock.today(), therapists=[therapist.pk]),
        "registrations": therapist.registrations.all(),
        "practices": therapist.practices.all(),
    }
    return render(request, "therapists/sheet.html", context)


@require_http_methods(["GET", "POST"])
def invite(request):
    """Register a new colleague: account, invitation, row in the register."""
    form = InviteTherapistForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = services.invite_therapist(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=AccessLog.Action.RIGHTS, label="therapist", purpose="invite")
            messages.success(request, _("The invitation is on its way."))
            return redirect("therapists:sheet", slug=row.slug)
    return render(request, "therapists/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def start(request, slug):
    """Note that somebody starts on the way to a certificate."""
    therapist = open_therapist(request, slug, purpose="application", action=AccessLog.Action.CHANGE)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.apply_for_certificate(therapist=therapist, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The way to the certificate has started."))
            return redirect("therapists:sheet", slug=slug)
    return render(
        request, "therapists/decide.html", {"therapist": therapist, "form": form, "title": _("Start a certificate")}
    )


def open_therapist(request, slug, *, purpose, action=AccessLog.Action.VIEW) -> Therapist:
    """A row of the register for the desk. Raises Http404."""
    rows = Therapist.objects.visible_to(request.user).select_related("user")
    return access.open_row(request, rows, label="therapist", purpose=purpose, action=action, slug=slug)
