"""Emergency access, for therapists and coordinators alike."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from centre import access
from centre.access_forms import EmergencyForm
from centre.break_glass import open_case_by_emergency
from centre.reauthentication import recent_sign_in


@require_http_methods(["GET", "POST"])
@recent_sign_in
def emergency(request):
    """Open a case without a relation, for an hour, with a reason that others read at once."""
    # That somebody came here, whatever comes of it and without a word of what was typed.
    access.log(request, action="", label="emergency")
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            case = open_case_by_emergency(request, purpose_label=form.purpose_label, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect(f"centre:{request.audience}-case", reference=case.reference)
    return render(request, "centre/emergency.html", {"form": form})
