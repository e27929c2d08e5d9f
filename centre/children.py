"""What a parent may know of a child today, and what a child is asked itself (law.md 1.2, 1.3). All by the day itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from centre import clock
from centre.asked import ALWAYS_OF_A_CHILD, TO_A_CHILD, asked_of_children
from centre.models import Case, Child, Consent, Dossier, Note, Parent, ParentalAuthority, User

#: From these ages a child speaks along, decides alone, and is no child any more (Jw 7.3.4, 7.3.5; 1:233 BW).
SPEAKS_ALONG, DECIDES_ALONE, GROWN_UP = 12, 16, 18


class Standing(StrEnum):
    """How a parent stands towards a child on a day."""

    FULL = "full"  # authority, and the child is under twelve
    TOGETHER = "together"  # authority, and the child speaks along
    ALONE = "alone"  # the child is sixteen: it decides and reads alone
    ADULT = "adult"
    OUTLINE = "outline"  # no authority: the main facts, on request (1:377c BW)
    UNKNOWN = "unknown"  # nobody knows yet whether there is authority: no more than the outline until then


@dataclass(frozen=True)
class MyChild:
    """One child on a parent's page, with what may be read there."""

    child: Child
    standing: Standing
    dossier: Dossier
    notes: tuple[Note, ...] = ()

    @property
    def may_ask_outline(self) -> bool:
        return self.standing in (Standing.OUTLINE, Standing.UNKNOWN)

    @property
    def may_read(self) -> bool:
        return self.standing in (Standing.FULL, Standing.TOGETHER)


def standing_of(child: Child, *, holds: bool, on: date) -> Standing:
    """Sixteen outranks authority: from then on the child alone decides who reads."""
    age = child.age_on(on)
    if age >= GROWN_UP:
        return Standing.ADULT
    if not holds:
        return Standing.OUTLINE
    if age >= DECIDES_ALONE:
        return Standing.ALONE
    return Standing.TOGETHER if age >= SPEAKS_ALONG else Standing.FULL


def standing(parent: Parent, child: Child) -> Standing:
    """How this parent stands towards this child today."""
    held = ParentalAuthority.objects.holding_on(clock.today()).filter(parent=parent, child=child)
    return standing_of(child, holds=held.exists(), on=clock.today())


def authority_since(parent: Parent, child: Child) -> date | None:
    """Since when this parent has authority without a break; None without authority today. Nothing older is shown."""
    return _unbroken(ParentalAuthority.objects.filter(parent=parent, child=child).order_by("-since"))


def _standing_by(rows: list[ParentalAuthority], child: Child) -> Standing:
    """By one parent's rows about this child, the newest first."""
    found = standing_of(child, holds=_unbroken(rows) is not None, on=clock.today())
    is_open = any(row.evidence in ParentalAuthority.NOT_ESTABLISHED and row.until is None for row in rows)
    return Standing.UNKNOWN if found == Standing.OUTLINE and is_open else found


def _unbroken(rows: Iterable[ParentalAuthority]) -> date | None:
    """The first day of the authority of today, out of one parent's rows about one child, the newest first."""
    today, start = clock.today(), None
    for row in rows:
        if row.evidence in ParentalAuthority.NOT_ESTABLISHED:
            continue
        if start is None and row.since <= today and (row.until is None or row.until >= today):
            start = row.since
        elif start is not None and row.until is not None and row.until >= start - timedelta(days=1):
            start = min(start, row.since)
    return start


def known_to(parent: Parent) -> QuerySet[Child]:
    """The children of this parent's family whose name the parent may read here (ChildQuerySet.known_to)."""
    return Child.objects.known_to(parent)


def children_of_parent(parent: Parent) -> list[MyChild]:
    """The children of this family whom the parent may know of, oldest first, with the shared notes to be read.

    Three queries, however many children.
    """
    files = Dossier.objects.filter(child__in=known_to(parent)).select_related("child")
    held = defaultdict(list)
    for row in ParentalAuthority.objects.filter(parent=parent).order_by("-since"):
        held[row.child_id].append(row)
    found, readable = [], {}
    for file in files.order_by("child__birth_date", "pk"):
        since = _unbroken(held[file.child_id])
        mine = MyChild(file.child, _standing_by(held[file.child_id], file.child), file)
        found.append(mine)
        if mine.may_read:
            readable[file] = since
    notes = _shared(parent, readable)
    return [replace(mine, notes=tuple(notes[mine.dossier.pk])) for mine in found]


