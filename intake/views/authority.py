"""Who has authority (gezag) over a child, from when to when and on which papers: consent and reading follow from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre import access, selectors
from centre.services import authority as services
from intake import consents
from intake.forms.consents import AuthorityForm, EndAuthorityForm, PapersForm

CHANGE = access.Action.CHANGE


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
        lambda: services.end_authority(**form.cleaned_data, authority=row), row=row,
    )  # fmt: skip


def _page(request, case, form, title, service, *, row=None):
    if form.is_valid():
        try:
            service()
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It has been kept. Below you see who must still say what."))
            return redirect("intake:consents-coordinator", reference=case.reference)
    return render(request, "intake/authority.html", {"case": case, "form": form, "title": title, "row": row})


def _open(request, reference, number):
    case = access.open_case(request, reference, purpose="authority", action=CHANGE)
    row = access.open_row(request, consents.authorities_of(case), label="authority", purpose="authority", pk=number)
    return case, row


def _by(request, facts) -> dict:
    return facts | {"by": request.user}


def _typed(request):
    return request.POST if request.method == "POST" else None
