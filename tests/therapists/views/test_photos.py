"""The photo of somebody in the register: kept small and clean, shown by own choice only."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from centre import clock
from tests.centre import hostile_files
from tests.factories.therapists import therapist
from therapists.models import Portrait
from therapists.services import suspend

MINE = "/praktijk/profiel/foto/"


@pytest.fixture
def thea(cast):
    return therapist(cast, cast.thea, name="Thea")


@pytest.fixture
def hers(cast, thea, client_as):
    return client_as(cast.thea)


def send(browser, content: bytes, name: str = "ik.jpg"):
    return browser.post(MINE, {"file": SimpleUploadedFile(name, content)})


def show(row, *codes: str) -> None:
    row.shown = ",".join(codes)
    row.save(update_fields=["shown"])


def test_a_photo_becomes_a_small_square_without_place_and_device(thea, hers):
    assert send(hers, hostile_files.with_place()).status_code == 302

    content = bytes(Portrait.objects.get().content)
    picture = Image.open(io.BytesIO(content))
    assert (picture.size, picture.format, dict(picture.getexif())) == ((128, 128), "JPEG", {})
    assert hostile_files.CANARY not in content
    assert len(content) < 8_000
    assert hers.get(f"{MINE}mijn.jpg").content == content


def test_a_photo_is_public_by_choice_and_as_long_as_the_certificate_counts(cast, thea, hers, client):
    send(hers, hostile_files.picture())
    address = f"/therapeuten/{thea.slug}/foto.jpg"
    assert client.get(address).status_code == 404
    assert "foto.jpg" not in client.get("/therapeuten/").content.decode()

    show(thea, "about", "photo")
    assert client.get(address)["Content-Type"] == "image/jpeg"
    for page in ("/therapeuten/", f"/therapeuten/{thea.slug}/"):
        assert address in client.get(page).content.decode()

    suspend(certificate=thea.certificates.get(), by=cast.cora, reason="Klacht.", since=clock.today())
    assert client.get(address).status_code == 404
    assert hers.get(f"{MINE}mijn.jpg").status_code == 200


def test_a_second_photo_takes_the_place_of_the_first_and_can_be_taken_away_twice(thea, hers, client):
    send(hers, hostile_files.picture())
    send(hers, hostile_files.picture("PNG"), "ik.png")
    assert Portrait.objects.count() == 1

    show(thea, "photo")
    for _click in (1, 2):
        assert hers.post(f"{MINE}weg/").status_code == 302
    assert client.get(f"/therapeuten/{thea.slug}/foto.jpg").status_code == 404
    assert hers.get(f"{MINE}mijn.jpg").status_code == 404
    assert "foto.jpg" not in client.get(f"/therapeuten/{thea.slug}/").content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("ik.jpg", b""), ("ik.jpg", b"<html>"), ("ik.jpg", hostile_files.pdf()), ("ik.pdf", hostile_files.pdf()),
     ("ik.gif", hostile_files.picture()), ("ik.png", hostile_files.picture()), ("ik.jpg", bytes(200_000))],
)  # fmt: skip
def test_what_is_no_photo_is_refused_beside_the_field(thea, hers, name, content):
    answer = send(hers, content, name)

    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert not Portrait.objects.exists()


@pytest.mark.parametrize("who", ("cora", "ruth", "anna"))
@pytest.mark.parametrize("address", ("", "mijn.jpg", "weg/"))
def test_the_photo_page_is_closed_for_others(cast, thea, client_as, who, address):
    browser = client_as(getattr(cast, who))

    assert browser.post(MINE + address).status_code in (404, 405)
    assert browser.get(MINE + address).status_code in (404, 405)


def test_many_photos_cost_no_more_questions(cast, thea, hers, client, django_assert_max_num_queries):
    send(hers, hostile_files.picture())
    show(thea, "photo")
    for _one in range(3):
        other = therapist(cast)
        Portrait.objects.create(therapist=other, content=b"x")
        show(other, "photo")

    with django_assert_max_num_queries(6):
        assert client.get("/therapeuten/").content.decode().count("foto.jpg") == 4
