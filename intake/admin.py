"""Conditions that parents accept and the checklist with its rules: a version is added, an old one never changes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from centre.worded import Worded
from intake import criteria_texts
from intake.models import ConditionsText, CriteriaVersion


@admin.register(ConditionsText)
class ConditionsTextAdmin(Worded, admin.ModelAdmin):
    """Only to read and to add."""

    names = (_("text of the conditions"), _("texts of the conditions"))
    labels = {
        "version": _("Version"),
        "title": _("Title"),
        "text": _("Text"),
        "published_on": _("In force since"),
    }
    list_display = ["version", "title", "published_on"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(CriteriaVersion)
class CriteriaVersionAdmin(admin.ModelAdmin):
    """Only to read and to add: a decision names the version it was taken with (features.md B5)."""

    list_display = ["version", "published_on", "is_official"]

    def get_changeform_initial_data(self, request):
        """A new version begins as the one in force."""
        newest = CriteriaVersion.objects.order_by("-published_on", "-pk").first()
        return {"document": newest.document if newest else criteria_texts.written()}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
