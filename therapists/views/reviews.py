"""Judging portfolios: a coordinator asks two colleagues, they read, talk and judge."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.downloads import hands_out_a_file
from centre.models import AccessLog
from therapists import selectors, services
from therapists.forms import ReviewersForm, ReviewForm
from therapists.models import Certificate
from therapists.views.portfolios import evidence

Action = AccessLog.Action


@require_safe
def my_reviews(request):
    """Portfolios that I was asked to judge, as a reviewer or as the supervisor."""
    access.log_list(request, label="reviews", purpose="own")
    context = {
        "reviews": selectors.own_reviews(request.user),
        "supervisions": selectors.own_supervisions(request.user),
    }
    return render(request, "therapists/reviews.html", context)


@require_http_methods(["GET", "POST"])
def review(request, reference):
    """Read a portfolio and judge it, once."""
    row = _own(request, reference, "review")
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.judge(review=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Your judgement is kept. The coordinator decides."))
            return redirect("therapists:reviews")
    picture = selectors.portfolio_of(row.portfolio.certificate)
    return render(request, "therapists/review.html", {"review": row, "portfolio": picture, "form": form})


@hands_out_a_file
@require_safe
def review_file(request, reference, file):
    """A file of a portfolio that I was asked to judge."""
    row = _own(request, reference, "review")
    files = selectors.files_in(Certificate.objects.filter(pk=row.portfolio.certificate_id))
    files = files.filter(item__portfolio=row.portfolio)
    return evidence(
        access.open_row(request, files, label="portfolio file", purpose="review", action=Action.EXPORT, reference=file)
    )


@require_http_methods(["GET", "POST"])
def ask_reviewers(request, slug, role):
    """Choose two colleagues without ties."""
    certificate = _decided(request, slug, role, Action.CHANGE)
    portfolio = certificate.portfolios.filter(decision=None, submitted_on__isnull=False).first()
    if portfolio is None:
        raise Http404
    possible = selectors.possible_reviewers(portfolio)
    form = ReviewersForm(request.POST if request.method == "POST" else None, possible=possible)
    if form.is_valid():
        try:
            services.ask_reviewers(portfolio=portfolio, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("Both reviewers are asked."))
            return redirect("therapists:sheet", slug=slug)
    return render(request, "therapists/ask_reviewers.html", {"certificate": certificate, "form": form, "any": possible})


@hands_out_a_file
@require_safe
def portfolio_file(request, slug, role, file):
    """A file of a portfolio that was sent, for who decides."""
    certificate = _decided(request, slug, role, Action.VIEW)
    files = selectors.files_in(Certificate.objects.filter(pk=certificate.pk))
    return evidence(
        access.open_row(
            request, files, label="portfolio file", purpose="certification", action=Action.EXPORT, reference=file
        )
    )


def _own(request, reference, purpose):
    rows = selectors.own_reviews(request.user)
    return access.open_row(request, rows, label="review", purpose=purpose, reference=reference)


def _decided(request, slug, role, action) -> Certificate:
    rows = Certificate.objects.decided_by(request.user).running().with_facts()
    return access.open_row(
        request, rows, label="portfolio", purpose="certification", action=action, therapist__slug=slug, role=role
    )
