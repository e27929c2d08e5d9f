"""A case and a person's dossier, for those who work on it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, agreement, selectors, undelivered
from centre.audiences import Audience
from centre.forms import NoteForm
from centre.forms_children import InviteParentForm
from centre.models import AccessLog, Parent
from centre.services.notes import write_note
from centre.services.people import invite_parent
from centre.views.desks import PAGE_SIZE


@require_safe
def case(request, reference):
    """One case: people, milestones, whose permission is there. No clinical text (law.md R26)."""
    row = access.open_case(request, reference, purpose="case")
    context = {
        "case": row,
        **agreement.case_sheet(row),
        "may_read_dossiers": request.audience == Audience.THERAPIST,
    }
    return render(request, "centre/case.html", context)


@require_http_methods(["GET", "POST"])
def dossier(request, case, reference):
    """One person's dossier within one case: read and add notes. For therapists with a care relation."""
    row = access.open_case(request, case, purpose="dossier")
    file = access.open_dossier(request, reference, purpose="dossier", case=row)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            write_note(dossier=file, case=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The note is in the dossier."))
            return redirect("centre:dossier", case=case, reference=reference)
    notes = Paginator(selectors.notes_in(file, row), PAGE_SIZE).get_page(request.GET.get("page"))
    cases = selectors.cases_of_child(file.child, request.user) if file.child else []
    context = {"case": row, "dossier": file, "form": form, "page": notes, "cases": cases}
    context["is_undelivered"] = undelivered.is_undelivered(file.person)
    return render(request, "centre/dossier.html", context)


@require_http_methods(["GET", "POST"])
def invite(request, reference, person):
    """Invite one parent, or again; shows the code that is told by phone or in person. Asks for an unknown address."""
    row = access.open_case(request, reference, purpose="invite", action=AccessLog.Action.RIGHTS)
    rows = Parent.objects.filter(family=row.family_id)
    parent = access.open_row(request, rows, label="parent", purpose="invite", reference=person)
    if not (parent.contact or {}).get("email"):
        return _first_invitation(request, row, parent)
    if request.method == "GET":
        return redirect("centre:coordinator-case", reference=reference)
    try:
        code = invite_parent(parent=parent, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("centre:coordinator-case", reference=reference)
    return render(request, "centre/invited.html", {"case": row, "parent": parent, "code": code})


def _first_invitation(request, row, parent):
    """Nobody knows this parent's address yet: staff asks the parent, and writes it down here."""
    form = InviteParentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            code = invite_parent(parent=parent, by=request.user, email=form.cleaned_data["email"])
            return render(request, "centre/invited.html", {"case": row, "parent": parent, "code": code})
        except ValidationError as error:
            form.add_errors_of(error)
    return render(request, "centre/invite_parent.html", {"case": row, "parent": parent, "form": form})
