"""Nouns around a decision: the rules in force, what was decided before, and what still has to follow after a no."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from centre import clock
from centre.models import Case, User
from centre.selectors import flag_is_up
from intake.criteria import BUILT_IN, Criteria
from intake.models import CriteriaVersion, Indication
from referrals.models import Handover
from referrals.selectors import help_offers

#: So many offers are proposed under the field; the directory itself has them all.
MOST_OFFERS = 100


def version_in_force() -> CriteriaVersion | None:
    """The newest version that is in force today; None: the built-in one."""
    return CriteriaVersion.objects.filter(published_on__lte=clock.today()).order_by("-published_on", "-pk").first()


def rules_in_force() -> tuple[Criteria, bool]:
    """The rules of today, and whether the checklist is the official one."""
    row = version_in_force()
    return (row.criteria, row.is_official) if row else (BUILT_IN, False)


def versions() -> list[dict]:
    """[{version, since, is_official, is_ahead}], newest first, the built-in one last."""
    today = clock.today()
    rows = [
        {
            "version": row.version,
            "since": row.published_on,
            "is_official": row.is_official,
            "is_ahead": row.published_on > today,
        }
        for row in CriteriaVersion.objects.defer("document")
    ]
    return [*rows, {"version": BUILT_IN.version, "since": None, "is_official": False, "is_ahead": False}]


def rules_of(version: str) -> tuple[Criteria, bool] | None:
    """The rules of one version, and whether its checklist is the official one; None for an unknown version."""
    if version == BUILT_IN.version:
        return BUILT_IN, False
    row = CriteriaVersion.objects.filter(version=version).first()
    return (row.criteria, row.is_official) if row else None


def last_decision(case: Case) -> Indication | None:
    """The newest decision about a case, also when it was sent back."""
    return Indication.objects.filter(case=case).order_by("-decided_at", "-pk").first()


def offer_titles() -> list[str]:
    """Help from the directory, to choose from."""
    return list(dict.fromkeys(help_offers().values_list("title", flat=True)[:MOST_OFFERS]))


def _standing_noes(user: User) -> QuerySet[Indication]:
    """Approved decisions for another help of which nobody looked again; a newer approved decision replaces them."""
    newer = Indication.objects.filter(case=OuterRef("case"), approved_at__gt=OuterRef("approved_at"))
    rows = Indication.objects.filter(
        case__in=Case.objects.visible_to(user).open(), approved_at__isnull=False, reviewed_at=None
    )
    return rows.exclude(outcome=Indication.Outcome.GROUP).exclude(Exists(newer))


def to_look_again(user: User) -> QuerySet[Indication]:
    """The date to look again has come."""
    return _standing_noes(user).filter(review_on__lte=clock.today())


def to_hand_over(user: User) -> QuerySet[Indication]:
    """Another help was advised and no warm handover has been written down since."""
    made = Handover.objects.filter(case=OuterRef("case"), is_warm=True, handed_on__gte=OuterRef("approved_day"))
    rows = _standing_noes(user).annotate(approved_day=TruncDate(F("approved_at")))
    return rows.filter(~Exists(made))


def open_noes(user: User, what: str) -> QuerySet[Indication]:
    """The list of one of both tasks, oldest date first."""
    rows = to_hand_over(user) if what == "handover" else to_look_again(user)
    rows = rows.select_related("case", "decided_by").defer("domains", "findings", "rationale", "letter")
    rows = rows.annotate(is_flagged=flag_is_up("case"))
    return rows.order_by("review_on", "pk")


def standing_no(case: Case) -> Indication | None:
    """The approved decision of this case that still has to be looked at again."""
    row = Indication.objects.filter(case=case, approved_at__isnull=False).order_by("-approved_at", "-pk").first()
    return row if row and row.outcome != Indication.Outcome.GROUP and row.reviewed_at is None else None


def warm_handover_of(indication: Indication) -> Handover | None:
    """The warm handover that followed this decision, from the day of the approval on: the day here, not in Greenwich."""
    approved = timezone.localdate(indication.approved_at)
    rows = Handover.objects.filter(case=indication.case, is_warm=True, handed_on__gte=approved)
    return rows.order_by("handed_on").first()
