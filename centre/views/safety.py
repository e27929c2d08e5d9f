"""The safety dossier, for the people named in it; to all others it does not exist, and neither does its absence."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, clock, forms_safety, safety_file, safety_words
from centre.models import AccessLog, ConcernStep, Dossier, SafetyConcern
from centre.reporting_code import DECISION, next_step
from centre.services import concerns, safety
from centre.views.desks import PAGE_SIZE

CHANGE = AccessLog.Action.CHANGE
Kind = ConcernStep.Kind


@require_safe
def desk(request):
    """The safety dossiers in which I am named; open walks through the code first, then by the day to look again."""
    access.log_list(request, label="safety")
    page = Paginator(safety_file.safety_desk(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "street": request.audience, "today": clock.today()}
    return render(request, "centre/safety_desk.html", context)


@require_http_methods(["GET", "POST"])
def guards(request):
    """Coordinators say who is officer for the reporting code in their regions."""
    access.log_list(request, label="hats", purpose="safety")
    hats = safety_file.staff_hats_in_regions_of(request.user)
    form = forms_safety.GuardForm(request.POST if request.method == "POST" else None, hats=hats)
    if form.is_valid():
        safety.appoint_guard(**form.cleaned_data)
        person = form.cleaned_data["membership"].user.reference
        label = f"officer {person}" if form.cleaned_data["is_guard"] else f"officer ended {person}"
        access.log(request, action=AccessLog.Action.RIGHTS, label=label, purpose="safety")
        return redirect("centre:safety-guards")
    context = {"form": form, "guards": [hat for hat in hats if hat.guards_safety]}
    return render(request, "centre/safety_guards.html", context)


@require_http_methods(["GET", "POST"])
def report(request, reference):
    """The first step, open to everybody who works on the case; who takes it is named from then on."""
    case = access.open_case(request, reference, purpose="safety", action=CHANGE)
    form = forms_safety.SignalsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        concern = concerns.open_concern(case=case, signals=form.answers(), by=request.user)
        return redirect(at(request, "step", case, concern.reference, Kind.CONSULT))
    named = Dossier.objects.safety_of(request.user).filter(case=case).exists()
    context = {"case": case, "form": form, "file_url": named and at(request, "safety", case)}
    context["back"] = at(request, "case", case)
    return render(request, "centre/safety_report.html", context)


@require_safe
def file(request, reference):
    """Everything in one safety dossier: phase, plan, walks through the code, who is named."""
    case, dossier = opened(request, reference)
    context = {
        "case": case,
        "phase": safety_file.phase_of(dossier),
        "plan": safety_file.plan_of(dossier),
        "concerns": safety_words.concerns_in(dossier),
        "named": safety_file.named_in(case),
        "releases": safety_file.releases_in(dossier)[:PAGE_SIZE],
        "entries": dossier.safety_entries.select_related("entered_by").order_by("-entered_at", "-pk")[:PAGE_SIZE],
        "base": request.path,
        "today": clock.today(),
    }
    return render(request, "centre/safety_file.html", context)


@require_http_methods(["GET", "POST"])
def step(request, reference, concern, kind):
    """One step of the code: fill it in once, then it can only be read."""
    case, dossier = opened(request, reference, action=CHANGE)
    row = access.open_row(
        request, SafetyConcern.objects.filter(dossier=dossier), label="safety", purpose="step", reference=concern
    )
    if kind not in forms_safety.STEP_FORMS:
        raise Http404
    form = _step_form(request, row, kind)
    if form.is_valid():
        try:
            concerns.take_step(concern=row, kind=kind, answers=form.answers(), by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect(_after(request, case, row))
    context = {"case": case, "form": form, "kind": Kind(kind), "path": safety_words.path_of(row, now=kind)}
    context |= {
        "advice": safety_words.advice_in_words(row) if kind == DECISION else "",
        "back": at(request, "safety", case),
    }
    return render(request, "centre/safety_step.html", context)


@require_http_methods(["GET", "POST"])
def phase(request, reference):
    """Which phase of safety holds from now."""
    return _change(request, reference, forms_safety.PhaseForm, safety.set_phase, _("Phase of safety"))


@require_http_methods(["GET", "POST"])
def plan(request, reference):
    """Write the plan, or look again at the one that runs."""
    return _change(request, reference, forms_safety.PlanForm, safety.write_plan, _("Safety plan"), people=_owners)


@require_http_methods(["GET", "POST"])
def close_plan(request, reference):
    """End the plan with how it held."""
    return _change(request, reference, forms_safety.ClosePlanForm, safety.close_plan, _("Close the safety plan"))


@require_http_methods(["GET", "POST"])
def colleague(request, reference):
    """Name one more colleague."""
    people = safety_file.staff_of_region
    return _change(request, reference, forms_safety.ColleagueForm, _name, _("Name a colleague"), people=people)


def _change(request, reference, form_class, service, title, *, people=None):
    case, dossier = opened(request, reference, action=CHANGE)
    extra = {"people": people(case)} if people else {}
    form = form_class(request.POST if request.method == "POST" else None, **extra)
    if form.is_valid():
        try:
            service(dossier=dossier, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It stands in the safety dossier."))
            return redirect(at(request, "safety", case))
    return render(
        request,
        "centre/safety_change.html",
        {"case": case, "form": form, "title": title, "back": at(request, "safety", case)},
    )


def _name(*, dossier, by, person):
    return safety.name_colleague(dossier=dossier, user=person, by=by)


def _owners(case):
    return safety_file.staff_of_region(case).filter(care_relations__in=safety_file.named_in(case))


def opened(request, reference, *, action=""):
    """The case and its safety dossier, for who is named in it; 404 for everybody else."""
    rows = Dossier.objects.safety_of(request.user).select_related("case__region")
    dossier = access.open_row(request, rows, label="safety", purpose="safety", action=action, case__reference=reference)
    return dossier.case, dossier


def _step_form(request, concern, kind):
    initial = {}
    if kind == DECISION and (advised := concerns.advice_of(concern)):
        initial["decision"] = advised.decision
    return forms_safety.STEP_FORMS[kind](request.POST if request.method == "POST" else None, initial=initial)


def _after(request, case, concern) -> str:
    following = next_step(set(concern.steps.values_list("kind", flat=True)))
    return at(request, "step", case, concern.reference, following) if following else at(request, "safety", case)


def at(request, name, case, *rest) -> str:
    """The address of a page of this case in the own street."""
    return reverse(f"centre:{request.audience}-{name}", args=[case.reference, *rest])
