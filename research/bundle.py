"""Pure: the files of a data set, the same facts always in the same bytes (measurement.md 8).

`data/scores_long.csv`, `data/items_long.csv`, `codebook.csv`, `LEESMIJ.txt`, `manifest.json` with the SHA-256 of each of
them. Rows stand in the order of `row_id`, which only this copy has: a row that turns up somewhere tells whose copy it was.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping

from research.disclosing import Record

FORMAT = "tweehuis-export/1"
SCORES, ITEMS, CODEBOOK, README, MANIFEST = (
    "data/scores_long.csv", "data/items_long.csv", "codebook.csv", "LEESMIJ.txt", "manifest.json",
)  # fmt: skip
#: Columns of both tables; `reason` says why a score is missing.
COLUMNS = (
    "row_id", "family", "group", "person", "role", "subject", "about", "children", "age_from", "age_to", "instrument",
    "version", "scoring", "wave", "days_since_t1", "variable", "value",
)  # fmt: skip
#: Numbers of people or lists under this are not told exactly (law.md R73).
FLAG_BELOW = 10
LONGEST_NAME = 32
#: A fixed moment for the archive: the clock is no part of the content.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def scale_name(instrument: str, key: str) -> str:
    """A stable name of at most 32 plain signs: `ouder_zelf_welbevinden`."""
    name = f"{instrument}_{key}".replace("-", "_").lower()
    return name if len(name) <= LONGEST_NAME else f"{name[:23]}_{sha256(name.encode())[:8]}"


def item_name(instrument: str, key: str) -> str:
    """The same for a single question: `ouder_zelf_q_slaap`."""
    return scale_name(instrument, f"q_{key}")


def tables(records: Iterable[Record], row_id: Callable[..., str]) -> dict[str, bytes]:
    """Both tables; without a single row they still have their columns. `row_id(...)`: the name of a row in this copy."""
    scores, items = [], []
    for record in records:
        for scale, (value, reason) in record.scores.items():
            scores.append((*_line(record, row_id, SCORES, scale_name(record.instrument, scale)), value, reason))
        for key, value in record.items.items():
            items.append((*_line(record, row_id, ITEMS, item_name(record.instrument, key)), value))
    return {SCORES: as_csv((*COLUMNS, "reason"), sorted(scores)), ITEMS: as_csv(COLUMNS, sorted(items))}


def _line(record: Record, row_id: Callable[..., str], table: str, name: str) -> tuple:
    mark = row_id(
        table, record.family, record.person, record.subject, record.wave, str(record.days), str(record.version), name
    )
    return (
        mark, record.family, record.group, record.person, record.role, record.subject, record.about, record.children,
        _blank(record.age_from), _blank(record.age_to), record.instrument, record.version, record.scoring, record.wave,
        _blank(record.days_since_t1), name,
    )  # fmt: skip


def as_csv(columns: Iterable[str], rows: Iterable[Iterable]) -> bytes:
    """UTF-8, decimal point, LF; a first sign that a spreadsheet would obey gets a quote, numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue().encode()


def flagged(number: int) -> int | str:
    """A count for people: small ones are marked instead of told."""
    return number if number == 0 or number >= FLAG_BELOW else f"<{FLAG_BELOW}"


def sealed(files: Mapping[str, bytes], facts: Mapping) -> bytes:
    """The zip with the manifest: `facts` and what each file is."""
    about = [
        {"name": name, "sha256": sha256(content), "bytes": len(content)} for name, content in sorted(files.items())
    ]
    manifest = json.dumps({"format": FORMAT, **facts, "files": about}, indent=2, ensure_ascii=False) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted({**files, MANIFEST: manifest.encode()}.items()):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            archive.writestr(entry, content)
    return out.getvalue()


def opened(parcel: bytes) -> dict[str, bytes]:
    """The files of a parcel by name."""
    with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _blank(value):
    return "" if value is None else value


def _harmless(value) -> str:
    text = str(value)
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else text
