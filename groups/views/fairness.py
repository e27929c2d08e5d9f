"""Coordinators: who was passed by, and whether region, language or distance decides how long somebody waits."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from centre import access
from groups.fairness import band, lines
from groups.season_facts import PASSED_BY_OFTEN
from groups.selectors.fairness import passed_rows, waiters_of
from groups.views.coordinators import PAGE_SIZE

BANDS = {
    0: gettext_lazy("up to 20 minutes"), 1: gettext_lazy("20 to 40 minutes"), 2: gettext_lazy("more than 40 minutes"),
    None: gettext_lazy("not known"),
}  # fmt: skip
TONGUES = {True: gettext_lazy("both parents speak Dutch"), False: gettext_lazy("a parent speaks another language")}


@require_safe
def fairness(request):
    """Longest and most often passed by first; the same figures by region, language and distance."""
    access.log_list(request, label="waiting list", purpose="planning")
    waiters, couples = waiters_of(request.user)
    page = Paginator(waiters, PAGE_SIZE).get_page(request.GET.get("page"))
    cuts = [
        (_("By region"), lines(waiters, lambda one: one.region, often=PASSED_BY_OFTEN), {}),
        (_("By language"), lines(waiters, lambda one: one.speaks_dutch, often=PASSED_BY_OFTEN), TONGUES),
        (_("By travel time"), lines(waiters, lambda one: band(one.minutes), often=PASSED_BY_OFTEN), BANDS),
    ]
    tables = [
        {"title": title, "lines": [{"label": words.get(row.key, row.key), "row": row} for row in rows]}
        for title, rows, words in cuts
    ]
    context = {"page": page, "rows": passed_rows(list(page), couples), "tables": tables, "often": PASSED_BY_OFTEN}
    return render(request, "groups/fairness.html", context)
