"""Take the content out of one dossier, in every room; the empty dossier stays, because the log points at it.

The ledger on the private disk must be kept apart from the database's backups: after a restore it says what to erase
again. First the disk, then the commit: a crash in between is repaired by running again, never the other way round.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from centre import clock, own_rows, private_files, retention
from centre.fields import EncryptedTextField, blind_index
from centre.models import AccessLog, Attachment, Dossier, ErasureReceipt, FileRequest, LegalHold, Passage, User
from centre.models.retention import Category
from centre.pdf import private_file
from centre.services import unnaming
from centre.services.attachments import erase_file


def erase(*, dossier: Dossier, category: str, people: tuple[User, User]) -> ErasureReceipt:
    """Erase for good. `people`: the two who agreed. Raises ValidationError while somebody holds the dossier."""
    with transaction.atomic():
        dossier = (
            Dossier.objects.select_for_update(of=("self",)).select_related("parent", "child", "case").get(pk=dossier.pk)
        )
        if retention.is_held(dossier):
            raise ValidationError(_("This file is held because a procedure runs. It cannot be erased now."))
        return _receipt(dossier, category, people, _empty(dossier, category))


@transaction.atomic
def erase_passages(*, dossier: Dossier, rows: list[tuple[str, int]], people: tuple[User, User]) -> ErasureReceipt:
    """Erase some rows of one dossier, by ("room.Model", number); the rest stays word for word (law.md R31).

    Drafts and made copies that held them go too. Raises ValidationError while somebody holds the dossier.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if retention.is_held(dossier):
        raise ValidationError(_("This file is held because a procedure runs. It cannot be erased now."))
    counts = _take_out(dossier, rows)
    return _receipt(dossier, Category.REQUEST, people, counts, passages=[list(row) for row in rows])


def _receipt(dossier: Dossier, category: str, people, counts: dict, passages: Iterable = ()) -> ErasureReceipt:
    receipt = ErasureReceipt.objects.create(
        digest=digest_of(dossier.reference),
        category=category,
        erased_at=clock.now(),
        first_by=people[0],
        second_by=people[1],
        counts=counts,
        passages=list(passages),
    )
    _log(dossier, category, people[1])
    _write_down([receipt])
    return receipt


def _log(dossier: Dossier, category: str, by: User | None) -> None:
    AccessLog.objects.create(
        actor=by, action=AccessLog.Action.CHANGE, label="erasure", purpose=category, dossier=dossier
    )


def _take_out(dossier: Dossier, rows: Iterable[tuple[str, int]], *, known_at: datetime | None = None) -> dict[str, int]:
    """Remove these rows of this dossier, where they are still there; returns how many per kind.

    `known_at`: what was written later is another row, to which a restored backup gave the same number.
    """
    wanted, counts = {tuple(row) for row in rows}, Counter()
    for row, names in list(own_rows.rows_of(dossier)):
        if (row._meta.label, row.pk) not in wanted or not any(getattr(row, name) for name in names):
            continue
        if known_at and any(moment > known_at for moment in retention.moments_of(row)):
            continue
        if isinstance(row, Attachment):
            erase_file(attachment=row)
        _remove(row, names)
        counts[row._meta.label] += 1
    if counts:
        _drop_copies(FileRequest.objects.filter(dossier=dossier))
    return dict(counts)


class WrittenWithAnotherKey(Exception):
    """Lines of the ledger that this HASH_KEY cannot read: whose erasures they are is not known. (erased again, lines)."""


def reapply() -> int:
    """Erase again what a restored backup brought back; returns how many dossiers. Twice is the same as once.

    What was written after an erasure stays. Raises WrittenWithAnotherKey, after everything else was done.
    """
    known, other = _from_disk()
    rows = Dossier.objects.select_related("parent", "child", "case")
    here = {digest_of(reference) for reference in rows.values_list("reference", flat=True).iterator(chunk_size=500)}
    receipts = ErasureReceipt.objects.select_related("first_by", "second_by")
    written = known.keys() | other.keys()
    missing = [row for row in receipts if _key(row) not in written]
    # Of a receipt that fits no dossier nobody can say with which key it was made.
    _write_down([row for row in missing if row.digest in here])
    _write_down([row for row in missing if row.digest not in here], key="")
    known |= {_key(row): row for row in missing}
    by_digest: dict[str, list[ErasureReceipt]] = {}
    for receipt in sorted(known.values(), key=lambda row: row.erased_at):
        by_digest.setdefault(receipt.digest, []).append(receipt)
    done = 0
    for dossier in rows.iterator(chunk_size=500):
        for receipt in by_digest.get(digest_of(dossier.reference), ()):
            done += _again(dossier, receipt)
    if other:
        raise WrittenWithAnotherKey(done, len(other))
    return done


def digest_of(reference: str) -> str:
    """What a receipt and the ledger call a dossier."""
    return blind_index(reference, purpose="erasure")


