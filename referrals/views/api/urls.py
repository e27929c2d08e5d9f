"""Addresses of the interface: ninja's own, each through the same door, and an answer for whatever else is asked."""

from django.urls import URLPattern, path, re_path

from referrals.views.api.door import nothing_here, through
from referrals.views.api.interface import api, openapi


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback = through(pattern.callback)
    return pattern


urlpatterns = [
    path("openapi.json", through(openapi), name="openapi"),
    *[_guarded(pattern) for pattern in api.urls[0] if pattern.name != "api-root"],
    re_path(r"^(?P<rest>.*)$", through(nothing_here), name="nothing-here"),
]
