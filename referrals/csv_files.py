"""Files with referrals as offices make them: UTF-8 or Windows, semicolons, commas or tabs. Pure, no database."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

#: Largest file in bytes, most lines, most children on a line.
LARGEST = 1024 * 1024
MOST_LINES = 200
MOST_CHILDREN = 6
PARENT = ("voornaam", "achternaam", "email", "telefoon")
CHILD = ("voornaam", "achternaam", "geboortedatum", "geslacht", "gemeente")
QUESTION = ("vraag", "grondslag", "toelichting")
COLUMNS = [
    *(f"ouder{number}_{name}" for number in (1, 2) for name in PARENT),
    *(f"kind{number}_{name}" for number in range(1, MOST_CHILDREN + 1) for name in CHILD),
    *QUESTION,
]
#: Columns without which a file cannot be understood.
NEEDED = [
    name
    for name in COLUMNS
    if name.startswith(("ouder", "kind1")) and "telefoon" not in name and "geslacht" not in name
]
NEEDED += ["vraag", "grondslag"]
#: Signs with which a spreadsheet begins a formula.
FORMULA = ("=", "@", "+", "-", "\t", "\r")
#: Not the letter m: beside a j it is a girl, beside a v a boy.
GENDERS = {"meisje": "girl", "jongen": "boy", "anders": "other", "": "other", "j": "boy", "v": "girl"}
GROUNDS = {
    "toestemming": "consent",
    "wettelijke plicht": "legal_duty",
    "wettelijke-plicht": "legal_duty",
    "andere grond": "override",
    "andere-grond": "override",
}


class Unreadable(Exception):
    """The file as a whole cannot be understood; the words say why."""


@dataclass(frozen=True)
class Line:
    """One line of the file. `number`: as a spreadsheet counts, the heading is line 1. `faults`: [(column, why)]."""

    number: int
    parents: list[dict]
    children: list[dict]
    question: dict
    faults: list[tuple[str, str]]


def read_lines(content: bytes) -> list[Line]:
    """Every line that holds something. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(_("This file is larger than 1 MB."))
    text = _decoded(content)
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    mark = max(";,\t", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=mark))
    except csv.Error as error:
        raise Unreadable(_("This is not a CSV file that we can read.")) from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Unreadable(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    found = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not found:
        raise Unreadable(_("There is no line below the heading."))
    if len(found) > MOST_LINES:
        raise Unreadable(_("There is room for %(number)s referrals in one file.") % {"number": MOST_LINES})
    return [_line(number, names, row) for number, row in found]


def cell(value) -> str:
    """A value for a file that we make: a spreadsheet never takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("This is not a CSV file that we can read."))


def _line(number: int, names: list[str], row: list[str]) -> Line:
    faults = []
    if len(row) > len(names):
        faults.append(("", _("This line has more cells than the heading.")))
    cells = dict(zip(names, (value.strip() for value in row), strict=False))
    for name, value in cells.items():
        if value.startswith(FORMULA) and not name.endswith("telefoon") and name not in QUESTION:
            faults.append((name, _("A value cannot begin with this sign.")))
    ground = cells.get("grondslag", "").lower()
    if ground and ground not in GROUNDS:
        faults.append(("grondslag", _("Write: toestemming, wettelijke plicht or andere grond.")))
    return Line(
        number=number,
        parents=[_parent(cells, side) for side in (1, 2)],
        children=[row for n in range(1, MOST_CHILDREN + 1) if (row := _child(cells, n, faults))],
        question={
            "question": cells.get("vraag", ""),
            "ground": GROUNDS.get(ground, ""),
            "ground_explained": cells.get("toelichting", ""),
        },
        faults=faults,
    )


def _parent(cells: dict, side: int) -> dict:
    first, last, email, phone = (cells.get(f"ouder{side}_{name}", "") for name in PARENT)
    return {"first_name": first, "last_name": last, "email": email, "phone": phone}


def _child(cells: dict, number: int, faults: list) -> dict | None:
    first, last, born, gender, place = (cells.get(f"kind{number}_{name}", "") for name in CHILD)
    if not any((first, last, born, place)):
        return None
    if gender.lower() not in GENDERS:
        faults.append((f"kind{number}_geslacht", _("Write: meisje, jongen or anders.")))
    return {
        "first_name": first, "last_name": last, "birth_date": born, "gender": GENDERS.get(gender.lower(), "other"),
        "municipality": place,
    }  # fmt: skip
