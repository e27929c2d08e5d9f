"""`make run`: the whole portal on one machine, with demo data. Ctrl-C ends all of it.

Web, Celery worker and beat run beside each other on SQLite, the local-memory cache and Celery's filesystem transport:
one web process with threads, because limits and one-time codes have to be seen by all of it.
Reads PORT (8000), HOST (127.0.0.1), STATE_DIR (var) and RESET (1 throws the folder's data away first).
"""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tools import environment, processes, state
from tools.environment import PYTHON, NotReady, say

BIN = PYTHON.parent
READY_SECONDS = 60
# What would point the demo at somebody's real services.
ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "CLAMAV_ADDRESS", "DJANGO_SETTINGS_MODULE")
PARTS = ("web", "worker", "beat")


def main() -> int:
    """Prepare, start, watch, end. Returns the exit code: 0 after Ctrl-C, 1 when a part died by itself."""
    processes.stop_on_signals()
    try:
        host, port = os.environ.get("HOST") or "127.0.0.1", _port()
        _refuse_taken_port(host, port)
        folder = state.folder()
        with state.held(folder):
            environment.ensure("requirements.txt", environment.RUN_PACKAGES)
            if os.environ.get("RESET") == "1":
                say(f"Starting afresh: emptying {folder}")
                state.clear(folder)
            env = _environment(folder, port)
            _prepare_database(folder, env)
            return _serve(folder, env, host, port)
    except NotReady as problem:
        say(f"\n{problem}")
        return 1
    except processes.Stopped:
        return 0


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise NotReady(f"PORT is {text!r}; it has to be a number from 1 to 65535.")
    return int(text)


def _refuse_taken_port(host: str, port: int) -> None:
    if not processes.port_is_free(host, port):
        raise NotReady(f"Port {port} on {host} is in use. Choose another one: make run PORT={port + 1}")


def _environment(folder: Path, port: int) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    env.setdefault("BASE_URL", f"http://localhost:{port}")
    env.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
    return env | {
        **state.settings_of_the_demo(folder),
        "STATE_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        # In a container everything is root; the demo takes JSON messages from its own folder only.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def _prepare_database(folder: Path, env: Mapping[str, str]) -> None:
    with state.new_database(folder) as fresh:
        _manage(env, "migrate", "--verbosity", "0")
        if fresh:
            say("Filling the new database with demo data")
            _manage(env, "seed_demo")


def _manage(env: Mapping[str, str], *command: str) -> None:
    with processes.running(processes.start([PYTHON, "manage.py", *command], env=env)) as process:
        if process.wait():
            raise NotReady(f"manage.py {command[0]} failed. Its own words are above.")


def _signins(env: Mapping[str, str]) -> str:
    """The table of demo sign-ins, or why there is none (a database that was not filled by this command)."""
    command = [PYTHON, "manage.py", "demo_signins"]
    with processes.running(processes.start(command, env=env, output=subprocess.PIPE)) as process:
        return process.communicate()[0].rstrip()


def _serve(folder: Path, env: Mapping[str, str], host: str, port: int) -> int:
    # A schedule file of another version or a broken one stops beat; it holds nothing that the database does not.
    for leftover in folder.glob("beat-schedule*"):
        leftover.unlink()
    with contextlib.ExitStack() as stack:
        parts = {}
        for name in PARTS:
            parts[name] = processes.start(_command(name, folder, host, port), env=env, label=name)
        stack.callback(_end, parts)
        # Beat asks the worker for a sign of life twice a minute; asking now makes the health page say yes at once.
        stack.callback(
            processes.end,
            processes.start(_command("heartbeat", folder, host, port), env=env, output=subprocess.DEVNULL),
        )
        _await_health(host, port, lambda: _dead(parts))
        if not _dead(parts):
            say(f"\nTweehuis runs at http://localhost:{port}\n\n{_signins(env)}\n")
            say("Ctrl-C ends it. The next `make run` keeps the data; `make run RESET=1` starts afresh.\n")
        while not (dead := _dead(parts)):
            _refuse_orphanhood()
            time.sleep(0.3)
        say(f"\nThe {dead} process ended by itself (exit code {parts[dead].returncode}); the others are ended too.")
        return 1


def _command(name: str, folder: Path, host: str, port: int) -> list[str]:
    celery = [str(BIN / "celery"), "--app", "centre", "--quiet"]
    return {
        "web": [
            str(BIN / "gunicorn"), "centre.wsgi:application", "--bind", f"{host}:{port}", "--log-level", "warning",
            "--workers", "1", "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "8",
            "--no-control-socket",
        ],
        "worker": [
            *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
        "heartbeat": [*celery, "call", "centre.heartbeat"],
        "beat": [*celery, "beat", "--schedule", str(folder / "beat-schedule"), "--loglevel", "WARNING"],
    }[name]  # fmt: skip


def _await_health(host: str, port: int, dead: Callable[[], str]) -> None:
    """Wait until web and worker are well, a part died, or patience ran out (then say what the health page answered)."""
    answer = "nothing"
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not dead():
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)  # noqa: S104
            connection.request("GET", "/health/", headers={"Host": "localhost"})
            response = connection.getresponse()
            answer = response.read().decode()
            connection.close()
            report = json.loads(answer)
            if all(report.get(part, {}).get("ok") for part in ("database", "cache", "worker", "beat")):
                return
        _refuse_orphanhood()
        time.sleep(0.2)
    if not dead():
        say(f"Not everything is well after {READY_SECONDS} seconds. The health page answered {answer}")


def _refuse_orphanhood() -> None:
    """End with make, also when make was killed without a word (its child then belongs to another parent)."""
    if os.environ.get("MAKELEVEL") and os.getppid() != PARENT:
        raise processes.Stopped("make ended")


def _dead(parts: Mapping[str, subprocess.Popen[str]]) -> str:
    return next((name for name, process in parts.items() if process.poll() is not None), "")


def _end(parts: Mapping[str, subprocess.Popen[str]]) -> None:
    """All at once, so that the slowest decides how long it takes; the worker gets time to finish its task."""
    processes.ignore_signals()
    say("\nEnding web, worker and beat")
    for process in parts.values():
        if process.poll() is None:
            process.terminate()
    for process in parts.values():
        processes.end(process, patience=20)


PARENT = os.getppid()

if __name__ == "__main__":
    sys.exit(main())
