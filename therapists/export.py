"""The public register as data: the same facts as its pages, no mail addresses."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from django.conf import settings

from therapists.selectors import Entry

#: Titles of the sheet, for people; the same in every language, so that a directory can rely on them.
COLUMNS = [
    "naam", "pagina", "rollen", "status", "sinds", "geldig_tot", "werkgevers", "locaties", "plaatsen", "talen",
    "leeftijden", "beeldbellen", "telefoon", "website",
]  # fmt: skip
#: A cell that begins like this would be a formula in a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(entries: Iterable[Entry], *, on: date) -> dict:
    return {"as_of": on, "therapists": [_row(entry) for entry in entries]}


def as_csv(entries: Iterable[Entry]) -> str:
    """With a byte order mark, so that spreadsheets read the accents."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow(_cells(entry))
    return "\ufeff" + sheet.getvalue()


def _row(entry: Entry) -> dict:
    return {
        "name": entry.name,
        "page": _page(entry),
        "languages": entry.languages,
        "ages": entry.ages,
        "video": entry.has_video,
        "phone": entry.phone,
        "website": entry.website,
        "certificates": [
            {
                "role": certificate.role,
                "role_label": str(certificate.role_label),
                "state": certificate.state,
                "state_label": str(certificate.state_label),
                "since": certificate.since,
                "valid_until": certificate.until,
            }
            for certificate in entry.certificates
        ],
        "locations": [
            {
                "name": practice.name,
                "employer": practice.organisation.name,
                "town": practice.place,
                "municipality": practice.municipality.name,
                "waiting_weeks": practice.waiting_weeks,
                "waiting_as_of": practice.waiting_as_of,
            }
            for practice in entry.practices
        ],
    }


def _cells(entry: Entry) -> list[str]:
    certificates, practices = entry.certificates, entry.practices
    columns = [
        [entry.name],
        [_page(entry)],
        [str(row.role_label) for row in certificates],
        [str(row.state_label) for row in certificates],
        [row.since.isoformat() for row in certificates],
        [row.until.isoformat() if row.until else "" for row in certificates],
        dict.fromkeys(row.organisation.name for row in practices),
        [row.name for row in practices],
        dict.fromkeys(row.place for row in practices),
        entry.languages,
        entry.ages,
        ["ja" if entry.has_video else ""],
        [entry.phone],
        [entry.website],
    ]
    return [_safe(", ".join(values)) for values in columns]


def _page(entry: Entry) -> str:
    """The whole address: another site shows it as it is."""
    return f"{settings.BASE_URL.rstrip('/')}/therapeuten/{entry.slug}/"


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
