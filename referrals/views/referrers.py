"""The referrer's pages: the own organisation's referrals, followed by stage only."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.access import Action
from referrals import selectors, services
from referrals.forms.referral import AnswerForm, ReasonForm
from referrals.services.drafting import missing_parts
from referrals.views.moves import answers_politely

PAGE_SIZE = 25


def open_referral(request, reference, *, purpose):
    """A referral of the own organisation, with its stage. Raises Http404."""
    rows = selectors.own_with_stage(request.user)
    return access.open_row(request, rows, label="referral", purpose=purpose, reference=reference)


def next_page(referral) -> str:
    """The first page without an answer, or the check."""
    pages = {"parents": "referrals:parents", "children": "referrals:children", "question": "referrals:question"}
    return next((pages[part] for part in missing_parts(referral)), "referrals:check")


def leave_to_colleague(request, row):
    """Somebody knows the family privately: the referral waits for a colleague, and is shut for this person."""
    asked = services.leave_to_colleague(referral=row, by=request.user)
    access.log(request, action=Action.CHANGE, label="referral", purpose="leave to a colleague")
    said = _("A colleague of your organisation has been asked to go on. You do not see this referral any more.")
    alone = _("There is no colleague yet who can go on. Invite one under My organisation, or call the coordinator.")
    (messages.success if asked else messages.warning)(request, said if asked else alone)
    return redirect("referrals:my-referrals")


@require_safe
def my_referrals(request):
    """Everything the own organisation handed in."""
    page = Paginator(selectors.my_referrals(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [(row, *selectors.stage_words(row)) for row in page]
    access.log_list(request, label="referrals")
    return render(request, "referrals/my_referrals.html", {"page": page, "lines": lines})


@require_safe
def referral(request, reference):
    """One referral and its dated steps; a draft goes on where it stopped."""
    row = open_referral(request, reference, purpose="follow")
    if row.state == "draft":
        return redirect(next_page(row), reference=reference)
    context = {
        "referral": row,
        "words": selectors.stage_words(row),
        "chain": selectors.chain_for_referrer(row),
        "stated": selectors.stated_rows(row),
        "papers": selectors.feedback_of(row) if row.may_follow else (),
        "may_withdraw": request.user.has_perm("referrals.withdraw_referral", row),
    }
    return render(request, "referrals/referral.html", context)


@answers_politely
@require_http_methods(["GET", "POST"])
def answer(request, reference):
    """Answer what the centre asked and send again."""
    row = open_referral(request, reference, purpose="answer")
    form = AnswerForm(request.POST if request.method == "POST" else None, form_tag=False)
    if form.is_valid():
        if form.knows_them:
            return leave_to_colleague(request, row)
        try:
            services.answer_and_resend(referral=row, answer=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=Action.CHANGE, label="referral", purpose="answer")
            messages.success(request, _("The referral has been sent again."))
            return redirect("referrals:referral", reference=reference)
    return render(request, "referrals/answer.html", {"referral": row, "form": form})


@answers_politely
@require_http_methods(["GET", "POST"])
def withdraw(request, reference):
    """Take a referral back before the centre decided."""
    row = open_referral(request, reference, purpose="withdraw")
    form = ReasonForm(request.POST if request.method == "POST" else None, label=_("Why do you withdraw it?"))
    form.fields["reason"].required = False
    if form.is_valid():
        services.withdraw_referral(referral=row, by=request.user, reason=form.cleaned_data["reason"])
        access.log(request, action=Action.CHANGE, label="referral", purpose="withdraw")
        messages.success(request, _("The referral has been withdrawn."))
        return redirect("referrals:my-referrals")
    return render(request, "referrals/withdraw.html", {"referral": row, "form": form})
