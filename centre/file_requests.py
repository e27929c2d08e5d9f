"""Nouns of questions about a file."""

from datetime import date, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from centre import clock, team
from centre.audiences import Audience
from centre.models import CareRelation, Dossier, FileRequest, Membership, Parent, User
from centre.services.file_requests import may_ask_about, may_still_read
from centre.two_people import lapses_before


def askable(parent: Parent) -> dict[str, Dossier]:
    """Reference → dossier that this parent may ask about today: the own one, and of children under authority."""
    children = (
        Dossier.objects.filter(child__families=parent.family_id)
        .select_related("child")
        .order_by("child__birth_date", "pk")
    )
    rows = [Dossier.objects.select_related("parent").get(pk=parent.dossier.pk), *children]
    return {row.reference: row for row in rows if may_ask_about(parent=parent, dossier=row)}


def labels(dossiers: dict[str, Dossier], parent: Parent) -> list[tuple[str, str]]:
    """Choices of a form: "my own file" and first names of children."""
    return [(key, row.child.first_name if row.child_id else _("My own file")) for key, row in dossiers.items()]


def own_with_answers(rows: QuerySet[FileRequest]) -> list[FileRequest]:
    """One person's own questions, newest first; `may_read` tells whether a delivered copy is still open."""
    rows = rows.select_related("parent", "dossier__child", "again_of").order_by("-asked_at", "-pk")[:50]
    for row in rows:
        row.may_read = not row.dossier.child_id or may_still_read(row)
    return list(rows)


def followed(user: User, *, open_only: bool = True) -> QuerySet[FileRequest]:
    """Questions in the cases that a coordinator leads, the nearest deadline first; how many therapists can read each.

    Two are needed: with `readers` below that a colleague has to be named.
    """
    rows = FileRequest.objects.visible_to(user)
    rows = (rows.open() if open_only else rows).select_related(
        "parent", "child", "case", "reader_one", "dossier__child"
    )
    readers = (
        _reading(OuterRef("case"), OuterRef("pk")).order_by().values("case").annotate(all=Count("user", distinct=True))
    )
    rows = rows.annotate(readers=Coalesce(Subquery(readers.values("all"), IntegerField()), 0))
    return rows.defer("words", "explanation").order_by("due_on", "pk")


def without_readers(user: User) -> QuerySet[FileRequest]:
    """Of these, what cannot go on by itself: nobody can read it twice, or the legal term is over."""
    rows = followed(user)
    return rows.filter(Q(readers__lt=2) | Q(pk__in=rows.overdue().values("pk")))


def to_read(user: User) -> QuerySet[FileRequest]:
    """Open questions that this therapist may read, the nearest deadline first."""
    rows = FileRequest.objects.readable_by(user).open().select_related("parent", "child", "case", "reader_one")
    return rows.defer("words", "explanation").order_by("due_on", "pk")


def waits_for(user: User) -> QuerySet[FileRequest]:
    """Of these, what this therapist did not read first within the last day."""
    return to_read(user).exclude(reader_one=user, read_at__gt=lapses_before())


def readers_of(request: FileRequest) -> list[User]:
    """The therapists who work with this family or were named for this question, by name."""
    rows = _reading(request.case_id, request.pk)
    return list(User.objects.filter(pk__in=rows.values("user")).order_by("name", "pk"))


def who_could_read(request: FileRequest) -> list[User]:
    """Therapists who can be named for this question: not excluded from the case, and not reading it already."""
    reading = _reading(request.case_id, request.pk)
    people = team.colleagues_for(request.case_id, audiences=(Audience.THERAPIST,))
    return list(people.exclude(pk__in=reading.values("user")))


def reading_term(request: FileRequest) -> date:
    """Until when somebody who is named now can read: the legal term, or two weeks when that is near or over."""
    return max(request.due_on, clock.today() + timedelta(days=14))


def _reading(case, request) -> QuerySet[CareRelation]:
    """Relations through which a therapist reads; `case`, `request`: keys, or columns of the row outside."""
    own = CareRelation.objects.active().filter(case=OuterRef("case"), user=OuterRef("user"))
    hats = Membership.objects.active().filter(user=OuterRef("user"), audience=Audience.THERAPIST)
    named = Q(kind=CareRelation.Kind.READER, reads=request)
    rows = CareRelation.objects.active().filter(Q(kind__in=CareRelation.OF_CARE) | named, case=case)
    return rows.filter(Exists(hats)).exclude(Exists(own.filter(kind=CareRelation.Kind.EXCLUDED)))
