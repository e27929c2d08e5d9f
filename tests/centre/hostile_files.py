"""A corpus of hostile files, made here: nothing harmful lies in the repository."""

import io
import warnings
import zipfile
import zlib

import pikepdf
from PIL import Image

CANARY = b"KANARIE"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(form="JPEG", size=(40, 30), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def with_place() -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "KANARIE"
    exif[0x8825] = {1: "N", 2: (52.0, 22.0, 0.0)}
    return picture(exif=exif)


def pdf(change=None, **save) -> bytes:
    """A one-page PDF, after `change(pdf)`."""
    out = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        if change:
            change(new)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library frowns on what is wrong on purpose
            new.save(out, **save)
    return out.getvalue()


def action(kind: str, **more) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        S=pikepdf.Name(f"/{kind}"), **{name: pikepdf.String(value) for name, value in more.items()}
    )


def root(key: str, make):
    def change(new):
        new.Root[key] = make(new)

    return change


def annotation(**entries):
    def change(new):
        note = pikepdf.Dictionary(Type=pikepdf.Name("/Annot"), Rect=[0, 0, 9, 9], **entries)
        new.pages[0].Annots = pikepdf.Array([new.make_indirect(note)])

    return change


def attached(new):
    new.attachments["kanarie.exe"] = b"MZ" + CANARY


def file_note(new):
    held = new.make_indirect(pikepdf.Dictionary(EF=pikepdf.Dictionary(F=pikepdf.Stream(new, CANARY))))
    annotation(Subtype=pikepdf.Name("/FileAttachment"), FS=held)(new)


def named_script(new):
    script = pikepdf.Dictionary(Names=[pikepdf.String("x"), action("JavaScript", JS="app.alert('KANARIE')")])
    new.Root.Names = pikepdf.Dictionary(JavaScript=new.make_indirect(script))


def earlier_version() -> bytes:
    """A second version written behind the first; the first says more than the second shows."""
    first = pdf(lambda new: new.docinfo.__setitem__("/Title", "KANARIE"))
    return first + b"\n% KANARIE of an earlier version\n%%EOF\n"


def deep() -> bytes:
    nest = "<< /A " * 3000 + "1" + " >>" * 3000
    return pdf()[:-6] + f"\n99 0 obj\n{nest}\nendobj\n%%EOF\n".encode()


def flat_png(width: int, height: int) -> bytes:
    """A few bytes that unfold to very many points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes(1 + width // 8) * 64, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def office_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", bytes(5_000_000))
    return out.getvalue()


#: Must be refused: label → (name, bytes).
REFUSED = {
    "empty": ("leeg.pdf", b""),
    "eicar as pdf": ("brief.pdf", EICAR),
    "eicar by its own name": ("eicar.com", EICAR),
    "gif that is a script": ("foto.gif", b"GIF89a/*" + CANARY + b"*/=1;alert(1)"),
    "gif called png": ("foto.png", b"GIF89a" + bytes(40)),
    "svg with script": ("plaat.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "svg called png": ("plaat.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "html called pdf": ("pagina.pdf", b"<!doctype html><script>alert(1)</script>"),
    "html": ("pagina.html", b"<!doctype html><p>x"),
    "office bomb": ("brief.docx", office_bomb()),
    "zip called pdf": ("brief.pdf", office_bomb()),
    "program called jpg": ("foto.jpg", b"MZ" + bytes(200)),
    "elf": ("foto.png", b"\x7fELF" + bytes(200)),
    "heic": ("foto.heic", b"\x00\x00\x00\x18ftypheic" + bytes(60)),
    "heic called jpg": ("foto.jpg", b"\x00\x00\x00\x18ftypheic" + bytes(60)),
    "png called jpg": ("foto.jpg", picture("PNG")),
    "jpg called pdf": ("foto.pdf", picture()),
    "two extensions": ("foto.jpg.exe", picture()),
    "no extension": ("foto", picture()),
    "truncated jpg": ("foto.jpg", picture(size=(400, 300))[:600]),
    "head of a jpg only": ("foto.jpg", b"\xff\xd8\xff\xe0" + bytes(50)),
    "81 million points": ("plaat.png", flat_png(9000, 9000)),
    "a billion points": ("plaat.png", flat_png(60_000, 60_000)),
    "eleven megabytes": ("groot.jpg", picture() + bytes(11 * 1024 * 1024)),
    "locked pdf": ("brief.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user="y"))),
    "pdf locked against printing only": ("brief.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user=""))),
    "head of a pdf only": ("brief.pdf", b"%PDF-1.7\n" + bytes(100)),
    "pdf without pages": ("brief.pdf", pdf(lambda new: new.pages.__delitem__(0))),
}
#: May come in, but what acts or tells must be gone.
NEUTRALISED = {
    "photo with its place": ("foto.jpg", with_place()),
    "photo with words behind it": ("foto.jpg", picture() + b"<?php " + CANARY),
    "photo with a comment": ("foto.jpg", picture(comment=CANARY)),
    "png with a zip behind it": ("foto.png", picture("PNG") + office_bomb() + CANARY),
    "script when it opens": ("a.pdf", pdf(root("/OpenAction", lambda new: action("JavaScript", JS="KANARIE")))),
    "program when it opens": ("a.pdf", pdf(root("/OpenAction", lambda new: action("Launch", F="KANARIE.exe")))),
    "script when it closes": ("a.pdf", pdf(root("/AA", lambda new: pikepdf.Dictionary(WC=action("JavaScript", JS="KANARIE"))))),
    "named script": ("a.pdf", pdf(named_script)),
    "attachment": ("a.pdf", pdf(attached)),
    "file on a page": ("a.pdf", pdf(file_note)),
    "link that starts a program": ("a.pdf", pdf(annotation(Subtype=pikepdf.Name("/Link"), A=action("Launch", F="KANARIE")))),
    "link with a script": ("a.pdf", pdf(annotation(Subtype=pikepdf.Name("/Link"), A=action("JavaScript", JS="KANARIE")))),
    "form that sends": ("a.pdf", pdf(annotation(Subtype=pikepdf.Name("/Widget"), A=action("SubmitForm", F="KANARIE")))),
    "living form": ("a.pdf", pdf(root("/AcroForm", lambda new: pikepdf.Dictionary(XFA=pikepdf.String("KANARIE"))))),
    "facts about the maker": ("a.pdf", pdf(lambda new: new.docinfo.__setitem__("/Author", "KANARIE"))),
    "earlier version": ("a.pdf", earlier_version()),
    "script on a page": ("a.pdf", pdf(lambda new: new.pages[0].obj.__setitem__("/AA", pikepdf.Dictionary(O=action("JavaScript", JS="KANARIE"))))),
    "chained action": ("a.pdf", pdf(annotation(Subtype=pikepdf.Name("/Link"), A=pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI=pikepdf.String("https://example.org"), Next=action("Launch", F="KANARIE"))))),
}  # fmt: skip
#: Names that try to be an address, a long story or something else than they show.
NAMES = [
    "../../etc/passwd.jpg",
    "..\\..\\x.jpg",
    "a\u202egpj.exe.jpg",
    "a\x00b.jpg",
    "x" * 240 + ".jpg",
    "<script>.jpg",
    "FOTO.JPG",
]
