"""What may come in as a film of the centre's own, and as its captions: pure, no database (security reference 8)."""

import re
from collections.abc import Iterator

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Bytes. About two minutes of film; the proxy takes 25 MB with everything around it.
LARGEST_FILM = 20 * 1024 * 1024
LARGEST_CAPTIONS = 100_000
#: Boxes of an MP4 that hold other boxes, and boxes that tell where and with what a film was made (ISO/IEC 14496-12).
FOLDERS = {b"moov", b"trak", b"mdia"}
TELLING = {b"udta", b"meta", b"uuid"}
#: "00:04.000 --> 00:07.500", with or without hours (WebVTT, W3C).
CUE = re.compile(r"^(?:\d{2,}:)?\d{2}:\d{2}\.\d{3} --> (?:\d{2,}:)?\d{2}:\d{2}\.\d{3}(?:\s.*)?$", re.MULTILINE)


def clean_film(name: str, content: bytes) -> bytes:
    """The film without the place and the device of its making. Raises ValidationError for what is no MP4."""
    if len(content) > LARGEST_FILM:
        raise ValidationError(_("This film is too large. It may be 20 MB at most: about two minutes."))
    if not name.lower().endswith(".mp4") or filetype.guess_mime(content) != "video/mp4":
        raise ValidationError(_("We can only take a film as MP4."))
    film = bytearray(content)
    try:
        kinds = _without_what_tells(film, 0, len(film))
    except ValueError as error:
        raise ValidationError(_("This film cannot be read. Save it as MP4 again.")) from error
    if not {b"moov", b"mdat"} <= kinds:
        raise ValidationError(_("This film cannot be read. Save it as MP4 again."))
    return bytes(film)


def clean_captions(content: bytes) -> str:
    """Captions as text. Raises ValidationError for what is no WebVTT with at least one line."""
    if len(content) > LARGEST_CAPTIONS:
        raise ValidationError(_("These captions are too long."))
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ValidationError(_("These captions are no WebVTT file (.vtt) with times and words.")) from error
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text) or not CUE.search(text):
        raise ValidationError(_("These captions are no WebVTT file (.vtt) with times and words."))
    return text


def _without_what_tells(film: bytearray, start: int, end: int) -> set[bytes]:
    """Empty the boxes that tell, also in folders; lengths stay, so that nothing else moves. Returns the kinds found."""
    found = set()
    for kind, named_at, inner, box_end in _boxes(film, start, end):
        found.add(kind)
        if kind in TELLING:
            film[named_at : named_at + 4], film[inner:box_end] = b"free", bytes(box_end - inner)
        elif kind in FOLDERS:
            _without_what_tells(film, inner, box_end)
    return found


def _boxes(film: bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(kind, where its name stands, first byte of what it holds, end). Raises ValueError when the lengths do not fit."""
    while start < end:
        size, head = int.from_bytes(film[start : start + 4]), 8
        kind = bytes(film[start + 4 : start + 8])
        if size == 1:
            size, head = int.from_bytes(film[start + 8 : start + 16]), 16
        size = size or end - start
        if size < head or start + size > end:
            raise ValueError("a box that does not fit")
        yield kind, start + 4, start + head, start + size
        start += size
