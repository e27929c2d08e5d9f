"""A therapist's own work: registration number, hours, weekly times, days away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from therapists import selectors, services
from therapists.forms import AbsenceForm, AvailabilityForm, HoursForm, RegistrationForm, RowForm
from therapists.models import Therapist

#: Last part of the address → (form, service that adds, service that takes away, how the rows are called on a therapist).
LISTS = {
    "uren": (HoursForm, services.record_hours, services.remove_hours, "hours"),
    "tijden": (AvailabilityForm, services.add_availability, services.remove_availability, "availabilities"),
    "afwezig": (AbsenceForm, services.add_absence, services.remove_absence, "absences"),
}


@require_safe
def my_work(request):
    """My hours, my weekly times and my days away."""
    return _page(request, _own(request, "view"))


@require_POST
def add(request, subject):
    """Add one row to one of my lists."""
    therapist = _own(request, subject)
    form_class, verb, _remove, name = _list(subject)
    form = form_class(request.POST, form_tag=False)
    if form.is_valid():
        try:
            verb(therapist=therapist, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Noted."))
            return redirect("therapists:my-work")
    return _page(request, therapist, **{f"{name}_form": form, "form": form})


@require_POST
def remove(request, subject):
    """Take one of my own rows away."""
    therapist, form = _own(request, subject), RowForm(request.POST)
    _form, _add, verb, name = _list(subject)
    if not form.is_valid():
        raise Http404
    row = access.open_row(
        request, getattr(therapist, name).all(), label=name, purpose="remove", pk=form.cleaned_data["row"]
    )
    verb(row=row)
    messages.success(request, _("Taken away."))
    return redirect("therapists:my-work")


@require_http_methods(["GET", "POST"])
def my_registration(request):
    """My number in a professional register; the centre looks it up once a year."""
    therapist = _own(request, "registration")
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.record_registration(therapist=therapist, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your number is noted. The centre looks it up."))
            return redirect("therapists:my-profile")
    return render(request, "therapists/registration.html", {"form": form})


def _list(subject):
    if subject not in LISTS:
        raise Http404
    return LISTS[subject]


def _own(request, purpose) -> Therapist:
    rows = Therapist.objects.visible_to(request.user)
    return access.open_row(request, rows, label="my work", purpose=purpose, user=request.user)


def _page(request, therapist, **forms):
    today = clock.today()
    context = {
        "workload": selectors.workload(therapist, on=today),
        "recent": selectors.recent_hours(therapist),
        "availabilities": therapist.availabilities.all(),
        "absences": selectors.coming_absences(therapist, on=today),
        "hours_form": HoursForm(initial={"day": today}, form_tag=False),
        "availabilities_form": AvailabilityForm(form_tag=False),
        "absences_form": AbsenceForm(form_tag=False),
    }
    return render(request, "therapists/my_work.html", context | forms)
