"""The desk of learning: plan a course, see who takes part, note who was there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import CourseForm, InviteForm, SeatsForm
from therapists.models import Course, Enrolment

PAGE_SIZE = 25
CHANGE = AccessLog.Action.CHANGE


@require_safe
def courses(request):
    """All courses, with seats and who waits."""
    access.log_list(request, label="courses", purpose="plan")
    page = Paginator(selectors.all_courses(), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = selectors.course_lines(page.object_list)
    return render(request, "therapists/courses_desk.html", {"page": page, "lines": lines})


@require_http_methods(["GET", "POST"])
def plan(request):
    """Put something to learn on offer."""
    access.log_list(request, label="course", purpose="plan")
    rules = selectors.rules_in_force(clock.today())
    asked = [(row["key"], row["title"]) for row in rules.requirements] if rules else []
    form = CourseForm(request.POST if request.method == "POST" else None, requirements=asked)
    if form.is_valid():
        try:
            row = services.plan_course(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=CHANGE, label="course", purpose="plan")
            messages.success(request, _("It is on offer."))
            return redirect("therapists:course-desk", reference=row.reference)
    return render(request, "therapists/course_plan.html", {"form": form})


@require_safe
def course(request, reference):
    """One course: who has a seat, who waits, who was there."""
    return _page(request, _open(request, reference))


@require_POST
def invite(request, reference):
    """Give somebody of elsewhere a seat; a new person gets an account for learning only."""
    row, form = _open(request, reference, CHANGE), InviteForm(request.POST, form_tag=False)
    if form.is_valid():
        try:
            services.invite_to_course(course=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("therapists:course-desk", reference=reference)
    return _page(request, row, invite_form=form, form=form)


@require_POST
def seats(request, reference):
    """More or fewer seats; who waits longest moves up."""
    row, form = _open(request, reference, CHANGE), SeatsForm(request.POST, form_tag=False)
    if form.is_valid():
        try:
            services.set_capacity(course=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The number of seats is changed."))
            return redirect("therapists:course-desk", reference=reference)
    return _page(request, row, seats_form=form, form=form)


@require_POST
def attendance(request, reference):
    """Note who was there; their certificates are ready at once."""
    row = _open(request, reference, CHANGE)
    try:
        services.mark_attendance(course=row, present=request.POST.getlist("present")[:100], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted. Certificates are ready and stand in the portfolios."))
    return redirect("therapists:course-desk", reference=reference)


@require_POST
def take_out(request, reference, person):
    """Take somebody off the list who said not to come; who waits longest moves up."""
    row = _open(request, reference, CHANGE)
    enrolment = access.open_row(
        request, Enrolment.objects.filter(course=row), label="enrolment", purpose="cancel", reference=person
    )
    try:
        services.cancel_enrolment(enrolment=enrolment)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("therapists:course-desk", reference=reference)


@require_POST
def call_off(request, reference):
    """The course does not take place; everybody on the list hears it."""
    services.cancel_course(course=_open(request, reference, CHANGE))
    messages.success(request, _("The course is called off. Everybody on the list hears it."))
    return redirect("therapists:course-desk", reference=reference)


def _open(request, reference, action="") -> Course:
    rows = Course.objects.visible_to(request.user)
    return access.open_row(request, rows, label="course", purpose="plan", action=action, reference=reference)


def _page(request, row, **forms):
    (line,) = selectors.course_lines(Course.objects.filter(pk=row.pk))
    context = {
        "line": line,
        "people": selectors.people_in(row),
        "invite_form": InviteForm(form_tag=False),
        "seats_form": SeatsForm(form_tag=False, initial={"capacity": row.capacity}),
    }
    return render(request, "therapists/course_desk.html", context | forms)
