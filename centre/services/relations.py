"""Who may work on a case: a substitute for a while, exclusion for a conflict of interest, and an end to either."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, User
from centre.services.own_family import cases_of_own_family
from centre.team import overseers_of

Kind = CareRelation.Kind


@transaction.atomic
def exclude_from_case(*, case: Case, user: User, reason: str, by: User) -> CareRelation:
    """Shut a case for somebody who knows the family, whatever else that person may do; running emergencies end too.

    Raises ValidationError when nobody would be left to oversee the case.
    """
    if not overseers_of(case).exclude(pk=user.pk).exists():
        raise ValidationError(
            {"person": _("Nobody would be left who oversees this case. Ask another coordinator first.")}
        )
    relation, made = CareRelation.objects.get_or_create(
        case=case, user=user, kind=Kind.EXCLUDED, until=None, defaults={"reason": reason, "set_by": by}
    )
    if not made:
        raise ValidationError({"person": _("This person is excluded already.")})
    return relation


@transaction.atomic
def give_substitute(*, case: Case, user: User, until: date, reason: str, by: User) -> CareRelation:
    """Let a colleague stand in up to and including a day. Raises ValidationError by field."""
    if until < clock.today():
        raise ValidationError({"until": _("Choose today or a later day.")})
    active = CareRelation.objects.active().filter(case=case, user=user)
    if active.filter(kind=Kind.EXCLUDED).exists():
        raise ValidationError({"person": _("This person is excluded from this case.")})
    if active.filter(kind=Kind.SUBSTITUTE).exists():
        raise ValidationError({"person": _("This person stands in already. End that first.")})
    return CareRelation.objects.create(
        case=case,
        user=user,
        kind=Kind.SUBSTITUTE,
        reason=reason,
        until=clock.end_of(until),
        since=clock.now(),
        set_by=by,
    )


@transaction.atomic
def end_relations(*, case: Case, user: User, kind: str, reason: str, by: User) -> int:
    """End somebody's relations of one kind with a case at once (also an exclusion); returns how many.

    Raises ValidationError for lifting one's own exclusion.
    """
    if kind == Kind.EXCLUDED and user.pk == by.pk:
        raise ValidationError({"reason": _("Somebody else has to lift your exclusion.")})
    if kind == Kind.EXCLUDED and cases_of_own_family(user).filter(pk=case.pk).exists():
        raise ValidationError({"reason": _("This is the own family of this person; the exclusion stays.")})
    now = clock.now()
    rows = CareRelation.objects.filter(case=case, user=user, kind=kind).exclude(until__lte=now)
    why = {"ended_by": by, "end_reason": reason}
    # What had not begun yet ends when it would begin: an interval never ends before its start.
    ended = rows.filter(since__gt=now).update(until=F("since"), **why)
    return ended + rows.filter(since__lte=now).update(until=now, **why)
