"""The citizen service number of a child: masked, checked, shown on demand with a reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre import access
from centre.forms_people import NumberForm, ShowNumberForm
from centre.models import AccessLog, Child
from centre.reauthentication import confirmation
from centre.services import citizen_numbers

Action = AccessLog.Action


@require_http_methods(["GET", "POST"])
def number(request, reference, child):
    """Whether a number is known and who checked it; a coordinator records one."""
    case, row = _child(request, reference, child, purpose="citizen number")
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            citizen_numbers.record_number(child=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.CHANGE, label="citizen number", case=case, dossier_id=row.dossier_id)
            messages.success(request, _("The number is kept."))
            return redirect("centre:child-number", reference=reference, child=child)
    context = {"case": case, "child": row, "known": citizen_numbers.number_of(row), "form": form}
    return render(request, "centre/child_number.html", context)


@require_http_methods(["GET", "POST"])
def show(request, reference, child):
    """The digits, after a reason and after confirming who is asking."""
    # Asked by POST, and still a look: nothing changes.
    case, row = _child(request, reference, child, purpose="show citizen number", action=Action.VIEW)
    known = citizen_numbers.number_of(row)
    if known is None:
        raise Http404
    if asked := confirmation(request):
        return asked
    form, digits = ShowNumberForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        why = form.cleaned_data["reason"]
        access.log(
            request, action=Action.VIEW, label="citizen number", purpose=why, case=case, dossier_id=row.dossier_id
        )
        digits = citizen_numbers.reveal_number(row=known)
    return render(request, "centre/show_number.html", {"case": case, "child": row, "form": form, "digits": digits})


def _child(request, reference, child, *, purpose, action=""):
    case = access.open_case(request, reference, purpose=purpose, action=action)
    rows = Child.objects.filter(families=case.family_id).annotate(dossier_id=access.dossier_of_child())
    return case, access.open_row(request, rows, label="child", purpose=purpose, action=action, reference=child)
