"""Files in a dossier: a parent's own, and staff's view of them. A file is only ever downloaded, never shown inside."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.downloads import as_download, hands_out_a_file
from centre.forms_documents import AttachmentForm
from centre.models import AccessLog, Attachment
from centre.reauthentication import confirmation
from centre.services import attachments as services
from centre.uploads import TYPES

Action = AccessLog.Action


@require_http_methods(["GET", "POST"])
def my_documents(request):
    """A parent adds a file to the own dossier and sees what is there to read."""
    parent = access.open_own_parent(request, purpose="documents", label="documents")
    form = AttachmentForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid() and _added(request, form, parent.dossier, parent.case):
        return redirect("centre:my-documents")
    rows = Attachment.objects.own(request.user).filter(dossier=parent.dossier).order_by("-added_at", "-pk")
    return render(request, "centre/my_documents.html", {"form": form, "documents": rows[:100]})


@hands_out_a_file
@require_safe
def my_document(request, item):
    """Download one of the own files."""
    rows = Attachment.objects.own(request.user)
    return _download(
        access.open_row(request, rows, label="document", purpose="own", action=Action.EXPORT, reference=item)
    )


@require_http_methods(["GET", "POST"])
def documents(request, case, reference):
    """Staff: the files in one person's dossier within one case."""
    row = access.open_case(request, case, purpose="documents")
    dossier = access.open_dossier(request, reference, purpose="documents", case=row)
    form = AttachmentForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid() and _added(request, form, dossier, row):
        return redirect("centre:documents", case=case, reference=reference)
    rows = Attachment.objects.filter(dossier=dossier, case=row).select_related("added_by").order_by("-added_at", "-pk")
    return render(
        request, "centre/documents.html", {"form": form, "case": row, "dossier": dossier, "documents": rows[:100]}
    )


@hands_out_a_file
@require_safe
def document(request, case, reference, item):
    """Staff: download one file."""
    row = _open(request, case, reference, item, action=Action.EXPORT)
    return confirmation(request) or _download(row)


@require_POST
def share(request, case, reference, item):
    """Staff: let the person itself read a file, or no longer."""
    row = _open(request, case, reference, item, action=Action.CHANGE)
    audience = request.POST.get("audience", "")
    if audience not in Attachment.Audience.values:
        raise Http404
    services.share(attachment=row, audience=audience)
    messages.success(request, _("Saved."))
    return redirect("centre:documents", case=case, reference=reference)


def _open(request, case, reference, item, *, action):
    row = access.open_case(request, case, purpose="documents")
    dossier = access.open_dossier(request, reference, purpose="documents", case=row)
    rows = Attachment.objects.filter(dossier=dossier, case=row)
    return access.open_row(request, rows, label="document", purpose="documents", action=action, reference=item)


def _added(request, form, dossier, case) -> bool:
    file = form.cleaned_data["file"]
    try:
        row = services.add_attachment(
            dossier=dossier,
            case=case,
            title=form.cleaned_data["title"],
            name=file.name,
            content=file.read(),
            by=request.user,
        )
    except ValidationError as error:
        form.add_errors_of(error)
        return False
    waits = row.state == Attachment.State.WAITING
    messages.success(request, _("The file is being checked.") if waits else _("The file is in the dossier."))
    return True


def _download(row: Attachment) -> HttpResponse:
    try:
        content = services.content_of(attachment=row)
    except FileNotFoundError as error:
        raise Http404 from error
    return as_download(content, name=f"document-{row.reference}.{row.kind}", content_type=TYPES[row.kind][1])
