"""Learning together, for who takes part: one set of pages in two streets, and the public list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centre import access, clock
from centre.downloads import hands_out_a_file
from centre.models import AccessLog
from centre.pdf import render_pdf
from therapists import selectors, services
from therapists.models import Course, Enrolment


@login_not_required
@require_safe
def public_courses(request):
    """What can be learned, for everybody to read."""
    context = {"lines": selectors.offered_courses(), "updated_on": clock.today()}
    return render(request, "therapists/courses_public.html", context)


@require_safe
def courses(request):
    """What is on offer, and where I take part."""
    access.log_list(request, label="courses", purpose="own")
    mine, offered = selectors.own_and_offered_courses(request.user)
    return render(request, "therapists/courses.html", {"mine": mine, "offered": offered})


@require_safe
def course(request, reference):
    """One course: days, seats, and my own place in it."""
    row = _open(request, reference)
    (line,) = selectors.course_lines(Course.objects.filter(pk=row.pk), user=request.user)
    return render(request, "therapists/course.html", {"line": line})


@require_POST
def ask_seat(request, reference):
    """Ask a seat; when there is none, one waits."""
    row = _open(request, reference, action=AccessLog.Action.CHANGE)
    try:
        enrolment = services.enrol(course=row, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = (
            _("You have a seat.")
            if enrolment.seat
            else _("You are on the waiting list. You hear it when you get a seat.")
        )
        messages.success(request, words)
    return redirect(f"therapists:{request.audience}-course", reference=reference)


@require_POST
def give_back(request, reference):
    """Give my own seat back, or leave the waiting list."""
    row = _open(request, reference, action=AccessLog.Action.CHANGE)
    rows = Enrolment.objects.standing().own(request.user)
    enrolment = access.open_row(request, rows, label="enrolment", purpose="cancel", course=row)
    try:
        services.cancel_enrolment(enrolment=enrolment)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("You do not take part any more."))
    return redirect(f"therapists:{request.audience}-course", reference=reference)


@hands_out_a_file
@require_safe
def certificate(request, reference):
    """My certificate of a course that I followed, as an accessible PDF."""
    rows = Enrolment.objects.certified().own(request.user).select_related("course", "user")
    row = access.open_row(
        request, rows, label="course certificate", purpose="own", action=AccessLog.Action.EXPORT, reference=reference
    )
    facts = selectors.certificate_facts(row)
    content = render_pdf("pdf/course_certificate.html", {"title": _("Certificate of attendance"), **facts})
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificaat-{row.reference}.pdf"'
    return answer


def _open(request, reference, *, action="") -> Course:
    rows = Course.objects.visible_to(request.user)
    return access.open_row(request, rows, label="course", purpose="own", action=action, reference=reference)
