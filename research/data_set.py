"""A data set as it will be frozen: read, pseudonymised, protected, described and sealed."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from research import bundle, codebook, keys
from research.disclosing import LEVELS, QUASI_IDENTIFIERS, Record, Released, release
from research.models import ResearchExport, ResearchProject
from research.pseudonyms import COPY, Pseudonyms
from research.selectors.extraction import Extraction, extract


class TooFew(Exception):
    """Nothing can leave: every row would point to somebody."""


@dataclass(frozen=True)
class Frozen:
    """The parcel with its seal, what is told of it on pages, and who is in it: (dossier, case)."""

    parcel: bytes
    sha256: str
    counts: dict
    behind: set[tuple[int, int]]


def make_data_set(export: ResearchExport, key: bytes) -> Frozen:
    """Everything that consent allows at this moment. Raises TooFew."""
    names, terms = Pseudonyms(key, export.project.reference), settings.RESEARCH_TERMS
    with_items = export.project.level == ResearchProject.Level.ITEMS
    found = extract(names, with_items=with_items, only_after_yes=terms["only_after_yes"])
    left = release(found.records, k=terms["k"], l=terms["l"])
    if not left.records:
        raise TooFew
    counts = _counts(found, left)
    files = bundle.tables(left.records, lambda *row: names.name(COPY, export.reference, *row))
    files[bundle.CODEBOOK] = codebook.codebook(left.records, found.versions, with_items)
    facts = _facts(export, found, left, counts, keys.key_id(key))
    files[bundle.README] = _read_me(export, facts)
    parcel = bundle.sealed(files, facts)
    return Frozen(parcel, bundle.sha256(parcel), counts, _behind(found, left.records))


def _behind(found: Extraction, records: list[Record]) -> set[tuple[int, int]]:
    people = {(record.family, who) for record in records for who in (record.person, record.subject)}
    return {part for person in people for part in found.behind[person]}


def _counts(found: Extraction, left: Released) -> dict:
    """For pages and the manifest: small numbers are marked, none is told exactly (law.md R73)."""
    out = Counter(found.out) + left.lost
    rows = {
        "lists": len(left.records),
        "families": len({record.family for record in left.records}),
        "people": len({record.person for record in left.records}),
        "answers_left_out": left.items_lost,
    }
    told = {name: bundle.flagged(number) for name, number in rows.items()}
    return told | {"lists_out": {reason: bundle.flagged(number) for reason, number in sorted(out.items()) if number}}


def _facts(export: ResearchExport, found: Extraction, left: Released, counts: dict, key_id: str) -> dict:
    project, terms = export.project, settings.RESEARCH_TERMS
    used = sorted({(record.instrument, record.version) for record in left.records})
    return {
        "snapshot": export.reference,
        "project": {"reference": project.reference, "title": project.title, "purpose": project.purpose,
                    "level": project.level, "ends_on": project.ends_on.isoformat()},
        "recipient": {"name": project.researcher.name, "reference": project.researcher.reference},
        "unlocked_by": export.decided_by.reference,
        "consent_looked_at": export.frozen_at.isoformat(),
        "only_answers_after_the_yes": terms["only_after_yes"],
        "key_id": key_id,
        "protection": {"k": terms["k"], "l": terms["l"], "unit": "families", "coarseness": LEVELS[left.level][0],
                       "quasi_identifiers": list(QUASI_IDENTIFIERS), "small_counts_below": bundle.FLAG_BELOW},
        "watermark": "row_id and the order of the rows exist in this copy only",
        "counts": counts,
        "instruments": [
            {"key": key, "version": number, "sha256": found.versions[key, number].sha256,
             "licence": found.versions[key, number].instrument.licence}
            for key, number in used
        ],
    }  # fmt: skip


def _read_me(export: ResearchExport, facts: dict) -> bytes:
    with override("nl"):
        return render_to_string("research/data_set.txt", {"export": export, "facts": facts}).encode()
