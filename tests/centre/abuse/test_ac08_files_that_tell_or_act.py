"""AC08: a photo that says where it was taken, a paper that names its writer, a virus, a drawing that runs."""

import io

import pytest
from PIL import Image

from centre.models import Attachment
from tests.centre.hostile_files import CANARY, EICAR, office_bomb, pdf, picture, with_place

HOME = "/mijn/documenten/"


def sent(browser, name: str, content: bytes):
    file = io.BytesIO(content)
    file.name = name
    return browser.post(HOME, {"title": "Brief", "file": file})


def test_ac08_a_photo_comes_out_without_its_place(cast, client_as):
    browser = client_as(cast.anna)
    assert CANARY in with_place()

    assert sent(browser, "Noor bij oma in Texel.jpg", with_place()).status_code == 302
    row = Attachment.objects.get()
    answer = browser.get(f"{HOME}{row.reference}/")

    assert not Image.open(io.BytesIO(answer.content)).getexif()
    assert CANARY not in answer.content
    assert answer["Content-Disposition"] == f'attachment; filename="document-{row.reference}.jpg"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_ac08_a_paper_comes_out_without_its_writer(cast, client_as):
    browser = client_as(cast.anna)
    written = pdf(lambda new: new.docinfo.__setitem__("/Author", "KANARIE"))
    assert CANARY in written

    sent(browser, "brief.pdf", written)

    assert CANARY not in browser.get(f"{HOME}{Attachment.objects.get().reference}/").content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("brief.docx", office_bomb()),
        ("plaat.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("plaat.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("pagina.html", b"<!doctype html><script>alert(1)</script>"),
        ("brief.pdf", EICAR),
        ("foto.jpg.exe", picture()),
    ],
)
def test_ac08_what_acts_is_refused_beside_its_field_and_leaves_nothing(
    cast, client_as, settings, tmp_path, name, content
):
    settings.PRIVATE_ROOT = tmp_path

    response = sent(client_as(cast.anna), name, content)

    assert "file" in response.context["form"].errors
    assert not Attachment.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
