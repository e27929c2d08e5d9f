"""The meeting with the networks: planned by coordinators, filled by each parent apart, answered by guests."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from groups import forms_season as forms
from groups import selectors, services
from groups.models import Group
from groups.services.gatherings import InvitationGone, token_of
from groups.services.sessions import wall_clock
from groups.views.coordinators import warn_of_a_closed_day

Action = access.Action


@require_http_methods(["GET", "POST"])
def plan(request, reference):
    """The meetings around a group; plan one."""
    rows = Group.objects.of_coordinator(request.user).select_related("practice__municipality", "recipe")
    group = access.open_row(request, rows, label="group", purpose="network meeting", reference=reference)
    form = forms.GatheringForm(request.POST if request.method == "POST" else None, group=group)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            starts_at = wall_clock(facts.pop("on"), facts.pop("at"))
            services.plan_gathering(group=group, starts_at=starts_at, by=request.user, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The meeting is planned and the parents are told."))
            warn_of_a_closed_day(request, group, timezone.localdate(starts_at))
            return redirect("groups:gatherings", reference=reference)
    return render(
        request, "groups/gatherings.html", {"group": group, "form": form, "rows": selectors.gatherings_of(group)}
    )


@require_POST
def cancel(request, reference, gathering):
    """The meeting is off."""
    rows = Group.objects.of_coordinator(request.user)
    group = access.open_row(request, rows, label="group", purpose="network meeting", reference=reference)
    row = access.open_row(
        request, group.gatherings.all(), label="gathering", purpose="network meeting", action=Action.CHANGE,
        reference=gathering,
    )  # fmt: skip
    services.cancel_gathering(gathering=row, by=request.user)
    messages.success(request, _("The meeting is cancelled and the parents are told."))
    return redirect("groups:gatherings", reference=reference)


@require_safe
def roster(request, reference, gathering):
    """Who comes, for staff; on paper with the reader's name."""
    street = (
        Group.objects.led_by(request.user)
        if request.audience == "therapist"
        else Group.objects.of_coordinator(request.user)
    )
    group = access.open_row(request, street, label="group", purpose="network meeting", reference=reference)
    rows = group.gatherings.select_related("group__practice")
    row = access.open_row(
        request, rows, label="gathering", purpose="network meeting", action=Action.PRINT, reference=gathering
    )
    guests = selectors.guest_roster(row, request.user)
    facts = {"group": group, "gathering": row, "guests": guests, "printed_at": clock.now()}
    return render(request, "groups/guest_roster.html", facts)


@require_http_methods(["GET", "POST"])
def my_guests(request, reference):
    """A parent's own guests with their links; nobody of the other side."""
    parent, gathering = _own(request, reference)
    form = forms.GuestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.invite_guest(gathering=gathering, parent=parent, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The link is ready. Send it yourself."))
            return redirect("groups:my-guests", reference=reference)
    guests = [
        {"guest": guest, "url": request.build_absolute_uri(reverse("groups:invitation", args=[token_of(guest)]))}
        for guest in selectors.own_guests(gathering, parent)
    ]
    return render(request, "groups/my_guests.html", {"gathering": gathering, "guests": guests, "form": form})


@require_POST
def take_back(request, reference, guest):
    """The link says nothing any more."""
    parent, gathering = _own(request, reference, Action.CHANGE)
    found = next((row for row in selectors.own_guests(gathering, parent) if row.reference == guest), None)
    if found is None:
        raise access.refusal(request, label="guest of a gathering", purpose="take back", asked=[guest])
    services.take_back_invitation(guest=found)
    messages.success(request, _("The invitation is taken back."))
    return redirect("groups:my-guests", reference=reference)


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """A guest without an account: when, where, and one answer. Gone links all give the same 410."""
    try:
        guest = services.find_invitation(token=token)
    except InvitationGone:
        access.log_refusal(request, label="invitation of a guest", secret=token)
        return render(request, "groups/invitation_gone.html", status=410)
    access.log(request, action=Action.VIEW, label="invitation of a guest", purpose="network meeting")
    answer = request.POST.get("answer") if request.method == "POST" else None
    if answer in ("comes", "stays_away"):
        services.answer_invitation(guest=guest, comes=answer == "comes")
    context = {"guest": guest, "gathering": guest.gathering, "practice": guest.gathering.group.practice}
    return render(request, "groups/invitation.html", {**context, "unclear": request.method == "POST" and not answer})


def _own(request, reference, action=""):
    """The signed-in parent and a meeting of the own group. Raises Http404."""
    parent = access.open_own_parent(request, purpose="appointments", label="network meeting", action=action)
    gathering = selectors.my_gatherings(parent).filter(reference=reference).first() if parent.case else None
    if gathering is None:
        raise access.refusal(request, label="network meeting", purpose="appointments", asked=[reference])
    return parent, gathering
