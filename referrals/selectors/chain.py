"""The map of who is involved, and what has to be watched."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from centre import clock, sharing
from centre.asked import PER_PARTNER
from centre.models import Case, Consent, Milestone, Parent, User
from centre.selectors import flag_is_up
from referrals import terms
from referrals.models import Basis, ChainLink, CourtTrack, Handover, ReplyLink

#: A reminder goes out this many days before a link ends.
REMIND_DAYS = 7


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


def consents_of(link: ChainLink) -> set[tuple[int, str]]:
    """{(parent's id, direction)} to which the last word is yes."""
    said = sharing.said_about([link.partner_id])
    return {
        (parent, direction) for (_partner, direction, parent), answer in said.items() if answer == Consent.Answer.GIVEN
    }


def parents_for_consent(link: ChainLink) -> list[Parent]:
    """Whose yes counts: the parent whose helper it is, or both."""
    if link.parent_id is not None:
        return [link.parent]
    return list(Parent.objects.filter(family__cases=link.case_id).order_by("side"))


def permissions_of(links: list[ChainLink]) -> dict[int, dict[str, list[str]]]:
    """{link's id: {direction: names of the parents who said yes}}, in two queries."""
    if not links:
        return {}
    answers = sharing.said_about(link.partner_id for link in links)
    names = {parent.pk: str(parent) for parent in Parent.objects.filter(family__cases=links[0].case_id)}
    said: dict[int, dict[str, list[str]]] = {link.pk: {} for link in links}
    by_partner = {link.partner_id: said[link.pk] for link in links}
    for (partner, direction, parent), answer in sorted(answers.items()):
        if answer == Consent.Answer.GIVEN and parent in names:
            by_partner[partner].setdefault(direction, []).append(names[parent])
    return said


def open_directions(link: ChainLink, said: dict[str, list[str]]) -> set[str]:
    """Directions in which may be spoken: everybody whose yes counts said it, or a legal duty says so.

    For somebody's own helper that person alone, for the family both parents.
    """
    if link.basis == Basis.LEGAL_DUTY:
        return set(PER_PARTNER)
    needed = 1 if link.parent_id is not None else 2
    return {direction for direction, names in said.items() if len(names) >= needed}


def facts_for_court(case: Case) -> list[dict]:
    """Dated steps that a court may know: no entry of a dossier, no talk."""
    told = [Milestone.Kind.ENTERED, Milestone.Kind.STARTED, Milestone.Kind.FINISHED, Milestone.Kind.STOPPED]
    rows = case.milestones.filter(kind__in=told).order_by("reached_on", "pk")
    return [{"label": row.get_kind_display(), "date": row.reached_on} for row in rows]


def questions_to_remind() -> QuerySet[ReplyLink]:
    """Questions whose link ends within a week and that nobody answered yet."""
    now = clock.now()
    rows = ReplyLink.objects.filter(answered_at=None, let_go_at=None, reminded_at=None, mailed_at__isnull=False)
    return rows.filter(expires_at__gt=now, expires_at__lte=now + timedelta(days=REMIND_DAYS)).order_by("pk")


def questions_to_mail() -> QuerySet[ReplyLink]:
    """Questions that no mail has left for yet."""
    return ReplyLink.objects.filter(mailed_at=None, answered_at=None, let_go_at=None).order_by("pk")


def silent_questions(user: User) -> QuerySet[ReplyLink]:
    """Questions of the own cases that nobody answered within the term."""
    cases = Case.objects.visible_to(user)
    rows = ReplyLink.objects.filter(case__in=cases, answered_at=None, let_go_at=None)
    return rows.filter(asked_at__lte=clock.now() - terms.silence()).select_related("case").order_by("asked_at", "pk")


def open_questions(user: User) -> QuerySet[ReplyLink]:
    """Questions of the own cases that wait for an answer, the oldest first."""
    rows = ReplyLink.objects.filter(case__in=Case.objects.visible_to(user), answered_at=None, let_go_at=None)
    rows = rows.annotate(is_flagged=flag_is_up("case"))
    return rows.select_related("case").defer("question").order_by("asked_at", "pk")


def unconfirmed_handovers(user: User) -> QuerySet[Handover]:
    """Handovers of the own cases of which nobody confirmed that the next help started, longest ago first."""
    rows = Handover.objects.filter(case__in=Case.objects.visible_to(user), started_on=None).select_related("case")
    return rows.annotate(is_flagged=flag_is_up("case")).order_by("handed_on", "pk")


def watched_handovers(user: User) -> list[Handover]:
    """Those whose help should have started by now."""
    return [row for row in unconfirmed_handovers(user) if row.is_overdue]


def court_reports_near(user: User) -> QuerySet[CourtTrack]:
    """Court reports of the own open cases from six weeks before the pro-forma date, nearest first."""
    cases = Case.objects.visible_to(user)
    near = Q(pro_forma_on__lte=clock.today() + timedelta(weeks=6))
    rows = CourtTrack.objects.filter(near, case__in=cases, reported_on=None).select_related("case")
    return rows.annotate(is_flagged=flag_is_up("case"))
