"""The codebook of a data set: every column and every variable, with labels in Dutch and English (measurement.md 8)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from research import definitions, scoring
from research.bundle import as_csv, flagged, item_name, scale_name
from research.disclosing import Record
from research.models import Instrument, InstrumentVersion

HEADINGS = (
    "name", "label_nl", "label_en", "file", "type", "measure", "instrument", "version", "waves", "informant", "min", "max",
    "values_nl", "missing_codes", "derived_from", "rule_sha256", "licence", "deidentification", "n_valid", "n_missing",
)  # fmt: skip
#: Column → (what it is, type, measure, what was done to it).
ABOUT_COLUMNS = {
    "row_id": (gettext_noop("mark of this row in this copy: tells whose copy it is"), "text", "nominal", "made"),
    "family": (gettext_noop("pseudonym of the family; ex-partners share it"), "text", "nominal", "pseudonym"),
    "group": (gettext_noop("pseudonym of the group; empty where too few families share it"), "text", "nominal", "pseudonym"),
    "person": (gettext_noop("pseudonym of who answered"), "text", "nominal", "pseudonym"),
    "role": (gettext_noop("who answered: parent_a, parent_b (by lot) or child"), "text", "nominal", "kept"),
    "subject": (gettext_noop("pseudonym of the person whom the answers are about"), "text", "nominal", "pseudonym"),
    "about": (gettext_noop("whom the answers are about: self or child"), "text", "nominal", "kept"),
    "children": (gettext_noop("children of this family in the data"), "integer", "scale", "capped"),
    "age_from": (gettext_noop("youngest age in the child's band, in years"), "integer", "ordinal", "banded"),
    "age_to": (gettext_noop("oldest age in the child's band, in years"), "integer", "ordinal", "banded"),
    "instrument": (gettext_noop("questionnaire"), "text", "nominal", "kept"),
    "version": (gettext_noop("version of the questionnaire"), "integer", "ordinal", "kept"),
    "scoring": (gettext_noop("begin of the SHA-256 of questionnaire and scoring rule"), "text", "nominal", "kept"),
    "wave": (gettext_noop("moment of measuring: t0, t1, t2 or t3"), "text", "ordinal", "kept"),
    "days_since_t1": (
        gettext_noop(
            "days since the family's first list opened: begin of the week or of the thirteen weeks, or empty; manifest.json "
            "says which"
        ),
        "integer", "scale", "relative, banded",
    ),
    "variable": (gettext_noop("scale or question"), "text", "nominal", "kept"),
    "value": (gettext_noop("score or code of the answer"), "number", "scale", "kept"),
    "reason": (gettext_noop("why there is no score"), "text", "nominal", "kept"),
}  # fmt: skip
CODES = {
    scoring.NOT_ANSWERED: gettext_noop("not answered"),
    scoring.REFUSED: gettext_noop("does not want to say"),
    scoring.UNKNOWN: gettext_noop("does not know"),
}
#: Item texts of these licences may be handed on.
PRINTABLE = (Instrument.Licence.OWN, Instrument.Licence.FREE)


def codebook(
    records: Iterable[Record], versions: Mapping[tuple[str, int], InstrumentVersion], with_items: bool
) -> bytes:
    """One line per column and per variable; what has no answer has its line all the same."""
    counts = _counted(records)
    rows = [_column(name, *about) for name, about in ABOUT_COLUMNS.items()]
    for (key, number), version in sorted(versions.items()):
        for scale in version.scoring.get("scales", ()):
            rows.append(_scale(key, number, version, scale, counts))
        for place, item in enumerate(definitions.items(version.definition) if with_items else (), start=1):
            rows.append(_item(key, number, version, item, place, counts))
    return as_csv(HEADINGS, [[row.get(heading, "") for heading in HEADINGS] for row in rows])


def said(text: str, language: str) -> str:
    with override(language):
        return _(text)


def _column(name: str, label: str, kind: str, measure: str, done: str) -> dict:
    table = "scores_long" if name == "reason" else "scores_long, items_long"
    facts = {"name": name, "label_nl": said(label, "nl"), "label_en": said(label, "en"), "file": table}
    return facts | {
        "type": kind,
        "measure": measure,
        "deidentification": done,
        "missing_codes": _codes(name == "value"),
    }


def _scale(key: str, number: int, version: InstrumentVersion, scale: Mapping, counts: Mapping) -> dict:
    name = scale_name(key, scale["key"])
    title = scale.get("title", scale["key"])
    parts = [item_name(key, part) for part in scale.get("items", ())]
    parts += [scale_name(key, part) for part in scale.get("scales", ())]
    return {
        "name": name, "label_nl": title, "label_en": f"scale {scale['key']} of {key}", "file": "scores_long",
        "type": "number", "measure": "scale", "derived_from": " ".join(parts),
        "rule_sha256": version.sha256, "deidentification": "kept", **_about(key, number, version, counts[name, number]),
    }  # fmt: skip


def _item(key: str, number: int, version: InstrumentVersion, item: Mapping, place: int, counts: Mapping) -> dict:
    name = item_name(key, item["key"])
    choices = definitions.options(version.definition, item)
    may_print = version.instrument.licence in PRINTABLE
    words = " | ".join(f"{value} = {label}" for value, label in choices) if may_print else ""
    text = item["text"] if may_print else said("text of the question left out because of its licence", "nl")
    return {
        "name": name, "label_nl": text, "label_en": f"question {place} of {key} (worded in Dutch only)",
        "file": "items_long", "type": "integer", "measure": "ordinal", "values_nl": words,
        "min": min(value for value, _label in choices), "max": max(value for value, _label in choices),
        "deidentification": "kept", **_about(key, number, version, counts[name, number]),
    }  # fmt: skip


def _about(key: str, number: int, version: InstrumentVersion, counted: Mapping) -> dict:
    missing = {code: count for code, count in sorted(counted.items()) if code != "valid"}
    return {
        "instrument": key, "version": number, "waves": " ".join(version.instrument.waves),
        "informant": version.instrument.asks, "licence": version.instrument.licence, "missing_codes": _codes(True),
        "n_valid": flagged(counted.get("valid", 0)),
        "n_missing": " | ".join(f"{flagged(count)} ({code})" for code, count in missing.items()),
    }  # fmt: skip


def _codes(has_any: bool) -> str:
    return " | ".join(f"{said(label, 'nl')} ({code})" for code, label in CODES.items()) if has_any else ""


def _counted(records: Iterable[Record]) -> dict[tuple[str, int], Counter]:
    """{(variable, version): {"valid" or a code of a missing answer: how many}}."""
    found = defaultdict(Counter)
    missing = {str(code) for code in scoring.MISSING}
    for record in records:
        told = [(scale_name(record.instrument, key), value) for key, (value, _reason) in record.scores.items()]
        told += [(item_name(record.instrument, key), str(value)) for key, value in record.items.items()]
        for name, value in told:
            found[name, record.version][value if value in missing else "valid"] += 1
    return found
