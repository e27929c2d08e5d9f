"""Give a couple a seat, and take it back. The group row is locked, the seat is a constraint (features.md G3)."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, Milestone, User
from centre.services.cases import reach_all, take_back
from groups import fitting
from groups.explanations import objection
from groups.models import Group, Guest, Offer, Placement
from groups.people import couples_of
from groups.refusals import (
    AlreadySeated,
    ConsentMissing,
    DoesNotFit,
    FamiliesKnowEachOther,
    GroupIsFull,
    NotReady,
    PlaceIsOffered,
)
from groups.selectors.boards import may_wait_for
from groups.services import apart, arrivals, composition_pins, endings, knowing, letters, team
from groups.states import GroupState
from therapists.models import Therapist


@transaction.atomic
def place_family(*, group: Group, case: Case, by: User, reason: str = "") -> Placement:
    """Give the couple the lowest free seat, open the case for the leads and tell both parents.

    `reason`: why rules give way that a person may set aside (planning.md). Raises what check_fits raises, GroupIsFull,
    PlaceIsOffered.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    check_fits(group=group, case=case, by=by, reason=reason)
    return take_seat(group=group, case=case, seat=free_seat(group=group, case=case), by=by)


def check_fits(*, group: Group, case: Case, by: User | None = None, reason: str = "") -> None:
    """This couple may sit in this group, apart from the question whether there is room. For a locked group.

    The couple is locked too: two groups may think of it at the same moment. Raises AlreadySeated, NotReady, ConsentMissing
    (per session date), LeadIsExcluded, MustStayApart, and DoesNotFit or FamiliesKnowEachOther for the rules that the
    composer keeps as well, unless `reason` sets them aside.
    """
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if group.state != GroupState.OPEN:
        raise NotReady(_("This group is not open for couples."))
    if Placement.objects.current().filter(case=case).exists():
        raise AlreadySeated(_("This couple has a seat already."))
    if not may_wait_for(group).filter(pk=case.pk).exists():
        raise NotReady(_("This couple is not on the waiting list."))
    sessions = list(group.sessions.standing().filter(ends_at__gt=clock.now()))
    check_consent(group=group, case_ids=[case.pk], dates=[session.on for session in sessions])
    team.check_excluded(_leads_of(group), [case])
    apart.check_may_meet(cases=[case])
    _check_rules(group, case, by, reason)


def _check_rules(group: Group, case: Case, by: User | None, reason: str) -> None:
    against = fitting.objections(group, [case])[case.pk]
    refusal = DoesNotFit([objection(rule) for rule in against], rules=against) if against else None
    try:
        knowing.check_ties(group=group, case=case)
    except FamiliesKnowEachOther as known:
        refusal = DoesNotFit([*refusal.messages, *known.messages], rules=against + known.rules) if refusal else known
    if refusal is None:
        return
    if not (reason and by and refusal.asks_a_reason):
        raise refusal
    composition_pins.set_aside(group=group, case=case, rules=refusal.rules, by=by, reason=reason)


def free_seat(*, group: Group, case: Case) -> int:
    """The lowest seat that is neither taken nor held for another couple. Raises GroupIsFull, PlaceIsOffered."""
    if Offer.objects.thought_about().filter(case=case).exists():
        raise PlaceIsOffered(_("A place is being held for this couple. Wait for the answer, or take it back first."))
    taken = set(group.placements.current().values_list("seat", flat=True))
    taken |= set(group.offers.held().values_list("seat", flat=True))
    free = [seat for seat in range(1, group.couples + 1) if seat not in taken]
    if not free:
        text = _("This group is full: all %(count)s seats are taken or held.")
        raise GroupIsFull(text % {"count": group.couples})
    return free[0]


def take_seat(*, group: Group, case: Case, seat: int, by: User) -> Placement:
    """Store the placement in this seat of a locked group, with all that follows from it."""
    try:
        with transaction.atomic():
            placement = Placement.objects.create(group=group, case=case, seat=seat, placed_by=by)
    except IntegrityError as error:
        raise GroupIsFull(_("Somebody else gave away this seat at the same moment.")) from error
    reach_all(cases=[case], kind=Milestone.Kind.PLACED, by=by)
    team.relate_leads(group=group, cases=[case])
    arrivals.stagger(placement=placement)
    letters.tell_placed(placement=placement, by=by)
    return placement


