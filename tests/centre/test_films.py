"""A film of the centre's own beside a public page: what may come in, what the page shows, how players fetch it."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from centre.editions import WITH_FILM
from centre.film_files import LARGEST_FILM, clean_captions, clean_film
from centre.models import PageFilm, User
from centre.services.editions import keep_editions
from centre.services.films import film_path, keep_film, take_off

ADD = "/beheer/centre/pagefilm/add/"
SPOKEN = "Een therapeut zegt: u begint ieder apart."
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nU begint ieder apart.\n"


def box(kind: bytes, body: bytes = b"") -> bytes:
    return (len(body) + 8).to_bytes(4) + kind + body


START = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
PLACE = b"+52.3812+004.6380/"
MP4 = (
    START
    + box(b"moov", box(b"mvhd", bytes(20)) + box(b"udta", PLACE) + box(b"trak", box(b"meta", PLACE)))
    + box(b"mdat", bytes(range(256)) * 8)
)


@pytest.fixture
def film(cast) -> PageFilm:
    row = PageFilm(page="ouders", title="Zo begint u", captions=CAPTIONS, transcript=SPOKEN)
    return keep_film(film=row, content=clean_film("zo.mp4", MP4), by=cast.cora)


@pytest.fixture
def desk(cast, client_as):
    return client_as(User.objects.create_superuser(email="beheer@example.org", name="Beheer"))


def typed(**changed) -> dict:
    facts = {
        "page": "ouders", "title": "Zo begint u", "transcript": SPOKEN, "film": SimpleUploadedFile("zo.mp4", MP4),
        "captions_file": SimpleUploadedFile("zo.vtt", CAPTIONS.encode()),
    }  # fmt: skip
    return facts | changed


def test_a_film_loses_the_place_where_it_was_made_and_keeps_its_length():
    clean = clean_film("zo.mp4", MP4)

    assert PLACE not in clean
    assert len(clean) == len(MP4)
    assert clean.endswith(bytes(range(256)))


def test_what_tells_is_emptied_beside_the_folders_and_behind_a_long_length_as_well():
    long_box = (1).to_bytes(4) + b"udta" + (16 + len(PLACE)).to_bytes(8) + PLACE
    film = START + box(b"uuid", PLACE) + box(b"moov", box(b"mvhd", bytes(20)) + long_box) + box(b"mdat", b"beeld")
    clean = clean_film("zo.mp4", film)

    assert PLACE not in clean and len(clean) == len(film)
    assert b"uuid" not in clean and b"udta" not in clean
    assert clean_film("zo.mp4", clean) == clean


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zo.mp4", b""), ("zo.mp4", b"%PDF-1.7"), ("zo.mov", MP4), ("zo.mp4", START), ("zo.mp4", MP4[:-9]),
        ("zo.mp4", START + box(b"moov", b"\0\0\0\3udta") + box(b"mdat")), ("zo.mp4", bytes(LARGEST_FILM + 1)),
    ],
)  # fmt: skip
def test_what_is_no_film_is_refused(name, content):
    with pytest.raises(ValidationError):
        clean_film(name, content)


@given(st.binary(max_size=200))
def test_any_bytes_behind_the_start_of_a_film_are_read_or_refused(content):
    with suppress(ValidationError):
        assert len(clean_film("x.mp4", START + content)) == len(START + content)


@pytest.mark.parametrize(
    "content", [b"", b"WEBVTT", b"\xff\xfe", b"1\n00:00.000 --> 00:01.000\nHallo", b"WEBVTT\n\nHallo"]
)
def test_captions_without_times_and_words_are_refused(content):
    with pytest.raises(ValidationError):
        clean_captions(content)


def test_a_page_without_a_film_says_nothing_about_films(cast, client):
    keep_editions()

    assert "<video" not in client.get("/uitleg/ouders/").content.decode()


@pytest.mark.parametrize("page", WITH_FILM)
def test_an_administrator_adds_a_film_and_its_page_shows_it_with_captions_and_text(desk, page):
    keep_editions()
    assert desk.post(ADD, typed(page=page)).status_code == 302

    answer = desk.get(f"/uitleg/{page}/")
    text = answer.content.decode()
    film = PageFilm.objects.get()
    assert f'<source src="/uitleg/film/{film.reference}.mp4" type="video/mp4">' in text
    assert 'preload="none"' in text
    assert f'src="/uitleg/film/{film.reference}.vtt"' in text
    assert SPOKEN in text
    assert "media-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "changed",
    [
        {"transcript": ""}, {"captions_file": ""}, {"film": ""}, {"title": "x" * 200_000}, {"page": "hulp-nu"},
        {"film": SimpleUploadedFile("zo.mp4", b"<html>")}, {"captions_file": SimpleUploadedFile("zo.vtt", b"Hallo")},
    ],
)  # fmt: skip
def test_a_film_without_captions_or_text_or_that_is_none_is_refused_and_what_was_typed_stays(desk, changed):
    answer = desk.post(ADD, typed(**changed))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert "Page:" not in answer.content.decode()
    assert '<svg class="icon" width="20"' in answer.content.decode()
    assert ("Zo begint u" in answer.content.decode()) == ("title" not in changed)
    assert not PageFilm.objects.exists()


def test_a_player_gets_the_part_that_it_asks_for(film, client):
    address, whole = f"/uitleg/film/{film.reference}.mp4", film_path(film).read_bytes()
    assert client.get(address).content == whole

    part = client.get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content, part["Content-Range"]) == (206, whole[10:20], f"bytes 10-19/{film.size}")
    assert client.get(address, headers={"range": "bytes=-5"}).content == whole[-5:]
    assert client.get(address, headers={"range": "bytes=10-"}).content == whole[10:]
    assert client.get(address, headers={"range": f"bytes={film.size}-"}).status_code == 416
    assert client.get(address, headers={"range": "bytes=9-3"}).status_code == 416
    assert client.get(address, headers={"range": "bytes=-"}).status_code == 200
    assert client.get(address, headers={"range": "words=1"}).status_code == 200
    captions = client.get(f"/uitleg/film/{film.reference}.vtt")
    assert (captions.content.decode(), captions["Content-Type"]) == (CAPTIONS, "text/vtt; charset=utf-8")


def test_a_film_that_was_taken_off_is_gone(film, desk):
    keep_editions()
    data = {"action": "take_off", "_selected_action": [film.pk]}
    assert desk.post("/beheer/centre/pagefilm/", data).status_code == 302

    assert "<video" not in desk.get("/uitleg/ouders/").content.decode()
    for ending in ("mp4", "vtt"):
        assert desk.get(f"/uitleg/film/{film.reference}.{ending}").status_code == 404
    moment = PageFilm.objects.get().taken_off_at
    take_off(films=PageFilm.objects.all())
    assert PageFilm.objects.get().taken_off_at == moment


def test_only_an_administrator_adds_a_film(cast, client_as, client):
    assert client.get(ADD).status_code == 302
    assert client_as(cast.cora).get(ADD).status_code in (302, 403, 404)


def test_a_new_film_takes_the_place_of_the_old_one(film, cast, client):
    keep_editions()
    newer = PageFilm(page="ouders", title="Nieuw", captions=CAPTIONS, transcript=SPOKEN)
    keep_film(film=newer, content=MP4, by=cast.cora)

    text = client.get("/uitleg/ouders/").content.decode()
    assert (newer.reference in text, film.reference in text) == (True, False)
    assert client.get(f"/uitleg/film/{film.reference}.mp4").status_code == 404
