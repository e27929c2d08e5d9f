"""What takes a therapist's time beside the sessions: meetings of the own groups, and talks of the evaluation and the intake.

Quarters of an hour say which sessions somebody leads and which talks of an evaluation somebody holds; a meeting belongs to
whoever leads the group then and a talk of the intake to another room, so that these are looked at under the lock of the
person (services/occupying.py).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.models import Gathering, Group, Occupancy, SessionLead
from groups.planning import ticks
from groups.refusals import Taken
from intake.talks import led_between
from therapists.models import Therapist

Span = tuple[datetime, datetime]


def lock(therapists: Iterable[Therapist]) -> None:
    """One after the other for the same person, whatever is planned."""
    people = [one.pk for one in therapists]
    list(Therapist.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))


def check_sessions(*, spans: list[Span], therapists: list[Therapist], group: Group) -> None:
    """Nobody of these has a talk or a meeting of another group then. For locked people; raises Taken with names and dates."""
    _refuse(_talks(spans, therapists) | meetings_of(therapists, spans, but=group))


def check_meeting(*, span: Span, therapists: list[Therapist], group: Group) -> None:
    """The team of a group is free for its meeting, its own sessions aside. Locks them; raises Taken with names and dates."""
    lock(therapists)
    _check_span(span, therapists, but=group)


def check_talk(*, span: Span, therapists: list[Therapist]) -> None:
    """Who holds a talk of the evaluation has nothing else then, of the own groups neither. Locks them; raises Taken."""
    lock(therapists)
    _check_span(span, therapists)


def _check_span(span: Span, therapists: list[Therapist], *, but: Group | None = None) -> None:
    rows = Occupancy.objects.filter(therapist__in=therapists, tick__in=list(ticks(*span)))
    rows = rows.exclude(session__group=but) if but else rows
    taken = {(name, span[0]) for name in rows.values_list("therapist__user__name", flat=True)}
    _refuse(taken | _talks([span], therapists) | meetings_of(therapists, [span], but=but))


def _talks(spans: list[Span], therapists: list[Therapist]) -> set[tuple[str, datetime]]:
    talks = led_between(
        {one.user_id for one in therapists}, min(start for start, _end in spans), max(end for _start, end in spans)
    )
    return {
        (talk.led_by.name, talk.starts_at)
        for talk in talks
        if any(talk.starts_at < last and talk.over_at > first for first, last in spans)
    }


def meetings_of(
    therapists: list[Therapist], spans: list[Span], *, but: Group | None = None
) -> set[tuple[str, datetime]]:
    """Who of these has a meeting of an own group in one of the spans, and when it begins; `but`: not of this group."""
    near = Q()
    for first, last in spans:
        near |= Q(starts_at__lt=last, ends_at__gt=first)
    rows = Gathering.objects.filter(near, cancelled_at=None).exclude(group=but) if spans else Gathering.objects.none()
    beside = dict(rows.values_list("group", "starts_at"))
    if not beside:
        return set()
    leads = SessionLead.objects.team_now().filter(
        therapist__in=therapists, is_substitute=False, session__group__in=beside
    )
    pairs = leads.values_list("therapist__user__name", "session__group").distinct()
    return {(name, beside[pk]) for name, pk in pairs}


def _refuse(clashes: set[tuple[str, datetime]]) -> None:
    if clashes:
        text = _("%(what)s is already taken on %(date)s.")
        ordered = sorted(clashes, key=lambda clash: (clash[1], clash[0]))
        raise Taken([text % {"what": name, "date": date_format(moment, "l j F Y")} for name, moment in ordered])
