"""Publish a version of a questionnaire: checked, hashed, and from then on unchangeable."""

import hashlib
import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from centre import clock
from research import definitions, scoring
from research.models import Instrument, InstrumentVersion

#: Our own items, free to use; texts of others never stand here.
OWN = Path(__file__).resolve().parent.parent / "instruments"
ABOUT_IT = ("title", "licence", "source", "asks", "youngest", "oldest", "waves", "minutes")


@transaction.atomic
def publish_instrument(*, facts: dict) -> InstrumentVersion:
    """Publish one version; the same content again gives the version that is there.

    `facts`: as in research/instruments. Raises ValidationError when the definition or the scoring rule has a flaw, or
    when a published version number comes back with another content.
    """
    content = {"definition": facts["definition"], "scoring": facts["scoring"]}
    if found := [*definitions.flaws(content["definition"]), *scoring.flaws(content["scoring"])]:
        raise ValidationError(found)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    about = {name: facts[name] for name in ABOUT_IT if name in facts}
    instrument, _made = Instrument.objects.update_or_create(key=facts["key"], defaults=about)
    known = instrument.versions.filter(version=facts["version"]).first()
    if known is None:
        return InstrumentVersion.objects.create(
            instrument=instrument, version=facts["version"], sha256=digest, published_on=clock.today(), **content
        )
    if known.sha256 != digest:
        raise ValidationError(
            f"{instrument.key} v{known.version} is published and never changes; make the next version."
        )
    return known


def load_own_instruments() -> list[InstrumentVersion]:
    """The lists that ship with the portal, each in its newest version."""
    return [publish_instrument(facts=json.loads(path.read_text())) for path in sorted(OWN.glob("*.json"))]
