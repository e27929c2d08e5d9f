"""Read the reference files: ours in `data/`, or one that an operator hands over."""

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from centre.reference.rows import HolidayRow, MunicipalityRow, PlaceRow, PostcodeRow, ReferenceRefused, Source

DATA = Path(__file__).parent / "data"

#: Bytes. Our largest file is under 200 kB; anything far above it is not reference data.
LARGEST_FILE = 5_000_000


def sources() -> dict[str, Source]:
    """The sidecar of all files: name of the set to its source, licence, date and fingerprint."""
    rows = _rows(DATA / "sources.csv", Source, {"dated": date.fromisoformat})
    return {row.name: row for row in rows}


def fingerprint(path: Path) -> str:
    """The SHA-256 of the file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def municipalities(path: Path | None = None) -> list[MunicipalityRow]:
    """All municipalities of the file (ours: 342 on 1 January 2026). Raises ReferenceRefused on unreadable lines."""
    path = path or DATA / "municipalities.csv"
    return _rows(path, MunicipalityRow, {"latitude": _degrees, "longitude": _degrees})


def school_holidays(path: Path | None = None) -> list[HolidayRow]:
    """All school holidays of the file. Raises ReferenceRefused on unreadable lines."""
    path = path or DATA / "school_holidays.csv"
    return _rows(path, HolidayRow, {"starts_on": date.fromisoformat, "ends_on": date.fromisoformat})


def places(path: Path | None = None) -> list[PlaceRow]:
    """All places of the file. Raises ReferenceRefused on unreadable lines."""
    path = path or DATA / "places.csv"
    return _rows(path, PlaceRow, {"latitude": float, "longitude": float, "population": int})


def postcodes(path: Path | None = None) -> list[PostcodeRow]:
    """All postcode areas of the file (four digits). Raises ReferenceRefused on unreadable lines."""
    path = path or DATA / "postcodes.csv"
    return _rows(path, PostcodeRow, {"latitude": float, "longitude": float})


@cache
def aliases() -> dict[str, dict[str, str]]:
    """Other spellings, per kind (region, province, municipality, place): alias to the name that we use."""
    table: dict[str, dict[str, str]] = {}
    for row in _lines(DATA / "aliases.csv"):
        table.setdefault(row["kind"], {})[row["alias"]] = row["name"]
    return table


def _degrees(text: str) -> float | None:
    return float(text) if text else None


def _rows(path: Path, kind: type, readers: dict[str, Callable[[str], Any]]) -> list:
    wanted = list(kind.__dataclass_fields__)
    rows, problems = [], []
    for number, line in enumerate(_lines(path), start=2):
        if missing := [column for column in wanted if line.get(column) is None]:
            raise ReferenceRefused([f"line {number}: column {', '.join(missing)} is missing"])
        values = {column: line[column].strip() for column in wanted}
        for column, read in readers.items():
            try:
                values[column] = read(values[column])
            except ValueError:
                problems.append(f"line {number}: {column} cannot be read: {values[column]!r:.40}")
        rows.append(values)
    if not rows:
        problems.append("the file has no lines")
    if problems:
        raise ReferenceRefused(problems)
    return [kind(**values) for values in rows]


def _lines(path: Path) -> list[dict[str, str]]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ReferenceRefused([f"the file is larger than {LARGEST_FILE // 1_000_000} MB"])
        text = path.read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        raise ReferenceRefused([f"the file cannot be opened: {error.strerror}"]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReferenceRefused(["the file is not a CSV in UTF-8"]) from error
