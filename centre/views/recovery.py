"""A way back in for somebody who lost everything: one calls back, another agrees (security reference AC19)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, team
from centre.forms_people import RecoveryForm
from centre.models import AccessLog
from centre.services import recovery as services
from centre.views.desks import PAGE_SIZE

RIGHTS = AccessLog.Action.RIGHTS


@require_safe
def recoveries(request):
    """What waits for a second pair of eyes."""
    page = Paginator(team.recoveries_under(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="recoveries")
    return render(request, "centre/recoveries.html", {"page": page})


@require_http_methods(["GET", "POST"])
def recover(request, person):
    """The first of two: called back on the number that was known."""
    rows = team.people_under(request.user)
    user = access.open_row(request, rows, label="account", purpose="recovery", reference=person)
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.ask_recovery(user=user, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=RIGHTS, label=f"recovery asked {person}")
            messages.success(request, _("A colleague has to agree within a day."))
            return redirect("centre:recoveries")
    return render(request, "centre/recover.html", {"person": user, "form": form})


@require_POST
def settle_recovery(request, reference, answer):
    """The second of two agrees, and tells the code; or stops it."""
    rows = team.recoveries_under(request.user)
    row = access.open_row(request, rows, label="account", purpose=f"recovery {answer}"[:80], reference=reference)
    if answer != "akkoord":
        services.stop_recovery(recovery=row)
        messages.success(request, _("It is stopped. Nothing changed in the account."))
        return redirect("centre:recoveries")
    try:
        code = services.agree_recovery(recovery=row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("centre:recoveries")
    access.log(request, action=RIGHTS, label=f"recovered {row.user.reference}")
    return render(
        request, "centre/invited_professional.html", {"name": row.user.name, "email": row.user.email, "code": code}
    )
