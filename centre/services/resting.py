"""Relations with cases rest on hats: without one of the right kind they end, and no later hat brings them back."""

from django.db.models import F
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import CareRelation, User

#: Which relations rest on which hats: the last of these hats off, these relations end.
RESTS_ON = {
    CareRelation.Kind.REFERRER: {Audience.REFERRER},
    **{
        kind: {Audience.THERAPIST, Audience.COORDINATOR}
        for kind in CareRelation.Kind
        if kind not in (CareRelation.Kind.REFERRER, CareRelation.Kind.EXCLUDED)
    },
}


def end_what_rests_on_no_hat(*, user: User, by: User | None) -> None:
    """Close the open relations of this person for which no hat of today speaks."""
    left = set(user.memberships.active().values_list("audience", flat=True))
    orphaned = [kind for kind, audiences in RESTS_ON.items() if not audiences & left]
    now, why = clock.now(), {"ended_by": by, "end_reason": _("The role ended.")}
    rows = CareRelation.objects.filter(user=user, kind__in=orphaned).exclude(until__lte=now)
    rows.filter(since__gt=now).update(until=F("since"), **why)
    rows.filter(since__lte=now).update(until=now, **why)
