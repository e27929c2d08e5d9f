"""For a parent with two ex-partners: about which of the own families the pages tell."""

from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from centre import access
from centre.own_families import own_families


@require_http_methods(["GET", "POST"])
def choose(request):
    """Read about another one of the own families.

    Forms that still stand open about the first one count no more: their token goes, so that no answer lands in the
    other family's file.
    """
    parent = access.open_own_parent(request, purpose="which family", label="families")
    families = own_families(request.user)
    if request.method == "POST":
        chosen = request.POST.get("family", "")
        if chosen not in [family["reference"] for family in families]:
            raise access.refusal(request, label="families", purpose="which family", asked=[chosen])
        request.session[access.FAMILY] = chosen
        rotate_token(request)
        return redirect("centre:parent-home")
    now = parent.family.reference
    return render(request, "centre/my_families.html", {"families": families, "now": now})