def _shared(parent: Parent, files: dict[Dossier, date]) -> dict[int, list[Note]]:
    """Per dossier the texts for both parents of this family, from the day on which this parent had authority."""
    notes = defaultdict(list)
    readable = Q(pk__in=[])
    for file, since in files.items():
        readable |= Q(dossier=file, written_at__date__gte=since) if since > file.opened_on else Q(dossier=file)
    newest = Window(RowNumber(), partition_by="dossier", order_by=["-written_at", "-pk"])
    rows = Note.objects.filter(readable, audience=Note.Audience.BOTH, case__family=parent.family_id)
    for note in rows.annotate(place=newest).filter(place__lte=25).order_by("-written_at", "-pk"):
        notes[note.dossier_id].append(note)
    return notes


def written_for(dossier: Dossier) -> QuerySet[Note]:
    """What stands in the own file for this person to read, a parent or a child from twelve on; newest first.

    A parent never reads what is written for a child here: only through a question about the file, with two readers.
    """
    rows = Note.objects.filter(dossier=dossier, audience=Note.Audience.SUBJECT)
    return (_for_child(rows) if dossier.child_id else rows).order_by("-written_at", "-pk")


def written_lately(user: User, *, days: int) -> QuerySet[Note]:
    """What was written for the signed-in child in these days."""
    since = clock.now() - timedelta(days=days)
    rows = Note.objects.filter(dossier__child__user=user, audience=Note.Audience.SUBJECT, written_at__gt=since)
    return _for_child(rows)


def _for_child(rows: QuerySet[Note]) -> QuerySet[Note]:
    """Without the own view of a parent, which stands in the child's file for who reads that file."""
    return rows.exclude(kind=Note.Kind.STATEMENT)


def readers_of(note: Note) -> list[User]:
    """Who of the family may read a note today, as far as they have an account; nobody when it is the team's."""
    if note.audience == Note.Audience.SUBJECT:
        user = note.dossier.person.user
        return [user] if user else []
    if note.audience == Note.Audience.STAFF:
        return []
    held = ParentalAuthority.objects.holding_on(clock.today()).filter(child=note.dossier.child)
    if note.dossier.child.age_on(clock.today()) >= DECIDES_ALONE:
        return []
    rows = Parent.objects.filter(family=note.case.family_id, pk__in=held.values("parent"), user__isnull=False)
    return [parent.user for parent in rows.select_related("user").order_by("pk")]


def questions_for(child: Child, *, purposes: Iterable[str] | None = None) -> list[dict]:
    """What this child is asked, per open case, with its own latest answer and all earlier ones; nothing of its parents. None under twelve.

    `purposes`: these only; otherwise all that are asked now.

    Raises KeyError for a purpose that has no words for a child.
    """
    if child.age_on(clock.today()) < SPEAKS_ALONG:
        return []
    given = Consent.objects.filter(giver_child=child, about_child=child).order_by("answered_at", "pk")
    said = defaultdict(list)
    for row in given:
        said[row.case_id, row.purpose].append(row)
    cases = Case.objects.open().filter(family__children=child).order_by("-opened_on", "-pk")
    return [
        {
            "case": case,
            "purpose": purpose,
            "heading": TO_A_CHILD[purpose][0],
            "about": TO_A_CHILD[purpose][1],
            "answer": (said[case.pk, purpose] or [None])[-1],
            "said": said[case.pk, purpose],
        }
        for case in cases
        for purpose in (asked_of_children() if purposes is None else purposes)
    ]


def decides_alone(child: Child) -> bool:
    return child.age_on(clock.today()) >= DECIDES_ALONE


def waits_for_answer(user: User) -> Child | None:
    """The signed-in child, when a question about help, the group or research is still open."""
    child = Child.objects.filter(user=user).first()
    asked = questions_for(child, purposes=ALWAYS_OF_A_CHILD) if child else []
    return child if any(question["answer"] is None for question in asked) else None
