"""The course of a group: start, move and cancel sessions, complete, cancel."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, Milestone, User
from centre.services.cases import reach_all
from groups import planning
from groups.models import Group, Placement, Session
from groups.refusals import ChangedMeanwhile, NotYet, TooFewCouples
from groups.services import apart, date_letters, endings, gatherings, letters, occupying, offers, seats, team
from groups.services.seats import seated_cases
from groups.states import GROUP, GroupState
from therapists.models import Room


@transaction.atomic
def start_group(*, group: Group, by: User) -> None:
    """The group begins: enough couples, everybody's permission complete (law.md R4), the team complete.

    Certificates are looked at again, each on its session's own date: one may have been suspended since the planning.

    Raises IllegalMove, TooFewCouples, ConsentMissing, NotCertified, NotYet while a lead is missing,
    MustStayApart for a couple that was marked so after it got its seat.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    cases = seated_cases(group)
    if len(cases) < group.minimum_couples:
        facts = {"count": len(cases), "minimum": group.minimum_couples}
        raise TooFewCouples(_("There are %(count)s couples; the group starts with at least %(minimum)s.") % facts)
    ahead = [session.on for session in group.sessions.standing().filter(ends_at__gt=clock.now())]
    seats.check_consent(group=group, case_ids=[case.pk for case in cases], dates=ahead)
    apart.check_may_meet(cases=cases)
    team.check_team(group=group)
    offers.withdraw_all(group=group, by=by)
    GROUP.move(group, GroupState.RUNNING)
    reach_all(cases=cases, kind=Milestone.Kind.STARTED, by=by)
    staff = User.objects.filter(therapist__session_leads__session__group=group).distinct()
    letters.tell_started(group=group, cases=cases, staff=list(staff), by=by)


@transaction.atomic
def move_session(
    *,
    session: Session,
    starts_at: datetime,
    by: User,
    parent_room: Room | None = None,
    child_room: Room | None = None,
    shown: str = "",
) -> Session:
    """Another moment for both tracks at once; rooms and people are checked again, everybody hears it, once.

    A session that was called off is planned again this way, so that a couple gets all the sessions of its recipe.
    `shown`: the plan (Session.plan) that somebody had in view; another plan by now is not overwritten. Other rooms at the same
    moment are told to the team only, and void no reminder. What parents said about the old date does not count for a new one.

    Raises Taken, NotCertified, ConsentMissing, ChangedMeanwhile and ValidationError for a moment that cannot be.
    """
    session = team.lock_session(session)
    if shown and shown != session.plan:
        raise ChangedMeanwhile(_("A colleague just planned this session otherwise. Look at what stands there now."))
    _check_moment(session, starts_at)
    old, old_day, was_off = session.starts_at, session.on, session.cancelled_at is not None
    moves = was_off or starts_at != old
    if moves:
        letters.void_reminders(session)
        session.revision, session.known_since = session.revision + 1, clock.now()
    session.starts_at, session.ends_at = starts_at, starts_at + (session.ends_at - session.starts_at)
    session.cancelled_at = None
    session.parent_room, session.child_room = parent_room or session.parent_room, child_room or session.child_room
    if session.parent_room == session.child_room:
        raise ValidationError({"child_room": _("Parents and children each need a room of their own.")})
    session.full_clean(validate_unique=False)
    session.occupancies.all().delete()
    leads = list(session.leads.select_related("therapist__user"))
    people = [lead.therapist for lead in leads]
    team.check_certified([(lead.therapist, lead.role) for lead in leads], [(session.number, session.on)])
    cases = seated_cases(session.group)
    seats.check_consent(group=session.group, case_ids=[case.pk for case in cases], dates=[session.on])
    session.save()
    occupying.occupy(group=session.group, sessions=[session], therapists=people)
    staff = [person.user for person in people]
    if not moves:
        date_letters.tell_rooms(session=session, staff=staff, by=by)
        return session
    if was_off:
        # Access of who stands in on that day ended when it was called off.
        team.relate_leads(group=session.group, cases=cases)
    if is_another_day := was_off or old_day != session.on:
        _move_substitutes([lead.therapist.user for lead in leads if lead.is_substitute], cases, old_day, session)
        session.attendances.all().delete()
    date_letters.tell_moved(session=session, old=old, is_another_day=is_another_day, cases=cases, staff=staff, by=by)
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: User) -> None:
    """The session does not take place; rooms and people are free again. Twice is the same as once."""
    session = team.lock_session(session)
    if session.cancelled_at:
        return
    if session.attendance_taken_at:
        raise ValidationError(_("This session has been held."))
    letters.void_reminders(session)
    session.cancelled_at, session.revision = clock.now(), session.revision + 1
    session.save(update_fields=["cancelled_at", "revision"])
    session.occupancies.all().delete()
    standing_in = User.objects.filter(therapist__session_leads__in=session.leads.filter(is_substitute=True))
    met = Case.objects.filter(placements__group=session.group)
    team.close_substitutes(users=list(standing_in), cases=met, day=session.on)
    staff = User.objects.filter(therapist__session_leads__session=session).distinct()
    date_letters.tell_cancelled(session=session, cases=seated_cases(session.group), staff=list(staff), by=by)


