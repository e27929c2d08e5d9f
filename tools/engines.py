"""A private PostgreSQL and Redis for the length of a command: free ports, a temporary folder, nothing kept."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import processes
from tools.environment import NotReady, program

START_SECONDS = 30
# Nothing here has to survive a power cut, so no write waits for the disk.
# Between two tests their rows are gone: statistics taken then call a table empty that the next test fills in a transaction,
# and a question that takes milliseconds takes a quarter of an hour. So small tables are not looked at by themselves.
POSTGRES_OPTIONS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "jit=off",
    "autovacuum_vacuum_threshold=50000", "autovacuum_vacuum_insert_threshold=50000", "autovacuum_analyze_threshold=50000",
)  # fmt: skip


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database on a cluster of its own. Raises NotReady when there is none to start."""
    initdb, server, ready, create = (
        _needed(name, "PostgreSQL") for name in ("initdb", "postgres", "pg_isready", "createdb")
    )
    account = _account()
    run_as = {"user": account.pw_uid, "group": account.pw_gid} if os.geteuid() == 0 else {}
    with _folder(account) as folder:
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        data = folder / "data"
        made = subprocess.run(
            [initdb, "--auth", "trust", "--username", "tweehuis",
             "--locale", "C.UTF-8", "--encoding", "UTF8", "--no-sync", data],
            env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            extra_groups=[] if run_as else None, **run_as,
        )  # fmt: skip
        if made.returncode:
            raise NotReady(f"initdb failed: {made.stderr.strip()}")
        port = processes.free_port()
        options = [part for option in POSTGRES_OPTIONS for part in ("-c", option)]
        with (folder / "log").open("w") as log:
            process = processes.start(
                [server, "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", *options],
                env=env, output=log.fileno(), last_word=signal.SIGQUIT, **run_as,
            )  # fmt: skip
            # SIGQUIT ends it without a last checkpoint: the folder goes away right after.
            with processes.running(process, ask=signal.SIGQUIT):
                there = ["-h", "127.0.0.1", "-p", str(port), "-U", "tweehuis"]
                _await(process, [ready, *there, "-d", "postgres"], folder / "log")
                subprocess.run([create, *there, "tweehuis"], env=env, stdin=subprocess.DEVNULL, check=True)
                yield f"postgres://tweehuis@127.0.0.1:{port}/tweehuis"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis, without a database number. Raises NotReady when there is none to start."""
    server, client = _needed("redis-server", "Redis"), _needed("redis-cli", "Redis")
    with tempfile.TemporaryDirectory(prefix="tweehuis-redis-") as folder:
        port = processes.free_port()
        log = Path(folder) / "log"
        with log.open("w") as output:
            process = processes.start(
                [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--databases", "64",
                 "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"],
                env={"PATH": os.environ["PATH"]}, output=output.fileno(),
            )  # fmt: skip
            with processes.running(process):
                _await(process, [client, "-e", "-p", str(port), "ping"], log)
                yield f"redis://127.0.0.1:{port}"


def _needed(name: str, engine: str) -> str:
    if found := program(name):
        return found
    raise NotReady(f"{engine} is missing on this machine: there is no {name}.")


def _account() -> pwd.struct_passwd:
    """Who runs the cluster: ourselves, or, as initdb refuses root, Debian's postgres user or else nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotReady("PostgreSQL refuses to run as root, and this machine has neither a postgres nor a nobody user.")


@contextlib.contextmanager
def _folder(account: pwd.struct_passwd) -> Iterator[Path]:
    """A temporary folder that the account may enter (root's own TMPDIR may be closed to it)."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 mkdtemp makes the name
        folder = Path(tempfile.mkdtemp(prefix="tweehuis-pg-", dir=parent))
        if os.geteuid() == 0:
            os.chown(folder, account.pw_uid, account.pw_gid)
        try:
            if os.geteuid() != 0 or _may_enter(account, folder):
                yield folder
                return
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    raise NotReady(f"No temporary folder that {account.pw_name} may enter; set TMPDIR to one.")


def _may_enter(account: pwd.struct_passwd, folder: Path) -> bool:
    test = ["test", "-w", str(folder)]
    return not subprocess.run(test, user=account.pw_uid, group=account.pw_gid, extra_groups=[], check=False).returncode


def _await(process: subprocess.Popen[str], question: list[str], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while subprocess.run(question, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode:
        if process.poll() is not None or time.monotonic() > until:
            raise NotReady(f"{Path(process.args[0]).name} did not start: {log.read_text()[-2000:].strip()}")
        time.sleep(0.1)
