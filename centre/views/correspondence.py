"""Messages of one case for staff, and a parent's message to the team."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, correspondence, court_register, mail_pages, selectors
from centre.audiences import Audience
from centre.forms_mail import AskForm, LimitForm, WriteForm
from centre.models import AccessLog, CourtDecision, MessageLimit, Parent
from centre.services import correspondence as services
from centre.views.desks import PAGE_SIZE


@require_safe
def case_messages(request, reference):
    """What was written to and by each parent, and when it was first read."""
    case = access.open_case(request, reference, purpose="messages")
    page = Paginator(correspondence.of_case(case), PAGE_SIZE).get_page(request.GET.get("page"))
    for row in page:
        # A coordinator plans; what others wrote in a dossier is the therapists' to read (law.md R26).
        mine = request.user.pk in (row.sent_by_id, row.recipient_id)
        row.may_be_read = mine or request.audience == Audience.THERAPIST
    context = {"case": case, "page": page, "parents": selectors.parents_of(case)}
    return render(request, "centre/case_messages.html", context)


@require_http_methods(["GET", "POST"])
def write(request, reference):
    """Write to one parent or to both; the mail that leaves is shown before it does."""
    case = access.open_case(request, reference, purpose="write a message")
    form = WriteForm(
        request.POST if request.method == "POST" else None,
        parents=selectors.parents_of(case),
        holders=correspondence.holders_in(case),
        form_tag=False,
    )
    if form.is_valid() and form.cleaned_data["sure"]:
        answers = {name: form.cleaned_data[name] for name in ("to", "subject", "text", "once", "why_one")}
        try:
            services.write_to_parents(case=case, by=request.user, **answers)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The message is in the message box. A mail says that it is there."))
            return redirect(f"centre:{request.audience}-case-messages", reference=reference)
    told_by_court = court_register.in_force(case, CourtDecision.Kind.INFORMATION)
    context = {"case": case, "form": form, "told_by_court": told_by_court}
    if form.is_valid():
        context["preview"] = mail_pages.preview("message", "parent", "nl")
    return render(request, "centre/write_message.html", context)


@require_http_methods(["GET", "POST"])
def limit(request, reference, person):
    """How many messages a week one parent may send; nobody outside the staff learns of it."""
    case = access.open_case(request, reference, purpose="limit of messages")
    rows = Parent.objects.filter(family=case.family_id)
    parent = access.open_row(
        request, rows, label="message limit", purpose="limit", action=AccessLog.Action.CHANGE, reference=person
    )
    row = MessageLimit.objects.filter(parent=parent).first()
    form = LimitForm(request.POST if request.method == "POST" else None, initial={"per_week": row and row.per_week})
    if form.is_valid():
        services.set_limit(parent=parent, by=request.user, **form.cleaned_data)
        messages.success(request, _("This holds from now on."))
        return redirect("centre:coordinator-case-messages", reference=reference)
    return render(request, "centre/message_limit.html", {"case": case, "parent": parent, "form": form})


@require_http_methods(["GET", "POST"])
def ask_team(request):
    """A parent writes to the team, and sees what was sent before."""
    parent = access.open_own_parent(request, purpose="message to the team", label="messages")
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = {"subject": form.subject, "text": form.cleaned_data["text"], "once": form.cleaned_data["once"]}
        try:
            services.write_to_team(parent=parent, case=parent.case, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("We have received your message. We answer in your messages here."))
            return redirect("centre:ask-team")
    page = Paginator(correspondence.sent_by_parent(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "centre/ask_team.html", {"form": form, "page": page})
