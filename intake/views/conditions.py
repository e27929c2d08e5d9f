"""A parent reads a newer version of the conditions after sending, and accepts it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre import access
from intake import conditions, selectors, services
from intake.forms.parents import ConditionsForm


@require_http_methods(["GET", "POST"])
def new_conditions(request):
    """The text of today beside what this parent accepted before; sending twice is the same as once."""
    parent = access.open_own_parent(request, purpose="conditions", label="application")
    application = selectors.my_application(parent)
    text = conditions.owed_by(application)
    if text is None:
        return redirect("intake:my-application")
    form = ConditionsForm(request.POST if request.method == "POST" else None, text=text)
    if form.is_valid():
        try:
            services.accept_new_conditions(application=application, version=form.cleaned_data["version"])
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Thank you. We have kept that you agree."))
            return redirect("intake:my-application")
    context = {"form": form, "accepted": conditions.accepted_by(application)}
    return render(request, "intake/new_conditions.html", context)
