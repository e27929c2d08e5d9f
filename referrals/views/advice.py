"""Advice without a client file, and the directory of help."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.access import Action
from centre.audiences import Audience
from referrals import selectors, services
from referrals.forms.advice import AdviceForm, AdviceQuestionForm, OutcomeForm
from referrals.models import Consultation
from referrals.views.moves import answers_politely
from referrals.views.referrers import PAGE_SIZE


def _typed(request):
    return request.POST if request.method == "POST" else None


@require_safe
def my_advice(request):
    """The own organisation's questions."""
    page = Paginator(selectors.my_consultations(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="consultations")
    return render(request, "referrals/my_advice.html", {"page": page})


@require_http_methods(["GET", "POST"])
def ask_advice(request):
    """Put a question without names."""
    hats = [hat for hat in request.user.current_memberships if hat.audience == Audience.REFERRER and hat.organisation]
    if not hats:
        raise Http404
    form = AdviceQuestionForm(_typed(request))
    if form.is_valid():
        try:
            row = services.ask_advice(
                organisation=hats[0].organisation,
                subject=form.cleaned_data["subject"],
                question=form.cleaned_data["question"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.CREATE, label="consultation", purpose="advice")
            messages.success(request, _("Your question has been sent."))
            return redirect("referrals:advice-question", reference=row.reference)
    access.log_list(request, label="advice question", purpose="write")
    return render(request, "referrals/ask_advice.html", {"form": form})


@answers_politely
@require_http_methods(["GET", "POST"])
def advice_question(request, reference):
    """One question with its advice; later, what became of it."""
    rows = Consultation.objects.of_organisations_of(request.user).select_related("asked_by")
    row = access.open_row(request, rows, label="consultation", purpose="advice", reference=reference)
    form = OutcomeForm(_typed(request))
    if form.is_valid():
        services.look_back(consultation=row, outcome=form.cleaned_data["outcome"])
        access.log(request, action=Action.CHANGE, label="consultation", purpose="advice")
        messages.success(request, _("Thank you. We learn from this."))
        return redirect("referrals:my-advice")
    return render(request, "referrals/advice_question.html", {"consultation": row, "form": form})


@require_safe
def advice_desk(request):
    """Questions of the region, open ones first."""
    page = Paginator(selectors.consultations_of_region(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="consultations")
    return render(request, "referrals/advice_desk.html", {"page": page})


@answers_politely
@require_http_methods(["GET", "POST"])
def give_advice(request, reference):
    """Answer one question."""
    rows = Consultation.objects.in_regions_of(request.user).select_related("asked_by", "organisation")
    row = access.open_row(request, rows, label="consultation", purpose="advice", reference=reference)
    texts = selectors.advice_texts()
    begun = next((text for text in texts if request.GET.get("antwoord") == str(text.pk)), None)
    form = AdviceForm(_typed(request), initial={"advice": begun.text if begun else ""})
    if form.is_valid():
        try:
            services.give_advice(consultation=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.CHANGE, label="consultation", purpose="advice")
            messages.success(request, _("The advice has been sent."))
            return redirect("referrals:advice-desk")
    return render(request, "referrals/give_advice.html", {"consultation": row, "form": form, "texts": texts})
