"""What a referrer may follow: the own steps always, the stage only with the yes of both parents to telling the own organisation (domain.md 8
item 19; law.md R6)."""

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from centre import sharing
from centre.models import CareRelation, Milestone, Organisation, User
from centre.models import Case as FamilyCase
from referrals import terms
from referrals.models import Feedback, Referral, ReferralStep
from referrals.states import ReferralState

#: Milestones that a referrer hears of; `entered` is the acceptance itself.
FOLLOWED = [kind for kind in Milestone.Kind.values if kind != Milestone.Kind.ENTERED]


def my_referrals(user: User) -> QuerySet[Referral]:
    """Everything that the own organisation handed in, newest first, with `stage` and `may_follow`."""
    return with_stage(Referral.objects.of_organisations_of(user)).for_list().order_by("-created_at", "-pk")


def own_with_stage(user: User) -> QuerySet[Referral]:
    """The same rows with everything that one page shows."""
    rows = Referral.objects.of_organisations_of(user).select_related("organisation", "region", "submitted_by")
    return with_stage(rows)


def own_for_system(user: User, organisation: Organisation) -> QuerySet[Referral]:
    """What an organisation's own system may see: what its responsible person sees there, newest first."""
    rows = Referral.objects.of_organisations_of(user).filter(organisation=organisation)
    return with_stage(rows).defer("stated", "question", "ground_explained").order_by("-created_at", "-pk")


def with_stage(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Annotate `may_follow` (the referrer may know the stage) and `stage` (the latest milestone)."""
    latest = Milestone.objects.filter(case=OuterRef("case")).order_by("-reached_on", "-pk")
    return rows.annotate(may_follow=_may_follow(), stage=Subquery(latest.values("kind")[:1]))


def stage_words(referral: Referral) -> tuple[str, str]:
    """(words, tone) for one line of the referrer's list; without consent always the same neutral words."""
    if referral.state != ReferralState.ACCEPTED:
        tones = {ReferralState.RETURNED: "warn", ReferralState.SUBMITTED: "info"}
        return ReferralState(referral.state).label, tones.get(referral.state, "neutral")
    if referral.may_follow and referral.stage in FOLLOWED:
        return Milestone.Kind(referral.stage).label, "good"
    return _("accepted, in progress"), "good"


def chain_for_referrer(referral: Referral) -> list[dict]:
    """The dated steps for the timeline; after acceptance no date unless `may_follow`."""
    items = [_step(step, who=_who(step, referral), is_own=True) for step in _steps(referral)]
    if referral.state != ReferralState.ACCEPTED:
        return items
    if not referral.may_follow:
        return [*items, {"label": _("In progress"), "now": True}]
    return items + _later(referral)


def chain_for_centre(referral: Referral) -> list[dict]:
    """Every dated step with the name of who did it, for coordinators."""
    items = [_step(step, who=step.by.name) for step in _steps(referral)]
    return items + _later(referral) if referral.case_id else items


def no_tie_said(referral: Referral) -> ReferralStep | None:
    """Who sent it last said not to know the family privately, and when; None when a partner's system did not ask."""
    return referral.steps.filter(kind=ReferralStep.Kind.UNTIED).select_related("by").last()


def referrer_of(case: FamilyCase) -> User | None:
    """Who may be invited to talks (FD1): the one whose referral opened this case, as long as the relation lasts.

    Of two referrers only the first sits at a talk: neither learns there of the other. Both hear of their own referral.
    """
    relations = CareRelation.objects.active().filter(case=case, kind=CareRelation.Kind.REFERRER)
    relation = relations.select_related("user").order_by("since", "pk").first()
    return relation.user if relation else None


def own_number(case: FamilyCase, user: User) -> str:
    """The number by which this referrer knows the family: the own referral's; empty without one. Never the case's own."""
    rows = Referral.objects.of_organisations_of(user).filter(case=case).order_by("submitted_at", "pk")
    return rows.values_list("reference", flat=True).first() or ""


def _may_follow():
    told = sharing.agreed_partners().filter(case=OuterRef("case"), organisation=OuterRef("organisation"))
    agreed = Exists(told)
    allowed = Q(agreed)
    if terms.legal_duty_shares_stage():
        allowed |= Q(ground=Referral.Ground.LEGAL_DUTY)
    return Case(When(allowed, then=Value(True)), default=Value(False), output_field=BooleanField())


def _steps(referral: Referral) -> list[ReferralStep]:
    """What happened; an answer is no step (it stands on the coordinator's sheet)."""
    rows = referral.steps.exclude(kind=ReferralStep.Kind.UNTIED)
    return list(rows.select_related("by").order_by("at", "pk"))


def _who(step: ReferralStep, referral: Referral) -> str:
    """Colleagues by name; people of the centre as the centre."""
    own = {"drafted", "sent", "answered", "withdrawn", "tied"}
    return step.by.name if step.kind in own else _("the centre")


def _step(step: ReferralStep, *, who: str, is_own: bool = False) -> dict:
    """`is_own`: for colleagues of the organisation, who need not know why somebody left it to them."""
    words = _("%(step)s by %(who)s")
    if step.kind == ReferralStep.Kind.TIED:
        words = _("%(who)s left it to a colleague") if is_own else _("%(who)s knows this family privately")
    label = words % {"step": step.get_kind_display().capitalize(), "who": who}
    return {"label": label, "date": step.at, "text": step.text, "done": True}


def _later(referral: Referral) -> list[dict]:
    """Milestones of the case and what was reported, in order of their dates; closed comes last."""
    told = {row.kind: row for row in Feedback.objects.filter(referral=referral)}
    items = []
    for milestone in Milestone.objects.filter(case=referral.case_id, kind__in=FOLLOWED).order_by("reached_on", "pk"):
        label = milestone.get_kind_display().capitalize()
        items.append({"label": label, "date": milestone.reached_on, "done": True})
        if milestone.kind in told:
            report = _("Reported to the referrer: %(stage)s") % {"stage": milestone.get_kind_display()}
            items.append({"label": report, "date": told[milestone.kind].given_at, "done": True})
    return items
