"""The photo that somebody shows in the register: cut to a square, drawn anew, without place, device or name of the file."""

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from centre import clock, uploads
from centre.virus_scan import refuse_infected
from therapists.models import Portrait, Therapist

#: Width and height in points: a list of twenty-five photos stays light.
SIDE = 128


def keep_portrait(*, therapist: Therapist, name: str, content: bytes) -> Portrait:
    """Keep a photo in the place of the one before. Raises ValidationError by field for what is no picture."""
    try:
        clean = uploads.clean(name, content)
        refuse_infected(content, clean.content)
        if clean.kind == "pdf":
            raise ValidationError(_("Choose a photo: JPG or PNG."))
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    facts = {"content": _square(clean.content), "kept_at": clock.now()}
    row, _made = Portrait.objects.update_or_create(therapist=therapist, defaults=facts)
    return row


def remove_portrait(*, therapist: Therapist) -> None:
    """The photo is gone; without a photo there is nothing to take away."""
    Portrait.objects.filter(therapist=therapist).delete()


def _square(content: bytes) -> bytes:
    """The middle of a cleaned picture; what is see-through becomes white."""
    # Small first: forty million points with their see-through would take a worker's memory three times over.
    picture = ImageOps.fit(Image.open(io.BytesIO(content)), (SIDE, SIDE)).convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    out = io.BytesIO()
    ground.convert("RGB").save(out, "JPEG", quality=75, optimize=True)
    return out.getvalue()
