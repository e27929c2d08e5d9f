"""Several referrals from a file: choose, read what is right and wrong, confirm."""

import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access
from centre.access import Action
from centre.audiences import Audience
from centre.downloads import hands_out_a_file
from referrals import selectors, services
from referrals.csv_files import COLUMNS
from referrals.forms.importing import ImportForm, judge
from referrals.forms.whole import codes_by_name
from referrals.services.importing import ParcelRefused


def _organisations(request) -> dict:
    hats = [hat for hat in request.user.current_memberships if hat.audience == Audience.REFERRER and hat.organisation]
    if not hats:
        raise Http404
    return {str(hat.organisation_id): hat.organisation for hat in hats}


@require_http_methods(["GET", "POST"])
def import_file(request):
    """Judge a file and show the result; nothing is kept."""
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = ImportForm(*sent, organisations=_organisations(request))
    access.log_list(request, label="referrals", purpose="import")
    if not form.is_valid():
        return render(request, "referrals/import.html", {"form": form, "columns": COLUMNS})
    organisation = form.cleaned_data["organisation"]
    judged = judge(
        form.cleaned_data["file"],
        codes=codes_by_name(selectors.municipality_names()),
        known=lambda digests: selectors.known_families(organisation, digests, request.user),
    )
    ready = [line.row for line in judged if line.row]
    context = {
        "organisation": organisation,
        "judged": judged,
        "ready": len(ready),
        "wrong": sum(bool(line.faults) for line in judged),
        "doubles": sum(bool(line.double) for line in judged),
        "parcel": services.seal(organisation=organisation, by=request.user, rows=ready) if ready else "",
    }
    return render(request, "referrals/import_preview.html", context)


@sensitive_post_parameters("parcel")
@require_POST
def confirm_import(request):
    """Hand in what was shown; a second click hands in nothing more."""
    organisations = list(_organisations(request).values())
    try:
        made = services.confirm(parcel=request.POST.get("parcel", ""), organisations=organisations, by=request.user)
    except ParcelRefused:
        messages.error(request, _("This page was open too long or is not whole any more. Choose the file again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        access.log(request, action=Action.CREATE, label="referral", purpose="import")
        words = ngettext("%(number)s referral has been sent.", "%(number)s referrals have been sent.", made)
        messages.success(request, words % {"number": made})
        return redirect("referrals:my-referrals")
    access.log(request, action="", label="referrals", purpose="import")
    return redirect("referrals:import")


@hands_out_a_file
@require_safe
def import_example(request):
    """An empty file with the right heading, as Dutch spreadsheets open it."""
    access.log_list(request, label="example file", purpose="import")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verwijzingen-voorbeeld.csv"'
    csv.writer(response, delimiter=";").writerow(COLUMNS)
    return response
