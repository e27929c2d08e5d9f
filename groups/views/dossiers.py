"""One person's attendance, beside that person's dossier; read from the same marks as the roll call and the reports."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access
from groups import selectors
from groups.views.coordinators import PAGE_SIZE


@require_safe
def attendance(request, case, reference):
    """Every mark of one person in one case, newest session first."""
    row = access.open_case(request, case, purpose="attendance")
    file = access.open_dossier(request, reference, purpose="attendance", case=row)
    page = Paginator(selectors.attendance_of(file, row), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "groups/attendance.html", {"case": row, "dossier": file, "page": page})
