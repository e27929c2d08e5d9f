"""App configuration of the ground floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CentreConfig(AppConfig):
    name = "centre"
    verbose_name = _("Foundation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Registers the deploy checks.
        from centre import checks  # noqa: F401, PLC0415
