"""Nobody works on the case of the own family: an ex with a hat at work is the nearest adversary (security reference 1)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from centre.audiences import STAFF
from centre.models import CareRelation, Case, User


def cases_of_own_family(user: User) -> QuerySet[Case]:
    """Cases in which this user is a parent or a child."""
    return Case.objects.filter(Q(family__parents__user=user) | Q(family__children__user=user)).distinct()


def bar_from_own_family(*, user: User) -> None:
    """Exclude whoever wears a hat at work from the cases of the own family, at once and until the family has none.

    Called when a hat is given and when an account becomes that of a parent. An exclusion outranks every other relation,
    a coordinator's region too, in every room. Twice is the same as once.
    """
    if not user.memberships.filter(audience__in=STAFF).exists():
        return
    facts = {"user": user, "kind": CareRelation.Kind.EXCLUDED, "reason": _("The own family")}
    CareRelation.objects.bulk_create(
        [CareRelation(case=case, **facts) for case in cases_of_own_family(user)], ignore_conflicts=True
    )
