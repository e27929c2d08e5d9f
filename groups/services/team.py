"""Who leads when: appoint, replace for one date, and keep rooms and people from being needed twice."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, User
from centre.services.cases import relate_team
from centre.services.notices import send_to_staff, suppress_notices
from groups import planning
from groups.models import Group, Occupancy, Placement, Session, SessionLead
from groups.refusals import LeadIsExcluded, NotCertified, NotYet, Taken
from groups.services import letters
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
    sessions = list(group.sessions.standing().filter(starts_at__gt=clock.now()).order_by("number"))
    cases = list(Case.objects.filter(placements__group=group, placements__ended_on=None))
    if instead_of:
        _release(group, sessions, instead_of)
    counts = SessionLead.objects.filter(session__in=sessions, role=role).values_list("session_id", flat=True)
    counts = list(counts)
    sessions = [session for session in sessions if counts.count(session.pk) < group.leads_per_track]
    if not sessions:
        raise NotYet(_("There is no free place for this role in the sessions to come."))
    check_certified([(therapist, role)], [(session.number, session.on) for session in sessions])
    check_excluded([therapist], cases)
    SessionLead.objects.bulk_create(SessionLead(session=row, therapist=therapist, role=role) for row in sessions)
    occupy(group=group, sessions=sessions, therapists=[therapist], rooms=False)
    relate_team(cases=cases, users=[therapist.user], kind=CareRelation.Kind.GROUP_LEAD, reason=group.reference)
    return sessions


@transaction.atomic
def substitute(*, session: Session, absent: Therapist, therapist: Therapist, by: User) -> SessionLead:
    """Somebody stands in for a colleague on one date; access opens on that day and ends with it (features.md G13).

    Raises NotCertified, Taken, LeadIsExcluded.
    """
    lead = SessionLead.objects.select_for_update().get(session=session, therapist=absent)
    cases = list(Case.objects.filter(placements__in=Placement.objects.during(session)))
    check_certified([(therapist, lead.role)], [(session.number, session.on)])
    check_excluded([therapist], cases)
    session.occupancies.filter(therapist=absent).delete()
    rule = session.group.lead_reminder_hours
    suppress_notices(keys=[letters.reminder_key(session, hours, absent.user_id) for hours in rule])
    lead.therapist, lead.is_substitute = therapist, True
    lead.save(update_fields=["therapist", "is_substitute"])
    occupy(group=session.group, sessions=[session], therapists=[therapist], rooms=False)
    since, until = whole_day(session.on)
    relate_team(
        cases=cases, users=[therapist.user], kind=CareRelation.Kind.SUBSTITUTE,
        reason=session.group.reference, since=since, until=until,
    )  # fmt: skip
    send_to_staff(
        recipients=[absent.user, therapist.user],
        subject=_("Replacement in a group"),
        text=_("%(new)s stands in for %(old)s on %(date)s. The group opens on that day.")
        % {"new": therapist, "old": absent, "date": date_format(session.on, "l j F Y")},
        by=by,
    )
    return lead


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


def check_excluded(therapists: Iterable[Therapist], cases: Iterable[Case]) -> None:
    """Nobody of the team has a conflict of interest with a family of the group. Raises LeadIsExcluded."""
    users = [therapist.user_id for therapist in therapists]
    barred = CareRelation.objects.active().filter(kind=CareRelation.Kind.EXCLUDED, user__in=users, case__in=cases)
    names = sorted(set(barred.values_list("user__name", flat=True)))
    if names:
        raise LeadIsExcluded(_("May not work for a family in this group: %(names)s.") % {"names": ", ".join(names)})


def occupy(*, group: Group, sessions: list[Session], therapists: list[Therapist], rooms: bool = True) -> None:
    """Take each quarter of an hour of these people and of the sessions' rooms. Raises Taken with names and dates."""
    wanted = {tick: session for session in sessions for tick in planning.ticks(session.starts_at, session.ends_at)}
    room_ids = {pk for row in sessions for pk in row.room_ids} if rooms else set()
    _check_free(wanted, room_ids, therapists)
    _check_travel(group, sessions, therapists)
    rows = [
        Occupancy(session=session, tick=tick, **{kind: thing})
        for tick, session in wanted.items()
        for kind, thing in [
            *[("room_id", pk) for pk in (session.room_ids if rooms else ())],
            *[("therapist_id", therapist.pk) for therapist in therapists],
        ]
    ]
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Taken(_("Somebody else took a room or a therapist at the same moment. Try again.")) from error


def _check_free(wanted: dict, room_ids: set, therapists: list[Therapist]) -> None:
    things = Q(room__in=room_ids) | Q(therapist__in=therapists)
    rows = Occupancy.objects.filter(things, tick__in=list(wanted))
    clashes = {
        (room or person, wanted[tick].on)
        for room, person, tick in rows.values_list("room__name", "therapist__user__name", "tick")
    }
    if clashes:
        raise Taken(
            [
                _("%(what)s is already taken on %(date)s.") % {"what": what, "date": date_format(day, "l j F Y")}
                for what, day in sorted(clashes, key=lambda clash: (clash[1], clash[0]))
            ]
        )


def _check_travel(group: Group, sessions: list[Session], therapists: list[Therapist]) -> None:
    """Between two locations somebody needs time to travel."""
    gap = timedelta(minutes=settings.TRAVEL_GAP_MINUTES)
    if not sessions or not therapists:
        return
    first, last = min(row.starts_at for row in sessions) - gap, max(row.ends_at for row in sessions) + gap
    elsewhere = SessionLead.objects.filter(
        therapist__in=therapists, session__cancelled_at=None, session__ends_at__gt=first, session__starts_at__lt=last
    ).exclude(session__group__practice=group.practice_id)
    rows = elsewhere.values_list("therapist__user__name", "session__starts_at", "session__ends_at")
    for name, start, end in rows:
        for session in sessions:
            if start < session.ends_at + gap and end > session.starts_at - gap:
                raise Taken(
                    _("%(name)s cannot be in time: there is a meeting elsewhere on %(date)s.")
                    % {"name": name, "date": date_format(session.on, "l j F Y")}
                )


def _release(group: Group, sessions: list[Session], therapist: Therapist) -> None:
    letters.void_reminders_of([therapist.user_id], group)
    SessionLead.objects.filter(session__in=sessions, therapist=therapist).delete()
    Occupancy.objects.filter(session__in=sessions, therapist=therapist).delete()
    CareRelation.objects.active().filter(
        case__placements__group=group, user=therapist.user_id, kind=CareRelation.Kind.GROUP_LEAD
    ).update(until=clock.now())
