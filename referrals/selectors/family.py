"""What a parent sees of the chain and of the plan: the own part, and what both agreed to share. Never a number."""

from django.db.models import Prefetch, Q, QuerySet

from centre import clock, sharing
from centre.models import Case, Consent, Parent
from referrals.models import Basis, ChainLink, PlanAction, PlanGoal


def chain_for_parent(parent: Parent, case: Case) -> list[ChainLink]:
    """Who is involved today, as far as this parent may know.

    The own helpers; those of the family whom both parents agreed to; a family representative only with both mandates.
    """
    today = clock.today()
    rows = ChainLink.objects.filter(case=case, since__lte=today).filter(Q(until=None) | Q(until__gte=today))
    own = Q(parent=parent)
    shared = Q(parent=None, basis=Basis.BOTH_PARENTS) & ~Q(domain=ChainLink.Domain.REPRESENTATIVE)
    mandated = Q(pk__in=mandated_representatives(case))
    return list(rows.filter(own | shared | mandated).order_by("domain", "since", "pk"))


def mandated_representatives(case: Case) -> set[int]:
    """Family representatives, by number, to whom every parent of the case gave a mandate: a yes in one direction at least."""
    links = dict(
        ChainLink.objects.filter(case=case, domain=ChainLink.Domain.REPRESENTATIVE).values_list("partner", "pk")
    )
    if not links:
        return set()
    parents = set(Parent.objects.filter(family=case.family_id).values_list("pk", flat=True))
    mandates: dict[int, set[int]] = {}
    for (partner, _direction, parent), answer in sharing.said_about(links).items():
        if answer == Consent.Answer.GIVEN:
            mandates.setdefault(partner, set()).add(parent)
    return {link for partner, link in links.items() if parents <= mandates.get(partner, set())}


def plan_for_parent(parent: Parent, case: Case) -> list[PlanGoal]:
    """Shared goals and the own ones, each with the shared and the own actions below it."""
    mine = Q(parent=None) | Q(parent=parent)
    actions = Prefetch("actions", PlanAction.objects.filter(mine), to_attr="shown")
    return list(PlanGoal.objects.filter(mine, case=case).prefetch_related(actions))


def plan_for_staff(case: Case) -> list[PlanGoal]:
    """Everything, for who works on the case."""
    actions = Prefetch("actions", PlanAction.objects.select_related("parent"), to_attr="shown")
    return list(PlanGoal.objects.filter(case=case).select_related("parent").prefetch_related(actions))


def goals_of(case: Case) -> QuerySet[PlanGoal]:
    return PlanGoal.objects.filter(case=case).select_related("parent")


def actions_of(case: Case) -> QuerySet[PlanAction]:
    return PlanAction.objects.filter(goal__case=case)
