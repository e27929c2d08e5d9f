"""The lasting contact person of a family (features.md C9)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, User
from centre.services.notices import send_to_both_parents

Kind = CareRelation.Kind


@transaction.atomic
def name_contact_person(*, case: Case, user: User, by: User) -> CareRelation:
    """Make somebody the contact person; both parents get the same words at the same moment, apart.

    Naming the same person again changes nothing. Raises ValidationError for somebody who is excluded from the case.
    """
    active = CareRelation.objects.active().filter(case=case).select_for_update()
    if active.filter(user=user, kind=Kind.EXCLUDED).exists():
        raise ValidationError({"person": _("This person is excluded from this case.")})
    if same := active.filter(user=user, kind=Kind.CONTACT_PERSON).first():
        return same
    now = clock.now()
    active.filter(kind=Kind.CONTACT_PERSON).update(until=now, ended_by=by, end_reason=_("Another contact person."))
    row = CareRelation.objects.create(
        case=case, user=user, kind=Kind.CONTACT_PERSON, since=now, reason=_("Contact person of the family."), set_by=by
    )
    send_to_both_parents(
        case=case,
        subject=_("Your contact person"),
        text=_(
            "From today %(name)s is your contact person. You can ask %(name)s everything about the help and about this "
            "portal. Both parents get this same message."
        )
        % {"name": user.name},
        by=by,
        sending=f"contact-person:{row.pk}",
    )
    return row
