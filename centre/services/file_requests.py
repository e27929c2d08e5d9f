"""Ask about a file, draft, read twice, decide, deliver. The other parent is told nothing (security reference 9)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centre import clock, own_file
from centre.children import SPEAKS_ALONG, Standing, authority_since, known_to, standing
from centre.models import Case, Child, Dossier, FileRequest, Parent, Passage, User
from centre.models.retention import Category
from centre.services.erasure import erase, erase_passages
from centre.services.file_copies import make_file
from centre.services.file_readers import end_readers
from centre.services.notes import add_own_view
from centre.services.notices import send_message

Kind, Outcome = FileRequest.Kind, FileRequest.Outcome


def may_ask_about(*, parent: Parent, dossier: Dossier, kind: str = "") -> bool:
    """The own dossier; a child's while the child is younger than sixteen and this parent has authority today.

    Without authority only the main facts can be asked for, and only of a child of the own family (1:377c BW).
    """
    if dossier.parent_id:
        return dossier.parent_id == parent.pk and kind != Kind.OUTLINE
    if dossier.child is None or not known_to(parent).filter(pk=dossier.child_id).exists():
        return False
    stands = standing(parent, dossier.child)
    if kind == Kind.OUTLINE:
        return stands == Standing.OUTLINE
    return stands in (Standing.FULL, Standing.TOGETHER)


@transaction.atomic
def ask(*, parent: Parent, dossier: Dossier, kind: str, words: str = "") -> FileRequest:
    """Record what is asked; the term of a month starts. The same question twice is one question.

    Raises ValidationError without authority or without words.
    """
    if not may_ask_about(parent=parent, dossier=dossier, kind=kind):
        raise ValidationError(_("You cannot ask this about this file."))
    if kind not in FileRequest.OF_THE_FILE and not words.strip():
        raise ValidationError({"words": _("Tell us in your own words what you mean.")})
    Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    case = parent.family.cases.order_by("-opened_on", "-pk").first()
    return _once(dossier=dossier, case=case, kind=kind, words=words, parent=parent)


@transaction.atomic
def ask_as_child(*, child: Child, kind: str, words: str = "") -> list[FileRequest]:
    """A child of twelve or older asks about its own file; no parent is told (law.md 1.3, Jw 7.3.10).

    One question per family it belongs to: each is read by who works with that family, without what is another's.
    Raises ValidationError under twelve, for what only a parent asks, or without words.
    """
    if child.age_on(clock.today()) < SPEAKS_ALONG or kind == Kind.OUTLINE:
        raise ValidationError(_("You cannot ask this about this file."))
    if kind not in FileRequest.OF_THE_FILE and not words.strip():
        raise ValidationError({"words": pgettext("to a child", "Tell us in your own words what you mean.")})
    dossier = Dossier.objects.select_for_update(of=("self",)).get(kind=Dossier.Kind.CHILD, child=child)
    newest: dict[int, Case] = {}
    for case in Case.objects.filter(family__children=child).order_by("opened_on", "pk"):
        newest[case.family_id] = case
    facts = {"dossier": dossier, "kind": kind, "words": words, "child": child}
    return [_once(case=case, **facts) for case in newest.values()]


def _once(*, words: str, **asked) -> FileRequest:
    """The same question that still waits, or a new one; the dossier is locked."""
    open_ones = FileRequest.objects.open().filter(**asked)
    same = next((row for row in open_ones if row.words == words), None)
    return same or FileRequest.objects.create(words=words, **asked)


@transaction.atomic
def draft(*, request: FileRequest) -> None:
    """Gather the file once, in passages; what may be somebody else's as well stays until a reader decides.

    The own statement of who asks is given with every copy (Jw 7.3.8 lid 2).
    """
    if not request.is_read_by_passage or request.passages.exists():
        return
    own, passages = str(request.asker), []
    for position, piece in enumerate(_pieces_for(request), start=1):
        is_own = piece.view_of == own
        ground = "" if is_own else _ground(request, piece)
        facts = {"heading": piece.heading, "text": piece.text, "dated": piece.at, "is_own_statement": is_own}
        row = {"row_kind": piece.row[0], "row_number": piece.row[1]}
        passages.append(Passage(request=request, position=position, ground=ground, **facts, **row))
    Passage.objects.bulk_create(passages)


def _ground(request: FileRequest, piece: own_file.Piece) -> str:
    """Why a passage stays until a reader decides otherwise: it is somebody else's as well, or between a child and us."""
    if piece.names_another:
        return Passage.Ground.ANOTHER
    is_the_childs = request.dossier.child_id and not request.child_id and (piece.is_own_voice or piece.is_to_person)
    return Passage.Ground.CHILD if is_the_childs else ""


