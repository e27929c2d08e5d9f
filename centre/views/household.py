"""The check on children of each adult (law.md R56) and the terms of the plan of help (law.md R34), for who works on a case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, child_checks, clock, disclosures, help_plans, selectors
from centre.forms_household import PARTNER, ChildCheckForm, HelpPlanForm, LeftForm
from centre.models import CheckedAdult
from centre.services import child_checks as checking
from centre.services import help_plans as planning
from centre.views.desks import PAGE_SIZE

CHANGE = access.Action.CHANGE


@require_safe
def to_check(request):
    """Cases of which I am the contact person, with a check on children that has come."""
    access.log_list(request, label="child check")
    return _list(request, child_checks.waiting_for(request.user), "centre/child_checks_due.html")


@require_safe
def late_plans(request):
    """Cases that I care for, in which a term of the plan of help has passed."""
    access.log_list(request, label="plan of help")
    return _list(request, help_plans.late_for(request.user), "centre/late_plans.html")


def _list(request, cases, template):
    page = Paginator(selectors.flagged(cases).order_by("opened_on", "pk"), PAGE_SIZE)
    return render(request, template, {"page": page.get_page(request.GET.get("page")), "street": request.audience})


@require_http_methods(["GET", "POST"])
def check(request, reference):
    """The list per adult, for who is named in the safety file, and writing down one check."""
    case = access.open_case(request, reference, purpose="child check")
    file, parents = child_checks.file_of(case, request.user), selectors.parents_of(case)
    lines = child_checks.lines(case, parents) if file else []
    people = {line.key: line.name for line in lines if not (line.adult and line.adult.left_on)}
    names = {parent.reference: str(parent) for parent in parents}
    first = {"checked_on": clock.today(), "moment": child_checks.first_to_do(case, lines)}
    form = ChildCheckForm(
        request.POST if request.method == "POST" else None, people=people or names, parents=names, initial=first
    )
    if form.is_valid():
        try:
            kept = checking.check_children(**_facts(form, case, parents, lines, request.user))
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _kept(request, case, kept)
    if file:
        access.log(request, action=access.Action.VIEW, label="safety", purpose="child check", dossier_id=file.pk)
    context = {"case": case, "form": form, "lines": lines, "is_named": bool(file), "base": request.path}
    return render(request, "centre/child_check.html", context | {"case_url": _at(request, case, "case")})


@require_http_methods(["GET", "POST"])
def left(request, reference, adult):
    """A partner no longer lives there: for who is named in the safety file."""
    case = access.open_case(request, reference, purpose="child check", action=CHANGE)
    file = child_checks.file_of(case, request.user)
    rows = CheckedAdult.objects.filter(dossier=file, is_partner=True) if file else CheckedAdult.objects.none()
    row = access.open_row(request, rows, label="safety", purpose="child check", reference=adult)
    form = LeftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            checking.leave_household(adult=row, on=form.cleaned_data["on"])
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Nothing more is asked about this person."))
            return redirect(_at(request, case, "child-check"))
    context = {"case": case, "form": form, "adult": row, "back": _at(request, case, "child-check")}
    return render(request, "centre/child_check_left.html", context)


@require_http_methods(["GET", "POST"])
def help_plan(request, reference):
    """Terms of the plan of help per person, the proof of telling, and writing down one fact."""
    case = access.open_case(request, reference, purpose="plan of help")
    files = disclosures.files_of(case)
    form = HelpPlanForm(request.POST if request.method == "POST" else None, files=files, initial={"on": clock.today()})
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            planning.note_fact(case=case, dossier=files[facts.pop("about")], by=request.user, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It is written down. The terms follow from it."))
            return redirect(_at(request, case, "help-plan"))
    context = {"case": case, "form": form, "lines": help_plans.lines(case), "case_url": _at(request, case, "case")}
    return render(request, "centre/help_plan.html", context)


def _facts(form, case, parents, lines, by) -> dict:
    told = dict(form.cleaned_data)
    whom, partner = told.pop("whom"), told.pop("new_partner")
    is_new = whom.startswith(PARTNER)
    line = next((line for line in lines if line.key == whom), None)
    owner = whom.removeprefix(PARTNER)
    parent = line.parent if line else next(parent for parent in parents if parent.reference == owner)
    who = {"parent": parent, "adult": line.adult if line else None, "new_partner": partner if is_new else ""}
    return told | who | {"case": case, "by": by}


def _kept(request, case, kept):
    access.log(request, action=CHANGE, label="safety", purpose="child check", dossier_id=kept.adult.dossier_id)
    if not kept.is_worried:
        messages.success(request, _("The check is kept in the safety file."))
        return redirect(_at(request, case, "child-check"))
    messages.warning(
        request, _("The check is kept. You have a worry: go on with the first step of the reporting code.")
    )
    return redirect(_at(request, case, "safety-report"))


def _at(request, case, name) -> str:
    return reverse(f"centre:{request.audience}-{name}", args=[case.reference])
