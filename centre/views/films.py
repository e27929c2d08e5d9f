"""Films of the centre's own, from our own address: the film in parts, as players ask for it, and its captions."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from centre import editions
from centre.services.films import film_path

#: Most bytes in one answer; a player asks for the rest.
PART = 2 * 1024 * 1024


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def film(request, reference):
    """The film, or the part of it that was asked for (RFC 9110, section 14)."""
    row = editions.shown_film(reference)
    if row is None:
        raise Http404
    asked = re.fullmatch(r"bytes=(\d{0,12})-(\d{0,12})", request.headers.get("Range", ""))
    if asked and not any(asked.groups()):
        asked = None
    first, last = _part(asked, row.size) if asked else (0, row.size - 1)
    if first > last:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{row.size}"
        return answer
    return _answer(row, first, last, status=206 if asked else 200)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def captions(request, reference):
    """What is said, with its times."""
    row = editions.shown_film(reference)
    if row is None:
        raise Http404
    return HttpResponse(row.captions, content_type="text/vtt; charset=utf-8")


def _part(asked, size: int) -> tuple[int, int]:
    """First and last byte; "bytes=-500" are the last five hundred."""
    start, end = asked.groups()
    if not start:
        return max(0, size - int(end)), size - 1
    return int(start), min(int(end) if end else size - 1, int(start) + PART - 1, size - 1)


def _answer(row, first: int, last: int, *, status: int) -> HttpResponse:
    with film_path(row).open("rb") as file:
        file.seek(first)
        answer = HttpResponse(file.read(last - first + 1), content_type="video/mp4", status=status)
    answer["Accept-Ranges"] = "bytes"
    if status == 206:
        answer["Content-Range"] = f"bytes {first}-{last}/{row.size}"
    return answer