def _pieces_for(request: FileRequest) -> list[own_file.Piece]:
    """No look-back: who gained authority later reads a child's file from that day, and always what is one's own.

    Of a child who lives in two families only what belongs to this one; nothing tells that there is more. Destruction
    concerns what was written: mere facts are not on offer.
    """
    pieces, child = own_file.pieces_of(request.dossier, request.asker), request.dossier.child
    family = request.parent.family_id if request.parent_id else request.case.family_id
    if request.kind == Kind.DESTRUCTION:
        pieces = [piece for piece in pieces if piece.row != ("", 0)]
    if child is None:
        return pieces
    cases = {None, *Case.objects.filter(family=family).values_list("pk", flat=True)}
    pieces = [piece for piece in pieces if piece.case in cases and piece.family in (None, family)]
    since = authority_since(request.parent, child) if request.parent_id else None
    if since is None or since <= child.birth_date:
        return pieces
    first = clock.end_of(since - timedelta(days=1))
    return [piece for piece in pieces if piece.by == request.parent.user_id or (piece.at and piece.at >= first)]


def may_still_read(request: FileRequest) -> bool:
    """A parent's copy of a child's file shuts when the authority ends or the child turns sixteen."""
    return bool(request.dossier.parent_id or request.child_id) or may_ask_about(
        parent=request.parent, dossier=request.dossier, kind=request.kind
    )


@transaction.atomic
def read_first(
    *,
    request: FileRequest,
    by: User,
    outcome: str,
    explanation: str,
    grounds: dict[int, str],
    is_still_clear: bool = False,
    review_on: date | None = None,
) -> None:
    """The first reader's proposal. `grounds`: position → why it is withheld, or empty to give it.

    `is_still_clear`: what is given still tells reason, aim, course and results; `review_on`: when it is weighed again
    (law.md R16).

    Raises ValidationError for a refusal without an explanation, for an own statement that is withheld, for a part
    withheld that leaves too little or has no later day to weigh it again, or after the decision.
    """
    row = _locked(request)
    if outcome != Outcome.GRANTED and not explanation.strip():
        raise ValidationError({"explanation": _("Explain what is not given, and why.")})
    for passage in row.passages.all():
        if (ground := grounds.get(passage.position)) is not None and ground != passage.ground:
            if passage.is_own_statement and row.gives_a_file:
                raise ValidationError(_("The own statement of who asks goes with every copy."))
            passage.ground = ground
            passage.save(update_fields=["ground"])
    if outcome == Outcome.GRANTED and row.passages.exclude(ground="").exists():
        raise ValidationError({"outcome": _("Something is withheld, so it is granted partly.")})
    if row.gives_a_file and outcome == Outcome.PARTLY and row.passages.exclude(ground="").exists():
        _check_withheld(is_still_clear, review_on)
    row.outcome, row.explanation, row.reader_one, row.read_at = outcome, explanation, by, clock.now()
    row.is_still_clear, row.review_on = is_still_clear, review_on
    row.save(update_fields=["outcome", "explanation", "reader_one", "read_at", "is_still_clear", "review_on"])


