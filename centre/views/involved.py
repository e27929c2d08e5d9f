"""Who is there for a family: the contact person, and everybody who works on the case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, team
from centre.forms_people import ContactPersonForm
from centre.models import AccessLog
from centre.services.involved import name_contact_person


@require_safe
def my_people(request):
    """For a parent: the contact person, and who works with this family; the same for both parents."""
    parent = access.open_own_parent(request, purpose="who is involved", label="involved")
    return render(request, "centre/my_people.html", team.involved_with(parent.case))


@require_http_methods(["GET", "POST"])
def contact_person(request, reference):
    """Staff: name the contact person of a family."""
    case = access.open_case(request, reference, purpose="contact person")
    form = ContactPersonForm(request.POST if request.method == "POST" else None, people=team.colleagues())
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            name_contact_person(case=case, user=person, by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            label = f"contact person {person.reference}"
            access.log(request, action=AccessLog.Action.RIGHTS, label=label, case=case)
            messages.success(request, _("Both parents got the same message."))
            return redirect("centre:case-relations", reference=reference)
    context = {"case": case, "form": form, "now": team.involved_with(case)["contact_person"]}
    return render(request, "centre/contact_person.html", context)
