"""The consult table: bring a case in without names, put it on an agenda, keep the advice and see whether it was followed."""

import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.models import Case, Child, Dossier, Note, Parent, Region, User
from centre.services.notes import write_note
from centre.services.notices import send_message
from referrals.models import TableItem, TableMeeting, TableMember
from referrals.services.once import said_already
from referrals.states import TABLE_ITEM, TableState

#: Two words make a code name; neither can be a person's name.
COLOURS = ("Blauwe", "Groene", "Gele", "Rode", "Witte", "Grijze", "Gouden", "Zilveren", "Oranje", "Paarse")
THINGS = (
    "molen",
    "brug",
    "haven",
    "dijk",
    "toren",
    "fiets",
    "boot",
    "kaars",
    "trein",
    "sleutel",
    "steiger",
    "vuurtoren",
)


def convene(*, region: Region, starts_at: datetime, place: str, by: User) -> TableMeeting:
    """Plan a sitting. Raises ValidationError for a moment that has passed or is taken."""
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment to come.")})
    try:
        with transaction.atomic():
            return TableMeeting.objects.create(region=region, starts_at=starts_at, place=place, convened_by=by)
    except IntegrityError as error:
        raise ValidationError({"starts_at": _("The table of this region meets at this moment already.")}) from error


def appoint_member(*, region: Region, user: User, by: User) -> TableMember:
    """Give somebody a seat at the table; asking twice is the same as once."""
    member, _made = TableMember.objects.get_or_create(
        region=region, user=user, ended_at=None, defaults={"appointed_by": by}
    )
    return member


def end_member(*, member: TableMember) -> None:
    """End a seat at once: from now nothing of the table is to be seen."""
    member.ended_at = clock.now()
    member.save(update_fields=["ended_at"])


@transaction.atomic
def bring_in(*, case: Case, question: str, background: str, by: User) -> TableItem:
    """Offer a stuck case to the table under a code name. Raises ValidationError by field for a name of this family."""
    if errors := _with_names(case, question=question, background=background):
        raise ValidationError(errors)
    waiting = TableItem.objects.filter(case=case, state=TableState.WAITING)
    return said_already(waiting, case=case, question=question, background=background) or TableItem.objects.create(
        case=case, question=question, background=background, brought_by=by, code_name=_new_code_name(), ages=_ages(case)
    )


@transaction.atomic
def put_on_agenda(*, item: TableItem, meeting: TableMeeting) -> None:
    """Release an item to the members of a sitting to come, and tell them that there is something to read."""
    if meeting.starts_at <= clock.now():
        raise ValidationError({"meeting": _("Choose a meeting to come.")})
    TABLE_ITEM.move(item, TableState.AGENDA)
    item.meeting = meeting
    item.save(update_fields=["meeting"])
    for member in TableMember.objects.active().filter(region=meeting.region).select_related("user"):
        send_message(
            recipient=member.user, subject=_("Something for your meeting"), by=None,
            text=_("There is something to read for a meeting. You find it under Consult table."),
            sending=f"table:{item.reference}:{meeting.reference}",
        )  # fmt: skip


@transaction.atomic
def withdraw_item(*, item: TableItem) -> None:
    """Take an item off the table; members no longer see it. Raises IllegalMove after the advice."""
    TABLE_ITEM.move(item, TableState.WITHDRAWN)


@transaction.atomic
def advise(
    *, item: TableItem, advice: str, follow_up_by: User, follow_up_on: date, dossiers: Iterable[Dossier], by: User
) -> None:
    """Keep the table's advice, with who carries it out and when to look; a copy goes into the chosen dossiers.

    Members read the advice as well. Raises IllegalMove when it is not on an agenda, ValidationError by field for a day
    that has passed and for a name of this family.
    """
    errors = _with_names(item.case, advice=advice)
    if follow_up_on <= clock.today():
        errors["follow_up_on"] = _("Choose a day after today.")
    if errors:
        raise ValidationError(errors)
    item.advice, item.follow_up_by, item.follow_up_on = advice, follow_up_by, follow_up_on
    item.save(update_fields=["advice", "follow_up_by", "follow_up_on"])
    TABLE_ITEM.move(item, TableState.ADVISED)
    source = _("Consult table of %(day)s") % {"day": timezone.localdate(item.meeting.starts_at).isoformat()}
    for dossier in dossiers:
        write_note(
            dossier=dossier, case=item.case, kind=Note.Kind.JUDGEMENT, subject=_("Advice of the consult table"), text=advice,
            source=source, by=by,
        )  # fmt: skip


@transaction.atomic
def close_item(*, item: TableItem, outcome: str, looking_back: str) -> None:
    """Say whether the advice was carried out. Raises IllegalMove before there is advice, or the second time."""
    TABLE_ITEM.move(item, TableState.CLOSED)
    item.outcome, item.looking_back = outcome, looking_back
    item.save(update_fields=["outcome", "looking_back"])


def remind_owner(*, item: TableItem) -> bool:
    """Ring who carries the advice out, once, when its day has come; without content."""
    send_message(
        recipient=item.follow_up_by, subject=_("A file asks for attention"), by=None,
        text=_("A day to look again has come. Open %(reference)s.") % {"reference": item.case.reference},
        sending=f"table-follow-up:{item.reference}",
    )  # fmt: skip
    return True


def names_in(case: Case, text: str) -> list[str]:
    """Names of this family, and its reference, that stand in a text as whole words."""
    people = [*Parent.objects.filter(family=case.family_id), *Child.objects.filter(families=case.family_id)]
    names = {case.reference} | {
        part for person in people for part in (person.first_name, person.last_name) if len(part) > 1
    }
    return sorted(name for name in names if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE))


def _with_names(case: Case, **texts: str) -> dict[str, str]:
    """{field: what to leave out} of the texts that name somebody of this family."""
    found = {field: names_in(case, text) for field, text in texts.items()}
    words = _("Leave out the names: %(names)s. The table does not know who it is.")
    return {field: words % {"names": ", ".join(names)} for field, names in found.items() if names}


def _ages(case: Case) -> str:
    today = clock.today()
    born = Child.objects.filter(families=case.family_id).order_by("birth_date").values_list("birth_date", flat=True)
    years = [today.year - day.year - ((today.month, today.day) < (day.month, day.day)) for day in born]
    return ngettext("%(ages)s year", "%(ages)s years", max(years, default=0)) % {
        "ages": ", ".join(map(str, years)) or "–"
    }


def _new_code_name() -> str:
    while True:
        name = f"{secrets.choice(COLOURS)} {secrets.choice(THINGS)} {secrets.randbelow(900) + 100}"
        if not TableItem.objects.filter(code_name=name).exists():
            return name
