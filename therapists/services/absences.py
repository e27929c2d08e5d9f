"""Take days away over from a calendar file: only what somebody ticked, and never twice."""

from datetime import date

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from therapists.calendarfile import Away
from therapists.models import Absence, Therapist

#: What was read from a file can be confirmed for so long, in seconds.
PREVIEW_SECONDS = 3600
SALT = "therapists.absences"


def seal_preview(*, therapist: Therapist, found: list[Away]) -> str:
    """What was read, signed for this person, so that confirming takes over just that. Titles are left out."""
    rows = [[away.since.isoformat(), away.until.isoformat(), away.uid] for away in found]
    return signing.dumps({"therapist": therapist.pk, "rows": rows}, salt=SALT, compress=True)


@transaction.atomic
def take_over_absences(*, therapist: Therapist, sealed: str, chosen: list[int]) -> int:
    """Note the chosen rows; what came from the same entry before is not noted again. Raises ValidationError."""
    try:
        held = signing.loads(sealed, salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise ValidationError(_("Too long ago, or changed on the way. Choose the file again.")) from error
    if held["therapist"] != therapist.pk:
        raise ValidationError(_("Too long ago, or changed on the way. Choose the file again."))
    made = 0
    for number in sorted(set(chosen)):
        if not 0 <= number < len(held["rows"]):
            continue
        since, until, uid = held["rows"][number]
        since, until = max(date.fromisoformat(since), clock.today()), date.fromisoformat(until)
        if until < since or therapist.absences.filter(since__lte=since, until__gte=until).exists():
            continue
        _row, fresh = Absence.objects.update_or_create(
            therapist=therapist, uid=uid, since=since, defaults={"until": until}
        )
        made += fresh
    return made
