"""Take doorbells for one round, and take back what a dead round left (features.md H2).

A round sends its rows in the order (due_at, pk) and leaves a trail beside it: one line per mail that was accepted.
So of a dead round at most one mail is in doubt: the first that is neither recorded nor in the trail.
"""

import os
import uuid
from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from centre import clock
from centre.doorbell_mail import message_id_for
from centre.models import ContactTask, Notice
from centre.models.mail import DoorbellKind as Kind
from centre.models.notice import NoticeState

#: A claim older than this belongs to a round that died.
LEASE = timedelta(seconds=120)
#: Kinds that are not sent again when nobody can tell whether they left: staff decides (security reference 10.1).
SENSITIVE = frozenset({Kind.INVITATION, Kind.SECURITY})
#: Without a trail (another machine took over) so many rows of a round are in doubt: the size of one recording.
GROUP = 50
#: A doorbell in doubt rings once more, with the same Message-ID; in doubt again a person decides: it may be what kills.
MOST_RESENDS = 1
#: What a round asks of a row and of its person.
NEEDED = (
    "key", "kind", "path", "due_at", "not_after", "state", "claim", "claimed_at", "attempts", "recoveries", "template",
    "recipient__email", "recipient__language", "recipient__is_active", "recipient__is_staff",
)  # fmt: skip


class Trail:
    """The file of one round: the mails that were accepted, on disk before the next one goes out."""

    def __init__(self, claim: uuid.UUID):
        self.path = settings.STATE_DIR / "rounds" / claim.hex
        self.file: int | None = None

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return self

    def __exit__(self, *_error):
        os.close(self.file)

    def add(self, pk: int) -> None:
        os.write(self.file, b"%d\n" % pk)

    def read(self) -> set[int] | None:
        """The accepted rows; None when this machine has no trail of that round."""
        try:
            return {int(line) for line in self.path.read_bytes().splitlines() if line.isdigit()}
        except FileNotFoundError:
            return None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def claim_due_notices(*, limit: int, mailer=None) -> list[Notice]:
    """Mark due rows as being sent, so that no other worker takes them; first a dead worker's claims come back."""
    recover_dead_claims(mailer=mailer)
    now, claim = clock.now(), uuid.uuid4()
    with transaction.atomic():
        rows = Notice.objects.filter(state=NoticeState.NEW, due_at__lte=now).order_by("due_at", "pk")
        rows = rows.select_for_update(skip_locked=True, of=("self",)).select_related("recipient").only(*NEEDED)
        claimed = list(rows[:limit])
        Notice.objects.filter(pk__in=[row.pk for row in claimed]).update(
            state=NoticeState.CLAIMED, claimed_at=now, claim=claim
        )
    for row in claimed:
        row.state, row.claim, row.claimed_at = NoticeState.CLAIMED, claim, now
    return claimed


@transaction.atomic
def recover_dead_claims(*, mailer=None) -> int:
    """Sort out rounds that outlived their lease; returns how many rows. `mailer.accepted` decides where it exists."""
    dead = Notice.objects.filter(state=NoticeState.CLAIMED, claimed_at__lt=clock.now() - LEASE)
    dead = list(dead.select_for_update(skip_locked=True).order_by("claim", "due_at", "pk"))
    for claim, rows in groupby(dead, key=lambda row: row.claim):
        _recover(list(rows), Trail(claim or uuid.UUID(int=0)), getattr(mailer, "accepted", None))
    return len(dead)


def _recover(rows: list[Notice], trail: Trail, accepted) -> None:
    known = trail.read()
    sent = [row for row in rows if row.pk in (known or ())]
    rest = [row for row in rows if row.pk not in (known or ())]
    doubtful, untouched = (rest[:GROUP], rest[GROUP:]) if known is None else (rest[:1], rest[1:])
    if accepted:
        sent += [row for row in doubtful if accepted(message_id_for(row))]
        untouched += [row for row in doubtful if row not in sent]
        doubtful = []
    record_sent(sent)
    give_back(untouched)
    for row in doubtful:
        _settle_doubt(row)
    trail.remove()


def _settle_doubt(row: Notice) -> None:
    """Nobody knows whether this one left: a doorbell rings once more, anything else waits for a person."""
    if row.kind not in SENSITIVE and row.recoveries < MOST_RESENDS:
        row.state, row.recoveries = NoticeState.NEW, row.recoveries + 1
        row.save(update_fields=["state", "recoveries"])
    else:
        mark_uncertain(notice=row)


def mark_uncertain(*, notice: Notice) -> None:
    """Possibly sent: a coordinator sees it and decides. Nothing where another round has the row by now."""
    if not held_by(notice, [notice.pk]).update(state=NoticeState.UNCERTAIN):
        return
    ContactTask.objects.get_or_create(
        key=f"uncertain:{notice.pk}:{notice.attempts}:{notice.recoveries}",
        defaults={"sort": ContactTask.Sort.UNCERTAIN, "person_id": notice.recipient_id, "notice": notice},
    )


def record_sent(rows: Iterable[Notice]) -> None:
    """Rows of one round that were accepted. An invitation's link is a secret: it goes as soon as it left.

    Who took a row over meanwhile changed its claim. The claim also keeps PostgreSQL on the primary key: asked for the
    state `claimed` it walks the partial index of claims, with everything that earlier rounds left there.
    """
    rows = list(rows)
    if not rows:
        return
    mine = Notice.objects.filter(pk__in=[row.pk for row in rows], claim=rows[0].claim).exclude(state=NoticeState.DEAD)
    if any(row.kind == Kind.INVITATION for row in rows):
        mine.filter(kind=Kind.INVITATION).update(path="/start/")
    mine.update(state=NoticeState.SENT, sent_at=clock.now())


def give_back(rows: Iterable[Notice], **later) -> None:
    """Not touched by the round: another round takes them, or after `due_at`."""
    rows = list(rows)
    if rows:
        held_by(rows[0], [row.pk for row in rows]).update(state=NoticeState.NEW, claim=None, **later)


def held_by(row: Notice, pks: Iterable[int]) -> QuerySet[Notice]:
    """Of these numbers what still belongs to the round of `row`.

    A round that stood still for longer than its lease wakes up beside another one: what that one has, it leaves alone.
    """
    return Notice.objects.filter(pk__in=pks, claim=row.claim, state=NoticeState.CLAIMED)
