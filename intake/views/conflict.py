"""The answer to a step that is not allowed now: 409, in words, with a way back; nothing has been stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONFLICT, FORBIDDEN = 409, 403


def refuse(request: HttpRequest, *, text: str, back: str, status: int = CONFLICT) -> HttpResponse:
    """Say what is not possible. `back`: the address of the page to return to."""
    return render(request, "intake/refused.html", {"text": text, "back": back}, status=status)
