"""What follows when a yes is taken back: whoever works with the family hears it at once, and writes down what was done."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock, taken_back
from centre.audiences import Audience
from centre.models import CareRelation, Case, Consent, ConsentHandling, Dossier, Membership, User
from centre.services.notices import send_to_staff


def tell_carers(consent: Consent) -> None:
    """At once, to whoever works with the family: a task on the first page, and a message (law.md R7)."""
    if not taken_back.noes().filter(pk=consent.pk).exists():
        return
    for case in taken_back.cases_of(consent):
        words = {"number": case.reference, "about": consent.get_purpose_display()}
        subject = _("A permission was taken back (%(number)s)") % words
        text = _(
            "Somebody whose permission is needed said no: %(about)s. Whom it is about cannot be marked at the roll call "
            "until somebody wrote down what was done. You find it on your first page."
        )
        send_to_staff(recipients=_responsible(case), subject=subject, text=text % words, by=None)


@transaction.atomic
def handle_no(*, consent: Consent, reason: str, by: User) -> ConsentHandling:
    """Write down what was done about a no; from now on the roll may be called again for whom it is about (law.md R7).

    Stands in the file of whose answer it was. Written once: a second click finds the row of the first. Raises
    ValidationError by field without words, and when it no longer waits.
    """
    # Whoever else is writing about this answer goes first: then the row of that click is there to be found.
    Consent.objects.select_for_update().get(pk=consent.pk)
    if done := ConsentHandling.objects.filter(consent=consent).first():
        return done
    if not reason.strip():
        raise ValidationError({"reason": _("Write down what you did about it.")})
    if not taken_back.noes().filter(pk=consent.pk).exists():
        raise ValidationError({"reason": _("This no longer waits: another answer or a decision came after it.")})
    giver = {"child": consent.giver_child_id} if consent.giver_child_id else {"parent": consent.giver_parent_id}
    dossier = Dossier.objects.exclude(kind=Dossier.Kind.SAFETY).get(**giver)
    dossier.last_content_change_at = clock.now()
    dossier.save(update_fields=["last_content_change_at"])
    return ConsentHandling.objects.create(consent=consent, dossier=dossier, reason=reason, handled_by=by)


def _responsible(case: Case) -> list[User]:
    """Who works with the family; the coordinators of its region while nobody does. Nobody who is shut out of the case."""
    shut = CareRelation.objects.active().filter(case=case, kind=CareRelation.Kind.EXCLUDED).values("user")
    people = User.objects.filter(is_active=True).exclude(pk__in=shut).order_by("pk")
    carers = list(people.filter(pk__in=taken_back.carers().filter(case=case).values("user")))
    hats = Membership.objects.active().filter(audience=Audience.COORDINATOR, region=case.region_id)
    return carers or list(people.filter(pk__in=hats.values("user")))
