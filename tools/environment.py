"""Makes a bare machine ready: system packages, virtual environment, compiled messages. Twice is the same as once."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCALES = ROOT / "centre" / "locale"

# What WeasyPrint draws with, and msgfmt.
RUN_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core", "gettext")
# The engines, the browser and the PDF reader of the tests.
TEST_PACKAGES = (*RUN_PACKAGES, "postgresql", "redis-server", "chromium", "poppler-utils")
# Where there is no dpkg to ask: the program that shows that a package is there.
PROGRAMS = {
    "gettext": "msgfmt",
    "postgresql": "postgres",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "poppler-utils": "pdfinfo",
}


class NotReady(Exception):
    """Something is missing on this machine. The text says what, and the one thing to do about it."""


def say(text: str) -> None:
    """One line to the person at the keyboard, at once even when the output is a pipe."""
    print(text, flush=True)


def ensure(requirements: str, packages: Sequence[str]) -> None:
    """Make everything there that `requirements` (a file name) and `packages` (Debian names) ask for.

    Raises NotReady when this user cannot install what is missing.
    """
    with _alone():
        wanted = [*packages, *_venv_package()]
        ensure_packages(wanted)
        ensure_venv(requirements)
        compile_messages()


def ensure_packages(names: Sequence[str]) -> None:
    """Install the Debian packages that are missing, as root; anyone else gets the line to run."""
    missing = _missing(names)
    if not missing:
        return
    line = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise NotReady(f"This machine lacks: {' '.join(missing)} (Debian's names). Install them and try again.")
    if os.geteuid() != 0:
        raise NotReady(f"This machine lacks system packages. Run this line, then try again:\n\n    sudo {line}\n")
    say(f"Installing system packages: {' '.join(missing)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patient = ["-o", "DPkg::Lock::Timeout=300"]
    # A failed update is no reason to stop: the lists that are there may do.
    for step in (["update"], line.split()[1:]):
        subprocess.run(["apt-get", *patient, "--quiet", *step], env=quiet, stdin=subprocess.DEVNULL, check=False)
    if still := _missing(names):
        raise NotReady(f"apt-get could not install: {' '.join(still)}. Its own words are above.")


def ensure_venv(requirements: str) -> None:
    """Install exactly what `requirements` pins, hashes checked; nothing to do when a stamp says it was done."""
    source = ROOT / requirements
    stamp = VENV / f".{requirements}.sha256"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    works = PYTHON.exists() and not _run([PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"])
    if works and stamp.exists() and stamp.read_text().strip() == digest:
        return
    if not works:
        say("Making the virtual environment in .venv")
        if _run([sys.executable, "-m", "venv", "--clear", VENV]):
            raise NotReady(f"{sys.executable} could not make a virtual environment. Its own words are above.")
    say(f"Installing {requirements}, hashes checked; this takes a minute")
    # --no-deps: the lock names every package, so there is nothing to resolve. Twice quiet: errors only.
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    if _run([*pip, "-r", source]):
        raise NotReady(f"pip could not install {requirements}. Its own words are above.")
    stamp.write_text(digest + "\n")


def compile_messages() -> None:
    """Compile each catalogue that changed since it was compiled. Raises NotReady on a broken catalogue."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        if _run(["msgfmt", "--check-format", "-o", fresh, source]):
            raise NotReady(f"{source.relative_to(ROOT)} does not compile. The words of msgfmt are above.")
        fresh.replace(target)


def program(name: str) -> str | None:
    """Path of a program, also of PostgreSQL's, which Debian keeps off the PATH; None when it is not there."""
    if found := shutil.which(name):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(versions[-1]) if versions else None


def _run(command: Sequence[str | Path]) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def _missing(names: Sequence[str]) -> list[str]:
    if shutil.which("dpkg-query"):
        return [name for name in names if not _installed(name)]
    return [name for name in names if name in PROGRAMS and not program(PROGRAMS[name])]


def _installed(name: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", name]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"


def _venv_package() -> list[str]:
    """Debian's own Python cannot make a virtual environment without this package."""
    if PYTHON.exists() or importlib.util.find_spec("ensurepip"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two commands started together build one environment, one after the other."""
    with (ROOT / "pyproject.toml").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
