"""A file that somebody handed in, or that holds a person's file: always a download, never shown inside the portal."""

from collections.abc import Callable

from django.http import HttpResponse


def hands_out_a_file(view: Callable) -> Callable:
    """Without a session the address of a file is 404, whether the file is there or not (features.md L7); the gate reads this
    mark (centre/middleware.py). A page asks to sign in instead."""
    view.hands_out_a_file = True
    return view


def as_download(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Were a browser to show it all the same, nothing in it runs and no page frames it (security reference 8)."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response
