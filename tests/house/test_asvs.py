"""The assessment against ASVS 5.0 and the table of abuse cases (docs/*.csv) name tests and files that exist."""

import csv
import re

from django.conf import settings

STATUSES = {"met", "partly", "not applicable", "open"}


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((settings.BASE_DIR / "docs" / name).open(encoding="utf-8")))


ROWS = table("asvs.csv")
#: Cases of the security reference, chapter 2.
ABUSE = table("abuse-cases.csv")
#: Items that decide here (security reference 4).
DECIDING = {
    "8.1.2", "8.2.3", "8.2.1", "8.2.2", "8.4.1", "15.3.1", "15.3.3", "2.3.1", "2.3.3", "2.3.4", "2.4.1", "6.2.9",
    "6.2.10", "6.2.12", "6.3.3", "6.4.3", "6.5.1", "6.5.4", "6.5.5", "7.1.1", "7.3.1", "7.3.2", "7.4.3", "7.5.1",
    "7.5.2", "3.3.3", "3.4.3", "3.4.5", "3.4.6", "3.7.2", "14.3.1", "14.3.2", "14.3.3", "5.1.1", "5.2.3", "5.4.1",
    "5.4.2", "5.4.3", "14.1.1", "14.1.2", "14.2.1", "16.3.2", "16.4.2", "16.5.1", "16.5.2", "16.5.3", "13.2.2",
    "13.4.2", "13.4.5",
}  # fmt: skip


def test_every_item_of_the_first_two_levels_is_assessed_once():
    items = [row["item"] for row in ROWS]

    assert len(items) == len(set(items))
    assert set(items) >= DECIDING
    assert sum(row["level"] in ("1", "2") for row in ROWS) == 253
    assert {row["status"] for row in ROWS} <= STATUSES


def names_without_a_place(proof: str) -> list[str]:
    """Tests, and files of the portal, that a proof names and that are not there."""
    missing = []
    for name in re.findall(r"tests/[\w/]+\.py(?:::\w+)?", proof):
        path, _, test = name.partition("::")
        file = settings.BASE_DIR / path
        if not file.exists() or (test and f"def {test}(" not in file.read_text(encoding="utf-8")):
            missing.append(name)
    for name in re.findall(r"(?<![\w/])(?:centre|deploy|docs|templates)/[\w/.]+", proof):
        if not (settings.BASE_DIR / name.rstrip(".")).exists():
            missing.append(name)
    return missing


def test_what_an_item_names_exists():
    assert all(row["proof"].strip() for row in ROWS)
    assert {row["item"]: found for row in ROWS if (found := names_without_a_place(row["proof"]))} == {}


def test_a_test_that_is_gone_would_be_noticed():
    gone = "tests/house/test_asvs.py::test_gone"
    assert names_without_a_place(f"tests/house/test_asvs.py; {gone}; centre/nowhere.py") == [gone, "centre/nowhere.py"]


def test_every_abuse_case_has_a_test_of_its_own_name():
    assert [row["case"] for row in ABUSE] == [f"AC{number:02}" for number in range(1, 25)]
    assert {row["case"]: found for row in ABUSE if (found := names_without_a_place(row["tests"]))} == {}
    without = []
    for row in ABUSE:
        paths = {settings.BASE_DIR / name.partition("::")[0] for name in row["tests"].split("; ")}
        if not any(f"def test_{row['case'].lower()}_" in path.read_text(encoding="utf-8") for path in paths):
            without.append(row["case"])

    assert without == []
