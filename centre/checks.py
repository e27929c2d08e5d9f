"""Deploy checks: what production must not forget."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def production_is_safe(app_configs, **kwargs):
    """Debug and demo off, an own secret, a shared cache and real mail."""
    found = []
    if settings.DEMO:
        found.append(Error("DEMO opens the outbox and a fixed second-factor code.", id="centre.E001"))
    if len(settings.SECRET_KEY) < 50:
        found.append(Error("SECRET_KEY is shorter than 50 characters.", id="centre.E002"))
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        found.append(Warning("Rate limits need a cache that all processes share: set REDIS_URL.", id="centre.W001"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Warning("SQLite serves one machine; production uses PostgreSQL.", id="centre.W002"))
    return found
