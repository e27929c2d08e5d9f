"""Hand in, take up, answer and close a complaint (Jw 4.2.1). Nothing of it enters a dossier, and nobody else is told."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import PREFIXES
from centre.complaints import handlers_of, is_left
from centre.models import Complaint, Notice, User
from centre.services.notices import queue_notice, send_to_staff, slot_for

#: So many unfinished complaints of one person; after that the handler hears more by telephone.
MOST_OPEN = 10


@transaction.atomic
def hand_in(*, by: User, made_as: str, text: str, once: str, wish: str = "") -> Complaint:
    """Somebody's own complaint; the same `once` writes it once. Who may handle it is told that there is one.

    Raises ValidationError when this person's open complaints are too many to read.
    """
    once = f"{by.pk}:{once}"
    if Complaint.objects.filter(made_by=by, closed_on=None).exclude(once=once).count() >= MOST_OPEN:
        raise ValidationError(_("We are still looking into what you sent before. Please call us about this."))
    facts = {"made_by": by, "made_as": made_as, "text": text, "wish": wish}
    row, made = Complaint.objects.get_or_create(once=once, defaults=facts)
    if made:
        _tell_handlers(row)
    return row


@transaction.atomic
def write_down(*, by: User, made_as: str, name: str, reach: str, text: str, received_on: date, once: str) -> Complaint:
    """A complaint by letter or telephone, of somebody without an account. Raises ValidationError for a day to come."""
    if received_on > clock.today():
        raise ValidationError({"received_on": _("This day has not come yet.")})
    facts = {"made_as": made_as, "name": name, "reach": reach, "text": text, "received_on": received_on}
    return Complaint.objects.get_or_create(once=f"{by.pk}:{once}", defaults=facts | {"written_by": by})[0]


@transaction.atomic
def take_up(*, complaint: Complaint, by: User) -> Complaint:
    """From now on this person handles it, and who complained knows the name. Taken up again by the same is no change.

    What somebody left behind is taken over, also after the verdict. Raises ValidationError when a colleague handles it.
    """
    row = _locked(complaint)
    if row.handler_id == by.pk:
        return row
    if row.handler_id and not is_left(row):
        raise ValidationError(_("A colleague handles this complaint already."))
    row.handler, row.taken_up_on = by, clock.today()
    row.save(update_fields=["handler", "taken_up_on"])
    _ring(row, "taken")
    return row


@transaction.atomic
def decide(*, complaint: Complaint, by: User, outcome: str, answer: str, decided_on: date) -> Complaint:
    """Keep the verdict and tell it. Solved or taken back: then nothing has to follow.

    Raises ValidationError by field: not the handler, decided before, a day that cannot be.
    """
    row = _locked(complaint)
    if row.handler_id != by.pk:
        raise ValidationError(_("Take this complaint up first, or leave it to the colleague who did."))
    if row.decided_on:
        raise ValidationError(_("This complaint was answered before."))
    _check_day(decided_on, since=row.received_on, field="decided_on")
    row.outcome, row.answer, row.decided_on = outcome, answer, decided_on
    row.closed_on = None if outcome in Complaint.VERDICTS else clock.today()
    row.save(update_fields=["outcome", "answer", "decided_on", "closed_on"])
    _ring(row, "decided")
    return row


@transaction.atomic
def react(*, complaint: Complaint, by: User, reaction: str, reacted_on: date) -> Complaint:
    """What the centre does with the verdict; this closes it. Raises ValidationError by field."""
    row = _locked(complaint)
    if row.handler_id != by.pk or not row.decided_on:
        raise ValidationError(_("First comes the verdict, written down by who handles this complaint."))
    if row.closed_on:
        raise ValidationError(_("This complaint is finished."))
    _check_day(reacted_on, since=row.decided_on, field="reacted_on")
    row.reaction, row.reacted_on, row.closed_on = reaction, reacted_on, clock.today()
    row.save(update_fields=["reaction", "reacted_on", "closed_on"])
    _ring(row, "reacted")
    return row


def _locked(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=complaint.pk)


def _check_day(day: date, *, since: date, field: str) -> None:
    if day > clock.today():
        raise ValidationError({field: _("This day has not come yet.")})
    if day < since:
        raise ValidationError({field: _("This day lies before the step before it.")})


def _tell_handlers(complaint: Complaint) -> None:
    text = _(
        "There is a new complaint. You find it on your first page. It stands in no dossier; tell nobody of the team."
    )
    send_to_staff(recipients=handlers_of(complaint), subject=_("A new complaint"), text=text, by=None)


def _ring(complaint: Complaint, step: str) -> None:
    """A doorbell at the fixed hours that says nothing; the words stand on the own page only."""
    if complaint.made_by is None:
        return
    queue_notice(
        key=f"complaint:{complaint.reference}:{step}",
        kind=Notice.Kind.MESSAGE,
        recipient=complaint.made_by,
        path=f"/{PREFIXES[complaint.made_as]}/klacht/",
        due_at=slot_for(complaint.made_by, by=None),
    )
