"""Looking back on one couple: evaluation, reports, the talk after six months; every word per person apart."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from groups import forms_records as forms
from groups import selectors, services
from groups.views.coordinators import PAGE_SIZE, warn_of_a_closed_day

Action = access.Action


@require_safe
def look_back(request, case):
    """Where this couple stands after the sessions, and what is still to do."""
    row, back = _open(request, case)
    lines = [
        {"parent": parent, "dossier": dossier, "report": back.reports.get(dossier.pk),
         "voices": [voice for voice in back.voices if voice.dossier_id == dossier.pk],
         "follow_up": next((one for one in back.follow_ups if one.dossier_id == dossier.pk), None)}
        for parent in back.parents for dossier in parent.dossiers.all() if dossier.kind == "parent"
    ]  # fmt: skip
    referrers = [voice for voice in back.voices if voice.dossier_id is None]
    return render(request, "groups/look_back.html", {"case": row, "back": back, "lines": lines, "referrers": referrers})


@require_http_methods(["GET", "POST"])
def plan(request, case):
    """Invite both parents, each at an own moment, and the referrer."""
    row, back = _open(request, case)
    form = forms.EvaluationForm(request.POST if request.method == "POST" else None, **_around(request, back))
    if form.is_valid():
        try:
            services.plan_evaluation(
                placement=back.placement, moments=form.moments, by=request.user,
                referrer_at=form.cleaned_data["referrer_at"], room=form.cleaned_data["room"],
                leads=form.cleaned_data["leads"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            _warn(request, back, form, [*form.moments.values(), form.cleaned_data["referrer_at"]])
            return _done(request, case, _("Everybody is invited, each apart."))
    return _page(request, row, form, _("Plan the evaluation"))


@require_http_methods(["GET", "POST"])
def network_voice(request, case):
    """Somebody of one parent's network is heard as well."""
    row, back = _open(request, case)
    if back.evaluation is None:
        raise Http404
    form = forms.NetworkVoiceForm(request.POST if request.method == "POST" else None, **_around(request, back))
    if form.is_valid():
        try:
            services.add_network_voice(evaluation=back.evaluation, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            _warn(request, back, form, [form.cleaned_data["moment"]])
            return _done(request, case, _("Added. Invite this person yourself."))
    return _page(request, row, form, _("Hear somebody of the network"))


@require_http_methods(["GET", "POST"])
def voice(request, case, voice):
    """What one person said; kept in that person's own dossier."""
    row, back = _open(request, case)
    found = next((one for one in back.voices if one.reference == voice), None)
    if found is None:
        raise access.refusal(request, label="answer", purpose="looking back", case=row, asked=[voice])
    form = forms.VoiceForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
    if form.is_valid():
        services.record_voice(voice=found, **form.cleaned_data)
        return _done(request, case, _("It is saved."))
    return _page(request, row, form, found.name)


@require_http_methods(["GET", "POST"])
def agreed(request, case):
    """One text for both parents."""
    row, back = _open(request, case)
    if back.evaluation is None:
        raise Http404
    form = forms.AgreedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.agree(evaluation=back.evaluation, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _done(request, case, _("Both parents have it."))
    return _page(request, row, form, _("What we agreed at the end"))


@require_http_methods(["GET", "POST"])
def report(request, case, dossier):
    """The final report about one parent."""
    row, back = _open(request, case)
    parent, file = _person(request, row, back, dossier)
    known = back.reports.get(file.pk)
    form = forms.ReportForm(
        request.POST if request.method == "POST" else None, initial={"text": known.text} if known else None
    )
    if form.is_valid():
        try:
            services.write_report(placement=back.placement, parent=parent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _done(request, case, _("The report waits for a second reader."))
    return _page(request, row, form, _("Final report about %(name)s") % {"name": parent})


@require_POST
def read(request, case, dossier):
    """A second person has read the report."""
    row, back = _open(request, case)
    _parent, file = _person(request, row, back, dossier)
    known = back.reports.get(file.pk)
    if known is None:
        raise Http404
    try:
        sent = services.read_report(report=known, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("groups:look-back", case=case)
    return _done(request, case, _("Both parents have their own report.") if sent else _("The report has been read."))


@require_http_methods(["GET", "POST"])
def follow_up(request, case, dossier):
    """The talk with one parent after six months."""
    row, back = _open(request, case)
    parent, file = _person(request, row, back, dossier)
    found = next((one for one in back.follow_ups if one.dossier_id == file.pk), None)
    if found is None:
        raise Http404
    form = forms.FollowUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.record_follow_up(follow_up=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _done(request, case, _("It is saved."))
    return _page(request, row, form, _("Talk after six months with %(name)s") % {"name": parent})


@require_safe
def due(request):
    """Talks after six months that are due; without a word of what is said."""
    page = Paginator(selectors.due_follow_ups(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="follow-ups", purpose="follow-up")
    return render(request, "groups/follow_ups.html", {"page": page})


def _open(request, case):
    """A case of which a couple had a seat. Raises Http404."""
    action = Action.CHANGE if request.method == "POST" else Action.VIEW
    row = access.open_case(request, case, purpose="looking back", action=action)
    back = selectors.look_back(row)
    if back is None:
        raise Http404
    return row, back


def _around(request, back) -> dict:
    """What the forms of a talk choose from."""
    team = selectors.who_can_hear(back.placement, request.user)
    return {"parents": back.parents, "practice": back.practice, "team": team, "user": request.user}


def _person(request, row, back, reference):
    """One of the two parents by dossier; whose it is, stands in the log. Raises Http404."""
    for parent in back.parents:
        for file in parent.dossiers.all():
            if file.reference == reference and file.kind == "parent":
                access.log(request, action="", label="dossier", purpose="looking back", case=row, dossier=file)
                return parent, file
    raise access.refusal(request, label="dossier", purpose="looking back", case=row, asked=[reference])


def _page(request, case, form, title):
    return render(request, "groups/look_back_form.html", {"case": case, "form": form, "title": title})


def _warn(request, back, form, moments):
    """A talk in a room on a day on which the location or the schools are closed; by telephone any day will do."""
    if form.cleaned_data["room"]:
        for day in sorted({timezone.localdate(moment) for moment in moments if moment}):
            warn_of_a_closed_day(request, back.placement.group, day)


def _done(request, case, text):
    messages.success(request, text)
    return redirect("groups:look-back", case=case)
