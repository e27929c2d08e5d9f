"""What may come in as a file, and what is left of it: pure, no database (security reference 8).

Name and bytes have to agree; pictures are drawn anew, PDFs are rewritten without anything that acts. The name itself
is thrown away.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import PurePath

import filetype
import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

#: Largest file in bytes, most points of a picture, most pages of a PDF.
LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PAGES = 300
#: Our own table of types: extension → (kind, MIME type).
TYPES = {
    "pdf": ("pdf", "application/pdf"),
    "jpg": ("jpg", "image/jpeg"),
    "jpeg": ("jpg", "image/jpeg"),
    "png": ("png", "image/png"),
}
#: Keys of a PDF that act, carry other files or run code.
ACTING = (
    "/OpenAction",
    "/AA",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/RichMediaContent",
    "/RichMediaSettings",
)
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
}
DEEPEST = 30


@dataclass(frozen=True)
class Clean:
    """A file that is fit to keep. `kind`: pdf, jpg or png."""

    content: bytes
    kind: str


def clean(name: str, content: bytes) -> Clean:
    """Check and rewrite. Raises ValidationError with words for the person who sent it."""
    if not content:
        raise ValidationError(_("This file is empty."))
    if len(content) > LARGEST:
        raise ValidationError(_("This file is too large. It may be 10 MB at most."))
    extension = PurePath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    kind, mime = TYPES.get(extension, ("", ""))
    if not kind or filetype.guess_mime(content) != mime:
        raise ValidationError(_("We can only take a PDF, JPG or PNG. Make a photo or a PDF of it."))
    return Clean(clean_pdf(content) if kind == "pdf" else clean_picture(content, kind), kind)


def clean_picture(content: bytes, kind: str) -> bytes:
    """Draw the picture anew: place, camera and hidden data stay behind."""
    form = "JPEG" if kind == "jpg" else "PNG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[form])
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many points. Make it smaller first."))
            picture.verify()
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content), formats=[form]))
            picture = picture.convert("RGB" if form == "JPEG" or picture.mode not in ("RGBA", "LA", "P") else "RGBA")
    except (
        OSError,
        SyntaxError,
        ValueError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ValidationError(_("This picture cannot be opened. Make the photo again.")) from error
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    return out.getvalue()


def clean_pdf(content: bytes) -> bytes:
    """Write the PDF anew without scripts, actions, attachments, forms that run, earlier versions and its own facts."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise pikepdf.PasswordError
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                raise ValidationError(_("This PDF has no pages, or too many."))
            _disarm(pdf)
            out = io.BytesIO()
            pdf.save(
                out,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
    except pikepdf.PasswordError as error:
        raise ValidationError(_("This PDF is locked with a password. Save it without a password first.")) from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(_("This PDF cannot be opened. Save or print it as a PDF again.")) from error
    return out.getvalue()


def _disarm(pdf: pikepdf.Pdf) -> None:
    # What was filled in becomes part of the page; of the notes on a page only links stay.
    pdf.flatten_annotations()
    for key in ("/Names", "/AcroForm", "/Metadata", "/PieceInfo", "/Collection"):
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        if "/Annots" in page.obj:
            kept = [note for note in page.obj.Annots if str(note.get("/Subtype", "")) == "/Link"]
            page.obj.Annots = pikepdf.Array(kept)
    for thing in pdf.objects:
        _strip(thing, DEEPEST)


def _strip(thing, depth: int) -> None:
    """Take what acts out of an object and what is written inside it; other objects get their own turn."""
    if depth == 0:
        raise ValueError("nested too deep")
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                _strip(part, depth - 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(thing.keys()):
            value = thing.get(key)
            if key in ACTING or _acts(key, value):
                del thing[key]
            elif isinstance(value, pikepdf.Object) and not value.is_indirect:
                _strip(value, depth - 1)


def _acts(key: str, value) -> bool:
    return (
        key in ("/A", "/PA", "/Next") and isinstance(value, pikepdf.Dictionary) and str(value.get("/S", "")) in ACTIONS
    )
