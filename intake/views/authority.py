"""Who has authority (gezag) over a child, from when to when and on which papers: consent and reading follow from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from centre import access, authority_papers, selectors
from centre.services import authority as services
from intake import consents
from intake.forms.consents import AuthorityForm, EndAuthorityForm, EndProcedureForm, PapersForm, ProcedureForm

CHANGE = access.Action.CHANGE
WITH_PAPERS = gettext_lazy(
    "Only with the papers in your hands: never on the word of one parent. What each parent may know and must agree to "
    "follows from these days."
)


@require_http_methods(["GET", "POST"])
def record(request, reference):
    """One more line, or the next one of a parent who has one."""
    case = access.open_case(request, reference, purpose="authority", action=CHANGE)
    parents, children = selectors.people_with_dossier(case)
    form = AuthorityForm(_typed(request), parents=parents, children=children)
    return _page(
        request, case, form, _("Record authority"), lambda: services.record_authority(**_by(request, form.facts))
    )


@require_http_methods(["GET", "POST"])
def check(request, reference, number):
    """The papers of a line were seen, today."""
    case, row = _open(request, reference, number)
    form = PapersForm(_typed(request), initial={"evidence": row.evidence})
    return _page(
        request, case, form, _("Papers seen"),
        lambda: services.confirm_authority(**_by(request, form.cleaned_data), authority=row), row=row,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request, reference, number):
    """The last day, and what it rests on."""
    case, row = _open(request, reference, number)
    form = EndAuthorityForm(_typed(request))
    return _page(
        request, case, form, _("Authority ends"),
        lambda: services.end_authority(**_by(request, form.cleaned_data), authority=row), row=row,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def record_procedure(request, reference):
    """A procedure about authority that we know of."""
    case = access.open_case(request, reference, purpose="authority", action=CHANGE)
    _parents, children = selectors.people_with_dossier(case)
    form = ProcedureForm(_typed(request), children=children)
    return _page(
        request, case, form, _("Procedure about authority"),
        lambda: services.record_procedure(**_by(request, form.facts)), lead=_("Until it is over, the papers settle nothing: the authority is checked again before each step."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end_procedure(request, reference, number):
    """It is over: the papers are looked at again."""
    case = access.open_case(request, reference, purpose="authority", action=CHANGE)
    rows = authority_papers.procedures_about(selectors.children_of(case))
    row = access.open_row(request, rows, label="authority", purpose="authority", pk=number)
    form = EndProcedureForm(_typed(request))
    return _page(
        request, case, form, _("The procedure is over"),
        lambda: services.end_procedure(**_by(request, form.cleaned_data), procedure=row),
        lead=_("Look at the papers again afterwards: what they say may have changed."),
    )  # fmt: skip


def _page(request, case, form, title, service, *, row=None, lead=""):
    if form.is_valid():
        try:
            service()
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It has been kept. Below you see who must still say what."))
            return redirect("intake:consents-coordinator", reference=case.reference)
    return render(
        request,
        "intake/authority.html",
        {"case": case, "form": form, "title": title, "row": row, "lead": lead or WITH_PAPERS},
    )


def _open(request, reference, number):
    case = access.open_case(request, reference, purpose="authority", action=CHANGE)
    row = access.open_row(request, consents.authorities_of(case), label="authority", purpose="authority", pk=number)
    return case, row


def _by(request, facts) -> dict:
    return facts | {"by": request.user}


def _typed(request):
    return request.POST if request.method == "POST" else None
