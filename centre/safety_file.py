"""Nouns of the safety dossier, for the people who are named in it."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from centre import clock
from centre.audiences import Audience
from centre.models import (
    CareRelation,
    Case,
    ConcernStep,
    Dossier,
    Membership,
    SafetyConcern,
    SafetyPhase,
    SafetyPlan,
    SafetyRelease,
    User,
)
from centre.reporting_code import DECISION
from centre.selectors import flag_is_up
from centre.two_people import lapses_before

#: Hats of those who care for families.
CARERS = (Audience.THERAPIST, Audience.COORDINATOR)


def guards_of(case: Case) -> QuerySet[User]:
    """The officers for the reporting code (aandachtsfunctionarissen) of the case's region, by name; nobody shut out of it."""
    hats = Membership.objects.active().filter(user=OuterRef("pk"), region=case.region_id, guards_safety=True)
    return User.objects.filter(Exists(hats), is_active=True).exclude(_shut_out_of(case)).order_by("name", "pk")


def _shut_out_of(case: Case, person: str = "pk") -> Exists:
    """`person`: the column that names somebody. For whoever is shut out of a case there is no safety file (law.md R54)."""
    rows = CareRelation.objects.active().filter(case=case, kind=CareRelation.Kind.EXCLUDED)
    return Exists(rows.filter(user=OuterRef(person)))


def named_in(case: Case) -> QuerySet[CareRelation]:
    """Who may read the safety dossier of a case today; `is_guard`: officer for the reporting code of its region."""
    guards = Exists(guards_of(case).filter(pk=OuterRef("user")))
    rows = CareRelation.objects.active().filter(case=case, kind=CareRelation.Kind.SAFETY).annotate(is_guard=guards)
    return rows.exclude(_shut_out_of(case, "user")).select_related("user").order_by("user__name", "pk")


def phase_of(dossier: Dossier) -> SafetyPhase | None:
    """The phase that holds now."""
    return dossier.safety_phases.select_related("decided_by").order_by("-decided_at", "-pk").first()


def plan_of(dossier: Dossier) -> SafetyPlan | None:
    """The plan that runs now; None when there is none or it was closed."""
    latest = dossier.safety_plans.select_related("owner", "written_by").order_by("-written_at", "-pk").first()
    return None if latest is None or latest.is_closing else latest


def running_plans() -> QuerySet[SafetyPlan]:
    """The latest version of every plan that was not closed."""
    # Versions are only added: a plan with a later row of its dossier has been replaced.
    later = SafetyPlan.objects.filter(dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"))
    return SafetyPlan.objects.filter(~Exists(later), is_closing=False)


def overdue_plans() -> QuerySet[SafetyPlan]:
    """Plans of which the day to look again has passed, in cases that are open."""
    rows = running_plans().filter(review_on__lt=clock.today(), dossier__case__closed_on=None)
    return rows.select_related("dossier__case", "owner").order_by("review_on", "pk")


def overdue_plans_of(user: User) -> QuerySet[SafetyPlan]:
    """The same, as far as this person is named."""
    return overdue_plans().filter(dossier__in=Dossier.objects.safety_of(user))


def safety_desk(user: User) -> QuerySet[Dossier]:
    """The safety dossiers in which this person is named, what must be looked at first on top."""
    review = running_plans().filter(dossier=OuterRef("pk")).values("review_on")[:1]
    undecided = SafetyConcern.objects.filter(dossier=OuterRef("pk")).exclude(
        Exists(ConcernStep.objects.filter(concern=OuterRef("pk"), kind=DECISION))
    )
    phase = SafetyPhase.objects.filter(dossier=OuterRef("pk")).order_by("-decided_at", "-pk").values("phase")[:1]
    rows = Dossier.objects.safety_of(user).filter(case__closed_on=None).select_related("case")
    rows = rows.annotate(is_flagged=flag_is_up("case"))
    rows = rows.annotate(review_on=Subquery(review), has_open_concern=Exists(undecided), phase=Subquery(phase))
    return rows.order_by("-has_open_concern", "review_on", "pk")


def open_concerns_of(user: User) -> QuerySet[SafetyConcern]:
    """Walks through the reporting code without a decision yet, as far as this person is named."""
    decided = ConcernStep.objects.filter(concern=OuterRef("pk"), kind=DECISION)
    return SafetyConcern.objects.filter(~Exists(decided), dossier__in=Dossier.objects.safety_of(user))


def receivers_in(case: Case) -> dict[str, Dossier]:
    """Reference → own dossier of everybody in the family with an account, and so with a message box in the portal."""
    rows = Dossier.objects.of_case(case).filter(Q(parent__user__is_active=True) | Q(child__user__is_active=True))
    return {row.reference: row for row in rows.select_related("parent", "child").order_by("-kind", "pk")}


def releases_in(dossier: Dossier) -> QuerySet[SafetyRelease]:
    """Decisions about giving something out, the newest first."""
    rows = dossier.releases.select_related("to__parent", "to__child", "proposed_by", "settled_by")
    return rows.order_by("-proposed_at", "-pk")


def lapsed_release(dossier: Dossier, reference: str) -> SafetyRelease | None:
    """The proposal of this file with which nobody decided along in time: its words can be proposed again."""
    row = releases_in(dossier).filter(reference=reference).first()
    return row if row and row.has_lapsed else None


def releases_waiting_for(user: User) -> QuerySet[SafetyRelease]:
    """Proposals of colleagues in the files in which this person is named."""
    rows = SafetyRelease.objects.filter(settled_at=None, proposed_at__gt=lapses_before())
    rows = rows.filter(dossier__in=Dossier.objects.safety_of(user))
    return rows.exclude(proposed_by=user)


def staff_of_region(case: Case) -> QuerySet[User]:
    """Colleagues who can be named: they wear a staff hat in the region of the case, or care for this family.

    Never its referrer, who works on the case as well but elsewhere, nor who reads one question about a file.
    """
    hats = Membership.objects.active().filter(user=OuterRef("pk"), audience__in=CARERS, region=case.region_id)
    caring = CareRelation.objects.active().filter(user=OuterRef("pk"), case=case)
    caring = caring.exclude(kind__in=CareRelation.OPENS_NO_CASE)
    rows = User.objects.filter(Exists(hats) | Exists(caring), is_active=True)
    return rows.exclude(_shut_out_of(case)).order_by("name", "pk")


def staff_hats_in_regions_of(coordinator: User) -> QuerySet[Membership]:
    """Staff hats in the regions of this coordinator: among them the officers for the reporting code."""
    regions = coordinator.regions_as(Audience.COORDINATOR)
    rows = Membership.objects.active().filter(region__in=regions, audience__in=CARERS).select_related("user", "region")
    return rows.order_by("user__name", "pk")
