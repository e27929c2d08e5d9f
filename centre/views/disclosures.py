"""The register of what was told to others about the people of a case, for those who work on it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, six_questions
from centre import disclosures as reading
from centre.audiences import Audience
from centre.forms_disclosures import DisclosureForm
from centre.models import AccessLog
from centre.services.disclosures import disclose
from centre.views.desks import PAGE_SIZE


@require_safe
def disclosures(request, reference):
    """Everything that left the house in this case; what it was about is for therapists (law.md R26)."""
    case = access.open_case(request, reference, purpose="disclosures")
    page = Paginator(reading.told(case), PAGE_SIZE).get_page(request.GET.get("page"))
    may_read = request.audience == Audience.THERAPIST
    for row in page:
        row.six = six_questions.in_words(row.answers) if may_read else []
    return render(request, "centre/disclosures.html", {"case": case, "page": page, "may_read": may_read})


@require_http_methods(["GET", "POST"])
def disclosure(request, reference):
    """Write down one handing-over."""
    case = access.open_case(request, reference, purpose="disclosures", action=AccessLog.Action.CHANGE)
    files = reading.files_of(case)
    form = DisclosureForm(request.POST if request.method == "POST" else None, files=files)
    if form.is_valid():
        facts = form.facts
        try:
            row = disclose(dossier=files[facts.pop("about")], case=case, by=request.user, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=AccessLog.Action.CREATE, label="disclosure", case=case, dossier=row.dossier)
            messages.success(request, _("It is in the register."))
            return redirect(f"centre:{request.audience}-disclosures", reference=reference)
    return render(request, "centre/disclosure.html", {"case": case, "form": form})
