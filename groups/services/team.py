"""Who leads when: appoint, replace for one date, and keep rooms and people from being needed twice."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, User
from centre.services.cases import relate_team
from centre.services.notices import suppress_notices
from groups import selectors
from groups.models import Group, Occupancy, Placement, Session, SessionLead
from groups.refusals import LeadIsExcluded, NotCertified, NotYet
from groups.services import date_letters, engagements, letters, occupying
from therapists.models import Therapist
from therapists.selectors import validities
from therapists.states import Role

ZONE = ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def appoint_lead(
    *, group: Group, therapist: Therapist, role: str, by: User, instead_of: Therapist | None = None
) -> list[Session]:
    """Let somebody lead one track in all sessions to come, in a free place or instead of a colleague.

    Returns those sessions. Raises NotCertified, Taken, LeadIsExcluded, NotYet when there is no free place.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    sessions = list(group.sessions.standing().filter(starts_at__gt=clock.now()).order_by("number"))
    cases = list(Case.objects.filter(placements__group=group, placements__ended_on=None))
    if instead_of:
        _release(group, instead_of, successor=therapist)
    counts = SessionLead.objects.filter(session__in=sessions, role=role).values_list("session_id", flat=True)
    counts, led = list(counts), {pk for pk, who in _usual_leads(sessions, role) if who == therapist.pk}
    sessions = [row for row in sessions if row.pk not in led and counts.count(row.pk) < group.leads_per_track]
    if not sessions:
        raise NotYet(_("There is no free place for this role in the sessions to come."))
    check_certified([(therapist, role)], [(session.number, session.on) for session in sessions])
    check_excluded([therapist], cases)
    SessionLead.objects.bulk_create(SessionLead(session=row, therapist=therapist, role=role) for row in sessions)
    occupying.occupy(group=group, sessions=sessions, therapists=[therapist], rooms=False)
    # Who leads the group is needed at its meetings as well, and no quarter of an hour says so.
    for meeting in group.gatherings.filter(cancelled_at=None, ends_at__gt=clock.now()).order_by("starts_at"):
        engagements.check_meeting(span=(meeting.starts_at, meeting.ends_at), therapists=[therapist], group=group)
    relate_team(cases=cases, users=[therapist.user], kind=CareRelation.Kind.GROUP_LEAD, reason=group.reference)
    return sessions


@transaction.atomic
def set_leads(*, group: Group, role: str, people: list[Therapist], by: User) -> None:
    """These people lead every session to come in this role, and nobody else; who stands in on one date stays.

    Raises ValidationError when that is not the team it became, and what appoint_lead raises.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    sessions = list(group.sessions.standing().filter(starts_at__gt=clock.now()))
    wanted = {(session.pk, one.pk) for session in sessions for one in people}
    led = _usual_leads(sessions, role)
    new = [one for one in people if any(who == one.pk for _session, who in wanted - led)]
    gone = Therapist.objects.filter(pk__in={who for _session, who in led - wanted}).order_by("pk")
    for n, one in enumerate(gone):
        _release(group, one, successor=new[n % len(new)] if new else None)
    for one in new:
        appoint_lead(group=group, therapist=one, role=role, by=by)
    if _usual_leads(sessions, role) != wanted:
        raise ValidationError(_("%(group)s: the team changed meanwhile. Plan again.") % {"group": group.name})


def _usual_leads(sessions: list[Session], role: str) -> set[tuple[int, int]]:
    """(session, therapist) for each place in this role; where somebody stands in, whoever it is for."""
    rows = SessionLead.objects.filter(session__in=sessions, role=role)
    return {(pk, usual or who) for pk, usual, who in rows.values_list("session", "stands_in_for", "therapist")}


@transaction.atomic
def substitute(*, session: Session, absent: Therapist, therapist: Therapist, by: User) -> SessionLead:
    """Somebody stands in for a colleague on one date; access opens on that day and ends with it (features.md G13).

    A substitute can be replaced again, or make way for who was to lead. Raises NotYet for a session that was held or
    does not take place, NotCertified, Taken, LeadIsExcluded.
    """
    session = lock_session(session)
    if session.cancelled_at or session.attendance_taken_at or session.is_over:
        raise NotYet(_("This session has been held or cancelled."))
    lead = (
        SessionLead.objects.select_related("therapist", "stands_in_for")
        .filter(session=session, therapist=absent)
        .first()
    )
    if lead is None:
        raise ValidationError({"absent": _("This colleague does not lead this session any more.")})
    cases = list(Case.objects.filter(placements__in=Placement.objects.during(session)))
    check_certified([(therapist, lead.role)], [(session.number, session.on)])
    check_excluded([therapist], cases)
    session.occupancies.filter(therapist=absent).delete()
    rule = session.group.lead_reminder_hours
    suppress_notices(keys=[letters.reminder_key(session, hours, absent.user_id) for hours in rule])
    if lead.is_substitute:
        close_substitutes(users=[absent.user], cases=cases, day=session.on)
    usual = lead.stands_in_for or lead.therapist
    lead.therapist, lead.is_substitute, lead.since = therapist, therapist != usual, clock.now()
    lead.stands_in_for = usual if lead.is_substitute else None
    lead.save(update_fields=["therapist", "is_substitute", "stands_in_for", "since"])
    occupying.occupy(group=session.group, sessions=[session], therapists=[therapist], rooms=False)
    if lead.is_substitute:
        since, until = whole_day(session.on)
        relate_team(
            cases=cases, users=[therapist.user], kind=CareRelation.Kind.SUBSTITUTE,
            reason=session.group.reference, since=since, until=until,
        )  # fmt: skip
    date_letters.tell_replaced(
        session=session, old=absent.user, new=therapist.user, returns=not lead.is_substitute, by=by
    )
    return lead


def lock_session(session: Session) -> Session:
    """This session for changing its moment or its people: the group's row first, always, then its own."""
    group = Group.objects.select_for_update().get(pk=session.group_id)
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    locked.group = group
    return locked


