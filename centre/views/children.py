"""A parent's own children, and what a child is asked itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, children, selectors
from centre.audiences import Audience
from centre.forms_children import ChildConsentForm, InviteChildForm, OutlineForm
from centre.identity.assurance import assurance_of
from centre.models import AccessLog, Child, ConsentText, FileRequest
from centre.services.consents import answer_consent
from centre.services.file_requests import ask
from centre.services.people import invite_child
from centre.services.withdrawals import withdraw
from centre.views.desks import PAGE_SIZE


@require_safe
def my_children(request):
    """Per child: what this parent may read and decide today, and the texts for both parents."""
    parent = access.open_own_parent(request, purpose="my children", label="children")
    mine = children.children_of_parent(parent)
    for file in [each.dossier for each in mine if each.notes]:
        # What stands in the child's file is a look at that file.
        access.log(request, action="", label="texts", purpose="my children", dossier=file, ground="own")
    return render(request, "centre/my_children.html", {"children": mine})


@require_safe
def my_texts(request):
    """A parent or a child: what the team wrote for this person to read, in the own file."""
    opens = access.open_own_child if request.audience == Audience.CHILD else access.open_own_parent
    person = opens(request, purpose="texts", label="dossier")
    page = Paginator(children.written_for(person.dossier), PAGE_SIZE).get_page(request.GET.get("page"))
    name = "child_texts" if request.audience == Audience.CHILD else "my_texts"
    return render(request, f"centre/{name}.html", {"page": page})


@require_safe
def who_looked(request):
    """A child of twelve and older: who opened the own file. Neither the parents' looks nor the own ones (law.md R47)."""
    child = access.open_own_child(request, purpose="who looked", label="log")
    page = Paginator(selectors.who_looked(child.dossier), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "centre/child_log.html", {"page": page})


@require_http_methods(["GET", "POST"])
def ask_outline(request, child):
    """A parent without authority asks how a child is doing, in outline."""
    parent = access.open_own_parent(request, purpose="outline", label="children")
    mine = next((each for each in children.children_of_parent(parent) if each.child.reference == child), None)
    if mine is None or not mine.may_ask_outline:
        raise access.refusal(request, label="child", purpose="outline", asked=[child])
    form = OutlineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask(parent=parent, dossier=mine.dossier, kind=FileRequest.Kind.OUTLINE, words=form.cleaned_data["words"])
        messages.success(request, _("We received your question. You get an answer within one month."))
        return redirect("centre:my-data")
    return render(request, "centre/ask_outline.html", {"form": form, "mine": mine})


@require_safe
def child_consents(request):
    """What this child may say yes or no to."""
    child = access.open_own_child(request, purpose="consent", label="consents")
    context = {"questions": children.questions_for(child), "decides_alone": children.decides_alone(child)}
    return render(request, "centre/child_consents.html", context)


@require_http_methods(["GET", "POST"])
def child_answer(request, reference, purpose):
    """Read what it is about, then say yes or no."""
    child, question = _question(request, reference, purpose)
    form = ChildConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _keep(request, child, question, form.cleaned_data["answer"])
        messages.success(request, pgettext("to a child", "Thank you, we know it now."))
        return redirect("centre:child-consents")
    text = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    return render(request, "centre/child_consent.html", {"form": form, "question": question, "text": text})


@require_POST
def child_withdraw(request, reference, purpose):
    """Change one's mind: as easy as saying yes."""
    child, question = _question(request, reference, purpose)
    withdraw(
        case=question["case"], purpose=question["purpose"], giver=child, about_child=child, by=request.user,
        assurance=assurance_of(request),
    )  # fmt: skip
    messages.success(request, pgettext("to a child", "You said no after all. That is fine."))
    return redirect("centre:child-consents")


@require_http_methods(["GET", "POST"])
def invite(request, reference, child):
    """Staff: an own account for a child of twelve or older; the code is given in person."""
    case = access.open_case(request, reference, purpose="invite child", action=AccessLog.Action.RIGHTS)
    rows = Child.objects.filter(families=case.family_id).annotate(dossier_id=access.dossier_of_child())
    row = access.open_row(request, rows, label="child", purpose="invite", reference=child)
    form = InviteChildForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            code = invite_child(child=row, email=form.cleaned_data["email"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return render(request, "centre/invited.html", {"case": case, "parent": row, "code": code})
    return render(request, "centre/invite_child.html", {"case": case, "child": row, "form": form})


def _question(request, reference, purpose):
    child = access.open_own_child(request, purpose="consent", label="consents")
    for question in children.questions_for(child):
        if (question["case"].reference, question["purpose"]) == (reference, purpose):
            return child, question
    raise access.refusal(request, label="consents", purpose="consent", asked=[reference])


def _keep(request, child, question, answer):
    answer_consent(
        case=question["case"],
        purpose=question["purpose"],
        giver=child,
        about_child=child,
        answer=answer,
        by=request.user,
        assurance=assurance_of(request),
    )
