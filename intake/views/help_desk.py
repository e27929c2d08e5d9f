"""Requests without an account: a coordinator reads, looks for a double, and decides to which case it belongs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.models import Parent
from intake import matches, queue, services
from intake.forms import matching as forms
from intake.forms.public import answer_rows
from intake.views.conflict import refuse

PAGE_SIZE = 25


@require_safe
def requests(request):
    """The queue, oldest first; or what was decided lately, to undo it."""
    done = request.GET.get("stand") == "klaar"
    rows = matches.decided_lately(request.user) if done else queue.help_requests(request.user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="help requests")
    return render(request, "intake/help_desk.html", {"page": page, "done": done})


@require_http_methods(["GET", "POST"])
def decide(request, reference):
    """Open a new case, or choose the one that is there. A person decides; names never match by themselves."""
    row = _open(request, reference)
    twin = matches.twin_of(row)
    data = request.POST if request.method == "POST" else None
    form = forms.MatchForm(data, children=matches.children_told(row, twin))
    if form.is_valid():
        if case := form.cleaned_data["case"].strip():
            return redirect("intake:help-attach", reference=reference, case=case)
        try:
            made = services.open_case_from(request=row, by=request.user, twin=twin, children=form.children)
            return render(request, "intake/help_opened.html", {"case": made, "codes": made.spoken_codes})
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                return _refuse(request, error)
            form.add_errors_of(error)
    context = {
        "row": row,
        "twin": twin,
        "form": form,
        "known": matches.possibly_known(request.user, row),
        "candidates": matches.candidates(request.user, row),
        "children": answer_rows("children", row.answers["children"]),
        "dismiss": forms.DismissForm(),
    }
    return render(request, "intake/help_decide.html", context)


@require_http_methods(["GET", "POST"])
def attach(request, reference, case):
    """Say which parent sent this request; nobody is chosen beforehand. A family with a closed case comes back."""
    row = _open(request, reference)
    found = access.open_case(request, case, purpose="match", action=access.Action.CHANGE)
    parents = Parent.objects.filter(family=found.family_id).select_related("user").order_by("side")
    data = request.POST if request.method == "POST" else None
    if found.closed_on:
        form = forms.ComingBackForm(data, parents=parents)
    else:
        form = forms.AttachForm(data, parents=parents, left_out=matches.left_out(row, found))
    if form.is_valid():
        try:
            case, codes = _attached(request, row, found, form)
            if codes:
                return render(request, "intake/help_opened.html", {"case": case, "codes": codes})
            return redirect("centre:coordinator-case", reference=case.reference)
        except ValidationError as error:
            form.add_errors_of(error)
    return render(request, "intake/help_attach.html", {"row": row, "case": found, "form": form})


def _attached(request, row, found, form):
    """(the case, [(parent, spoken code)])."""
    parent = form.chosen
    if found.closed_on:
        made = services.open_case_again(request=row, case=found, parent=parent, by=request.user)
        return made, made.spoken_codes
    code = services.attach_to_case(request=row, case=found, parent=parent, named=form.named_children, by=request.user)
    return found, [(parent, code)] if code else []


@require_safe
def read(request, reference):
    """What was asked for this case, and what was decided about it: nothing of it is lost after the decision."""
    case = access.open_case(request, reference, purpose="request for help")
    sent = [
        {"row": row, "parts": [(name, answer_rows(name, row.answers[name])) for name in ("children", "you", "other")]}
        for row in matches.of_case(case)
    ]
    context = {"case": case, "sent": sent}
    return render(request, "intake/help_read.html", context)


@require_POST
def match(request, reference, other, verdict):
    """The same family, not the same family, or no word any more."""
    row, twin = _open(request, reference), _any(request, other)
    if verdict == "terug":
        services.withdraw_match(request=row, other=twin, by=request.user)
    elif verdict in forms.VERDICTS:
        try:
            services.decide_match(request=row, other=twin, verdict=forms.VERDICTS[verdict], by=request.user)
        except ValidationError as error:
            return _refuse(request, error)
    return redirect("intake:help-decide", reference=reference)


@require_POST
def dismiss(request, reference):
    """Put a double, empty or abusive request aside."""
    row, form = _open(request, reference), forms.DismissForm(request.POST)
    if not form.is_valid():
        return refuse(
            request, text=_("Write down why."), back=reverse("intake:help-decide", args=[reference]), status=400
        )
    try:
        services.dismiss_request(request=row, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _refuse(request, error)
    return redirect("intake:help-desk")


@require_POST
def reopen(request, reference):
    """Undo a decision."""
    row = _any(request, reference)
    try:
        services.reopen_request(request=row, by=request.user)
    except ValidationError as error:
        return _refuse(request, error)
    messages.success(request, _("The request waits again."))
    return redirect("intake:help-desk")


def _open(request, reference):
    rows = queue.help_requests(request.user)
    return access.open_row(request, rows, label="help request", purpose="match", reference=reference)


def _any(request, reference):
    rows = matches.in_reach(request.user)
    return access.open_row(request, rows, label="help request", purpose="match", reference=reference)


def _refuse(request, error):
    return refuse(request, text=error.messages[0], back=reverse("intake:help-desk"))
