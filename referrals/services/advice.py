"""Advice without a client file; the directory of help."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Organisation, User
from centre.services.notices import send_message
from centre.workflow import IllegalMove
from referrals.models import AdviceText, Consultation, HelpOffer
from referrals.services.once import said_already
from referrals.states import CONSULTATION, ConsultationState


def ask_advice(*, organisation: Organisation, subject: str, question: str, by: User) -> Consultation:
    """Put a question without names to the coordinators of the region; twice is once while it waits for an answer.

    Raises ValidationError without a region.
    """
    if organisation.region is None:
        raise ValidationError(_("Your organisation has no region yet. Call the centre."))
    waiting = Consultation.objects.filter(organisation=organisation, asked_by=by, state=ConsultationState.ASKED)
    return said_already(waiting.filter(subject=subject), question=question) or Consultation.objects.create(
        organisation=organisation, region=organisation.region, asked_by=by, subject=subject, question=question
    )


@transaction.atomic
def give_advice(*, consultation: Consultation, advice: str, by: User, keep_as: str = "") -> None:
    """Answer once and ring the one who asked; `keep_as`: the title under which the answer can be used again.

    Raises IllegalMove when it was answered, ValidationError for a title that is in use.
    """
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    CONSULTATION.move(row, ConsultationState.ADVISED)
    row.advice, row.advised_by, row.advised_at = advice, by, clock.now()
    row.save(update_fields=["advice", "advised_by", "advised_at"])
    if keep_as:
        if AdviceText.objects.filter(title=keep_as).exists():
            raise ValidationError({"keep_as": _("There is an answer with this title already.")})
        AdviceText.objects.create(title=keep_as, text=advice, kept_by=by)
    text = _("There is advice on your question %(reference)s. You find it under Advice.") % {"reference": row.reference}
    send_message(recipient=row.asked_by, subject=_("Advice on your question"), text=text, by=by)


@transaction.atomic
def look_back(*, consultation: Consultation, outcome: str) -> None:
    """Say later whether the advice was carried out. Raises IllegalMove before there is advice, or the second time."""
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not CONSULTATION.allows(row.state, ConsultationState.FOLLOWED):
        raise IllegalMove("ConsultationState", row.state, ConsultationState.FOLLOWED)
    row.outcome = outcome
    row.save(update_fields=["outcome"])
    CONSULTATION.move(row, ConsultationState.FOLLOWED)


def offer_checked(*, offer: HelpOffer, waiting_weeks: int | None) -> None:
    """The facts of an offer were checked today, with the waiting time of now."""
    offer.waiting_weeks, offer.checked_on = waiting_weeks, clock.today()
    offer.save(update_fields=["waiting_weeks", "checked_on"])
