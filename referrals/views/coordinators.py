"""The coordinator's desk for referrals."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.access import Action
from referrals import selectors, services
from referrals.forms.referral import ReasonForm
from referrals.states import REFERRAL, ReferralState
from referrals.views.moves import IllegalMove, answers_politely

PAGE_SIZE = 25


def open_incoming(request, reference, *, purpose, wanted=""):
    """A referral that reached the own regions. Raises Http404, or IllegalMove when `wanted` cannot follow."""
    rows = selectors.incoming_rows(request.user)
    row = access.open_row(request, rows, label="referral", purpose=purpose, reference=reference)
    if wanted and not REFERRAL.allows(row.state, wanted):
        raise IllegalMove("ReferralState", row.state, wanted)
    return row


@require_safe
def desk(request):
    """What came in, oldest first, with the last day for a decision."""
    which = request.GET.get("lijst", "wachtend")
    page = Paginator(selectors.incoming_desk(request.user, which), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="referrals")
    return render(request, "referrals/desk.html", {"page": page, "which": which})


@require_safe
def sheet(request, reference):
    """Everything that the referrer stated; the first look is kept as the moment of receipt."""
    row = open_incoming(request, reference, purpose="assess")
    may_decide = REFERRAL.allows(row.state, ReferralState.ACCEPTED)
    if may_decide:
        services.mark_received(referral=row, by=request.user)
    context = {
        "referral": row,
        "stated": selectors.stated_rows(row),
        "chain": selectors.chain_for_centre(row),
        "may_decide": may_decide,
        "twins": selectors.twins_for_centre(row, request.user),
        "no_tie": selectors.no_tie_said(row),
    }
    return render(request, "referrals/sheet.html", context)


@require_safe
def for_team(request, reference):
    """For the therapists of a case: what its referrers asked, as far as they let the team read it (law.md R12)."""
    case = access.open_case(request, reference, purpose="referral")
    return render(request, "referrals/for_team.html", {"case": case, "referrals": selectors.for_team(case)})


@answers_politely
@sensitive_variables("case")
@require_http_methods(["GET", "POST"])
def accept(request, reference):
    """Open the case and show each parent's spoken code.

    The codes are kept nowhere, so this one page answers the POST itself; sending it again is a 409.
    """
    row = open_incoming(request, reference, purpose="accept", wanted=ReferralState.ACCEPTED)
    if request.method == "GET":
        return render(request, "referrals/accept.html", {"referral": row, "stated": selectors.stated_rows(row)})
    case = services.accept_referral(referral=row, by=request.user)
    access.log(request, action=Action.CREATE, label="case", purpose="accept", case=case)
    return render(request, "referrals/accepted.html", {"referral": row, "case": case})


@answers_politely
@require_http_methods(["GET", "POST"])
def join(request, reference, case):
    """The family is here already: put this referral with its case."""
    row = open_incoming(request, reference, purpose="accept", wanted=ReferralState.ACCEPTED)
    found = access.open_case(request, case, purpose="accept")
    if request.method == "POST":
        try:
            services.join_case(referral=row, case=found, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            access.log(request, action=Action.CHANGE, label="case", purpose="accept", case=found)
            messages.success(request, _("The referral belongs to the case now."))
        return redirect("referrals:sheet", reference=reference)
    return render(request, "referrals/join.html", {"referral": row, "case": found})


@answers_politely
@require_http_methods(["GET", "POST"])
def send_back(request, reference):
    """Ask the referrer for what is missing."""
    row = open_incoming(request, reference, purpose="return", wanted=ReferralState.RETURNED)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("What do you ask the referrer?"),
        help_text=_("The referrer reads this."),
    )
    if form.is_valid() and _done(request, services.return_referral, row, form, purpose="return"):
        messages.success(request, _("The referral went back to the referrer."))
        return redirect("referrals:desk")
    return render(request, "referrals/send_back.html", {"referral": row, "form": form})


@answers_politely
@require_http_methods(["GET", "POST"])
def decline(request, reference):
    """Say no with a reason."""
    row = open_incoming(request, reference, purpose="decline", wanted=ReferralState.DECLINED)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Why do we not take this referral?"),
        help_text=_("The referrer reads this. Name what could help instead."),
    )
    if form.is_valid() and _done(request, services.decline_referral, row, form, purpose="decline"):
        messages.success(request, _("The referral has been declined."))
        return redirect("referrals:desk")
    return render(request, "referrals/decline.html", {"referral": row, "form": form})


def _done(request, service, row, form, *, purpose) -> bool:
    try:
        service(referral=row, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as error:
        form.add_errors_of(error)
        return False
    access.log(request, action=Action.CHANGE, label="referral", purpose=purpose)
    return True
