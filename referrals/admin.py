"""Reference data only; no people."""

from django.contrib import admin

from referrals.models import HelpOffer


@admin.register(HelpOffer)
class HelpOfferAdmin(admin.ModelAdmin):
    list_display = ["title", "organisation_name", "weight", "waiting_weeks", "checked_on", "is_active"]
    search_fields = ["title", "organisation_name"]
    filter_horizontal = ["municipalities"]
