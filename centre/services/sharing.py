"""Name with whom a case exchanges facts; from then on the parents are asked about it (law.md R6)."""

from datetime import date

from centre.models import Case, Organisation, Parent, SharingPartner, User


def name_organisation(
    *, case: Case, organisation: Organisation, by: User | None, is_asked: bool = True
) -> SharingPartner:
    """An organisation that hears the stage; naming it again is the same as once.

    `is_asked`: both parents know of it, so both read the question. What one of them may not know of, staff asks each
    parent apart; once both know, that stays.
    """
    partner, _made = SharingPartner.objects.get_or_create(
        case=case, organisation=organisation, defaults={"named_by": by, "is_asked": is_asked}
    )
    if is_asked and not partner.is_asked:
        partner.is_asked = True
        partner.save(update_fields=["is_asked"])
    return partner


def name_professional(*, case: Case, name: str, parent: Parent | None, is_asked: bool, by: User) -> SharingPartner:
    """Somebody whom the team named, in both directions; about one parent only that parent is asked."""
    return SharingPartner.objects.create(
        case=case, name=name, parent=parent, is_asked=is_asked, tells_us=True, named_by=by
    )


def end_sharing(*, partner: SharingPartner, on: date) -> None:
    """The last day on which a yes about this partner counts; what ended stays ended."""
    if partner.ended_on is None:
        partner.ended_on = on
        partner.save(update_fields=["ended_on"])
