"""Record and show the citizen service number of a child (law.md 2.2)."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from stdnum.nl import bsn

from centre import clock
from centre.fields import blind_index
from centre.models import Child, ChildNumber, Dossier, User

#: Numbers that are never given to a person: for trying only.
TEST_RANGE = range(999_900_006, 999_999_991)


def number_of(child: Child) -> ChildNumber | None:
    """The row without its number."""
    return ChildNumber.objects.filter(child=child).defer("number").select_related("checked_by").first()


@transaction.atomic
def record_number(*, child: Child, number: str, source: str, by: User) -> ChildNumber:
    """Keep a number that somebody established from a source. It is content: the retention term starts again.

    Raises ValidationError for what is no number, for a number for trying, and for one that another child has.
    """
    digits = number.strip()
    if not re.fullmatch(r"\d{9}", digits) or not bsn.is_valid(digits):
        raise ValidationError({"number": _("This is not a citizen service number. Check the nine digits.")})
    if int(digits) in TEST_RANGE and not settings.DEBUG:
        raise ValidationError({"number": _("This number is for trying only.")})
    facts = {
        "number": digits,
        "digest": blind_index(digits, purpose="child-number"),
        "source": source,
        "checked_by": by,
        "checked_at": clock.now(),
    }
    try:
        with transaction.atomic():
            row, _made = ChildNumber.objects.update_or_create(child=child, defaults=facts)
    except IntegrityError as error:
        raise ValidationError({"number": _("Another child has this number already. Check both.")}) from error
    Dossier.objects.filter(child=child).update(last_content_change_at=clock.now())
    return row


def reveal_number(*, row: ChildNumber) -> str:
    """The nine digits; the view asked who, why, and wrote it down."""
    return ChildNumber.objects.get(pk=row.pk).number
