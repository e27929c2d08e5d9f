"""Mail that did not arrive, and people to call: the coordinators' list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, undelivered
from centre.forms_mail import SettleForm
from centre.models import AccessLog
from centre.services import undelivered as services
from centre.telephones import unsure_numbers
from centre.views.desks import PAGE_SIZE


@require_safe
def contact_tasks(request):
    """Whom to reach by hand, oldest first."""
    page = Paginator(undelivered.tasks_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="delivery of mail")
    return render(request, "centre/contact_tasks.html", {"page": page})


@require_http_methods(["GET", "POST"])
def contact_task(request, reference):
    """One task: what happened, where to read how to reach this person, what was done."""
    rows = undelivered.tasks_for(request.user).annotate(dossier_id=access.dossier_of_user("person"))
    action = AccessLog.Action.CHANGE if request.method == "POST" else AccessLog.Action.VIEW
    task = access.open_row(request, rows, label="delivery of mail", purpose="task", action=action, reference=reference)
    form = SettleForm(request.POST if request.method == "POST" else None, outcomes=services.outcomes_of(task))
    if form.is_valid():
        try:
            services.settle(task=task, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Done. Thank you."))
            return redirect("centre:contact-tasks")
    case = undelivered.open_case_of(task.person, request.user)
    bounces = task.person.bounces.filter(address_digest=task.address_digest).order_by("-at")[:5]
    is_unsure = unsure_numbers().filter(parent__user=task.person).exists()
    context = {"task": task, "form": form, "case": case, "bounces": bounces, "is_unsure": is_unsure}
    return render(request, "centre/contact_task.html", context)