def _check_withheld(is_still_clear: bool, review_on: date | None) -> None:
    """law.md R16: what is given still tells enough, and the rest is weighed again on a day to come."""
    wrong = {}
    if not is_still_clear:
        wrong["is_still_clear"] = _("Without these the file says too little. Give more, or refuse it.")
    if review_on is None:
        wrong["review_on"] = _("Fill in a day.")
    elif review_on <= clock.today():
        wrong["review_on"] = _("Choose a day after today.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def send_back(*, request: FileRequest, by: User) -> None:
    """The second reader does not agree; a first reading is needed again. Raises ValidationError for the same person."""
    row = _second(request, by)
    row.reader_one, row.read_at, row.outcome = None, None, ""
    row.save(update_fields=["reader_one", "read_at", "outcome"])


def decide(*, request: FileRequest, by: User) -> FileRequest:
    """The second reader agrees: the answer is made and delivered in the portal.

    Raises ValidationError when nobody read first, for the same person, when the authority has ended meanwhile, and for
    destruction while a procedure holds the file.
    """
    with transaction.atomic():
        row = _second(request, by)
        if row.parent and not may_ask_about(parent=row.parent, dossier=row.dossier, kind=row.kind):
            raise ValidationError(_("This parent has no authority over this child any more."))
        row.reader_two, row.decided_at = by, clock.now()
        if row.gives_a_file and row.outcome != Outcome.REFUSED:
            row.key = make_file(request=row)
        elif row.kind == Kind.STATEMENT and row.outcome != Outcome.REFUSED:
            _add_statement(row, by)
        elif row.kind == Kind.DESTRUCTION and row.outcome != Outcome.REFUSED:
            _destroy(row, (row.reader_one, by))
        row.save(update_fields=["reader_two", "decided_at", "key"])
        end_readers(request=row)
        _tell(row)
    return row


def _tell(row: FileRequest) -> None:
    """Ring who asked, and nobody else. A child's message is in no file: a parent may read that."""
    subject = _("There is an answer to your question")
    text = _("You asked something about your data. The answer is in the portal, under My data.")
    if row.child_id:
        subject = pgettext("to a child", "There is an answer to your question")
        text = pgettext("to a child", "You asked something about your file. The answer is here, under Your file.")
    send_message(
        recipient=row.asker.user,
        subject=subject,
        text=text,
        by=None,
        # Not in a dossier that was just emptied.
        dossier=row.dossier if row.dossier.parent_id and row.kind != Kind.DESTRUCTION else None,
        sending=f"file-request:{row.reference}",
    )


def _locked(request: FileRequest) -> FileRequest:
    row = FileRequest.objects.select_for_update().get(pk=request.pk)
    if row.decided_at:
        raise ValidationError(_("This has been decided already."))
    return row


def _second(request: FileRequest, by: User) -> FileRequest:
    row = _locked(request)
    if row.has_lapsed:
        raise ValidationError(
            _("The first reading is of more than 24 hours ago and counts no longer. Read it first again.")
        )
    if row.reader_one_id is None:
        raise ValidationError(_("Somebody has to read it first."))
    if row.reader_one_id == by.pk:
        raise ValidationError(_("A colleague has to read it as well; you were the first reader."))
    return row


def _destroy(request: FileRequest, people: tuple[User, User]) -> None:
    """The whole file, or, when it is granted partly, the passages that nobody's interest keeps (Jw 7.3.9).

    Who could not read the whole file does not destroy the whole file either: another family's part of a child's file,
    and what was written before this parent had authority, stay.
    """
    if request.outcome == Outcome.GRANTED and _saw_everything(request):
        erase(dossier=request.dossier, category=Category.REQUEST, people=people)
        return
    rows = list(request.passages.filter(ground="").exclude(row_kind="").values_list("row_kind", "row_number"))
    if rows:
        erase_passages(dossier=request.dossier, rows=rows, people=people)


def _saw_everything(request: FileRequest) -> bool:
    written = {piece.row for piece in own_file.pieces_of(request.dossier, request.asker)} - {("", 0)}
    return written == {piece.row for piece in _pieces_for(request)}


def _add_statement(request: FileRequest, by: User) -> None:
    """The own statement of the person comes in the file unchanged (Jw 7.3.8 lid 2)."""
    add_own_view(
        dossier=request.dossier,
        case=request.case,
        subject=_("Own statement"),
        text=request.words,
        source=str(request.asker),
        by=by,
    )