@transaction.atomic
def _again(dossier: Dossier, receipt: ErasureReceipt) -> bool:
    facts = {"category": receipt.category, "counts": receipt.counts, "passages": receipt.passages}
    facts |= {"first_by": receipt.first_by, "second_by": receipt.second_by}
    _row, is_new = ErasureReceipt.objects.get_or_create(
        digest=receipt.digest, erased_at=receipt.erased_at, defaults=facts
    )
    if is_new:
        # The restored backup knows nothing of this erasure; what was handed out before it is asked back by this line.
        _log(dossier, receipt.category, receipt.second_by)
    if receipt.passages:
        return bool(_take_out(dossier, receipt.passages, known_at=receipt.erased_at))
    return retention.last_change(dossier) <= receipt.erased_at and bool(_empty(dossier, receipt.category))


def _empty(dossier: Dossier, category: str) -> dict[str, int]:
    """Remove the content; returns how many rows per kind. The safe order: files, rows, what hangs beside them."""
    counts: Counter[str] = Counter()
    for attachment in Attachment.objects.filter(dossier=dossier):
        erase_file(attachment=attachment)
    for row, names in list(own_rows.rows_of(dossier)):
        if any(getattr(row, name) for name in names):
            counts[row._meta.label] += 1
        _remove(row, names)
    counts.update(_empty_requests(dossier, category))
    person = dossier.parent or dossier.child
    if person is not None:
        counts.update(blank(unnaming.rows_beside(person)))
    if category != Category.REQUEST:
        # The term is over for the person as well. Who only asked stays known, with how to reach that person safely.
        LegalHold.objects.filter(dossier=dossier).update(reason="")
        counts.update(unnaming.unname(dossier))
        counts.update(blank(unnaming.rows_of_finished_family(dossier, _is_erased)))
    return dict(counts)


def _remove(row: Model, names: list[str]) -> None:
    """Delete the row; where other facts rest on it, only its words."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).delete()
    except ProtectedError:
        blank([row])


def blank(rows: Iterable[Model]) -> Counter:
    """Empty every encrypted column of these rows; returns how many rows had any words, per kind."""
    counts: Counter[str] = Counter()
    for row in rows:
        fields = [field for field in row._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        full = [field for field in fields if getattr(row, field.attname)]
        for field in full:
            setattr(row, field.attname, type(getattr(row, field.attname))())
        if full:
            type(row)._base_manager.bulk_update([row], [field.name for field in full])
            counts[row._meta.label] += 1
    return counts


def _empty_requests(dossier: Dossier, category: str) -> Counter:
    """Drafts and made copies of the file; a request to destroy it stays readable as long as the person is known."""
    rows = FileRequest.objects.filter(dossier=dossier)
    counts = _drop_copies(rows)
    if category == Category.REQUEST:
        rows = rows.exclude(kind=FileRequest.Kind.DESTRUCTION)
    return +(counts + blank(rows))


def _drop_copies(requests) -> Counter:
    """Drafts in passages and made copies; returns how many passages."""
    counts = Counter({Passage._meta.label: Passage.objects.filter(request__in=requests).delete()[0]})
    for row in requests.exclude(key=""):
        private_files.erase(private_file("inzage", row.key))
    requests.update(key="")
    return counts


def _is_erased(dossier: Dossier) -> bool:
    """Whether the term of this dossier was over already and everything went."""
    receipts = ErasureReceipt.objects.filter(digest=digest_of(dossier.reference)).exclude(category=Category.REQUEST)
    return receipts.exists() and not any(
        getattr(row, name) for row, names in own_rows.rows_of(dossier) for name in names
    )


def _ledger():
    return private_file("wissingen", "grootboek.jsonl")


def _key(row: ErasureReceipt) -> tuple[str, datetime]:
    return row.digest, row.erased_at


def _name_of_key() -> str:
    """Tells one HASH_KEY from another, and nothing about it."""
    return blind_index("", purpose="erasure key")[:16]


def _write_down(receipts: Iterable[ErasureReceipt], *, key: str | None = None) -> None:
    lines, key = [], _name_of_key() if key is None else key
    for row in receipts:
        people = [person and person.reference for person in (row.first_by, row.second_by)]
        facts = {"digest": row.digest, "category": row.category, "erased_at": row.erased_at.astimezone(UTC).isoformat()}
        facts |= {"people": people, "counts": row.counts, "passages": row.passages, "key": key}
        lines.append(json.dumps(facts, sort_keys=True) + "\n")
    if lines:
        with _ledger().open("a") as ledger:
            ledger.writelines(lines)
            ledger.flush()
            os.fsync(ledger.fileno())
        _ledger().chmod(0o600)


def _from_disk() -> tuple[dict[tuple, ErasureReceipt], dict[tuple, ErasureReceipt]]:
    """The receipts of the ledger by this HASH_KEY, and those by another one. Half a line at the end is an erasure that was
    not committed either."""
    if not _ledger().exists():
        return {}, {}
    lines = [json.loads(line) for line in _ledger().read_text().splitlines(keepends=True) if line.endswith("\n")]
    people = {
        user.reference: user
        for user in User.objects.filter(reference__in={p for line in lines for p in line["people"] if p})
    }
    known, other = {}, {}
    for line in lines:
        row = ErasureReceipt(
            digest=line["digest"],
            category=line["category"],
            erased_at=parse_datetime(line["erased_at"]),
            first_by=people.get(line["people"][0]),
            second_by=people.get(line["people"][1]),
            counts=line["counts"],
            passages=line.get("passages", []),
        )
        (known if line.get("key", "") in ("", _name_of_key()) else other)[_key(row)] = row
    return known, other
