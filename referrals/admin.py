"""Reference data only; no people."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centre.worded import Worded
from referrals.models import HelpOffer


@admin.register(HelpOffer)
class HelpOfferAdmin(Worded, admin.ModelAdmin):
    names = (_("offer of other help"), _("offers of other help"))
    labels = {
        "title": _("Title"),
        "kind": _("Kind"),
        "funding": _("Paid by"),
        "organisation_name": _("Organisation"),
        "target_group": _("For whom"),
        "min_age": _("From what age"),
        "max_age": _("Up to what age"),
        "weight": _("How heavy it is"),
        "cost": _("What it costs"),
        "waiting_weeks": _("Weeks to wait"),
        "checked_on": _("Last checked on"),
        "contact": _("How to reach them"),
        "keeper_email": _("E-mail of who keeps this up to date"),
        "is_active": _("Is offered"),
        "municipalities": _("In these municipalities"),
    }
    list_display = ["title", "organisation_name", "weight", "waiting_weeks", "checked_on", "is_active"]
    search_fields = ["title", "organisation_name"]
    filter_horizontal = ["municipalities"]
