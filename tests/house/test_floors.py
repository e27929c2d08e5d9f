"""The floors hold, and the proof itself can fail."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

LINT = str(Path(sys.executable).with_name("lint-imports"))
ROOMS = ["centre", *settings.ROOMS]


def lint(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """The rooms without their surroundings, to plant faults in."""
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            target = tmp_path / path.relative_to(settings.BASE_DIR)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text())
    (tmp_path / "pyproject.toml").write_text((settings.BASE_DIR / "pyproject.toml").read_text())
    return tmp_path


def test_rooms_import_only_downward():
    result = lint(settings.BASE_DIR)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("centre/selectors.py", "import groups.models"),
        ("therapists/services.py", "import referrals.models"),
        ("intake/states.py", "import intake.services"),
    ],
)
def test_a_planted_upward_import_is_caught(copy, where, line):
    path = copy / where
    path = path if path.exists() else path.with_suffix("") / "__init__.py"
    path.write_text(f"{path.read_text()}\n{line}\n")

    assert lint(copy).returncode != 0


def test_a_lower_room_never_reads_a_reverse_name_of_a_higher_one():
    """`case.placements` in intake would be an upward arrow that imports do not show."""
    upper = {"placements": "groups", "measurements": "research", "attendances": "groups", "registration": "intake"}
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            text = path.read_text()
            for name, owner in upper.items():
                if ROOMS.index(room) < ROOMS.index(owner):
                    assert f"case.{name}" not in text, f"{path} reads case.{name} of {owner}"
