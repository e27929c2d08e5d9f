"""`make test`: every check, and the complete suite twice: on SQLite, and on PostgreSQL with Redis.

PostgreSQL and Redis are private ones that this command starts and ends, unless DATABASE_URL or REDIS_URL names one.
What cannot run counts as failed; so does a skipped test, because it proves nothing.
ARGS are passed on to pytest, for example ARGS="tests/groups -k seat".
"""

import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree  # pytest of our own wrote what is read

from tools import engines, environment, lint, processes
from tools.environment import PYTHON, ROOT, NotReady, say

# Tests of the tools themselves start whole portals; the engine makes no difference to them.
ONCE = "tests/once"
NO_TESTS = 5  # pytest's exit code when nothing was collected
# Asked of the running settings, so the summary tells what was used and not what was meant.
ENGINES = """
import django; django.setup()
from django.conf import settings; from django.core.cache import cache; from django.db import connection as c
c.ensure_connection()
version = c.Database.sqlite_version if c.vendor == "sqlite" else ".".join(map(str, divmod(c.pg_version, 10000)))
names = [{"sqlite": "SQLite", "postgresql": "PostgreSQL"}[c.vendor] + " " + version]
if settings.REDIS_URL:
    import redis; names.append("Redis " + redis.Redis.from_url(settings.REDIS_URL).info("server")["redis_version"])
else:
    names.append("local-memory cache, Celery's filesystem transport")
print(", ".join(names))
"""


class Outcome(NamedTuple):
    """What one pass of the suite came to; `engines` is empty when it could not start."""

    engines: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def main() -> int:
    """Returns 0 only when every check passed and both passes ran, without a failure and without a skip."""
    processes.stop_on_signals()
    try:
        environment.ensure("requirements-dev.txt", environment.TEST_PACKAGES)
        checked = list(lint.checks())
        outcomes = [_on_sqlite(), _on_servers()]
    except NotReady as problem:
        say(f"\n{problem}\n\n0 passed, 1 failed")
        return 1
    except processes.Stopped:
        say("\nStopped before the end; nothing is proven.")
        return 130
    return _summary(checked, outcomes)


def _on_sqlite() -> Outcome:
    with tempfile.TemporaryDirectory(prefix="tweehuis-test-") as folder:
        return _suite(Path(folder), {}, [])


def _on_servers() -> Outcome:
    try:
        with _database() as database, _redis() as redis, tempfile.TemporaryDirectory(prefix="tweehuis-test-") as folder:
            return _suite(Path(folder), {"DATABASE_URL": database, "REDIS_URL": redis}, [f"--ignore={ONCE}"])
    except NotReady as problem:
        say(f"\nNo pass on PostgreSQL and Redis, which counts as a failure. {problem}")
        return Outcome("", 0, 1, 0, 0)


@contextlib.contextmanager
def _database() -> Iterator[str]:
    named = os.environ.get("DATABASE_URL", "")
    if not named:
        with engines.postgresql() as address:
            yield address
    elif named.startswith(("postgres://", "postgresql://")):
        yield named
    else:
        raise NotReady("DATABASE_URL is set, but does not name a PostgreSQL database (postgres://…).")


@contextlib.contextmanager
def _redis() -> Iterator[str]:
    named = os.environ.get("REDIS_URL", "")
    if not named:
        with engines.redis() as address:
            yield address
    else:
        # Without a database number: the suite uses several, one pair for each worker.
        yield "/".join(named.split("/")[:3])


def _suite(folder: Path, addresses: Mapping[str, str], options: list[str]) -> Outcome:
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "MAKELEVEL")}
    env |= {**addresses, "STATE_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    names = _engines(env)
    report = folder / "report.xml"
    # Each worker takes its half from the start and then what the other has left: tests of one file share their world.
    command = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", f"--junitxml={report}"]
    arguments = shlex.split(os.environ.get("ARGS", ""))
    say(f"\n== {names}: tests {' '.join([*options, *arguments])}".rstrip())
    started = time.monotonic()
    process = processes.start([*command, *options, *arguments], env=env)
    with processes.running(process, ask=processes.signal.SIGINT):
        process.wait()
    passed, failed, skipped = _counts(report)
    if process.returncode not in (0, NO_TESTS):
        failed = max(failed, 1)
    return Outcome(names, passed, failed, skipped, time.monotonic() - started)


def _engines(env: Mapping[str, str]) -> str:
    ask = [PYTHON, "-c", ENGINES]
    asked = subprocess.run(
        ask, env=dict(env), cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if asked.returncode:
        raise NotReady(f"The engines do not answer: {asked.stderr.strip()[-1500:]}")
    return asked.stdout.strip()


def _counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed (with errors) and skipped of one pass, as pytest wrote them down; no report is a failure."""
    if not report.exists():
        return 0, 1, 0
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 written by our own pytest
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return max(total - failed - skipped, 0), failed, skipped


def _summary(checked: list[lint.Result], outcomes: list[Outcome]) -> int:
    unchecked = [check.name for check in checked if not check.passed]
    say("\n== Summary")
    say(f"checks: {len(checked) - len(unchecked)} passed, {len(unchecked)} failed {' '.join(unchecked)}".rstrip())
    for outcome in outcomes:
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
        say(f"{outcome.engines or 'PostgreSQL and Redis: DID NOT RUN'}: {counts} in {outcome.seconds:.0f} s")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed + outcome.skipped for outcome in outcomes) + len(unchecked)
    if not passed and not failed:
        say("No test was run, which counts as a failure.")
        failed = 1
    if any(outcome.skipped for outcome in outcomes):
        say("A skipped test is counted as failed below: it proves nothing.")
    say(f"\n{passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
