"""Under which law the help of a case falls: a coordinator notes it, the log keeps by whom and when."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre import access
from centre.services.cases import settle_regime
from intake.forms.consents import RegimeForm


@require_http_methods(["GET", "POST"])
def settle(request, reference):
    """Note the law; who must say yes stays the same."""
    case = access.open_case(request, reference, purpose="legal regime")
    form = RegimeForm(request.POST if request.method == "POST" else None, initial={"regime": case.legal_regime})
    if form.is_valid():
        settle_regime(case=case, regime=form.cleaned_data["regime"])
        messages.success(request, _("Noted."))
        return redirect("intake:consents-coordinator", reference=reference)
    return render(request, "intake/regime.html", {"case": case, "form": form})
