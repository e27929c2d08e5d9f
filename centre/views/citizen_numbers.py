"""The citizen service number of a child: masked, checked, shown on demand with a reason; or what stands in for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre import access, citizen_numbers
from centre.forms_numbers import IdentityForm, NumberForm, ShowNumberForm, ShowPlaceForm
from centre.models import AccessLog, Child
from centre.reauthentication import confirmation
from centre.services import citizen_numbers as services

Action = AccessLog.Action


@require_http_methods(["GET", "POST"])
def number(request, reference, child):
    """Whether a number is known, who checked it and what may rest on it; a coordinator records one."""
    case, row = _child(request, reference, child, purpose="citizen number")
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.record_number(child=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.CHANGE, label="citizen number", case=case, dossier_id=row.dossier_id)
            messages.success(request, _("The number is kept."))
            return redirect("centre:child-number", reference=reference, child=child)
    standing = citizen_numbers.standing_of(row)
    ending = services.ending_of(standing.number) if standing.number else ""
    context = {"case": case, "child": row, "standing": standing, "ending": ending, "form": form}
    context["homes"] = citizen_numbers.homes_of(case)
    return render(request, "centre/child_number.html", context)


@require_http_methods(["GET", "POST"])
def identity(request, reference, child):
    """There is no number: the four other facts, and why there is none (Jw 7.2.4)."""
    case, row = _child(request, reference, child, purpose="identity without number")
    typed = request.POST if request.method == "POST" else None
    initial = None if typed else citizen_numbers.answers_about(row)
    form = IdentityForm(typed, homes=citizen_numbers.homes_of(case), initial=initial)
    if form.is_valid():
        try:
            services.record_identity(child=row, by=request.user, **form.facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            facts = {"label": "identity without number", "case": case, "dossier_id": row.dossier_id}
            access.log(request, action=Action.CHANGE, **facts)
            messages.success(request, _("The identity is kept."))
            return redirect("centre:child-number", reference=reference, child=child)
    return render(request, "centre/child_identity.html", {"case": case, "child": row, "form": form})


@require_http_methods(["GET", "POST"])
def show(request, reference, child):
    """The digits, after a reason and after confirming who is asking."""
    # Asked by POST, and still a look: nothing changes.
    case, row = _child(request, reference, child, purpose="show citizen number", action=Action.VIEW)
    known = citizen_numbers.standing_of(row).number
    return _shown(request, case, row, known, ShowNumberForm, services.reveal_number, "citizen number")


@require_http_methods(["GET", "POST"])
def place(request, reference, child):
    """Postcode and house number of a child that lives with neither parent, shown like a number."""
    case, row = _child(request, reference, child, purpose="show address", action=Action.VIEW)
    standing = citizen_numbers.standing_of(row)
    known = standing.identity if standing.has_place else None
    return _shown(request, case, row, known, ShowPlaceForm, services.reveal_place, "identity without number")


def _shown(request, case, child, known, form_class, reveal, label):
    if known is None:
        raise Http404
    if asked := confirmation(request):
        return asked
    form, value = form_class(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        facts = {"purpose": form.cleaned_data["reason"], "case": case, "dossier_id": child.dossier_id}
        access.log(request, action=Action.VIEW, label=label, **facts)
        value = reveal(row=known)
    title = form.submit_label
    return render(
        request, "centre/show_number.html", {"case": case, "child": child, "form": form, "title": title, "value": value}
    )


def _child(request, reference, child, *, purpose, action=""):
    case = access.open_case(request, reference, purpose=purpose, action=action)
    rows = Child.objects.filter(families=case.family_id).annotate(dossier_id=access.dossier_of_child())
    return case, access.open_row(request, rows, label="child", purpose=purpose, action=action, reference=child)