def close_substitutes(*, users: Iterable[User], cases: Iterable[Case], day: date) -> None:
    """Who does not stand in on that day after all has no access on it: none to come, and none any more today."""
    _since, until = whole_day(day)
    now = clock.now()
    rows = CareRelation.objects.filter(case__in=cases, user__in=users, kind=CareRelation.Kind.SUBSTITUTE, until=until)
    rows.filter(since__gt=now).delete()
    rows.active().update(until=now)


def relate_leads(*, group: Group, cases: list[Case]) -> None:
    """Open the cases for everybody who leads a session that is not over; for substitutes on their own day only."""
    leads = SessionLead.objects.filter(session__group=group, session__ends_at__gt=clock.now())
    leads = leads.select_related("therapist__user", "session")
    fixed = {lead.therapist.user for lead in leads if not lead.is_substitute}
    relate_team(cases=cases, users=fixed, kind=CareRelation.Kind.GROUP_LEAD, reason=group.reference)
    for lead in leads:
        if lead.is_substitute:
            since, until = whole_day(lead.session.on)
            relate_team(
                cases=cases, users=[lead.therapist.user], kind=CareRelation.Kind.SUBSTITUTE,
                reason=group.reference, since=since, until=until,
            )  # fmt: skip


def whole_day(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in Amsterdam."""
    return tuple(datetime.combine(edge, time(), tzinfo=ZONE) for edge in (day, day + timedelta(days=1)))


def check_certified(leads: Iterable[tuple[Therapist, str]], sessions: list[tuple[int, date]]) -> None:
    """Everybody's certificate counts on each session's own date (features.md F6). Raises NotCertified."""
    problems = []
    for role in Role:
        people = [therapist for therapist, wanted in leads if wanted == role]
        if not people:
            continue
        found = validities(therapists=people, role=role, dates=[day for _number, day in sessions])
        for therapist in people:
            wrong = [number for number, day in sessions if not found[therapist.pk, day].allowed]
            if wrong:
                reason = found[therapist.pk, dict(sessions)[wrong[0]]].reason
                problems.append(
                    _("%(name)s: not valid for session %(numbers)s (%(reason)s).")
                    % {"name": therapist, "numbers": ", ".join(map(str, wrong)), "reason": reason}
                )
    if problems:
        raise NotCertified(problems)


def check_team(*, group: Group) -> None:
    """Every session to come has all its leads, and each may lead on that date. Raises NotYet, NotCertified."""
    if gaps := selectors.missing_leads(group):
        raise NotYet(_("The team is not complete for session %(numbers)s.") % {"numbers": ", ".join(map(str, gaps))})
    ahead = SessionLead.objects.filter(
        session__group=group, session__cancelled_at=None, session__ends_at__gt=clock.now()
    ).select_related("therapist__user", "session")
    of: dict[tuple[Therapist, str], list[tuple[int, date]]] = {}
    for lead in ahead.order_by("session__number"):
        of.setdefault((lead.therapist, lead.role), []).append((lead.session.number, lead.session.on))
    by_sessions: dict[tuple, list[tuple[Therapist, str]]] = {}
    for person, sessions in of.items():
        by_sessions.setdefault(tuple(sessions), []).append(person)
    for sessions, people in by_sessions.items():
        check_certified(people, list(sessions))


def check_excluded(therapists: Iterable[Therapist], cases: Iterable[Case]) -> None:
    """Nobody of the team has a conflict of interest with a family of the group. Raises LeadIsExcluded."""
    users = [therapist.user_id for therapist in therapists]
    barred = CareRelation.objects.active().filter(kind=CareRelation.Kind.EXCLUDED, user__in=users, case__in=cases)
    names = sorted(set(barred.values_list("user__name", flat=True)))
    if names:
        raise LeadIsExcluded(_("May not work for a family in this group: %(names)s.") % {"names": ", ".join(names)})


def _release(group: Group, therapist: Therapist, *, successor: Therapist | None) -> None:
    """Of every session to come, also one that is cancelled: it may be planned anew. Access ends now."""
    letters.void_reminders_of([therapist.user_id], group)
    leads = SessionLead.objects.filter(session__group=group, session__starts_at__gt=clock.now())
    if successor:
        leads.filter(stands_in_for=therapist).update(stands_in_for=successor)
    leads.filter(therapist=therapist, is_substitute=False).delete()
    Occupancy.objects.filter(session__group=group, session__starts_at__gt=clock.now(), therapist=therapist).delete()
    CareRelation.objects.active().filter(
        case__placements__group=group, user=therapist.user_id, kind=CareRelation.Kind.GROUP_LEAD
    ).update(until=clock.now())
