"""The map of who is involved, and what has to be watched."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from centre import clock
from centre.models import Case, User
from referrals import terms
from referrals.models import ChainLink, CourtTrack, Handover, ReplyLink


def chain_of(case: Case) -> QuerySet[ChainLink]:
    """Everybody involved with this family, by domain, ended ones included."""
    return ChainLink.objects.filter(case=case).select_related("parent", "added_by")


def advice_differs(links: list[ChainLink]) -> bool:
    """Those who are involved today give different advice (domain.md 8 item 38)."""
    today = clock.today()
    current = {link.advice for link in links if link.until is None or link.until >= today}
    return len(current - {ChainLink.Advice.NONE}) > 1


def questions_of(case: Case) -> QuerySet[ReplyLink]:
    return ReplyLink.objects.filter(case=case).select_related("asked_by")


def answers_with_file_of(case: Case) -> QuerySet[ReplyLink]:
    return ReplyLink.objects.filter(case=case, answered_at__isnull=False).exclude(file="")


def handovers_of(case: Case) -> QuerySet[Handover]:
    return Handover.objects.filter(case=case).select_related("recorded_by", "confirmed_by")


def court_tracks_of(case: Case) -> QuerySet[CourtTrack]:
    return CourtTrack.objects.filter(case=case)


def questions_to_mail() -> QuerySet[ReplyLink]:
    """Questions that no mail has left for yet."""
    return ReplyLink.objects.filter(mailed_at=None, answered_at=None, let_go_at=None).order_by("pk")


def silent_questions(user: User) -> QuerySet[ReplyLink]:
    """Questions of the own cases that nobody answered within the term."""
    cases = Case.objects.visible_to(user)
    rows = ReplyLink.objects.filter(case__in=cases, answered_at=None, let_go_at=None)
    return rows.filter(asked_at__lte=clock.now() - terms.silence()).select_related("case").order_by("asked_at", "pk")


def unconfirmed_handovers(user: User) -> QuerySet[Handover]:
    """Handovers of the own cases of which nobody confirmed that the next help started, longest ago first."""
    rows = Handover.objects.filter(case__in=Case.objects.visible_to(user), started_on=None).select_related("case")
    return rows.order_by("handed_on", "pk")


def watched_handovers(user: User) -> list[Handover]:
    """Those whose help should have started by now."""
    return [row for row in unconfirmed_handovers(user) if row.is_overdue]


def court_reports_near(user: User) -> QuerySet[CourtTrack]:
    """Court reports of the own open cases from six weeks before the pro-forma date, nearest first."""
    cases = Case.objects.visible_to(user)
    near = Q(pro_forma_on__lte=clock.today() + timedelta(weeks=6))
    return CourtTrack.objects.filter(near, case__in=cases, reported_on=None).select_related("case")
