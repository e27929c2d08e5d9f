"""Write about one person from the session page, and about what happened there; each in the own dossier (D7, G12)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Dossier, Note, ParentalAuthority, User
from centre.services.notes import write_note
from groups.models import Incident, IncidentPart, Session
from groups.naming import names_in
from groups.people import Couple, Person
from groups.refusals import NamesInNote
from groups.services.attendance import participants


@transaction.atomic
def write_personal_note(
    *, session: Session, key: str, subject: str, text: str, by: User, kind: str = Note.Kind.OBSERVATION,
    source: str = "", audience: str = Note.Audience.STAFF, checked: bool = False,
) -> Note:  # fmt: skip
    """A note in one participant's own dossier. `checked`: the writer says that the names found belong here.

    Raises NamesInNote, ValidationError for somebody who is not in this group or a judgement without its basis.
    """
    couples = participants(session)
    couple, person = _find(couples, key)
    if not checked:
        refuse_names(f"{subject} {text}", person, couples, "text")
    return write_note(
        dossier=_dossiers([person])[person.key], case=Case.objects.get(pk=couple.case_id), kind=kind, subject=subject,
        text=text, source=source, audience=audience, by=by,
    )  # fmt: skip


@transaction.atomic
def record_incident(
    *, session: Session, kind: str, decision: str, texts: dict[str, str], by: User,
    follow_up_on: date | None = None, follow_up: str = "", checked: bool = False,
) -> Incident:  # fmt: skip
    """Keep an incident: `texts` says per person (key of groups.people.Person) what concerns that person.

    Raises NamesInNote, ValidationError by field when nobody is concerned or the follow-up has no day.
    """
    texts = {key: text.strip() for key, text in texts.items() if text.strip()}
    if not texts:
        raise ValidationError(_("Write for at least one person what happened."))
    if follow_up and not follow_up_on:
        raise ValidationError({"follow_up_on": _("Say on which day this is looked at again.")})
    couples = participants(session)
    found = {key: _find(couples, key) for key in texts}
    if not checked:
        refuse_names(decision, None, couples, "decision")
        for key, (_couple, person) in found.items():
            refuse_names(texts[key], person, couples, f"text-{key}")
    incident = Incident.objects.create(
        session=session, kind=kind, decision=decision, follow_up_on=follow_up_on, follow_up=follow_up, written_by=by
    )
    dossiers = _dossiers([person for _couple, person in found.values()])
    cases = Case.objects.in_bulk({couple.case_id for couple, _person in found.values()})
    subject = _("Incident, session %(number)s") % {"number": session.number}
    for key, (couple, _person) in found.items():
        note = write_note(
            dossier=dossiers[key], case=cases[couple.case_id], kind=Note.Kind.OBSERVATION, subject=subject,
            text=texts[key], by=by,
        )  # fmt: skip
        IncidentPart.objects.create(incident=incident, case=cases[couple.case_id], note=note)
    return incident


@transaction.atomic
def close_incident(*, incident: Incident, by: User) -> None:
    """What had to follow has been done; twice is the same as once."""
    if incident.closed_at is None:
        incident.closed_at, incident.closed_by = clock.now(), by
        incident.save(update_fields=["closed_at", "closed_by"])


def _find(couples: list[Couple], key: str) -> tuple[Couple, Person]:
    for couple in couples:
        for person in couple.people:
            if person.key == key:
                return couple, person
    raise ValidationError(_("Somebody in this list is not in this group."))


def refuse_names(text: str, person: Person | None, couples: list[Couple], field: str) -> None:
    """Names of everybody else; in a child's file the own family may be named, in a parent's file the own children.

    Not a child whose name this parent does not read: the file can be asked for (law.md R11).
    """
    others = []
    for couple in couples:
        own = person is not None and person.key in {one.key for one in couple.people}
        if not own:
            others.append(couple)
        elif person.kind == "parent":
            rest = [parent for parent in couple.parents if parent.key != person.key]
            hidden = ParentalAuthority.objects.unnamed().filter(parent=person.pk).values_list("child", flat=True)
            unknown = [child for child in couple.children if child.pk in set(hidden)]
            others.append(Couple(couple.case_id, couple.reference, couple.is_flagged, parents=rest, children=unknown))
    found = names_in(text, others, besides=person)
    if found:
        message = _("This looks like the name of another participant: %(names)s. Each file is about one person.")
        raise NamesInNote({field: message % {"names": ", ".join(found)}}, found)


def _dossiers(people: list[Person]) -> dict[str, Dossier]:
    ids = {kind: [person.pk for person in people if person.kind == kind] for kind in ("parent", "child")}
    rows = Dossier.objects.filter(Q(kind="parent", parent__in=ids["parent"]) | Q(kind="child", child__in=ids["child"]))
    by_person = {("parent" if row.parent_id else "child", row.parent_id or row.child_id): row for row in rows}
    return {person.key: by_person[person.kind, person.pk] for person in people}
