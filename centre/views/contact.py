"""What is safe for a parent: the own page, and staff's card with one value at a time behind a reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, undelivered
from centre import contact as keeping
from centre.audiences import PREFIXES
from centre.forms_contact import ContactForm, RevealForm
from centre.models import AccessLog, LaterContact, Parent, VaultEntry
from centre.reauthentication import confirmation
from centre.services import contact as services
from centre.services.contact_changes import change_own_contact, settle, waiting_change

Action = AccessLog.Action


@require_http_methods(["GET", "POST"])
def my_contact(request):
    """What is safe for you?"""
    parent = access.open_own_parent(request, purpose="safe contact", label="contact")
    form = ContactForm(request.POST if request.method == "POST" else None, initial=keeping.card_answers(parent))
    if form.is_valid():
        change_own_contact(parent=parent, by=request.user, answers=form.cleaned_data)
        messages.success(request, _("We received this. It counts within a few days; we may call you first."))
        return redirect("centre:my-contact")
    kept = keeping.kept_of(parent.case, parent)
    return render(request, "centre/my_contact.html", {"form": form, "kept": kept})


@require_safe
def contact(request, reference, person):
    """Staff: how to reach this parent safely; values stay locked."""
    case, parent = _parent(request, reference, person, purpose="safe contact")
    context = {"case": case, "parent": parent, "card": keeping.card_of(parent), "kept": keeping.kept_of(case, parent)}
    context["is_undelivered"] = undelivered.is_undelivered(parent)
    return render(request, "centre/contact.html", context | {"change": waiting_change(parent)})


@require_POST
def settle_change(request, reference, person, answer):
    """Staff called back: a waiting change counts now, or never."""
    _case, parent = _parent(request, reference, person, purpose="change of contact")
    rows = LaterContact.objects.filter(parent=parent, settled_at=None).annotate(dossier_id=keeping.dossier_of_parent())
    row = access.open_row(
        request, rows.defer("answers"), label="change of contact", purpose=answer, action=Action.CHANGE
    )
    if answer not in ("akkoord", "stoppen"):
        raise Http404
    if settle(change=row, by=request.user, carry_out=answer == "akkoord"):
        messages.success(request, _("Saved."))
    else:
        text = _("This did not count: it was settled before, or the e-mail address cannot be used any more.")
        messages.warning(request, text)
    return redirect(f"centre:{request.audience}-contact", reference=reference, person=person)


@require_http_methods(["GET", "POST"])
def reveal(request, reference, person, kind):
    """One value, with a reason, after confirming who is asking; gone after a minute."""
    # Asked by POST, and still a look: nothing changes.
    case, parent = _parent(request, reference, person, purpose="reveal", action=Action.VIEW)
    entry = _entry(request, case, parent, kind, purpose="about to reveal")
    if asked := confirmation(request):
        return asked
    form = RevealForm(request.POST if request.method == "POST" else None)
    value = ""
    if form.is_valid():
        _entry(request, case, parent, kind, purpose=form.cleaned_data["reason"])
        value = services.reveal(entry=entry, by=request.user)
    return render(
        request, "centre/reveal.html", {"case": case, "parent": parent, "entry": entry, "form": form, "value": value}
    )


@require_POST
def hide(request, reference, person, kind):
    """Make a value secret at once."""
    case, parent = _parent(request, reference, person, purpose="hide")
    entry = _entry(request, case, parent, kind, purpose="hide", action=Action.CHANGE, may_be_secret=True)
    services.hide(entry=entry, by=request.user)
    messages.success(request, _("This is secret now."))
    return redirect(f"centre:{request.audience}-contact", reference=reference, person=person)


@require_POST
def confirm_number(request, reference, person, kind):
    """This parent said, alone with us, that a number which the other parent gave as well is safe."""
    case, parent = _parent(request, reference, person, purpose="number")
    entry = _entry(request, case, parent, kind, purpose="number", action=Action.CHANGE, may_be_secret=True)
    services.confirm_number(entry=entry, by=request.user)
    messages.success(request, _("Saved."))
    return redirect(f"centre:{request.audience}-contact", reference=reference, person=person)


@require_POST
def unhide(request, reference, person, kind):
    """Ask to make a value less secret, or agree with a colleague who asked."""
    case, parent = _parent(request, reference, person, purpose="unhide")
    entry = _entry(request, case, parent, kind, purpose="unhide", action=Action.CHANGE)
    if asked := confirmation(request, back=f"/{PREFIXES[request.audience]}/zaken/{reference}/contact/{person}/"):
        return asked
    try:
        done = services.unhide(entry=entry, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("This is no longer secret.") if done else _("A colleague has to agree now."))
    return redirect(f"centre:{request.audience}-contact", reference=reference, person=person)


def _parent(request, reference, person, *, purpose, action=""):
    case = access.open_case(request, reference, purpose=purpose, action=action)
    rows = Parent.objects.filter(family=case.family_id).annotate(dossier_id=keeping.dossier_of_parent("pk"))
    return case, access.open_row(request, rows, label="contact", purpose=purpose, action=action, reference=person)


def _entry(request, case, parent, kind, *, purpose, action=Action.VIEW, may_be_secret=False):
    """The locked row, for who may see it; anybody else meets the 404 of a row that is not there."""
    rows = VaultEntry.objects.of_case(case).filter(parent=parent)
    entry = access.open_row(request, rows, label=f"contact: {kind}"[:80], purpose=purpose, action=action, kind=kind)
    if not may_be_secret and not request.user.has_perm("centre.reveal_contact", entry):
        access.log(request, action=Action.DENIED, label="contact", purpose=purpose, case=case, succeeded=False)
        raise Http404
    return entry
