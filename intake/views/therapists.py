"""Assessing: the own cases, each parent's answers apart, talks with a report per person."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.agreement import consent_picture
from intake import selectors, services, talks
from intake.forms import parents as questions
from intake.forms import staff as forms

PAGE_SIZE = 25
CHANGE = access.Action.CHANGE


@require_safe
def cases(request):
    """My intakes."""
    page = Paginator(selectors.assessments(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="intakes")
    return render(request, "intake/my_cases.html", {"page": page})


@require_safe
def case(request, reference):
    """One family's intake: both parts (each on its own page), talks, decisions, permission."""
    row = access.open_case(request, reference, purpose="intake")
    context = selectors.sheet(row)
    parents, children = context["couple"], selectors.children_of(row)
    context |= {
        "parents": parents,
        "children": children,
        "waiting": next((i for i in context["indications"] if not i.approved_at and not i.returned_at), None),
        "group_consent": consent_picture(row, "group", people=(parents, children)),
    }
    return render(request, "intake/case.html", context)


@require_safe
def answers(request, reference, dossier):
    """One parent's own answers, on a page of their own."""
    row = access.open_case(request, reference, purpose="intake")
    file = access.open_dossier(request, dossier, purpose="intake")
    application = selectors.sent_application(row, file)
    if application is None:
        raise Http404
    parts = questions.summary(application.answers, children=selectors.children_of(row))
    context = {
        "case": row,
        "dossier": file,
        "application": application,
        "parts": parts,
    }
    return render(request, "intake/answers.html", context)


@require_http_methods(["GET", "POST"])
def report(request, reference, talk):
    """Who came, and one report per person."""
    row = access.open_case(request, reference, purpose="report", action=CHANGE)
    held = access.open_row(request, talks.talks_of(row), label="talk", purpose="report", reference=talk)
    if request.method == "GET" and held.held_on:
        return redirect("intake:therapist-case", reference=reference)
    data = request.POST if request.method == "POST" else None
    form = forms.ReportForm(data, guests=list(held.guests.all()), dossiers=selectors.dossiers_of(row))
    if form.is_valid():
        try:
            services.record_talk(talk=held, attended=form.attended, reports=form.reports, by=request.user)
            return redirect("intake:therapist-case", reference=reference)
        except ValidationError as error:
            form.add_errors_of(error)
    return render(request, "intake/report.html", {"case": row, "talk": held, "form": form})
