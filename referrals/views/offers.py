"""The directory of help: find, compare per region, print, take along; partners keep their own offers current."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, clock
from centre.access import Action
from centre.audiences import Audience
from centre.downloads import hands_out_a_file
from centre.reference.names import fold
from referrals import selectors, services, tasks
from referrals.csv_files import cell
from referrals.forms.advice import OfferSearchForm, WaitingForm
from referrals.forms.family import OfferForm
from referrals.models import HelpOffer
from referrals.services.offers import OfferLinkGone
from referrals.views.referrers import PAGE_SIZE

#: Longest directory that is shown or taken along.
MOST = 1000


def _search(request):
    """(form, offers that fit, names of municipalities); a wrong filter finds nothing. A directory is a few hundred rows."""
    names = selectors.municipality_names()
    form = OfferSearchForm(request.GET or None, codes={fold(name): code for code, name in names.items()})
    access.log_list(request, label="directory", action=Action.SEARCH)
    if not form.is_bound:
        return form, selectors.help_offers(), names
    found = selectors.help_offers(**form.cleaned_data) if form.is_valid() else HelpOffer.objects.none()
    return form, found, names


@require_safe
def offers(request):
    """Find help that fits; every fact with the day on which it was checked."""
    form, found, names = _search(request)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(list(found[:MOST]), PAGE_SIZE).get_page(request.GET.get("page")),
        "municipalities": names.values(),
        "compared": selectors.regions_compared(found),
        "may_check": request.audience == Audience.COORDINATOR,
        "query": query.urlencode(),
    }
    return render(request, "referrals/offers.html", context)


@hands_out_a_file
@require_safe
def offers_file(request):
    """The same list as a file for a spreadsheet."""
    _form, found, _names = _search(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hulpaanbod-{clock.today():%Y-%m-%d}.csv"'
    writer = csv.writer(response, delimiter=";")
    heading = [_("Help"), _("Organisation"), _("Kind"), _("For whom"), _("From age"), _("Up to age"), _("Weight"), _("Waiting weeks"), _("Cost"), _("Who pays?"), _("Checked on"), _("Checked long ago")]  # fmt: skip
    writer.writerow(heading)
    for row in found[:MOST]:
        facts = [row.title, row.organisation_name, row.get_kind_display(), row.target_group, row.min_age, row.max_age, row.get_weight_display(), "" if row.waiting_weeks is None else row.waiting_weeks, row.cost, row.get_funding_display(), row.checked_on.isoformat(), _("yes") if row.is_stale else ""]  # fmt: skip
        writer.writerow([cell(fact) for fact in facts])
    return response


@require_http_methods(["GET", "POST"])
def check_offer(request, number):
    """A coordinator called the partner: keep the waiting time of today."""
    offer = access.open_row(request, HelpOffer.objects.all(), label="directory", purpose="check", pk=number)
    form = WaitingForm(
        request.POST if request.method == "POST" else None, initial={"waiting_weeks": offer.waiting_weeks}
    )
    if form.is_valid():
        services.offer_checked(offer=offer, waiting_weeks=form.cleaned_data["waiting_weeks"])
        access.log(request, action=Action.CHANGE, label="directory", purpose="check")
        messages.success(request, _("Checked today."))
        return redirect("referrals:offers-desk")
    return render(request, "referrals/check_offer.html", {"offer": offer, "form": form})


@require_POST
def ask_keeper(request, number):
    """Send the partner a link to keep the offer current; twice is one open link."""
    offer = access.open_row(request, HelpOffer.objects.all(), label="directory", purpose="check", pk=number)
    if services.ask_keeper(offer=offer, by=request.user) is None:
        messages.error(request, _("We have no e-mail address for this offer. Call the partner."))
    else:
        tasks.queue_partner_questions.delay_on_commit()
        messages.success(request, _("The partner gets a link to check the offer."))
    access.log(request, action=Action.CHANGE, label="directory", purpose="check")
    return redirect("referrals:offers-desk")


@login_not_required
@require_http_methods(["GET", "POST"])
def keep(request, token):
    """A partner keeps one offer current; an unknown link and one that is over give the same 410."""
    try:
        link = services.find_offer_link(token=token)
    except OfferLinkGone:
        access.log_refusal(request, label="offer link", purpose="keep", secret=token)
        return render(request, "referrals/link_gone.html", status=410)
    now = {name: getattr(link.offer, name) for name in OfferForm.base_fields}
    form = OfferForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        services.keep_offer(link=link, facts=form.cleaned_data)
        access.log(request, action=Action.CHANGE, label="directory", purpose="keep")
        return render(request, "referrals/offer_kept.html", {"offer": link.offer, "until": link.expires_at})
    access.log(request, action=Action.VIEW, label="directory", purpose="keep")
    return render(request, "referrals/keep_offer.html", {"form": form, "offer": link.offer})
