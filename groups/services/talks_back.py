"""The talks of one evaluation: what their moments may not be, and what time of rooms and people they take."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Parent, User
from groups.models import Evaluation, EvaluationVoice
from groups.planning import ticks
from groups.refusals import Taken
from groups.selectors.appointments import TALK_BACK, address_of
from groups.services import apart
from groups.services.occupying import occupy_people, occupy_room
from therapists.models import Room, Therapist


def check_moments(
    *, case: Case, moments: dict[Parent, datetime], referrer_at: datetime | None, room: Room | None,
    leads: list[Therapist],
) -> None:  # fmt: skip
    """Raises ValidationError (Taken for the room); by field (`at-<reference>` of the parent, `referrer_at`) when two moments collide."""
    named = {f"at-{parent.reference}": moment for parent, moment in moments.items()}
    _check_kept_apart(case, named)
    if referrer_at:
        named["referrer_at"] = referrer_at
    if any(moment <= clock.now() for moment in named.values()):
        raise ValidationError(_("Choose moments that are still to come."))
    if room or leads:
        _check_one_at_a_time(named)


def _check_kept_apart(case: Case, named: dict[str, datetime]) -> None:
    """Parents who are kept apart do not meet at the door: the first has left before the other arrives (D8)."""
    row = apart.in_force(case)
    if row is None:
        return
    least = TALK_BACK + timedelta(minutes=row.gap_minutes)
    for (_first, before), (field, after) in pairwise(_in_order(named)):
        if after - before < least:
            text = _(
                "These parents are kept apart: leave at least %(minutes)s minutes from one beginning to the other."
            )
            raise ValidationError({field: text % {"minutes": int(least.total_seconds()) // 60}})


def _check_one_at_a_time(named: dict[str, datetime]) -> None:
    """All talks share the room and the people who were chosen, by the quarter of an hour; others would not help."""
    for (_first, before), (field, after) in pairwise(_in_order(named)):
        taken = ticks(before, before + TALK_BACK)
        if ticks(after, after + TALK_BACK).start < taken.stop:
            until = timezone.localtime(before + timedelta(minutes=15 * len(taken)) - _into_quarter(before))
            text = _("The talk before this one takes until %(time)s. Choose that time or a later one.")
            raise Taken({field: text % {"time": f"{until:%H:%M}"}})


def _in_order(named: dict[str, datetime]) -> list[tuple[str, datetime]]:
    return sorted(named.items(), key=lambda one: one[1])


def _into_quarter(moment: datetime) -> timedelta:
    """How far a moment is into its quarter of an hour."""
    return timedelta(seconds=moment.timestamp() % (15 * 60))


def voice_of(evaluation: Evaluation, user: User, facts: dict, moment: datetime, room: Room | None) -> EvaluationVoice:
    """The talk of this person; another moment or place than before is a new revision."""
    known = EvaluationVoice.objects.select_for_update().filter(evaluation=evaluation, user=user).first()
    facts |= {"moment": moment, "room": room}
    if known and (known.moment, known.room_id is None) != (moment, room is None):
        facts["revision"] = known.revision + 1
    voice, _made = EvaluationVoice.objects.update_or_create(evaluation=evaluation, user=user, defaults=facts)
    return voice


def take_time(voice: EvaluationVoice, leads: list[Therapist], field: str) -> None:
    """The room and the people for the time of one talk, instead of what this talk had before."""
    voice.occupancies.all().delete()
    span = {"starts_at": voice.moment, "ends_at": voice.moment + TALK_BACK}
    if voice.room:
        occupy_room(room=voice.room, practice=voice.evaluation.placement.group.practice, voice=voice, **span)
    voice.leads.set(leads)
    try:
        occupy_people(therapists=leads, voice=voice, **span)
    except Taken as taken:
        raise Taken({field: taken.messages}) from taken


def where(voice: EvaluationVoice) -> str:
    """The location as a sentence, when the talk has a room there."""
    if voice.room is None:
        return ""
    return " " + _("You are welcome at %(place)s.") % {"place": address_of(voice.evaluation.placement.group)}


def sending_of(voice: EvaluationVoice) -> str:
    """Another moment or another place is told again, also one that was planned before; the same one is not."""
    place = ":room" if voice.room_id else ""
    change = f":{voice.revision}" if voice.revision else ""
    return f"evaluation:{voice.evaluation_id}:{int(voice.moment.timestamp())}{place}{change}"
