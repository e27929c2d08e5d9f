"""The consult table: for who brings a case in, for the coordinator who keeps it, and for its members."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, safety_file, team
from centre.access import Action
from centre.audiences import Audience
from centre.models import Dossier
from referrals.forms import table as forms
from referrals.models import TableItem
from referrals.selectors import table as nouns
from referrals.services import table as services
from referrals.views.moves import answers_politely
from referrals.views.referrers import PAGE_SIZE

PROFESSIONALS = (Audience.THERAPIST, Audience.COORDINATOR, Audience.REFERRER)


@require_safe
def desk(request):
    """The coordinator's table: what waits, what is planned, who sits there."""
    access.log_list(request, label="consult table")
    page = Paginator(nouns.table_items_of_regions(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    members, meetings = nouns.members_of_regions(request.user), nouns.meetings_to_come(request.user)
    context = {"page": page, "members": members[:PAGE_SIZE], "meetings": meetings[:PAGE_SIZE]}
    return render(request, "referrals/table_desk.html", context)


@require_http_methods(["GET", "POST"])
def convene(request):
    """Plan a sitting."""
    access.log(request, action="", label="consult table", purpose="plan")
    form = forms.MeetingForm(_typed(request), regions=nouns.regions_of_coordinator(request.user))
    if form.is_valid():
        try:
            services.convene(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect("referrals:table-desk")
    return _form(request, form, _("Plan a meeting"), reverse("referrals:table-desk"))


@require_http_methods(["GET", "POST"])
def give_seat(request):
    """A seat for somebody of any organisation."""
    people = team.colleagues(audiences=PROFESSIONALS)
    form = forms.MemberForm(_typed(request), regions=nouns.regions_of_coordinator(request.user), people=people)
    if form.is_valid():
        services.appoint_member(region=form.cleaned_data["region"], user=form.cleaned_data["person"], by=request.user)
        label = f"seat given {form.cleaned_data['person'].reference}"
        access.log(request, action=Action.RIGHTS, label=label, purpose="give a seat")
        return redirect("referrals:table-desk")
    access.log_list(request, label="consult table", purpose="give a seat")
    return _form(request, form, _("Give a seat at the table"), reverse("referrals:table-desk"))


@require_POST
def end_seat(request, number):
    """End a seat at once."""
    rows = nouns.members_of_regions(request.user)
    member = access.open_row(request, rows, label="consult table", purpose="end a seat", pk=number)
    services.end_member(member=member)
    access.log(request, action=Action.RIGHTS, label=f"seat ended {member.user.reference}", purpose="end a seat")
    return redirect("referrals:table-desk")


@require_http_methods(["GET", "POST"])
def of_case(request, reference):
    """The items of one case, and offering it to the table."""
    case = access.open_case(request, reference, purpose="consult table")
    form = forms.BringInForm(_typed(request))
    if form.is_valid():
        try:
            item = services.bring_in(case=case, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect(_at(request, "table-item", case, item.reference))
    items = [(item, _at(request, "table-item", case, item.reference)) for item in nouns.table_items_of_case(case)]
    return render(request, "referrals/table_of_case.html", {"case": case, "form": form, "items": items})


@require_safe
def item(request, reference, item):
    """One item for who works on the case, with the next thing to do."""
    case, row = _open(request, reference, item)
    context = {"case": case, "item": row, "back": _at(request, "table-of-case", case)}
    return render(request, "referrals/table_item.html", context)


@answers_politely
@require_http_methods(["GET", "POST"])
def move(request, reference, item, step):
    """Agenda, advice, looking back or withdrawal; which one is possible follows from the state."""
    case, row = _open(request, reference, item, action=Action.CHANGE)
    title, form, service = _steps(request, case, row)[step]
    if form.is_valid():
        try:
            service(item=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("It has been kept."))
            return redirect(_at(request, "table-item", case, row.reference))
    return _form(request, form, title, _at(request, "table-item", case, row.reference))


@require_safe
def released(request):
    """What a member of a table may read: code names and questions, never who it is."""
    access.log_list(request, label="consult table", purpose="member")
    page = Paginator(nouns.released_items(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "referrals/table_member.html", {"page": page, "street": request.audience})


@require_safe
def released_item(request, item):
    """One item as a member reads it."""
    rows = nouns.released_items(request.user)
    row = access.open_row(request, rows, label="consult table", purpose="member", under_code_name=True, reference=item)
    return render(request, "referrals/table_member_item.html", {"item": row, "street": request.audience})


def _steps(request, case, row) -> dict:
    typed = _typed(request)
    dossiers = Dossier.objects.of_staff(request.user).of_case(case).select_related("parent", "child")
    advice = {"people": safety_file.staff_of_region(case), "dossiers": dossiers}
    return {
        "agenda": (
            _("Put on the agenda"),
            forms.AgendaForm(typed, meetings=nouns.meetings_of(case)),
            services.put_on_agenda,
        ),
        "advies": (
            _("Advice of the table"),
            forms.TableAdviceForm(typed, **advice),
            lambda **facts: services.advise(by=request.user, **facts),
        ),
        "terugkijken": (_("Look back on the advice"), forms.LookBackForm(typed), services.close_item),
        "intrekken": (_("Withdraw from the table"), forms.CentreForm(typed), services.withdraw_item),
    }


def _open(request, reference, item, *, action=""):
    case = access.open_case(request, reference, purpose="consult table", action=action)
    rows = TableItem.objects.filter(case=case).select_related("case", "meeting", "follow_up_by", "brought_by")
    return case, access.open_row(request, rows, label="consult table", purpose="item", action=action, reference=item)


def _form(request, form, title, back):
    return render(request, "referrals/table_form.html", {"form": form, "title": title, "back": back})


def _typed(request):
    return request.POST if request.method == "POST" else None


def _at(request, name, case, *rest) -> str:
    suffix = "-therapist" if request.audience == Audience.THERAPIST else ""
    return reverse(f"referrals:{name}{suffix}", args=[case.reference, *rest])
