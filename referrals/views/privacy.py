"""The privacy officer's weekly list."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access
from referrals import selectors
from referrals.views.referrers import PAGE_SIZE

#: The list looks back a week, a month or a quarter, in days.
PERIODS = (7, 31, 92)


@require_safe
def other_grounds(request):
    """Referrals that were sent without the yes of both parents, with the explanation (features.md E3)."""
    asked = request.GET.get("dagen", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[0]
    page = Paginator(selectors.sent_on_other_ground(days), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="referrals on another ground", purpose="supervision")
    return render(request, "referrals/other_grounds.html", {"page": page, "days": days, "periods": PERIODS})
