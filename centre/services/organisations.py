"""Keep the numbers of an organisation (law.md R42)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from centre.models import Organisation
from centre.organisation_numbers import check_agb, check_kvk, check_oin, check_together


@transaction.atomic
def keep_numbers(*, organisation: Organisation, oin: str, kvk: str, agb: str) -> Organisation:
    """Write down the numbers as others know this organisation; empty is not known. Raises ValidationError by field."""
    told = {"oin": _digits(oin), "kvk": _digits(kvk), "agb": _digits(agb)}
    errors = {}
    for name, check in (("oin", check_oin), ("kvk", check_kvk), ("agb", check_agb)):
        try:
            if told[name]:
                check(told[name])
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    check_together(oin=told["oin"], kvk=told["kvk"])
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    row.oin, row.kvk, row.agb = told["oin"], told["kvk"], told["agb"]
    row.save(update_fields=["oin", "kvk", "agb"])
    return row


def _digits(typed: str) -> str:
    """Spaces and dots between digits are how people write; anything else is left for the check to refuse."""
    return typed.replace(" ", "").replace(".", "")
