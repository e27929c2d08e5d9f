"""The conditions that parents accept: a new version is added, an old one never changes (features.md A6)."""

from django.contrib import admin

from intake.models import ConditionsText


@admin.register(ConditionsText)
class ConditionsTextAdmin(admin.ModelAdmin):
    """Only to read and to add."""

    list_display = ["version", "title", "published_on"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