@transaction.atomic
def complete_group(*, group: Group, by: User) -> None:
    """Everything has been held: the couples are finished, and the leads' access ends after the grace period.

    Raises NotYet while a session is still to come or a roll call is missing, IllegalMove.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    open_sessions = group.sessions.standing().filter(attendance_taken_at=None).order_by("number")
    numbers = [str(number) for number in open_sessions.values_list("number", flat=True)]
    if numbers:
        raise NotYet(_("The roll call of session %(numbers)s is not there yet.") % {"numbers": ", ".join(numbers)})
    GROUP.move(group, GroupState.COMPLETED)
    cases = seated_cases(group)
    reach_all(cases=cases, kind=Milestone.Kind.FINISHED, by=by)
    seats.close_relations(cases=cases, grace=True)
    endings.plan_follow_ups(placements=list(group.placements.current().select_related("case")))
    group.placements.current().update(ended_on=clock.today(), ended_at=clock.now(), end=Placement.End.FINISHED)


@transaction.atomic
def cancel_group(*, group: Group, reason: str, by: User) -> None:
    """The group does not take place (any more); its couples are told and go back to the waiting list.

    Its meetings are called off first, while their couples are still there to be told.

    Raises IllegalMove.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    offers.withdraw_all(group=group, by=by)
    gatherings.cancel_all(group=group, by=by)
    for placement in group.placements.current():
        seats.end_placement(placement=placement, reason=reason, by=by, is_called_off=True)
    for session in group.sessions.standing().filter(starts_at__gt=clock.now()):
        cancel_session(session=session, by=by)
    GROUP.move(group, GroupState.CANCELLED)


def _check_moment(session: Session, starts_at: datetime) -> None:
    if session.attendance_taken_at:
        raise ValidationError(_("This session has been held."))
    if session.group.state not in (GroupState.PLANNED, GroupState.OPEN, GroupState.RUNNING):
        raise ValidationError(_("This group is over already."))
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment that is still to come.")})
    around = {row.number: row for row in session.group.sessions.standing().exclude(pk=session.pk)}
    earlier = [row for number, row in around.items() if number < session.number]
    later = [row for number, row in around.items() if number > session.number]
    if any(row.starts_at >= starts_at for row in earlier) or any(row.starts_at <= starts_at for row in later):
        raise ValidationError(
            {"starts_at": _("Sessions keep their order: this moment is before or after a neighbour.")}
        )


def _move_substitutes(users: list[User], cases: list[Case], old_day: date, session: Session) -> None:
    """A substitute's access moves along with the session."""
    _old_since, old_until = team.whole_day(old_day)
    since, until = team.whole_day(session.on)
    rows = CareRelation.objects.filter(case__in=cases, user__in=users, kind="substitute", until=old_until)
    rows.update(since=since, until=until)


def wall_clock(day, at) -> datetime:
    """A date and a time in Amsterdam as a moment. Raises ValidationError for a time that does not exist."""
    try:
        return planning.at_wall_clock(day, at, team.ZONE)
    except planning.NoSuchMoment as error:
        raise ValidationError({"at": _("This time does not exist on that day: the clock changes.")}) from error
