"""A parent's own request and own talks. Nothing of the other parent is reachable from here."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from centre.downloads import hands_out_a_file
from centre.pdf import render_pdf
from centre.workflow import IllegalMove
from intake import calendar_files, conditions, selectors, services, status, steps, talks
from intake.forms import parents as forms
from intake.states import ApplicationState

PAGE = "intake/my_application.html"


@require_safe
def my_application(request):
    """Where the own request stands: begin, go on, or read what was sent."""
    parent, application = _own(request)
    answers = application.answers if application else {}
    context = {
        "parent": parent,
        "application": application,
        "questions": [{"step": step, "done": step.key in answers} for step in steps.applicable(answers)],
        "next": steps.first_missing(answers),
        "code": status.code_of(application.reference) if application else "",
    }
    return render(request, PAGE, context)


@require_POST
def start(request):
    """Begin, or go on where the parent stopped."""
    parent = access.open_own_parent(request, purpose="application", label="application")
    if parent.case is None:
        raise Http404
    try:
        application = services.start_application(parent=parent, case=parent.case)
    except ValidationError as error:
        return render(request, PAGE, {"parent": parent, "refusal": error.messages[0]}, status=409)
    step = steps.first_missing(application.answers)
    return redirect("intake:question", slug=step.slug) if step else redirect("intake:check")


@require_http_methods(["GET", "POST"])
def question(request, slug):
    """One question. Saved on the server at once; a page that was overtaken shows both texts and keeps the typed one."""
    parent, application = _own(request)
    step = _step_of(slug, application)
    if application is None or application.state != ApplicationState.STARTED or parent.case.closed_on:
        return redirect("intake:my-application")
    children = selectors.children_known_to(parent) if step.key == steps.CHILDREN else ()
    text = conditions.current_conditions() if step.key == steps.CONDITIONS else None
    facts = {"answers": application.answers.get(step.key), "children": list(children), "text": text}
    data = request.POST if request.method == "POST" else None
    form = forms.form_for(step, data=data, revision=application.revision, **facts)
    if not form.is_valid():
        return _question_page(request, step, application, form)
    try:
        services.save_step(
            application=application, step=step.key, answers=form.answers,
            revision=form.cleaned_data["revision"], by=request.user,
        )  # fmt: skip
    except services.StaleRevision as stale:
        return _overtaken(request, step, stale, facts)
    except IllegalMove:
        return redirect("intake:my-application")
    return _after(request, step, application)


@require_http_methods(["GET", "POST"])
def check(request):
    """Read everything once more, then send. Sending twice is the same as once."""
    parent, application = _own(request)
    if application is None or (request.method == "GET" and application.state != ApplicationState.STARTED):
        return redirect("intake:my-application")
    missing = steps.first_missing(application.answers)
    if missing and application.state == ApplicationState.STARTED:
        return redirect("intake:question", slug=missing.slug)
    if request.method == "POST":
        try:
            services.submit_application(application=application, by=request.user)
        except IllegalMove:
            return render(request, "intake/not_possible.html", status=409)
        return redirect("intake:my-application")
    parts = forms.summary(application.answers, children=selectors.children_known_to(parent))
    return render(request, "intake/check.html", {"application": application, "parts": parts})


@require_http_methods(["GET", "POST"])
def withdraw(request):
    """Take the own request back, after reading what that means."""
    _parent, application = _own(request)
    if application is None:
        return redirect("intake:my-application")
    if request.method == "POST":
        try:
            services.withdraw_application(application=application, by=request.user)
        except IllegalMove:
            return render(request, "intake/not_possible.html", status=409)
        return redirect("intake:my-application")
    return render(request, "intake/withdraw.html", {"application": application})


@require_safe
def safe(request):
    """After the safety question: people take over from forms."""
    _own(request)
    return render(request, "intake/safe.html")


@hands_out_a_file
@require_safe
def print_own(request):
    """The own answers as a PDF; holds nothing that this parent did not write."""
    action = access.Action.PRINT
    parent = access.open_own_parent(request, purpose="print", label="application", action=action)
    application = selectors.my_application(parent)
    if application is None:
        raise Http404
    children = selectors.children_known_to(parent)
    context = {
        "title": _("Your own answers"), "parent": parent, "application": application, "confidential": True,
        "reference": application.reference, "printed_on": clock.today(),
        "parts": forms.summary(application.answers, children=children),
    }  # fmt: skip
    response = HttpResponse(render_pdf("pdf/application_summary.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="overzicht.pdf"'
    return response


@require_safe
def my_talks(request):
    """The own appointments of the intake."""
    access.log_list(request, label="own talks")
    coming = talks.my_talks(request.user)[:10]
    return render(
        request, "intake/my_talks.html", {"coming": coming, "past": talks.my_talks(request.user, past=True)[:10]}
    )


@hands_out_a_file
@require_safe
def calendar_file(request, reference):
    """One own appointment for the own calendar: a neutral word, a time, nothing else."""
    rows = talks.invitations_of(request.user).select_related("talk")
    rows = rows.annotate(dossier_id=access.dossier_of_user("user"))
    guest = access.open_row(request, rows, label="talk", purpose="calendar", reference=reference)
    response = HttpResponse(calendar_files.of_talk(guest), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
    return response


def _own(request):
    parent = access.open_own_parent(request, purpose="application", label="application")
    return parent, selectors.my_application(parent)


def _step_of(slug, application) -> steps.Step:
    """The question that the address names, if it is asked of this parent at all."""
    step = steps.BY_SLUG.get(slug)
    if step is None or (application and step not in steps.applicable(application.answers)):
        raise Http404
    return step


def _question_page(request, step, application, form, *, stored=None, status=200):
    asked = steps.applicable(application.answers)
    before = steps.preceding(step)
    context = {
        "step": step, "form": form, "application": application, "stored": stored,
        "number": asked.index(step) + 1, "total": len(asked),
        "back_step": before, "is_safety": step.key == steps.SAFETY,
    }  # fmt: skip
    return render(request, f"intake/questions/{step.key}.html", context, status=status)


def _overtaken(request, step, stale, facts):
    """Show what is kept and what was typed; sending again chooses the typed text."""
    application = stale.application
    access.log(
        request, action=access.Action.DENIED, label="application", purpose="overtaken page", succeeded=False,
        case_id=application.case_id, dossier_id=application.dossier_id,
    )  # fmt: skip
    data = request.POST.copy()
    data["revision"] = stale.application.revision
    form = forms.form_for(step, data=data, revision=stale.application.revision, **facts)
    stored = forms.answer_rows(step, stale.stored or {}, children=facts["children"])
    return _question_page(request, step, stale.application, form, stored=stored, status=409)


def _after(request, step, application):
    """Back to the check page when that is where the parent came from, else the next question."""
    if step.key == steps.SAFETY and steps.is_alarming(application.answers[step.key]):
        return redirect("intake:safe")
    following = steps.following(step, application.answers)
    if "controle" in request.GET or following is None:
        return redirect("intake:check")
    return redirect("intake:question", slug=following.slug)
