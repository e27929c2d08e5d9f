"""For a parent with authority: who of the team opened the file of the own child (law.md R47)."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre import access, children
from centre.child_looks import in_words, looks_for_a_parent
from centre.views.desks import PAGE_SIZE


@require_safe
def who_looked(request, child):
    """Since the own authority began, in this family only, by day; what the other parent did is not among it."""
    parent = access.open_own_parent(request, purpose="who looked", label="children")
    mine = next((each for each in children.children_of_parent(parent) if each.child.reference == child), None)
    if mine is None or not mine.may_read:
        raise access.refusal(request, label="child", purpose="who looked", asked=[child])
    access.log(request, action="", label="log", purpose="who looked", dossier=mine.dossier, ground="own")
    since = children.authority_since(parent, mine.child)
    looks = looks_for_a_parent(mine.dossier, family=parent.family, since=since)
    page = Paginator(looks, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [in_words(look) for look in page]
    return render(request, "centre/child_looks.html", {"child": mine.child, "page": page, "lines": lines})
