"""A copy of a file can be read in twenty years and by a screen reader, and says on every page whose it is (law.md R33)."""

import io

import pikepdf
from pypdf import PdfReader

from centre import clock
from centre.services import file_copies
from tests.centre.test_by_passage import answered, asked, notes, readers  # noqa: F401 fixtures


def made(cast, readers) -> bytes:  # noqa: F811
    row = asked(cast, "copy")
    answered(row, readers, "partly")
    row.refresh_from_db()
    return file_copies.content_of(request=row)


def fonts_of(pdf: pikepdf.Pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            yield item


def test_the_copy_is_pdf_a_2_tagged_in_its_language_with_all_it_needs_inside(cast, readers, notes):  # noqa: F811
    with pikepdf.open(io.BytesIO(made(cast, readers))) as pdf:
        about = pdf.Root.Metadata.read_bytes()
        assert b'pdfaid:part="2"' in about
        assert b'pdfaid:conformance="A"' in about
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.StructTreeRoot
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.OutputIntents[0].DestOutputProfile
        found = list(fonts_of(pdf))
        assert found
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in found)
        assert "/Encrypt" not in pdf.trailer
        assert "/AA" not in pdf.Root
        assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names


def test_every_page_of_the_copy_carries_who_reads_and_the_day(cast, readers, notes, monkeypatch):  # noqa: F811
    monkeypatch.setattr(file_copies, "in_words", lambda _value: "Adres. " * 2000)
    cast.anna.vault.create(kind="address", value={"text": ""})

    pages = PdfReader(io.BytesIO(made(cast, readers))).pages

    assert len(pages) > 1
    for page in pages:
        text = " ".join(page.extract_text().split())
        assert str(cast.anna) in text
        assert text.count(f"{clock.today():%-d-%-m-%Y}") >= 1
