"""The coordinators' desk of people and their hats."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, team
from centre.access_forms import InviteProfessionalForm, PeopleFilterForm
from centre.audiences import Audience
from centre.forms_people import RenewForm
from centre.models import AccessLog
from centre.services import hats
from centre.services.people import invite_user
from centre.views.desks import PAGE_SIZE

RIGHTS = AccessLog.Action.RIGHTS


@require_safe
def people(request):
    """Everybody with a hat in the own regions and organisations."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    rows = team.search(
        team.hats_under(request.user),
        text=form.cleaned_data.get("q", ""),
        audience=form.cleaned_data.get("audience", ""),
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="people and roles")
    due = set(team.to_renew(request.user).filter(pk__in=[hat.pk for hat in page]).values_list("pk", flat=True))
    context = {"page": page, "filters": form, "given": team.GIVEN_BY_COORDINATORS, "due": due}
    return render(request, "centre/people.html", context)


@require_http_methods(["GET", "POST"])
def invite_professional(request):
    """Give a professional a hat and invite the person when there is no account yet."""
    scope = {"organisations": team.organisations_under(request.user), "regions": team.regions_under(request.user)}
    form = InviteProfessionalForm(request.POST if request.method == "POST" else None, **scope)
    if form.is_valid():
        try:
            code = hats.invite_professional(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            person = team.reference_at(form.cleaned_data["email"])
            label = f"hat {form.cleaned_data['audience']} given {person}"
            access.log(request, action=RIGHTS, label=label, purpose="invite")
            context = {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"], "code": code}
            return render(request, "centre/invited_professional.html", context)
    access.log_list(request, label="people", purpose="invite")
    return render(request, "centre/invite_professional.html", {"form": form})


@require_POST
def invite_again(request, person):
    """A new link and a new code for somebody whose account is not open yet."""
    rows = team.hats_under(request.user).filter(audience__in=team.GIVEN_BY_COORDINATORS)
    user = access.open_row(request, rows, label="hat", purpose="invite", user__reference=person).user
    if user.has_usable_password():
        raise Http404
    code = invite_user(user=user, by=request.user, with_code=True)
    access.log(request, action=RIGHTS, label=f"invited {person}", purpose="invite")
    return render(request, "centre/invited_professional.html", {"name": user.name, "email": user.email, "code": code})


@require_http_methods(["GET", "POST"])
def end_hat(request, person, audience):
    """Take a hat off at once; sign-in to that part of the portal stops with the next page."""
    rows = list(team.hats_under(request.user).filter(user__reference=person, audience=audience))
    if not rows:
        raise access.refusal(request, label="hat", purpose="end role", asked=[person])
    access.log(request, action="", label="hat", purpose="end role")
    if request.method == "POST":
        try:
            hats.end_hats(hats=rows, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            access.log(request, action=RIGHTS, label=f"hat {audience} ended {person}")
            messages.success(request, _("The role has ended."))
        return redirect("centre:people")
    return render(
        request, "centre/end_hat.html", {"hats": rows, "person": rows[0].user, "role": Audience(audience).label}
    )


@require_http_methods(["GET", "POST"])
def renew_hat(request, person, number):
    """A role, looked at again: a new last day, or it ends by itself; without a last day somebody ends it.

    `number`: which role, since one person may have several to look at, also two of the same kind.
    """
    rows = team.to_renew(request.user).filter(user__reference=person)
    hat = access.open_row(request, rows, label="hat", purpose="renew", pk=number)
    form = RenewForm(
        request.POST if request.method == "POST" else None,
        has_last_day=hat.until is not None or hat.audience == Audience.REFERRER,
    )
    if form.is_valid():
        try:
            hats.renew_hat(hat=hat, until=form.cleaned_data.get("until"), by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=RIGHTS, label=f"hat {hat.audience} renewed {person}")
            messages.success(request, _("The role is renewed."))
            return redirect("centre:people")
    access.log_list(request, label="people", purpose="renew")
    return render(request, "centre/renew_hat.html", {"hat": hat, "form": form})
