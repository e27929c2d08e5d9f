"""Child processes that never outlive the command that started them, whatever ends it."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tools.environment import ROOT

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(BaseException):
    """Somebody asked this command to end: Ctrl-C or SIGTERM. Not an Exception: nothing may handle it by accident."""


def stop_on_signals() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into Stopped, also where a shell started us with SIGINT ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)


def ignore_signals() -> None:
    """While ending: a second Ctrl-C must not leave children behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    label: str = "",
    last_word: signal.Signals = signal.SIGTERM,
    user: int | None = None,
    group: int | None = None,
    output: int | None = None,
) -> subprocess.Popen[str]:
    """Start a program in a session of its own, so that Ctrl-C reaches it through us only.

    `label` prefixes each line it prints; `last_word` is the signal the kernel sends it if we die without a word;
    `user` and `group` are the numbers to run as, when root.
    """

    def die_with_parent() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, int(last_word))

    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if label else output,
        stderr=subprocess.STDOUT if label or output is not None else None,
        text=True,
        errors="replace",
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 one call into libc, no locks taken
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
    )
    if label:
        threading.Thread(target=_copy_lines, args=(process, label), daemon=True).start()
    return process


def end(process: subprocess.Popen[str], *, ask: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Ask a program to end, wait `patience` seconds, then end it and all it started."""
    if process.poll() is None:
        process.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    # The leader may be gone while children of its own linger in its session.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def running(process: subprocess.Popen[str], *, ask: signal.Signals = signal.SIGTERM) -> Iterator[subprocess.Popen[str]]:
    """A program for the length of a `with` block."""
    try:
        yield process
    finally:
        end(process, ask=ask)


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port on the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(signal.Signals(number).name)


def _copy_lines(process: subprocess.Popen[str], label: str) -> None:
    assert process.stdout is not None  # noqa: S101 for the type checker: a label means a pipe
    for line in process.stdout:
        print(f"{label:<6} | {line.rstrip()}", flush=True)
