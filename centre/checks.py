"""Deploy checks: what production must not forget."""

import re

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from centre.audiences import Audience
from centre.identity.levels import Level
from centre.identity.providers import providers

ASSESSMENT = settings.BASE_DIR / "docs/privacy/effectbeoordeling.md"


@register(Tags.security, deploy=True)
def production_is_safe(app_configs, **kwargs):
    """Debug and demo off, an own secret, a shared cache and real mail."""
    found = []
    if settings.DEMO:
        found.append(Error("DEMO opens the outbox and a fixed second-factor code.", id="centre.E001"))
    if len(settings.SECRET_KEY) < 50:
        found.append(Error("SECRET_KEY is shorter than 50 characters.", id="centre.E002"))
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        found.append(Error("Rate limits need a cache that all processes share: set REDIS_URL.", id="centre.E005"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Warning("SQLite serves one machine; production uses PostgreSQL.", id="centre.W002"))
    return found


@register(Tags.security, deploy=True)
def the_assessment_is_adopted(app_configs, **kwargs):
    """No family's data before the impact assessment of this very version was adopted (AVG 35): DPIA_VERSION names it."""
    written = re.search(r"^Versie: (\S+)$", ASSESSMENT.read_text(encoding="utf-8"), re.MULTILINE)
    if written and written[1] == settings.DPIA_VERSION:
        return []
    return [
        Error(
            "The impact assessment of this version was not adopted.",
            hint=f"Read {ASSESSMENT.relative_to(settings.BASE_DIR)}, have it adopted, set DPIA_VERSION to its version.",
            id="centre.E003",
        )
    ]


@register(Tags.security, deploy=True)
def a_complaint_always_finds_a_reader(app_configs, **kwargs):
    """A complaint about a family that every privacy officer knows waits unread without a substitute (Jw 4.2.1)."""
    if settings.COMPLAINT_TERMS["substitute"]:
        return []
    hint = "Set COMPLAINT_SUBSTITUTE to the address of an account with a coordinator's role, for example the director."
    return [Warning("Nobody is named for complaints that no privacy officer may handle.", hint=hint, id="centre.W003")]


@register(Tags.security)
def identity_providers_are_readable(app_configs, **kwargs):
    """A mistake in IDENTITY_PROVIDERS or in the levels is told at the start, not at somebody's sign-in."""
    try:
        providers()
        for word in (*settings.IDENTITY_MINIMUM_LEVELS.values(), settings.IDENTITY_SECOND_FACTOR_FROM):
            Level.named(word)
        if strangers := set(settings.IDENTITY_MINIMUM_LEVELS) - set(Audience.values):
            raise ValueError(f"IDENTITY_MINIMUM_LEVELS names no audience: {', '.join(sorted(strangers))}")
    except (ImproperlyConfigured, ValueError) as error:
        return [Error(str(error), id="centre.E004")]
    return []
