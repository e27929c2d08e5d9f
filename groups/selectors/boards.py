"""Lists: the waiting list, the planning board, a therapist's groups, and what is due."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centre import clock
from centre.models import Case, Child, Residence, User
from groups.models import Group, Offer, Placement, Recipe, Session, SessionLead
from groups.states import GroupState
from intake.models import Registration
from intake.selectors import advised_for_one_family, ready_for_group


def waiting_cases(ready: QuerySet[Registration] | None = None) -> QuerySet[Case]:
    """Open cases with an approved advice for the group that never began in one: who finished or stopped is done.

    A seat given back before the start, or in a group that the centre called off, leaves the couple waiting.

    `ready`: what one parent knows of it, for the own page (intake.selectors.ready_as_told_to).
    """
    ready = ready_for_group() if ready is None else ready
    began = Placement.objects.filter(case=OuterRef("pk")).exclude(
        end__in=[Placement.End.WITHDRAWN, Placement.End.CALLED_OFF]
    )
    return Case.objects.filter(~Exists(began), registration__in=ready.order_by().values("pk"))


def one_family_cases() -> QuerySet[Case]:
    """Open cases with an approved advice for the variant for one family that never began: planned by hand."""
    return waiting_cases(advised_for_one_family())


def may_wait_for(group: Group) -> QuerySet[Case]:
    """Couples who may have a seat in this group: for one family by itself also those with an advice for that."""
    fits = Q(pk__in=waiting_cases().values("pk"))
    if group.recipe.variant == Recipe.Variant.FAMILY and group.couples == 1:
        fits |= Q(pk__in=one_family_cases().values("pk"))
    return Case.objects.filter(fits)


def waiting_list(
    user: User, *, municipality: str = "", age: int | None = None, one_family: bool = False
) -> QuerySet[Case]:
    """Couples without a seat, longest waiting first; `waiting_since` is the day both requests were complete.

    `municipality`: how its name begins; `age`: a child of this age or a year around it; `one_family`: with an advice for the
    variant for one family, instead of the group.
    """
    rows = one_family_cases() if one_family else waiting_cases()
    rows = rows.filter(pk__in=Case.objects.visible_to(user).values("pk"))
    rows = rows.annotate(waiting_since=F("registration__complete_on"))
    if municipality:
        homes = Residence.objects.filter(until=None, municipality__name__istartswith=municipality)
        rows = rows.filter(Exists(homes.filter(child__families=OuterRef("family"))))
    if age is not None:
        today = clock.today()
        oldest, youngest = (
            today - timedelta(days=round(365.25 * (age + 2))),
            today - timedelta(days=round(365.25 * (age - 1))),
        )
        children = Child.objects.filter(families=OuterRef("family"), birth_date__gt=oldest, birth_date__lte=youngest)
        rows = rows.filter(Exists(children))
    return rows.order_by("-registration__has_priority", F("waiting_since").asc(nulls_last=True), "pk")


def to_be_placed(user: User) -> QuerySet[Case]:
    """Who can be given a seat by this coordinator; `is_one_family`: with an advice for the variant for one family."""
    alone = one_family_cases().filter(pk=OuterRef("pk"))
    rows = Case.objects.visible_to(user).annotate(is_one_family=Exists(alone))
    return rows.filter(Q(pk__in=waiting_cases().values("pk")) | Q(is_one_family=True))


def groups_for(user: User, case: Case) -> QuerySet[Group]:
    """Open groups with a free seat that suit the advice of a case (from `to_be_placed`)."""
    return open_groups(user, one_family=case.is_one_family)


def _with_counts(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Annotate seats taken, the first and the next moment, and roll calls done."""
    sessions = Session.objects.standing().filter(group=OuterRef("pk")).order_by("starts_at")
    seats = Placement.objects.filter(group=OuterRef("pk")).filter(Q(ended_on=None) | Q(end=Placement.End.FINISHED))
    held = Offer.objects.held().filter(group=OuterRef("pk")).order_by().values("group").annotate(n=Count("pk"))
    return groups.select_related("practice").annotate(
        held=Coalesce(Subquery(held.values("n")), 0),
        taken=Subquery(seats.order_by().values("group").annotate(n=Count("pk")).values("n")),
        starts_at=Subquery(sessions.values("starts_at")[:1]),
        next_at=Subquery(sessions.filter(ends_at__gt=clock.now()).values("starts_at")[:1]),
        next_number=Subquery(sessions.filter(ends_at__gt=clock.now()).values("number")[:1]),
    )