@transaction.atomic
def end_placement(*, placement: Placement, reason: str, by: User, is_called_off: bool = False) -> None:
    """The couple leaves: before the start the seat is free again, during the group the trajectory stops early.

    `is_called_off`: the centre ends the group; nobody stopped, and the couple waits again. Ending twice is the same as
    once. The leads keep access for the grace period when they met the family.
    """
    group = Group.objects.select_for_update().get(pk=placement.group_id)
    placement = Placement.objects.select_related("case").get(pk=placement.pk)
    if placement.ended_on:
        return
    met = group.state == GroupState.RUNNING
    placement.end = _kind_of_end(met, is_called_off)
    placement.ended_on, placement.ended_at, placement.end_reason = clock.today(), clock.now(), reason
    placement.save(update_fields=["end", "ended_on", "ended_at", "end_reason"])
    if placement.end == Placement.End.STOPPED:
        reach_all(cases=[placement.case], kind=Milestone.Kind.STOPPED, by=by)
        if group.follow_up_who_stopped:
            endings.plan_follow_ups(placements=[placement])
    else:
        # It waits again, and both parents read so on their own page; the date of a next seat is the one that counts.
        for kind in (Milestone.Kind.PLACED, Milestone.Kind.STARTED):
            take_back(case=placement.case, kind=kind)
    close_relations(cases=[placement.case], grace=met)
    letters.void_reminders_of(_accounts_of(placement.case), group)
    _revoke_guests(placement)
    letters.tell_ended(placement=placement, by=by)


def _accounts_of(case: Case) -> list[int]:
    """Users of the parents, and of the children who have an account of their own."""
    parents = Q(parent_rows__family=case.family_id)
    return list(
        User.objects.filter(parents | Q(child_row__families=case.family_id)).distinct().values_list("pk", flat=True)
    )


def _kind_of_end(met: bool, is_called_off: bool) -> str:
    if is_called_off:
        return Placement.End.CALLED_OFF
    return Placement.End.STOPPED if met else Placement.End.WITHDRAWN


def _revoke_guests(placement: Placement) -> None:
    """Whom these parents invited to a meeting of the group comes no more; the parents cannot take it back themselves."""
    guests = Guest.objects.filter(gathering__group=placement.group_id, gathering__ends_at__gt=clock.now())
    own = guests.filter(parent__family=placement.case.family_id, revoked_at=None)
    own.update(revoked_at=clock.now())


def seated_cases(group: Group) -> list[Case]:
    """The couples that have a seat now."""
    return list(Case.objects.filter(placements__group=group, placements__ended_on=None).order_by("placements__seat"))


def cases_to_the_end(group: Group) -> list[Case]:
    """The couples that have a seat now, or had it until the group was completed: a meeting may follow after the sessions."""
    rows = group.placements.filter(Q(ended_on=None) | Q(end=Placement.End.FINISHED)).select_related("case")
    return [row.case for row in rows.order_by("seat", "pk")]


def check_consent(*, group: Group, case_ids: list[int], dates: list) -> None:
    """Every permission is complete on every date, counting birthdays on the way. Raises ConsentMissing."""
    problems = []
    for couple in couples_of(case_ids, dates, with_children=group.with_children).values():
        missing = couple.missing_on()
        if missing:
            facts = {"reference": couple.reference, "date": date_format(missing[0], "j F Y")}
            problems.append(_("%(reference)s: a permission is not complete on %(date)s.") % facts)
    if problems:
        raise ConsentMissing(problems)


def close_relations(*, cases: list[Case], grace: bool) -> None:
    """End the leads' access: after the grace period, or at once when they never met the family."""
    now = clock.now()
    until = now + timedelta(days=settings.LEAD_GRACE_DAYS) if grace else now
    CareRelation.objects.filter(case__in=cases, kind=CareRelation.Kind.GROUP_LEAD, until=None).update(until=until)
    # Substitutes whose day has not come will not meet this family any more.
    CareRelation.objects.filter(case__in=cases, kind=CareRelation.Kind.SUBSTITUTE, since__gt=now).delete()


def _leads_of(group: Group) -> list[Therapist]:
    ahead = group.sessions.standing().filter(ends_at__gt=clock.now())
    return list(Therapist.objects.filter(session_leads__session__in=ahead).distinct())
