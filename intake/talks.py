"""Nouns around talks: who is invited where, who still comes, and who may lead."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from centre import clock
from centre.audiences import Audience
from centre.models import CareRelation, Case, Membership, User
from intake.models import Application, Talk, TalkGuest
from intake.states import ApplicationState


def still_invited(guests: QuerySet[TalkGuest]) -> QuerySet[TalkGuest]:
    """Without parents who took their own part back: their invitations ended with it."""
    gone = Application.objects.filter(
        case=OuterRef("talk__case"), dossier__parent=OuterRef("parent"), state=ApplicationState.WITHDRAWN
    )
    return guests.exclude(Exists(gone))


def invitations_of(user: User) -> QuerySet[TalkGuest]:
    """Everything that this person was ever invited to; a child may have got its account after the invitation."""
    return TalkGuest.objects.filter(Q(user=user) | Q(user=None, child__user=user))


def my_talks(user: User, *, past: bool = False) -> QuerySet[TalkGuest]:
    """The invitations of this person that still stand, soonest first; never who else comes."""
    rows = invitations_of(user).filter(talk__cancelled_at=None).select_related("talk__led_by")
    if past:
        return rows.filter(arrives_at__lt=clock.now()).order_by("-arrives_at")
    rows = still_invited(rows.filter(arrives_at__gte=clock.now(), talk__case__closed_on=None))
    return rows.order_by("arrives_at")


def coming_talks() -> QuerySet[Talk]:
    """Planned talks that have not begun."""
    return Talk.objects.filter(cancelled_at=None, held_on=None, starts_at__gt=clock.now()).select_related("case")


def led_between(leads: Iterable[int], first: datetime, last: datetime) -> list[Talk]:
    """The talks that stand of these people (keys of users) and take some of this time, each with `over_at`.

    Parents who come apart come one after the other: it is over when the last one has had the own talk.
    """
    rows = Talk.objects.filter(led_by__in=leads, cancelled_at=None, held_on=None, starts_at__lt=last)
    # No talk takes a day.
    rows = rows.filter(starts_at__gt=first - timedelta(days=1)).select_related("led_by")
    talks = list(rows.annotate(last_arrival=Max("guests__arrives_at", filter=Q(guests__parent__isnull=False))))
    for talk in talks:
        talk.over_at = (talk.last_arrival or talk.starts_at) + timedelta(minutes=talk.minutes)
    return [talk for talk in talks if talk.over_at > first]


def joint_without_a_parent(case: Case | None = None) -> QuerySet[Talk]:
    """Joint talks, of one case or of all, that come while a parent took the own part back at `taken_back_at`."""
    gone = Application.objects.filter(case=OuterRef("case"), state=ApplicationState.WITHDRAWN).order_by("state_since")
    rows = coming_talks().filter(form=Talk.Form.TOGETHER).order_by("pk")
    rows = rows if case is None else rows.filter(case=case)
    return rows.annotate(taken_back_at=Subquery(gone.values("state_since")[:1])).exclude(taken_back_at=None)


def is_taken_back(case: Case) -> bool:
    """Whether a parent took the own part back. For staff only."""
    return Application.objects.filter(case=case, state=ApplicationState.WITHDRAWN).exists()


def talks_of(case: Case) -> QuerySet[Talk]:
    """All talks of a case with their guests, for staff."""
    guests = TalkGuest.objects.select_related("parent", "user", "child").order_by("arrives_at", "pk")
    rows = Talk.objects.filter(case=case).select_related("led_by", "case")
    return rows.prefetch_related(Prefetch("guests", guests)).order_by("starts_at")


def talk_lines(case: Case) -> list[Talk]:
    """The talks of a case in order, each with `company`: its guests. One query, for sheets."""
    guests = TalkGuest.objects.filter(talk__case=case).select_related("talk__led_by", "parent", "user", "child")
    talks: dict[int, Talk] = {}
    for guest in guests.order_by("talk__starts_at", "arrives_at", "pk"):
        talk = talks.setdefault(guest.talk_id, guest.talk)
        talk.company = [*getattr(talk, "company", ()), guest]
    return list(talks.values())


def possible_leads(case: Case) -> QuerySet[User]:
    """Therapists of today who may lead a talk: not who is excluded from this family (conflict of interest)."""
    barred = CareRelation.objects.active().filter(case=case, kind=CareRelation.Kind.EXCLUDED).values("user")
    hats = Membership.objects.active().filter(audience=Audience.THERAPIST).values("user")
    return User.objects.filter(pk__in=hats, is_active=True).exclude(pk__in=barred).order_by("name")
