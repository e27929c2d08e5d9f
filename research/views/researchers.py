"""What researchers see: response per wave and role, and the instruments with their licence. Nothing about a person."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access
from research.selectors import reports as selectors


@require_safe
def studies(request):
    """How many were asked and answered, and which questionnaires there are."""
    access.log_list(request, label="studies")
    context = {"rows": selectors.response_rows(), "instruments": selectors.instruments()}
    return render(request, "research/studies.html", context)
