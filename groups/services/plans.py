"""Plan a group from a recipe, and open it for couples."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre.models import User
from groups import planning, selectors
from groups.models import Group, Recipe, Session, SessionLead
from groups.services import occupying, team
from groups.states import GROUP, GroupState
from therapists.models import Practice, Room, Therapist
from therapists.states import Role

ZONE = ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def plan_group(
    *,
    recipe: Recipe,
    practice: Practice,
    first: date,
    at: time,
    parent_room: Room,
    parent_leads: list[Therapist],
    by: User,
    child_room: Room | None = None,
    child_leads: list[Therapist] = (),
    mode: str = Group.DateMode.SHIFT,
    name: str = "",
) -> Group:
    """Make a group with all its sessions, rooms and leads; the recipe's numbers are copied.

    Without children there is one room and one pair of leads; what was chosen for the children is ignored.

    Raises Taken, NotCertified (names and sessions) and ValidationError by field for facts that do not fit.
    """
    if not recipe.with_children:
        child_room, child_leads = None, []
    _check_rooms(recipe, practice, parent_room, child_room)
    leads = _check_team(recipe, parent_leads, child_leads)
    series = series_for(recipe=recipe, practice=practice, first=first, mode=mode)
    spans = moments_of(series, at, recipe.minutes)
    team.check_certified(leads, [(n, start.date()) for n, (start, _end) in enumerate(spans, 1)])
    group = Group.objects.create(
        name=name or f"{practice.place} {series.dates[0]:%Y-%m}",
        region=practice.municipality.region or by_region(by),
        practice=practice,
        recipe=recipe,
        couples=recipe.couples,
        minimum_couples=recipe.minimum_couples,
        session_count=recipe.sessions,
        minutes=recipe.minutes,
        rhythm_days=recipe.rhythm_days,
        leads_per_track=recipe.leads_per_track,
        with_children=recipe.with_children,
        is_closed=recipe.variant == Recipe.Variant.CLOSED,
        presentation_session=recipe.presentation_session,
        follow_up_who_stopped=recipe.follow_up_who_stopped,
        offer_days=recipe.offer_days,
        reminder_hours=recipe.reminder_hours,
        child_reminder_hours=recipe.child_reminder_hours,
        lead_reminder_hours=recipe.lead_reminder_hours,
        reminder_channel=recipe.reminder_channel,
        what_to_bring=recipe.what_to_bring,
        meets_at=at,
        date_mode=mode,
        skipped=[{"date": skip.on.isoformat(), "reason": skip.reason} for skip in series.skipped],
        planned_by=by,
    )
    group.providers.add(practice.organisation)
    titles = dict(enumerate(recipe.session_titles, 1))
    sessions = Session.objects.bulk_create(
        Session(
            group=group, number=n, title=titles.get(n, ""), starts_at=start, ends_at=end,
            parent_room=parent_room, child_room=child_room,
        )
        for n, (start, end) in enumerate(spans, 1)
    )  # fmt: skip
    SessionLead.objects.bulk_create(
        SessionLead(session=session, therapist=therapist, role=role)
        for session in sessions
        for therapist, role in leads
    )
    occupying.occupy(group=group, sessions=sessions, therapists=[lead for lead, _role in leads])
    return group


def series_for(*, recipe: Recipe, practice: Practice, first: date, mode: str) -> planning.Series:
    """The dates of a group at this location. Raises ValidationError when no series can be made."""
    closed = selectors.closed_days(practice)
    try:
        return planning.make_series(
            first=first, count=recipe.sessions, rhythm_days=recipe.rhythm_days, closed=closed, mode=mode
        )
    except planning.NoOpenDay as error:
        raise ValidationError({"first": _("There are no open days after this date.")}) from error


def by_region(user: User):
    """A location in a municipality without a care region belongs to the region of who plans there."""
    return next((hat.region for hat in user.current_memberships if hat.region), None)


@transaction.atomic
def open_group(*, group: Group, by: User) -> None:
    """From now on couples can have a seat. Raises IllegalMove, NotYet while the team is not complete, NotCertified."""
    team.check_team(group=group)
    GROUP.move(group, GroupState.OPEN)


def moments_of(series: planning.Series, at: time, minutes: int) -> list[tuple[datetime, datetime]]:
    """Start and end of every session. Raises ValidationError for a time that the clock jumps over."""
    try:
        return planning.moments(series.dates, at=at, minutes=minutes, zone=ZONE)
    except planning.NoSuchMoment as error:
        raise ValidationError({"at": _("This time does not exist on one of the dates: the clock changes.")}) from error


def _check_rooms(recipe: Recipe, practice: Practice, parent_room: Room, child_room: Room | None) -> None:
    if recipe.with_children and (child_room is None or parent_room == child_room):
        raise ValidationError({"child_room": _("Parents and children each need a room of their own.")})
    if {room.practice_id for room in (parent_room, child_room) if room} != {practice.pk}:
        raise ValidationError({"parent_room": _("Choose two rooms of this location.")})


def _check_team(recipe: Recipe, parent_leads: list, child_leads: list) -> list[tuple[Therapist, str]]:
    wanted = {"parent_leads": parent_leads, "child_leads": child_leads}
    if not recipe.with_children:
        del wanted["child_leads"]
    for field, chosen in wanted.items():
        if len(chosen) != recipe.leads_per_track:
            text = _("Choose %(count)s therapists for this room.") % {"count": recipe.leads_per_track}
            raise ValidationError({field: text})
    if len({lead.pk for lead in [*parent_leads, *child_leads]}) != len(wanted) * recipe.leads_per_track:
        raise ValidationError({"child_leads": _("Nobody can be in two rooms: choose different people.")})
    return [(lead, Role.PARENT_LEAD) for lead in parent_leads] + [(lead, Role.CHILD_LEAD) for lead in child_leads]
