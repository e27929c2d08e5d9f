"""`make lint`: every check that needs no server. `make test` runs the same list."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import NamedTuple

from tools import environment, processes
from tools.environment import PYTHON, NotReady, say

BIN = PYTHON.parent
ASSESSMENT = environment.ROOT / "docs/privacy/effectbeoordeling.md"


def _adopted_version() -> str:
    """What a centre would set after adopting the impact assessment of this tree."""
    return next(
        line.split()[1] for line in ASSESSMENT.read_text(encoding="utf-8").splitlines() if line.startswith("Versie:")
    )


# As strict as production: the deploy checks look at these settings, and none of them connects anywhere.
PRODUCTION = {
    "DEBUG": "false",
    "DEMO": "false",
    "SECRET_KEY": "lint-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",
    "FIELD_KEYS": "bGludCBvbmx5LCBuZXZlciBpbiBwcm9kdWN0aW9uISE=",
    "HASH_KEY": "lint-only-hash-key-0123456789abcdef0123456789abcdef",
    "ALLOWED_HOSTS": "portal.example.org",
    "BASE_URL": "https://portal.example.org",
    "TRUSTED_PROXY_COUNT": "1",
    "DPIA_VERSION": _adopted_version(),
    "COMPLAINT_SUBSTITUTE": "directie@example.org",
}

SERVERS = {"DATABASE_URL": "postgres://portal@127.0.0.1:1/portal", "REDIS_URL": "redis://127.0.0.1:1"}


class Result(NamedTuple):
    """One check: its name, whether all was well, and how long it took."""

    name: str
    passed: bool
    seconds: float


def checks() -> Iterator[Result]:
    """Run each check in turn; what a failing one printed is shown, a passing one stays silent."""
    manage = [str(PYTHON), "manage.py"]
    commands = {
        "ruff": [str(BIN / "ruff"), "check", "."],
        "import-linter": [str(BIN / "lint-imports")],
        "makemigrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "check --deploy": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
    }
    with tempfile.TemporaryDirectory(prefix="tweehuis-lint-") as folder:
        env = os.environ | PRODUCTION | {"STATE_DIR": folder}
        for name, command in commands.items():
            addresses = SERVERS if name == "check --deploy" else {"DATABASE_URL": f"sqlite:///{folder}/lint.sqlite3"}
            yield _check(name, command, {**env, "REDIS_URL": "", **addresses})


def main() -> int:
    """Returns 0 when every check passed."""
    processes.stop_on_signals()
    try:
        environment.ensure("requirements-dev.txt", environment.TEST_PACKAGES)
        results = list(checks())
    except NotReady as problem:
        say(f"\n{problem}")
        return 1
    except processes.Stopped:
        return 130
    failed = [result.name for result in results if not result.passed]
    say(f"\n{len(results) - len(failed)} checks passed, {len(failed)} failed {' '.join(failed)}".rstrip())
    return bool(failed)


def _check(name: str, command: list[str], env: dict[str, str]) -> Result:
    started = time.monotonic()
    process = processes.start(command, env=env, output=subprocess.PIPE)
    with processes.running(process):
        words, _ = process.communicate()
    result = Result(name, process.returncode == 0, time.monotonic() - started)
    say(f"{name}: {'passed' if result.passed else 'FAILED'} ({result.seconds:.0f} s)")
    if not result.passed:
        say(words)
    return result


if __name__ == "__main__":
    sys.exit(main())
