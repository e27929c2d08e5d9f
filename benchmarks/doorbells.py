"""Doorbells over SMTP to a local catcher: the rate against a bare loop, and what kill -9 costs. On any database.

`python -m benchmarks.doorbells [--count 5000] [--kills 20]`; `make bench` runs the rate on PostgreSQL.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.lines import Line, show

#: Least rate of the portal, as a share of a bare loop over the same kind of connection (issue: the ground floor).
LEAST = 0.7
#: Mails of one part: the bare loop and the portal take turns, so that a busy machine slows both alike.
PART = 500


def catcher(folder: Path) -> None:
    """Accept everything; write the port to `port` and the Message-ID of each mail to `accepted` before saying 250."""
    from aiosmtpd.smtp import SMTP

    log = os.open(folder / "accepted", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    class Handler:
        async def handle_DATA(self, _server, _session, envelope):
            head = envelope.content.split(b"\r\n\r\n", 1)[0]
            found = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:"))
            os.write(log, found + b"\n")
            return "250 OK"

    async def serve():
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler()), "127.0.0.1", 0)
        (folder / "port.part").write_text(str(server.sockets[0].getsockname()[1]))
        (folder / "port.part").replace(folder / "port")
        await server.serve_forever()

    asyncio.run(serve())


@contextlib.contextmanager
def catching() -> Iterator[Path]:
    """A catcher in a process of its own; the settings point at it inside the block."""
    from django.conf import settings

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = subprocess.Popen([sys.executable, "-m", "benchmarks.doorbells", "--catch", name])
        try:
            while not (folder / "port").exists():
                time.sleep(0.05)
            settings.EMAIL_BACKEND = "centre.mailer.SmtpBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int((folder / "port").read_text())
            settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
            settings.QUIET_HOURS = (0, 0)
            yield folder
        finally:
            process.kill()
            process.wait()


def people(count: int) -> list:
    """So many parents with an account, made at once."""
    from centre.models import Membership, User

    mark = f"{time.time_ns():x}"
    users = [User(email=f"bel{n}.{mark}@example.org", name=f"Ouder {n}", password="!") for n in range(count)]
    users = User.objects.bulk_create(users, 2000)
    Membership.objects.bulk_create([Membership(user=user, audience="parent") for user in users], 2000)
    return users


def rate(count: int) -> Iterator[Line]:
    """The portal against a loop that sends the same mails, ready made, over the same kind of connection."""
    from django.core.mail import get_connection

    from centre.doorbell_mail import LetterCase
    from centre.models import Notice
    from centre.services import delivery

    users, mark = people(count), time.time_ns()
    notices = Notice.objects.bulk_create(
        [Notice(key=f"bel:{mark}:{n}", kind="message", recipient=user) for n, user in enumerate(users)], 2000
    )
    parts: list[tuple[float, float, float]] = []
    sent, busy = 0, [0.0, 0.0]
    with catching() as folder:
        case = LetterCase({})
        for first in range(0, count, PART):
            mails = [case.mail_for(row) for row in notices[first : first + PART]]
            mailer = get_connection()
            mailer.open()
            ready = [(mail.to[0], mail.message().as_bytes(linesep="\r\n")) for mail in mails]
            raw = _seconds(
                lambda m=mailer, r=ready: [m.connection.sendmail("a@example.org", [to], raw) for to, raw in r]
            )
            began = time.process_time()
            loop = _seconds(lambda m=mailer, all_=mails: [m.send_messages([mail]) for mail in all_])
            busy[0] += time.process_time() - began
            mailer.close()
            began, start = time.process_time(), time.perf_counter()
            sent += sum(delivery.deliver_batch().sent for _round in range(PART // delivery.ROUND))
            parts.append((raw, loop, time.perf_counter() - start))
            busy[1] += time.process_time() - began
        accepted = (folder / "accepted").read_text().splitlines()
    raw, loop, full = (sum(column) for column in zip(*parts, strict=True))
    # Another program that takes the processor for a moment spoils one part, not the middle one.
    share = median(part[1] / part[2] for part in parts)
    wrong = len(accepted) - 3 * count
    yield Line(
        f"{sent} of {count} doorbells",
        f"{share:.0%} of a bare loop of mails (at least {LEAST:.0%})",
        f"{1000 * full / count:.2f} ms each, {1000 * busy[1] / count:.2f} of them the processor's; the loop "
        f"{1000 * loop / count:.2f} and {1000 * busy[0] / count:.2f}",
        share < LEAST or wrong != 0 or sent != count,
    )
    yield Line("", f"{raw / full:.0%} of bare bytes", f"{1000 * raw / count:.2f} ms each; {wrong} lost or double")


def kills(count: int, times: int) -> Iterator[Line]:
    """A worker is killed hard at random moments; what the catcher accepted tells what was lost or doubled."""
    from centre import clock
    from centre.doorbell_mail import message_id_for
    from centre.models import Notice
    from centre.models.notice import NoticeState
    from centre.services.claiming import LEASE

    mark, lot = time.time_ns(), random.Random(4)  # noqa: S311  moments, no secrets
    rows = [Notice(key=f"kill:{mark}:{n}", kind="message", recipient=user) for n, user in enumerate(people(count))]
    Notice.objects.bulk_create(rows, 2000)
    mine, killed = Notice.objects.filter(key__startswith=f"kill:{mark}:"), 0
    with catching() as folder:
        log = folder / "accepted"
        while mine.filter(state__in=[NoticeState.NEW, NoticeState.CLAIMED]).exists():
            worker, ended = _worker(), False
            if killed < times:
                before = _lines(log)
                goal = before + lot.randint(1, max(2, 2 * (count - before) // (times - killed + 1)))
                while not ended and _lines(log) < goal:
                    time.sleep(0.001)
                    ended = os.waitpid(worker, os.WNOHANG)[0] != 0
                if not ended:
                    os.kill(worker, signal.SIGKILL)
                    killed += 1
            if not ended:
                os.waitpid(worker, 0)
            # The lease is over at once instead of after two minutes.
            mine.filter(state=NoticeState.CLAIMED).update(claimed_at=clock.now() - 2 * LEASE)
        own = {f"Message-ID: {message_id_for(row)}" for row in rows}
        accepted = [line for line in log.read_text().splitlines() if line in own]
    distinct = len(set(accepted))
    lost, double = count - distinct, len(accepted) - distinct
    yield Line(
        f"{count} doorbells, {killed} kills",
        f"{lost} lost, {double} double",
        f"{len(accepted)} accepted, {mine.filter(state=NoticeState.UNCERTAIN).count()} possibly sent",
        lost > 0 or double > killed,
    )


def _worker() -> int:
    """A process of its own that delivers until nothing is due; forked, so that the kills and not the starts take the time."""
    from django.db import connections

    from centre.services import delivery

    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        while delivery.deliver_batch():
            pass
    finally:
        os._exit(0)


def _lines(log: Path) -> int:
    """Every line is as long as the next: the size tells how many there are."""
    if not log.exists():
        return 0
    with log.open("rb") as file:
        return log.stat().st_size // (len(file.readline()) or 1)


def _seconds(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.doorbells", description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--catch", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.catch:
        catcher(asked.catch)
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(connection.vendor, flush=True)
    over = show(rate(asked.count)) + show(kills(asked.count, asked.kills))
    sys.exit(int(over > 0))


if __name__ == "__main__":
    main()
