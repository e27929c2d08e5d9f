"""Brochures for parents and referrers, made from the editions of the public pages."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from centre import clock, editions
from centre.services.editions import brochure_pdf

TITLES = {"ouders": gettext_lazy("Brochure for parents"), "verwijzers": gettext_lazy("Brochure for referrers")}


@login_not_required
@require_safe
def brochures(request):
    """Both brochures, with every version that there was."""
    rows = [(name, title, editions.version_days(name)) for name, title in TITLES.items()]
    newest = max((days[0] for _name, _title, days in rows if days), default=None)
    return render(request, "centre/public/brochures.html", {"brochures": rows, "updated_on": newest})


@login_not_required
@require_safe
def brochure(request, name, day=""):
    """A brochure of today, or as it was on a day."""
    try:
        on = date.fromisoformat(day) if day else clock.today()
    except ValueError as error:
        raise Http404 from error
    parts = editions.brochure(name, on) if name in TITLES and on <= clock.today() else []
    if not parts:
        raise Http404
    version = max(part.published_at for part in parts)
    content = brochure_pdf(name=name, title=str(TITLES[name]), parts=parts)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="brochure-{name}-{version:%Y-%m-%d}.pdf"'
    return answer