def board(user: User, *, state: str = "") -> QuerySet[Group]:
    """All groups of a coordinator's regions, what is coming first."""
    groups = Group.objects.of_coordinator(user)
    groups = groups.filter(state=state) if state in GroupState.values else groups
    return _with_counts(groups).order_by(F("next_at").asc(nulls_last=True), "-state_since", "pk")


def _open_with_seats(user: User) -> QuerySet[Group]:
    """Open groups of a coordinator with `seats`: how many are taken, nought included."""
    rows = _with_counts(Group.objects.of_coordinator(user).filter(state=GroupState.OPEN))
    return rows.annotate(seats=Coalesce("taken", 0)).order_by("starts_at", "pk")


def open_groups(user: User, *, one_family: bool = False) -> QuerySet[Group]:
    """Groups of a coordinator in which a seat is neither taken nor held, the first to begin first.

    `one_family`: instead of groups, the sessions that were planned for one family by itself.
    """
    rows = _open_with_seats(user).filter(seats__lt=F("couples") - F("held"))
    return rows.filter(_is_one_family() if one_family else ~_is_one_family())


def _is_one_family() -> Q:
    """The number of couples is the group's own copy: a recipe that changes later makes no group into one family."""
    return Q(recipe__variant=Recipe.Variant.FAMILY, couples=1)


def groups_to_start(user: User) -> QuerySet[Group]:
    """Open groups with enough couples whose first session is within two weeks."""
    soon = clock.now() + timedelta(days=14)
    return _open_with_seats(user).filter(starts_at__lt=soon, seats__gte=F("minimum_couples"))


def groups_too_small(user: User) -> QuerySet[Group]:
    """Open groups below their minimum whose first session is within two weeks; a place that is held is no couple yet."""
    soon = clock.now() + timedelta(days=14)
    return _open_with_seats(user).filter(starts_at__lt=soon, seats__lt=F("minimum_couples"))


def groups_to_complete(user: User) -> QuerySet[Group]:
    """Running groups in which every roll call has been held."""
    left = Session.objects.standing().filter(group=OuterRef("pk"), attendance_taken_at=None)
    return Group.objects.of_coordinator(user).filter(~Exists(left), state=GroupState.RUNNING).order_by("pk")


def seats_for(user: User, group: Group) -> QuerySet[Placement]:
    """The seats taken now in a group, with families on which this user may work."""
    rows = group.placements.current().filter(case__in=Case.objects.visible_to(user))
    return rows.select_related("case__family")


def my_groups(user: User) -> QuerySet[Group]:
    """The groups of a therapist, the next session first."""
    return _with_counts(Group.objects.led_by(user)).order_by(F("next_at").asc(nulls_last=True), "-state_since", "pk")


def roll_calls_of_today(user: User) -> QuerySet[Session]:
    """Today's sessions of this therapist of which nobody called the roll yet."""
    running = Session.objects.led_by(user).standing().filter(group__state=GroupState.RUNNING)
    return running.filter(starts_at__date=clock.today(), attendance_taken_at=None).order_by("starts_at")


def overdue_roll_calls(user: User) -> QuerySet[Session]:
    """Sessions of this therapist that are over without a roll call."""
    running = Session.objects.led_by(user).standing().filter(group__state=GroupState.RUNNING)
    late = running.filter(attendance_taken_at=None, ends_at__lt=clock.now())
    return late.select_related("group").order_by("starts_at")


def sessions_between(start: datetime, end: datetime) -> QuerySet[Session]:
    """Sessions that begin in [start, end) and are not cancelled."""
    return Session.objects.standing().filter(starts_at__gte=start, starts_at__lt=end).select_related("group")


def sessions_tomorrow() -> QuerySet[Session]:
    """Sessions on the next day in Amsterdam."""
    day = clock.today() + timedelta(days=1)
    return Session.objects.standing().filter(starts_at__date=day).select_related("group")


def leads_of(case: Case) -> list[User]:
    """Who leads the group in which this case has a seat now; neither substitutes nor who was replaced for what is to come."""
    seats = {"session__group__placements__case": case, "session__group__placements__ended_on": None}
    rows = SessionLead.objects.team_now().filter(is_substitute=False, **seats)
    return list(User.objects.filter(therapist__session_leads__in=rows).distinct().order_by("name"))
