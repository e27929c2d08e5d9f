"""The newsletter for professionals: signing up, confirming and leaving without an account; writing and sending by staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, mail_pages, newsletter
from centre.forms_mail import IssueForm, SubscribeForm
from centre.models import AccessLog, NewsletterIssue
from centre.services import newsletter as services
from centre.views.desks import PAGE_SIZE


@login_not_required
@require_http_methods(["GET", "POST"])
def subscribe(request):
    """Ask for the newsletter; the answer is the same for every address."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.ask_to_subscribe(email=form.cleaned_data["email"], language=get_language() or "nl")
        return render(request, "centre/newsletter_done.html", {"done": "asked"})
    return render(request, "centre/newsletter.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm(request, secret):
    """A button, not the link itself, confirms: mail scanners open links."""
    if request.method == "POST":
        services.confirm(secret=secret)
        return render(request, "centre/newsletter_done.html", {"done": "confirmed"})
    return render(request, "centre/newsletter_confirm.html")


@csrf_exempt  # the mail program posts here by itself, without a page of ours (RFC 8058)
@login_not_required
@require_http_methods(["GET", "POST"])
def leave(request, secret):
    """One click in the mail program posts here; a link opens the button. The same answer for every secret."""
    if request.method == "POST":
        services.leave(secret=secret)
        return render(request, "centre/newsletter_done.html", {"done": "left"})
    return render(request, "centre/newsletter_leave.html")


@require_safe
def issues(request):
    """Every issue, and how many read it."""
    _may_edit(request)
    access.log_list(request, label="newsletter")
    page = Paginator(newsletter.issues(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "centre/newsletter_issues.html", {"page": page, "readers": newsletter.how_many_readers()})


@require_http_methods(["GET", "POST"])
def write_issue(request, reference=None):
    """Write a new issue, or go on with a draft."""
    row = _issue(request, reference) if reference else None
    if row is None:
        _may_edit(request)
        access.log_list(request, label="newsletter", purpose="write")
    initial = {"subject": row.subject, "text": row.text} if row else None
    form = IssueForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            saved = services.write_issue(issue=row, by_name=request.user.name, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect("centre:newsletter-issue", reference=saved.reference)
    return render(request, "centre/newsletter_write.html", {"form": form, "issue": row})


@require_safe
def issue(request, reference):
    """One issue as it is read, before and after sending."""
    context = {"issue": _issue(request, reference), "readers": newsletter.how_many_readers()}
    return render(request, "centre/newsletter_issue.html", context)


@require_POST
def send_issue(request, reference):
    """To everybody who confirmed; once."""
    count = services.send_issue(issue=_issue(request, reference, action=AccessLog.Action.CHANGE))
    messages.success(request, _("%(count)s mails are on their way.") % {"count": count})
    return redirect("centre:newsletter-issue", reference=reference)


def _issue(request, reference, action=""):
    _may_edit(request)
    rows = NewsletterIssue.objects.all()
    return access.open_row(request, rows, label="newsletter", purpose="issue", action=action, reference=reference)


def _may_edit(request):
    if not mail_pages.may_edit(request.user):
        access.log(request, action=AccessLog.Action.DENIED, label="newsletter", succeeded=False)
        raise Http404
