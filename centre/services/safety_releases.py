"""What of the safety file is told to one person of the family, and what is not: two people decide (law.md R54)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock, own_file
from centre.models import Dossier, SafetyRelease, User
from centre.safety_file import guards_of, receivers_in
from centre.services.notices import send_message
from centre.two_people import lapses_before

GIVE = SafetyRelease.Decision.GIVE


@transaction.atomic
def propose(
    *, dossier: Dossier, to: Dossier, decision: str, reason: str, by: User, text: str = "", others_weighed: bool = False
) -> SafetyRelease:
    """The first of two: what this person would read, or why nothing is given.

    Raises ValidationError by field: nobody of the case with an account, no text, a text that names the other parent
    without saying that it was weighed, a proposal for this person that waits already.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    errors = {}
    if to not in receivers_in(dossier.case).values():
        errors["to"] = _("Choose a person of this family with an account of the own.")
    elif dossier.releases.filter(to=to, settled_at=None, proposed_at__gt=lapses_before()).exists():
        errors["to"] = _("A decision about this person waits for a colleague already.")
    elif decision == GIVE and not others_weighed and own_file.names_others(to, text):
        errors["text"] = _("This text names another parent. Write it without, or say below that you weighed it.")
    if decision == GIVE and not text.strip():
        errors["text"] = _("Write what this person will read.")
    if errors:
        raise ValidationError(errors)
    dossier.releases.filter(to=to, settled_at=None, lapsed_at=None).update(lapsed_at=clock.now())
    kept = text if decision == GIVE else ""
    return SafetyRelease.objects.create(
        dossier=dossier, to=to, decision=decision, text=kept, reason=reason, proposed_by=by
    )


@transaction.atomic
def settle(*, release: SafetyRelease, by: User, agrees: bool) -> SafetyRelease:
    """The second of two. Agreed and given: the text goes to this one person's box, and to nobody else.

    It hangs on the safety dossier: what hangs on the own one is read by all who work on the case (law.md R26).

    Raises ValidationError for the same person, when it was settled already or proposed more than a day ago, and while neither of the two is officer for
    the reporting code of the region.
    """
    row = SafetyRelease.objects.select_for_update(of=("self",)).select_related("to__parent__user", "to__child__user")
    row = row.get(pk=release.pk)
    if row.settled_at:
        raise ValidationError(_("This has been decided already."))
    if row.has_lapsed:
        raise ValidationError(_("This proposal is of more than 24 hours ago and counts no longer. Propose it again."))
    if row.proposed_by_id == by.pk:
        raise ValidationError(_("A colleague has to decide as well; you proposed this yourself."))
    if agrees and not guards_of(row.dossier.case).filter(pk__in=[by.pk, row.proposed_by_id]).exists():
        raise ValidationError(_("One of the two has to be the officer for the reporting code of this region."))
    row.settled_by, row.settled_at, row.is_agreed = by, clock.now(), agrees
    row.save(update_fields=["settled_by", "settled_at", "is_agreed"])
    if row.went_out:
        send_message(
            recipient=row.to.person.user,
            subject=_("Information for you"),
            text=row.text,
            by=None,
            dossier=row.dossier,
            sending=f"release:{row.reference}",
        )
    return row
