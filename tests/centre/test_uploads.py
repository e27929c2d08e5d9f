"""Every hostile file is refused or harmless; a file is in one dossier, locked, and leaves as a download only."""

import io
import re
import socketserver
import threading
import warnings

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from centre import uploads
from centre.models import AccessLog, Attachment, CareRelation, Dossier
from centre.pdf import private_file
from centre.services import attachments
from centre.services.cases import relate
from tests.centre.hostile_files import CANARY, EICAR, NAMES, NEUTRALISED, REFUSED, deep, pdf, picture
from tests.centre.signing_in import confirm

ACTIVE = re.compile(rb"/JavaScript|/JS\b|/Launch|/OpenAction|/AA\b|/EmbeddedFile|/SubmitForm|/XFA|KANARIE")


@pytest.fixture
def own(cast) -> Dossier:
    return Dossier.objects.get(parent=cast.anna)


def add(cast, own, **changes):
    facts = {"title": "Beschikking", "name": "a.pdf", "content": pdf(), "by": cast.anna.user} | changes
    return attachments.add_attachment(dossier=own, case=cast.case, **facts)


def send(client, name="a.pdf", content=None, **changes):
    file = SimpleUploadedFile(name, pdf() if content is None else content)
    return client.post("/mijn/documenten/", {"title": "Beschikking", "file": file} | changes)


def readable(content: bytes) -> bytes:
    """A PDF with everything unfolded, so that nothing hides in a compressed stream."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library frowns on what is wrong on purpose
        opened.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return content + out.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_with_words(case):
    name, content = REFUSED[case]

    with pytest.raises(uploads.ValidationError) as refused:
        uploads.clean(name, content)
    assert str(refused.value.messages[0]).endswith(".")


@pytest.mark.parametrize("case", NEUTRALISED)
def test_a_hostile_file_comes_out_harmless(case):
    name, content = NEUTRALISED[case]
    assert CANARY in content or name.endswith(".pdf")

    clean = uploads.clean(name, content)

    if clean.kind == "pdf":
        assert ACTIVE.search(readable(clean.content)) is None
        with pikepdf.open(io.BytesIO(clean.content)) as opened:
            assert len(opened.pages) == 1
    else:
        assert CANARY not in clean.content
        drawn = Image.open(io.BytesIO(clean.content))
        assert dict(drawn.getexif()) == {}
        assert drawn.size == (40, 30)


def test_the_corpus_is_large_enough_and_would_be_seen():
    assert len(REFUSED) + len(NEUTRALISED) >= 40
    seen = [
        case
        for case, (name, content) in NEUTRALISED.items()
        if name.endswith(".pdf") and ACTIVE.search(readable(content))
    ]
    assert len(seen) >= 13


def test_a_pdf_nested_beyond_reason_ends_in_words_or_is_harmless():
    try:
        clean = uploads.clean("a.pdf", deep())
    except uploads.ValidationError:
        return
    assert ACTIVE.search(readable(clean.content)) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_name_that_was_sent_is_kept_nowhere(cast, own, name):
    row = add(cast, own, name=name, content=picture())

    assert re.fullmatch(r"[0-9a-f]{32}", row.key)
    assert row.kind == "jpg"
    assert private_file("documenten", row.key).exists()


def test_the_file_is_ciphertext_on_a_disk_that_others_cannot_read(cast, own):
    row = add(cast, own)
    path = private_file("documenten", row.key)

    assert not path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_mode & 0o077 == 0
    assert attachments.content_of(attachment=row).startswith(b"%PDF")


def test_a_parent_adds_a_file_and_downloads_it_staff_reads_it_and_the_other_parent_meets_nothing(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    assert send(client_as(cast.anna)).status_code == 302
    row = Attachment.objects.get()
    base = f"/praktijk/zaken/{cast.case.reference}/dossier/{row.dossier.reference}/documenten/"

    own = client_as(cast.anna).get(f"/mijn/documenten/{row.reference}/")
    staff = confirm(client_as(cast.thea)).get(f"{base}{row.reference}/")

    for response in (own, staff):
        assert response["Content-Disposition"] == f'attachment; filename="document-{row.reference}.pdf"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"
    assert "Beschikking" in client_as(cast.thea).get(base).content.decode()
    assert "Beschikking" not in client_as(cast.bram).get("/mijn/documenten/").content.decode()
    assert client_as(cast.bram).get(f"/mijn/documenten/{row.reference}/").status_code == 404
    assert client_as(cast.ulla).get(f"{base}{row.reference}/").status_code == 404
    assert AccessLog.objects.filter(label="document", action="export", dossier=row.dossier).count() == 2


def test_a_file_of_staff_is_for_the_team_until_staff_shares_it(cast, own, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    row = add(cast, own, by=cast.thea)
    address = f"/mijn/documenten/{row.reference}/"
    share = f"/praktijk/zaken/{cast.case.reference}/dossier/{own.reference}/documenten/{row.reference}/delen/"
    anna, thea = client_as(cast.anna), client_as(cast.thea)

    assert anna.get(address).status_code == 404
    # The button says which way, so pressing it twice is pressing it once.
    for audience, status in (("subject", 200), ("subject", 200), ("staff", 404)):
        thea.post(share, {"audience": audience})
        assert anna.get(address).status_code == status
    assert thea.post(share, {"audience": "everybody"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "changes", "field"),
    [
        ("a.pdf", None, {"title": ""}, "title"),
        ("a.pdf", None, {"title": "x" * 121}, "title"),
        ("a.pdf", b"", {}, "file"),
        ("a.exe", b"MZ", {}, "file"),
        ("a.jpg", b"x" * (10 * 1024 * 1024 + 1), {}, "file"),
        ("x" * 300 + ".pdf", None, {}, "file"),
        ("a.pdf", None, {"file": ""}, "file"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(cast, client_as, name, content, changes, field):
    response = send(client_as(cast.anna), name, content, **changes)

    if response.status_code != 302:  # the test client itself shortens names; a kept one must be clean
        assert list(response.context["form"].errors) == [field]
        assert Attachment.objects.count() == 0
    else:
        assert len(name) > 255


def test_a_day_takes_twenty_files_and_no_more(cast, own):
    for _number in range(attachments.MOST_A_DAY):
        add(cast, own, content=picture(), name="a.jpg")
    with pytest.raises(attachments.ValidationError):
        add(cast, own)


def test_a_refused_file_leaves_nothing_on_the_disk(cast, own):
    before = set(private_file("documenten", "x").parent.iterdir())
    with pytest.raises(attachments.ValidationError):
        add(cast, own, content=EICAR)

    assert set(private_file("documenten", "x").parent.iterdir()) == before


@pytest.fixture
def scanner(settings):
    """A scanner that speaks ClamAV's words; `scanner.answer` says which."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            assert self.rfile.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(self.rfile.read(4), "big"):
                self.rfile.read(size)
            self.wfile.write(self.server.answer)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.answer = b"stream: OK\0"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


