"""The certification desk: the list, somebody's sheet, and the decisions with their reasons."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import BARE, AppealDecisionForm, DeskFilterForm, InviteTherapistForm, RoleForm, RulesForm
from therapists.models import Appeal, Certificate, ProfessionalRegistration, Therapist

PAGE_SIZE = 25


@require_safe
def desk(request):
    """Everybody's certificates; what waits for us stands on top."""
    form = DeskFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    standing, name = asked.get("standing", ""), asked.get("name", "")
    is_bare = standing == BARE
    rows = (
        selectors.bare(name)
        if is_bare
        else selectors.desk_rows(on=clock.today(), standing_wanted=standing, role=asked.get("role", ""), name=name)
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="register", purpose="certification")
    context = {"form": form, "page": page, "is_bare": is_bare, "bare_count": 0 if is_bare else selectors.bare().count()}
    return render(request, "therapists/desk.html", context)


@require_safe
def sheet(request, slug):
    """One therapist: standing per role, decisions with reasons, what can be decided now."""
    rows = Therapist.objects.visible_to(request.user).with_say(request.user).select_related("user")
    therapist = access.open_row(request, rows, label="therapist", purpose="certification", slug=slug)
    context = {
        "therapist": therapist,
        "sheets": selectors.visible_sheets(request.user, on=clock.today(), therapists=[therapist.pk]),
        "registrations": therapist.registrations.all(),
        "practices": therapist.practices.all(),
    }
    return render(request, "therapists/sheet.html", context)


@require_http_methods(["GET", "POST"])
def invite(request):
    """Register a new colleague: account, invitation, row in the register."""
    access.log_list(request, label="therapist", purpose="invite")
    form = InviteTherapistForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = services.invite_therapist(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            label = f"hat therapist given {row.user.reference}"
            access.log(request, action=AccessLog.Action.RIGHTS, label=label, purpose="invite")
            messages.success(request, _("The invitation is on its way."))
            return redirect("therapists:sheet", slug=row.slug)
    return render(request, "therapists/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def start(request, slug):
    """Note that somebody starts on the way to a certificate."""
    rows = Therapist.objects.decided_by(request.user).select_related("user")
    therapist = access.open_row(
        request, rows, label="therapist", purpose="application", action=AccessLog.Action.CHANGE, slug=slug
    )
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.apply_for_certificate(therapist=therapist, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The way to the certificate has started."))
            return redirect("therapists:sheet", slug=slug)
    return render(
        request, "therapists/decide.html", {"therapist": therapist, "form": form, "title": _("Start a certificate")}
    )


@require_safe
def read_portfolio(request, slug, role):
    """The portfolio that waits for a decision, for who decides. What is still being written stays its writer's own."""
    rows = Certificate.objects.decided_by(request.user).running().with_facts()
    certificate = access.open_row(
        request, rows, label="portfolio", purpose="certification", therapist__slug=slug, role=role
    )
    picture = selectors.portfolio_of(certificate)
    if picture.submitted_on is None:
        raise Http404
    return render(request, "therapists/read_portfolio.html", {"certificate": certificate, "portfolio": picture})


@require_http_methods(["GET", "POST"])
def answer_appeal(request, reference):
    """Somebody else than the first decider looks again."""
    rows = Appeal.objects.select_related("decision__certificate__therapist__user", "decision__decided_by")
    appeal = access.open_row(
        request, rows, label="appeal", purpose="appeal", action=AccessLog.Action.CHANGE, decision__reference=reference
    )
    form = AppealDecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.decide_appeal(appeal=appeal, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The appeal is answered."))
            return redirect("therapists:sheet", slug=appeal.decision.certificate.therapist.slug)
    return render(request, "therapists/answer_appeal.html", {"appeal": appeal, "form": form})


@require_POST
def check_registration(request, slug, register):
    """The number was looked up in the professional register today and is in order."""
    rows = ProfessionalRegistration.objects.all()
    row = access.open_row(
        request, rows, label="registration", purpose="check", action=AccessLog.Action.CHANGE,
        therapist__slug=slug, register=register,
    )  # fmt: skip
    services.check_registration(registration=row, by=request.user)
    messages.success(request, _("Noted as checked today. The next check is in twelve months."))
    return redirect("therapists:sheet", slug=slug)


@require_http_methods(["GET", "POST"])
def rules(request):
    """The versions of the rules, and publishing a new one for new applications."""
    access.log_list(request, label="rules", purpose="certification")
    versions = selectors.rule_versions()
    initial = selectors.rules_as_text(versions[0]) if versions else {}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.publish_rules(**form.cleaned_data)
        access.log(request, action=AccessLog.Action.CHANGE, label="rules", purpose="certification")
        messages.success(request, _("The new version counts for new applications. Decisions stay as they are."))
        return redirect("therapists:rules")
    return render(request, "therapists/rules.html", {"versions": versions, "form": form})
