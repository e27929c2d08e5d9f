"""The roll call, what a parent says beforehand, and the note about the group (features.md G9-G12)."""

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from centre import clock, taken_back
from centre.models import Case, Dossier, Parent, User
from groups.models import Attendance, GroupNote, Placement, Session, Showing
from groups.naming import names_in
from groups.people import Couple, Person, couples_of
from groups.refusals import ChangedMeanwhile, NamesInNote, NotYet, TakenBack
from groups.selectors.rolls import seen
from groups.selectors.sheets import barred

Mark = Attendance.Mark


def record_attendance(
    *, session: Session, marks: Mapping[str, tuple[str, str]], by: User, shown: Mapping[str, str] = MappingProxyType({})
) -> int:
    """Store the whole roll call: `marks` says per person (key of groups.people.Person) the mark and a reason.

    `shown`: by the same key what stood on the page (selectors.rolls.seen): only what was changed since is written, so that
    colleagues who call the roll of their own room leave each other's marks alone. Who is not mentioned keeps a mark, and was
    present without one, unless the roll was called before. Families with which `by` may not work are left out.

    Returns how many rows changed; sending it again changes nothing. Raises NotYet before the session's day, ValidationError
    for somebody who is not in this group; and, when everybody else has been saved, by field (`mark-<key>`): TakenBack for
    somebody about whom a permission was taken back, ChangedMeanwhile for a mark that a colleague changed in the meantime.
    """
    changed, refused, overtaken = _call(session, marks, shown, by)
    errors = {f"mark-{person.key}": _not_yet(person) for person in refused}
    errors |= {f"mark-{key}": _by_another(row) for key, row in overtaken.items()}
    if errors:
        raise (TakenBack if refused else ChangedMeanwhile)(errors)
    return changed


@transaction.atomic
def _call(
    session: Session, marks: Mapping, shown: Mapping, by: User
) -> tuple[int, list[Person], dict[str, Attendance]]:
    """How many rows changed, for whom a mark was refused, and by key what a colleague noted in the meantime."""
    asked = session
    session = Session.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)
    if session.cancelled_at or not session.has_come:
        raise NotYet(_("The roll call opens on the day of the session."))
    people = {person.key: (couple, person) for couple in participants(session, by) for person in couple.people}
    if set(marks) - set(people):
        raise ValidationError(_("Somebody in this list is not in this group."))
    known = {
        ("parent" if row.parent_id else "child", row.parent_id or row.child_id): row
        for row in session.attendances.select_related("taken_by")
    }
    held = taken_back.held_back((couple.case_id for couple, _person in people.values()), before=session.starts_at)
    refused = [person for key, (_couple, person) in people.items() if person.who in held and key in marks]
    wanted, overtaken = [], {}
    for key, (couple, person) in people.items():
        row, mark = known.get(person.who), marks.get(key)
        if person.who in held:
            continue
        if _is_overtaken(row, mark, shown.get(key), by):
            overtaken[key] = row
        elif mark and not (row and seen(*mark) == shown.get(key)):
            # What was shown and sent back untouched is no mark by itself: without a row this person was present.
            wanted.append((couple, person, *(mark if seen(*mark) != shown.get(key) else (Mark.PRESENT, ""))))
        elif row is None and session.attendance_taken_at is None:
            wanted.append((couple, person, Mark.PRESENT, ""))
    changed = _store(session, wanted, known, by)
    if session.attendance_taken_at is None:
        session.attendance_taken_at = clock.now()
        session.save(update_fields=["attendance_taken_at"])
    asked.attendance_taken_at = session.attendance_taken_at
    if changed:
        _touch_dossiers([person for _couple, person, _mark, _reason in wanted])
    return changed, refused, overtaken


def _is_overtaken(row: Attendance | None, mark: tuple[str, str] | None, shown: str | None, by: User) -> bool:
    """Somebody else changed this row since the page was opened, and this person chose something else again."""
    if row is None or mark is None or shown is None or row.taken_by_id == by.pk:
        return False
    return seen(*mark) != shown and seen(row.mark, row.reason) not in (shown, seen(*mark))


def _not_yet(person: Person) -> str:
    text = _("Everybody else is saved. %(name)s cannot be marked yet; why, stands beside the name.")
    return text % {"name": person.first_name}