def test_what_the_scanner_finds_is_refused(cast, own, scanner):
    assert add(cast, own).state == Attachment.State.READY
    scanner.answer = b"stream: Eicar-Signature FOUND\0"

    with pytest.raises(attachments.ValidationError):
        add(cast, own)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"\xff\xff"])
def test_a_scanner_that_does_not_answer_means_quarantine_not_trust(cast, own, client_as, scanner, answer):
    scanner.answer = answer
    row = add(cast, own)

    assert row.state == Attachment.State.WAITING
    assert client_as(cast.anna).get(f"/mijn/documenten/{row.reference}/").status_code == 404
    assert attachments.scan_waiting() == 0
    scanner.answer = b"stream: OK\0"
    assert attachments.scan_waiting() == 1
    assert client_as(cast.anna).get(f"/mijn/documenten/{row.reference}/").status_code == 200


def test_a_dead_scanner_means_quarantine_and_a_late_find_is_thrown_away(cast, own, scanner, settings):
    address, settings.CLAMAV_ADDRESS = settings.CLAMAV_ADDRESS, "unix:///nowhere/clamd.sock"
    row = add(cast, own)
    assert row.state == Attachment.State.WAITING

    settings.CLAMAV_ADDRESS, scanner.answer = address, b"stream: Bad FOUND\0"
    attachments.scan_waiting()

    row.refresh_from_db()
    assert row.state == Attachment.State.REFUSED
    assert not private_file("documenten", row.key).exists()


def test_a_file_that_is_gone_keeps_nobody_behind_it_in_quarantine(cast, own, scanner, settings):
    address, settings.CLAMAV_ADDRESS = settings.CLAMAV_ADDRESS, "unix:///nowhere/clamd.sock"
    gone, row = add(cast, own), add(cast, own)
    private_file("documenten", gone.key).unlink()
    settings.CLAMAV_ADDRESS = address

    assert attachments.scan_waiting() == 2

    assert [Attachment.objects.get(pk=pk).state for pk in (gone.pk, row.pk)] == ["refused", "ready"]
