"""Where a child is registered decides the region; which child it is is looked up before a new one is made."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from centre.selectors import parents_of
from intake import matches, selectors, services
from intake.forms import family as forms
from intake.views.conflict import refuse

CHANGE = access.Action.CHANGE


@require_http_methods(["GET", "POST"])
def region(request, reference):
    """Which rule gave this case its region, and a child that moves."""
    case = access.open_case(request, reference, purpose="region", action=CHANGE)
    data = request.POST if request.method == "POST" else None
    form = forms.MoveChildForm(data, children=selectors.children_of(case))
    if form.is_valid():
        try:
            step = services.move_child(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            words = _("The child is registered there from this date. This case belongs to the region %(region)s.")
            messages.success(request, words % {"region": step.region})
            return redirect("intake:desk")
    steps = case.routing_steps.select_related("region", "by")
    return render(request, "intake/region.html", {"case": case, "form": form, "steps": steps})


@require_http_methods(["GET", "POST"])
def children(request, reference):
    """The children of a case, and one more: who is here already under this name is looked up first."""
    case = access.open_case(request, reference, purpose="children", action=CHANGE)
    parents = parents_of(case)
    form = forms.AddChildForm(request.POST if request.method == "POST" else None, parents=parents)
    if form.is_valid():
        told = form.cleaned_data
        found = matches.likely_children(request.user, told["first_name"], told["birth_date"], beside=case)
        if found:
            form = forms.AddChildForm(request.POST, parents=parents)
            form.ask_which(found)
        if form.is_valid():
            try:
                _add(case, dict(form.cleaned_data), {line["child"].reference: line["child"] for line in found})
                messages.success(request, _("The child belongs to this case. Record who has authority."))
                return redirect("intake:children", reference=reference)
            except ValidationError as error:
                form.add_errors_of(error)
    context = {"case": case, "form": form, "children": selectors.children_of(case)}
    return render(request, "intake/children.html", context)


def _add(case, told, found):
    known = told.pop("known", forms.NEW)
    if known == forms.NEW:
        return services.add_child(case=case, **told)
    return services.join_child(case=case, child=found[known], named_by=told["named_by"])


@require_http_methods(["GET", "POST"])
def rename(request, reference, child):
    """Put the name of a child right."""
    case = access.open_case(request, reference, purpose="children", action=CHANGE)
    rows = matches.children_in_reach(request.user).filter(families=case.family_id)
    rows = rows.annotate(dossier_id=access.dossier_of_child())
    row = access.open_row(request, rows, label="child", purpose="name", action=CHANGE, reference=child)
    initial = {"first_name": row.first_name, "last_name": row.last_name}
    form = forms.NameForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.rename_child(child=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("intake:children", reference=reference)
    return render(request, "intake/rename_child.html", {"case": case, "child": row, "form": form})


@require_http_methods(["GET", "POST"])
def find_child(request):
    """Search before create: names that sound alike with this birth date, in the own cases; and merges to undo."""
    form = forms.FindChildForm(request.POST if request.method == "POST" else None)
    found = matches.children_found(request.user, **form.cleaned_data) if form.is_valid() else None
    access.log_list(request, label="children", purpose="search before create")
    page = Paginator(matches.merges(request.user), 25).get_page(request.GET.get("page"))
    return render(request, "intake/find_child.html", {"form": form, "found": found, "page": page})


@require_http_methods(["GET", "POST"])
def merge(request, child, other):
    """Look at both, then make one of two; the undo list stays."""
    rows = matches.children_in_reach(request.user).annotate(dossier_id=access.dossier_of_child())
    kept = access.open_row(request, rows, label="child", purpose="merge", reference=child)
    gone = access.open_row(request, rows, label="child", purpose="merge", reference=other)
    initial = {"kept": child, "other": other}
    form = forms.MergeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.merge_children(kept=kept, gone=gone, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("These two are one child now. You can undo it below."))
            return redirect("intake:find-child")
    return render(request, "intake/merge.html", {"kept": kept, "gone": gone, "form": form})


@require_POST
def undo(request, number):
    """Move everything back."""
    row = access.open_row(
        request, matches.merges(request.user), label="merge", purpose="undo", action=CHANGE, pk=number
    )
    try:
        services.undo_merge(merge=row, by=request.user)
    except ValidationError as error:
        return refuse(request, text=error.messages[0], back=reverse("intake:find-child"))
    messages.success(request, _("They are two children again."))
    return redirect("intake:find-child")
