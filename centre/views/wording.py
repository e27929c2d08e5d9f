"""The words of the doorbells: look, change, test on oneself, publish."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, mail_pages, mail_words
from centre.forms_mail import MailTemplateForm
from centre.models import AccessLog, MailTemplate
from centre.models.mail import DoorbellKind, MailRole
from centre.services import mail_templates as services


@require_safe
def doorbells(request):
    """Every doorbell, per role and language, with the version in force."""
    _may_edit(request)
    access.log_list(request, label="mail wording")
    context = {"lines": mail_pages.every_doorbell(), "roles": MailRole, "languages": settings.LANGUAGES}
    return render(request, "centre/doorbells.html", context)


@require_http_methods(["GET", "POST"])
def doorbell(request, kind, role, language):
    """One doorbell: the mail as it leaves now, its versions, and a form for a next one."""
    _may_edit(request, exists=kind in DoorbellKind and role in MailRole and language in dict(settings.LANGUAGES))
    now = mail_words.words_for(kind, role, language, mail_pages.current(kind, role, language))
    initial = {"subject": now.subject, "text": now.text}
    form = MailTemplateForm(request.POST if request.method == "POST" else None, initial=initial)
    access.log_list(request, label="mail wording", purpose=f"{kind} {role} {language}")
    if form.is_valid():
        try:
            row = services.save_draft(kind=kind, role=role, language=language, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return redirect("centre:doorbell-version", reference=row.reference)
    context = {
        "form": form,
        "kind": DoorbellKind(kind),
        "role": MailRole(role),
        "language": _(dict(settings.LANGUAGES)[language]),
    }
    context |= {"preview": mail_pages.preview_of(now), "variables": mail_words.VARIABLES.items()}
    context |= {"versions": mail_pages.versions(kind, role, language)[:25]}
    return render(request, "centre/doorbell.html", context)


@require_safe
def version(request, reference):
    """One version, exactly as its mail looks."""
    row = _version(request, reference)
    words = mail_words.words_for(row.kind, row.role, row.language, row)
    return render(request, "centre/doorbell_version.html", {"template": row, "preview": mail_pages.preview_of(words)})


@require_POST
def publish(request, reference):
    """From now on mails use this version."""
    row = _version(request, reference, action=AccessLog.Action.CHANGE)
    try:
        services.publish(template=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("From now on mails use this version."))
    return redirect("centre:doorbell-version", reference=reference)


@require_POST
def test_mail(request, reference):
    """This version to oneself."""
    row = _version(request, reference)
    services.send_test(template=row, to=request.user)
    messages.success(request, _("The mail is on its way to %(address)s.") % {"address": request.user.email})
    return redirect("centre:doorbell-version", reference=reference)


def _version(request, reference, action=""):
    _may_edit(request)
    rows = MailTemplate.objects.select_related("made_by")
    return access.open_row(request, rows, label="mail wording", purpose="version", action=action, reference=reference)


def _may_edit(request, *, exists=True):
    if not exists or not mail_pages.may_edit(request.user):
        access.log(request, action=AccessLog.Action.DENIED, label="mail wording", succeeded=False)
        raise Http404
