"""A file that somebody handed in, or that holds a person's file: always a download, never shown inside the portal."""

from django.http import HttpResponse


def as_download(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Were a browser to show it all the same, nothing in it runs and no page frames it (security reference 8)."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response
