"""Coordinators: offer a place, follow what was held for whom, and keep couples apart."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock, court_register
from groups import forms_season as forms
from groups import selectors, services
from groups.models import Group
from groups.people import couples_of

Action = access.Action


@require_http_methods(["GET", "POST"])
def offer(request, reference):
    """Hold a place for a waiting couple and ask both parents."""
    rows = selectors.waiting_list(request.user)
    case = access.open_row(request, rows, label="case", purpose="placement", reference=reference)
    form = forms.OfferForm(
        request.POST if request.method == "POST" else None, groups=selectors.open_groups(request.user)
    )
    if form.is_valid():
        group = form.cleaned_data["group"]
        try:
            services.offer_place(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The place is held and both parents are asked."))
            return redirect("groups:offers", reference=group.reference)
    couple = couples_of([case.pk], [clock.today()])[case.pk]
    return render(request, "groups/offer.html", {"case": case, "couple": couple, "form": form})


@require_safe
def offers(request, reference):
    """Which place was held for whom, from when to when; and who is next."""
    group = _group(request, reference)
    rows = list(selectors.offers_of(group)[:50])
    waiting = list(selectors.next_in_line(group, request.user)[:5])
    couples = couples_of([row.case_id for row in rows] + [case.pk for case in waiting])
    lines = [{"offer": row, "couple": couples[row.case_id]} for row in rows]
    upcoming = [{"case": case, "couple": couples[case.pk]} for case in waiting]
    return render(request, "groups/offers.html", {"group": group, "lines": lines, "next": upcoming})


@require_POST
def withdraw(request, reference, offer):
    """The centre takes a place back."""
    row = _offer(request, reference, offer)
    services.withdraw_offer(offer=row, by=request.user, pass_on="volgende" in request.POST)
    messages.success(request, _("The place is no longer held for this couple and both parents are told."))
    return redirect("groups:offers", reference=reference)


@require_POST
def settle(request, reference, offer):
    """Both said yes: make the seat, now that nothing stands in the way."""
    row = _offer(request, reference, offer)
    try:
        services.settle_offer(offer=row, by=request.user)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("The couple has a seat and both parents are told."))
    return redirect("groups:offers", reference=reference)


@require_http_methods(["GET", "POST"])
def apart(request, reference):
    """Parents who do not meet outside the room; with a reason they may take part in one group."""
    case = access.open_case(request, reference, purpose="keeping apart")
    known = selectors.kept_apart(case)
    which = request.POST.get("step") if request.method == "POST" else None
    initial = known and {"gap_minutes": known.gap_minutes, "ground": known.ground, "decision": known.decision_id}
    decisions = court_register.decisions_of(case)
    typed = request.POST if which == "apart" else None
    form = forms.ApartForm(typed, initial=initial, decisions=decisions, form_tag=False)
    together = forms.TogetherForm(request.POST if which == "together" else None, form_tag=False)
    if which == "end":
        services.end_keeping_apart(case=case, by=request.user)
    elif form.is_valid():
        services.keep_apart(case=case, by=request.user, **form.cleaned_data)
    elif known and together.is_valid():
        services.allow_together(case=case, by=request.user, **together.cleaned_data)
    else:
        context = {"case": case, "known": known, "form": form, "together": together}
        return render(request, "groups/apart.html", context)
    messages.success(request, _("It is saved. Look at the arrival of both parents when they have a seat."))
    return redirect("groups:apart", reference=reference)


def _group(request, reference, action=""):
    rows = Group.objects.of_coordinator(request.user).select_related("practice__municipality", "region", "recipe")
    return access.open_row(request, rows, label="group", purpose="offers", action=action, reference=reference)


def _offer(request, reference, offer):
    group = _group(request, reference, Action.CHANGE)
    rows = selectors.offers_of(group)
    return access.open_row(request, rows, label="offer", purpose="offers", action=Action.CHANGE, reference=offer)
