"""Record and show the citizen service number of a child, or the four facts that stand in for it (law.md 2.2)."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from stdnum.nl import bsn

from centre import clock
from centre.fields import blind_index
from centre.models import Child, ChildIdentity, ChildNumber, Dossier, Parent, User, VaultEntry

#: Numbers that are never given to a person: for trying only.
TEST_RANGE = range(999_900_006, 999_999_991)
POSTCODE = re.compile(r"([1-9]\d{3})\s*([A-Za-z]{2})")


@transaction.atomic
def record_number(*, child: Child, number: str, source: str, by: User) -> ChildNumber:
    """Keep a number with its source; what was only told is nobody's check. It is content: the retention term starts again.

    What stood in for it goes: the number says it all. Raises ValidationError for what is no number, for a number for
    trying (outside production for any other), and for one that another child has.
    """
    digits = number.strip()
    if not re.fullmatch(r"\d{9}", digits) or not bsn.is_valid(digits):
        raise ValidationError({"number": _("This is not a citizen service number. Check the nine digits.")})
    is_for_trying = int(digits) in TEST_RANGE
    if is_for_trying and not settings.DEBUG:
        raise ValidationError({"number": _("This number is for trying only.")})
    if settings.DEBUG and not is_for_trying:
        raise ValidationError({"number": _("This is not the real portal: use a number for trying, such as 999990019.")})
    is_told = source == ChildNumber.Source.TOLD
    facts = {
        "number": digits,
        "digest": blind_index(digits, purpose="child-number"),
        "source": source,
        "checked_by": None if is_told else by,
        "checked_at": None if is_told else clock.now(),
    }
    try:
        with transaction.atomic():
            row, _made = ChildNumber.objects.update_or_create(child=child, defaults=facts)
    except IntegrityError as error:
        raise ValidationError({"number": _("Another child has this number already. Check both.")}) from error
    ChildIdentity.objects.filter(child=child).delete()
    _touch(child)
    return row


@transaction.atomic
def record_identity(
    *,
    child: Child,
    last_name: str,
    first_names: str,
    birth_date: date,
    reason: str,
    explanation: str = "",
    home: Parent | None,
    postcode: str = "",
    house_number: str = "",
    by: User,
) -> ChildIdentity:
    """Keep who a child without a number is (Jw 7.2.4). `home`: the parent with whom the child lives; None: elsewhere.

    Raises ValidationError by field: a number is known, a day to come, no address, or one beside that of the vault.
    """
    if ChildNumber.objects.filter(child=child).exists():
        raise ValidationError(_("Of this child a number is known."))
    if birth_date > clock.today():
        raise ValidationError({"birth_date": _("This day is still to come.")})
    if reason == ChildIdentity.Reason.OTHER and not explanation.strip():
        raise ValidationError({"explanation": _("Say why there is no number.")})
    facts = {"last_name": last_name, "first_names": first_names, "birth_date": birth_date, "reason": reason}
    where = _vault(home, postcode + house_number) if home else _place(postcode, house_number)
    who = {"explanation": explanation, "checked_by": by, "checked_at": clock.now()}
    # First, because it locks the file: a double click waits here and finds the row of the first.
    _touch(child)
    known = ChildIdentity.objects.filter(child=child).values_list("pk", flat=True).first()
    row = ChildIdentity(pk=known, child=child, **facts, **where, **who)
    row.save(force_update=known is not None, force_insert=known is None)
    return row


def _vault(home: Parent, typed: str) -> dict:
    """The locked address itself: what a parent hides is in no second row (law.md R19)."""
    if typed.strip():
        raise ValidationError({"postcode": _("Leave this empty: the address of this parent is in the vault already.")})
    entry = VaultEntry.objects.filter(parent=home, kind=VaultEntry.Kind.ADDRESS).first()
    if entry is None or not entry.value.get("postcode") or not re.search(r"\d", entry.value.get("street", "")):
        raise ValidationError(
            {"lives": _("We have no full address of this parent yet. Ask this parent to fill it in.")}
        )
    return {"address": entry, "place": None}


def _place(postcode: str, house_number: str) -> dict:
    found, number = POSTCODE.fullmatch(postcode.strip()), house_number.strip()
    if found is None:
        raise ValidationError({"postcode": _("Four digits and two letters, for example 2011 AB.")})
    if not number[:1].isdigit():
        raise ValidationError({"house_number": _("Begin with the number, for example 12 or 12a.")})
    return {"address": None, "place": {"postcode": f"{found[1]} {found[2].upper()}", "house_number": number}}


def _touch(child: Child) -> None:
    Dossier.objects.filter(child=child).update(last_content_change_at=clock.now())


def reveal_number(*, row: ChildNumber) -> str:
    """The nine digits; the view asked who, why, and wrote it down."""
    return ChildNumber.objects.get(pk=row.pk).number


def ending_of(row: ChildNumber) -> str:
    """The last three digits, to recognise a number by (law.md R38)."""
    return reveal_number(row=row)[-3:]


def reveal_place(*, row: ChildIdentity) -> str:
    """Where a child lives that lives with neither parent; the view asked who, why, and wrote it down."""
    place = ChildIdentity.objects.get(pk=row.pk).place
    return f"{place['postcode']}, {place['house_number']}" if place else ""
