"""Write down a check on children, in the safety dossier; who does it is named there (law.md R54, R56)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import child_checks, clock
from centre.models import CareRelation, Case, CheckedAdult, ChildCheck, Dossier, Parent, User
from centre.safety_file import guards_of
from centre.services.cases import relate, relate_team


@transaction.atomic
def check_children(
    *,
    case: Case,
    parent: Parent,
    by: User,
    moment: str,
    children: str,
    is_worried: bool,
    account: str,
    checked_on: date,
    adult: CheckedAdult | None = None,
    new_partner: str = "",
) -> ChildCheck:
    """Keep one check. `adult`: somebody on the list, else the parent; `new_partner`: the name of somebody new there.

    The same moment of the same adult is written once. Raises ValidationError by field: a day ahead, a moment to come,
    a moment of which other words are kept already.
    """
    errors = {}
    if checked_on > clock.today():
        errors["checked_on"] = _("This day is still to come.")
    if moment not in child_checks.due_moments(case):
        errors["moment"] = _("This moment is still to come.")
    if errors:
        raise ValidationError(errors)
    dossier = _file_of(case)
    row = adult or _adult(dossier, parent, new_partner.strip(), by)
    facts = {"children": children, "is_worried": is_worried, "account": account, "checked_on": checked_on}
    check, made = ChildCheck.objects.get_or_create(adult=row, moment=moment, defaults=facts | {"written_by": by})
    if made:
        _name_readers(case, by)
        Dossier.objects.filter(pk=dossier.pk).update(last_content_change_at=clock.now())
    elif any(getattr(check, name) != told for name, told in facts.items()):
        # A worry that is not kept would never reach the reporting code: say so, and name nobody in the file for it.
        kept = _("Of this moment something else is kept already, and that stays.")
        worry = _("Do you have a worry? Go on with the first step of the reporting code.")
        raise ValidationError({"moment": f"{kept} {worry}"})
    return check


@transaction.atomic
def leave_household(*, adult: CheckedAdult, on: date) -> None:
    """A new partner no longer lives there: no further check. Raises ValidationError for a parent and for a day ahead."""
    row = CheckedAdult.objects.select_for_update().get(pk=adult.pk)
    if not row.is_partner:
        raise ValidationError(_("A parent stays on the list."))
    if on > clock.today():
        raise ValidationError({"on": _("This day is still to come.")})
    if row.left_on is None:
        row.left_on = on
        row.save(update_fields=["left_on"])


def _file_of(case: Case) -> Dossier:
    dossier, _made = Dossier.objects.get_or_create(kind=Dossier.Kind.SAFETY, case=case)
    return Dossier.objects.select_for_update().get(pk=dossier.pk)


def _name_readers(case: Case, by: User) -> None:
    relate(case=case, user=by, kind=CareRelation.Kind.SAFETY, reason=_("Did the check on children"))
    officer = _("Officer for the reporting code")
    relate_team(cases=[case], users=guards_of(case), kind=CareRelation.Kind.SAFETY, reason=officer)


def _adult(dossier: Dossier, parent: Parent, partner: str, by: User) -> CheckedAdult:
    if not partner:
        row, _made = CheckedAdult.objects.get_or_create(
            dossier=dossier, parent=parent, is_partner=False, defaults={"added_by": by}
        )
        return row
    known = CheckedAdult.objects.filter(dossier=dossier, parent=parent, is_partner=True, left_on=None)
    same = next((row for row in known if row.name.casefold() == partner.casefold()), None)
    return same or CheckedAdult.objects.create(
        dossier=dossier, parent=parent, is_partner=True, name=partner, added_by=by
    )
