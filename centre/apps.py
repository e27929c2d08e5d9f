"""App configuration of the ground floor."""

from django.apps import AppConfig


class CentreConfig(AppConfig):
    name = "centre"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Registers the deploy checks.
        from centre import checks  # noqa: F401, PLC0415