def _by_another(row: Attendance) -> str:
    mark = f"{row.get_mark_display()} ({row.reason})" if row.reason else row.get_mark_display()
    text = _(
        "Everybody else is saved. In the meantime %(who)s noted here: %(mark)s. "
        "What you chose still stands here and is not saved. Save again if it is right."
    )
    return text % {"who": row.taken_by.name, "mark": mark}


@transaction.atomic
def choose_showings(*, session: Session, forms: Mapping[str, str]) -> None:
    """What each child (key of groups.people.Person) shows at the presentation; nobody has to show anything.

    Raises ValidationError for somebody who is not in this group or an unknown form.
    """
    children = {person.key: person.pk for couple in participants(session) for person in couple.children}
    if set(forms) - set(children) or set(forms.values()) - set(Showing.Form.values):
        raise ValidationError(_("Somebody in this list is not in this group."))
    for key, form in forms.items():
        Showing.objects.update_or_create(
            session=session, child_id=children[key], defaults={"form": form, "chosen_at": clock.now()}
        )


@transaction.atomic
def announce_absence(*, session: Session, parent: Parent, reason: str, by: User) -> Attendance:
    """A parent says not to come; the team sees it at the roll call, nobody else does. Raises NotYet afterwards."""
    case = _own_case(session, parent)
    row, _made = Attendance.objects.update_or_create(
        session=session, parent=parent,
        defaults={"case": case, "mark": Mark.EXCUSED, "reason": reason, "taken_by": by, "taken_at": clock.now()},
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_absence(*, session: Session, parent: Parent) -> None:
    """After all this parent does come."""
    _own_case(session, parent)
    Attendance.objects.filter(session=session, parent=parent).delete()


@transaction.atomic
def write_group_note(
    *, session: Session, text: str, by: User, checked: bool = False, kind: str = GroupNote.Kind.SESSION
) -> GroupNote:
    """A note about the group as a whole, without names; with `kind` handover the next session's page shows it.

    `checked`: the writer says that it is nobody's name.

    Raises NamesInNote with the names found.
    """
    found = [] if checked else names_in(text, participants(session))
    if found:
        message = _("This looks like somebody's name: %(names)s. A note about the group names nobody.")
        raise NamesInNote({"text": message % {"names": ", ".join(found)}}, found)
    return GroupNote.objects.create(session=session, text=text, kind=kind, written_by=by)


def participants(session: Session, reader: User | None = None) -> list[Couple]:
    """The couples of this date in the order of their seats, with their permissions on that date.

    With `reader` without the families with which this person may not work.
    """
    seats = Placement.objects.during(session)
    seats = seats.filter(~Exists(barred(reader))) if reader else seats
    cases = list(seats.order_by("seat").values_list("case", flat=True))
    couples = couples_of(cases, [session.on], with_children=session.group.with_children)
    return [couples[pk] for pk in cases]


def _store(session: Session, wanted: list, known: dict, by: User) -> int:
    now, new, changed = clock.now(), [], []
    for couple, person, mark, reason in wanted:
        row = known.get(person.who)
        if row is None:
            who = {f"{person.kind}_id": person.pk}
            new.append(
                Attendance(
                    session=session, case_id=couple.case_id, mark=mark, reason=reason, taken_by=by, taken_at=now, **who
                )
            )
        elif (row.mark, row.reason) != (mark, reason):
            row.mark, row.reason, row.taken_by, row.taken_at = mark, reason, by, now
            changed.append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["mark", "reason", "taken_by", "taken_at"])
    return len(new) + len(changed)


def _touch_dossiers(people: list[Person]) -> None:
    ids = {kind: [person.pk for person in people if person.kind == kind] for kind in ("parent", "child")}
    rows = Dossier.objects.filter(Q(parent__in=ids["parent"]) | Q(child__in=ids["child"]))
    rows.update(last_content_change_at=clock.now())


def _own_case(session: Session, parent: Parent) -> Case:
    """Locks the session: what is said beforehand and the roll call come one after the other."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.attendance_taken_at or session.is_over or session.cancelled_at:
        raise NotYet(_("This appointment is over."))
    placement = Placement.objects.during(session).filter(case__family=parent.family_id).select_related("case").first()
    if placement is None:
        raise ValidationError(_("This is not your appointment."))
    return placement.case
