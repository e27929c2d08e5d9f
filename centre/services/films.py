"""Put a film of the centre's own beside a public page, and take it off."""

from collections.abc import Iterable

from django.db import transaction

from centre import clock
from centre.models import PageFilm, User
from centre.pdf import private_file


def keep_film(*, film: PageFilm, content: bytes, by: User) -> PageFilm:
    """Keep a cleaned film (centre/film_files.py) with its facts; it takes the place of the one that its page had."""
    film.size, film.added_by, film.added_at = len(content), by, clock.now()
    path = film_path(film)
    path.write_bytes(content)
    try:
        with transaction.atomic():
            take_off(films=PageFilm.objects.shown().filter(page=film.page))
            film.save()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return film


def take_off(*, films: Iterable[PageFilm]) -> None:
    """The pages do not show these any more; twice is the same as once. The file stays with the row, as history."""
    for film in films:
        if film.taken_off_at is None:
            film.taken_off_at = clock.now()
            film.save(update_fields=["taken_off_at"])


def film_path(film: PageFilm):
    return private_file("films", f"{film.reference}.mp4")
