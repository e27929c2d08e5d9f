"""Coordinators: who waits, who sits where."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, clock
from groups import forms, selectors, services
from groups.models import Group
from groups.people import couples_of
from groups.views.coordinators import PAGE_SIZE

Action = access.Action


@require_safe
def waiting_list(request):
    """Couples that wait for a seat, longest waiting first."""
    form = forms.WaitingFilterForm(request.GET or None)
    chosen = (
        {name: value for name, value in form.cleaned_data.items() if value not in ("", None)} if form.is_valid() else {}
    )
    chosen["one_family"] = bool(chosen.pop("voor", ""))
    page = Paginator(selectors.waiting_list(request.user, **chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    today = clock.today()
    couples = couples_of([case.pk for case in page], [today])
    rows = [{"case": case, "couple": couples[case.pk], "consent": couples[case.pk].consent[today]} for case in page]
    access.log_list(request, label="waiting list", purpose="placement")
    template = "groups/_waiting_rows.html" if request.htmx else "groups/waiting_list.html"
    facts = {"page": page, "rows": rows, "filter": form, "today": today, "one_family": chosen["one_family"]}
    return render(request, template, facts)


@require_http_methods(["GET", "POST"])
def place(request, reference):
    """Give a waiting couple a seat in an open group; one family by itself in one that was planned for it."""
    case = access.open_row(
        request, selectors.to_be_placed(request.user), label="case", purpose="placement", reference=reference
    )
    couple = couples_of([case.pk], [clock.today()])[case.pk]
    form = forms.PlaceForm(
        request.POST if request.method == "POST" else None, groups=selectors.groups_for(request.user, case)
    )
    if form.is_valid():
        try:
            services.place_family(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The couple has a seat and both parents are told."))
            return redirect("groups:group", reference=form.cleaned_data["group"].reference)
    return render(request, "groups/place.html", {"case": case, "couple": couple, "form": form})


@require_safe
def seat(request, reference, seat):
    """One couple in its seat: who they are and how each parent arrives."""
    group, placement = _open(request, reference, seat)
    arrivals = {arrival.parent_id: arrival for arrival in placement.arrivals.all()}
    couple = couples_of([placement.case_id], [clock.today()])[placement.case_id]
    parents = [{"person": person, "arrival": arrivals.get(person.pk)} for person in couple.parents]
    apart = selectors.kept_apart(placement.case)
    context = {"group": group, "placement": placement, "couple": couple, "parents": parents, "apart": apart}
    context["aside"] = selectors.rules_set_aside(placement)
    return render(request, "groups/seat.html", context)


@require_http_methods(["GET", "POST"])
def arrival(request, reference, seat, person):
    """How one parent arrives; the other parent never reads it."""
    group, placement = _open(request, reference, seat, Action.CHANGE)
    parents = {parent.reference: parent for parent in placement.case.family.parents.all()}
    if person not in parents:
        raise access.refusal(request, label="seat", purpose="seat", case=placement.case, asked=[person])
    parent = parents[person]
    known = {row.parent_id: row for row in placement.arrivals.all()}.get(parent.pk)
    form = forms.ArrivalForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_valid():
        try:
            services.set_arrival(placement=placement, parent=parent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The arrival is saved."))
            return redirect("groups:seat", reference=reference, seat=seat)
    return render(
        request, "groups/arrival.html", {"group": group, "placement": placement, "parent": parent, "form": form}
    )


@require_http_methods(["GET", "POST"])
def end(request, reference, seat):
    """The couple leaves the group."""
    group, placement = _open(request, reference, seat, Action.CHANGE)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.give_up_seat(placement=placement, by=request.user, **form.cleaned_data)
        messages.success(request, _("The place has ended and both parents are told."))
        return redirect("groups:group", reference=reference)
    return render(request, "groups/end.html", {"group": group, "placement": placement, "form": form})


def _open(request, reference, seat, action=""):
    """The group and the couple that sits in this seat now, when this user may work on both."""
    groups = Group.objects.of_coordinator(request.user)
    group = access.open_row(request, groups, label="group", purpose="seat", action=action, reference=reference)
    rows = selectors.seats_for(request.user, group)
    return group, access.open_row(request, rows, label="seat", purpose="seat", action=action, seat=seat)
