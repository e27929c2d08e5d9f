"""A parent's own permission, own privacy; nothing of the other parent is reachable from here."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, agreement, selectors
from centre.access_forms import PeriodForm
from centre.forms import ConsentForm
from centre.identity.assurance import assurance_of
from centre.models import ConsentText
from centre.services.consents import answer_consent
from centre.services.contact_changes import tell_staff_of_consent
from centre.services.withdrawals import withdraw as take_back
from centre.views.desks import PAGE_SIZE


@require_safe
def my_consents(request):
    """The questions that this parent answers, with the own answers."""
    parent = access.open_own_parent(request, purpose="consent", label="consents")
    questions = [question | _addresses(question) for question in agreement.own_consents(parent, parent.case)]
    return render(request, "centre/my_consents.html", {"questions": questions})


@require_http_methods(["GET", "POST"])
def answer(request, purpose, child=None, partner=None):
    """Say yes or no to one question."""
    parent = access.open_own_parent(request, purpose="consent", label="consents")
    question = _question(request, parent, purpose, child, partner)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer_consent(
            case=parent.case,
            purpose=purpose,
            giver=parent,
            about_child=question["child"],
            partner=question["partner"],
            answer=form.cleaned_data["answer"],
            by=request.user,
            assurance=assurance_of(request),
        )
        tell_staff_of_consent(parent=parent)
        messages.success(request, _("Your answer has been saved."))
        return redirect("centre:my-consents")
    text = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    context = {"form": form, "question": question, "text": text, "terms": settings.RESEARCH_TERMS}
    return render(request, "centre/consent.html", context)


@require_POST
def withdraw(request, purpose, child=None, partner=None):
    """Take an earlier yes back: as easy as giving it (AVG art. 7 lid 3)."""
    parent = access.open_own_parent(request, purpose="consent", label="consents")
    question = _question(request, parent, purpose, child, partner)
    take_back(
        case=parent.case, purpose=purpose, giver=parent, about_child=question["child"], partner=question["partner"],
        by=request.user, assurance=assurance_of(request),
    )  # fmt: skip
    tell_staff_of_consent(parent=parent)
    messages.success(request, _("Your permission has been withdrawn."))
    return redirect("centre:my-consents")


@require_safe
def my_privacy(request):
    """Who opened this parent's own dossier, and why (NEN 7513)."""
    parent = access.open_own_parent(request, purpose="who looked", label="log")
    period = PeriodForm(request.GET)
    looks = selectors.who_looked(parent.dossier, **period.cleaned_data) if period.is_valid() else []
    page = Paginator(looks, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "centre/my_privacy.html", {"page": page, "period": period})


def _addresses(question) -> dict:
    """Where this question is answered and withdrawn."""
    args = [question["purpose"].value]
    suffix = ""
    for whom in ("child", "partner"):
        if question[whom]:
            args.append(question[whom].reference)
            suffix = f"-{whom}"
    return {
        "url": reverse(f"centre:answer-consent{suffix}", args=args),
        "withdraw_url": reverse(f"centre:withdraw-consent{suffix}", args=args),
    }


def _question(request, parent, purpose, child, partner):
    """The one question of this parent that the address names; anything else is 404."""
    for question in agreement.own_consents(parent, parent.case):
        named = [row.reference if row else None for row in (question["child"], question["partner"])]
        if question["purpose"] == purpose and named == [child, partner]:
            return question
    raise access.refusal(request, label="consents", purpose="consent", asked=[child or partner or ""])
