"""Nouns of the intake: what desks, sheets and parents' own pages read."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.shortcuts import get_object_or_404

from centre import authority_papers, clock, selectors
from centre.children import known_to
from centre.models import Case, Child, Dossier, Parent, SafetyEntry, User
from intake import conditions, talks
from intake.models import (
    Application,
    ChildVoice,
    Closing,
    ConditionsAcceptance,
    Indication,
    Registration,
    Talk,
)
from intake.states import ApplicationState, RegistrationState

State = RegistrationState


def ready_for_group() -> QuerySet[Registration]:
    """Registrations with an approved advice for the group in an open case; `complete_on` is the waiting-list date.

    For staff and for what the centre does: a couple of which one part was taken back is not among them.
    """
    rows = advised_for_group().exclude(case__applications__state=ApplicationState.WITHDRAWN)
    return rows.select_related("case__region", "case__family").order_by("-has_priority", "complete_on", "pk")


def ready_as_told_to(parents: Iterable[Parent]) -> QuerySet[Registration]:
    """What one reader knows of `ready_for_group`, for the own pages; `parents`: the rows of this reader.

    Only the own part counts: that the other parent took a part back is not to be read before the letter that closes
    the request, which goes to both at once.
    """
    own = Application.objects.filter(case=OuterRef("case"), dossier__parent__in=parents)
    return advised_for_group().filter(~Exists(own.filter(state=ApplicationState.WITHDRAWN)))


def advised_for_group() -> QuerySet[Registration]:
    """Open registrations of which both parents got the letter with the advice for the group, whatever came since."""
    latest = Indication.objects.filter(case=OuterRef("case"), approved_at__isnull=False).order_by("-approved_at", "-pk")
    rows = Registration.objects.filter(state=State.INDICATED, case__closed_on=None)
    return rows.annotate(outcome=Subquery(latest.values("outcome")[:1])).filter(outcome=Indication.Outcome.GROUP)


def advised_for_one_family() -> QuerySet[Registration]:
    """Registrations with an approved advice for the variant for one family in an open case; planned by hand, without a
    waiting list.

    For staff and for what the centre does: a couple of which one part was taken back is not among them.
    """
    latest = Indication.objects.filter(case=OuterRef("case"), approved_at__isnull=False).order_by("-approved_at", "-pk")
    rows = Registration.objects.filter(state=State.NOT_INDICATED, case__closed_on=None)
    rows = rows.annotate(outcome=Subquery(latest.values("outcome")[:1])).filter(outcome=Indication.Outcome.FAMILY)
    return rows.exclude(case__applications__state=ApplicationState.WITHDRAWN)


def my_application(parent: Parent) -> Application | None:
    """A parent's own application for the case of today (`parent.case` and `.dossier` as the door set them).

    `advised_on`: when both parents got the letter with the newest advice, at the same moment; `owes_conditions`: a newer
    version came after sending.
    """
    if parent.case is None:
        return None
    letters = Indication.objects.filter(case=OuterRef("case"), approved_at__isnull=False).order_by("-approved_at")
    rows = Application.objects.filter(case=parent.case, dossier=parent.dossier).annotate(
        advised_on=Subquery(letters.values("approved_at")[:1]),
        owes_conditions=Exists(conditions.owing().filter(pk=OuterRef("pk"))),
    )
    return rows.first()


def is_flagged(case: Case) -> bool:
    """Is the safety flag up? For staff only."""
    latest = SafetyEntry.objects.filter(dossier__case=case, kind__in=["flag_set", "flag_lifted"])
    newest = latest.order_by("-entered_at", "-pk").values_list("kind", flat=True).first()
    return newest == SafetyEntry.Kind.FLAG_SET


def flag_went_up_since(case: Case, moment: datetime) -> bool:
    """Is the safety flag up, and was it put up after this moment?"""
    later = SafetyEntry.objects.filter(dossier__case=case, kind=SafetyEntry.Kind.FLAG_SET, entered_at__gt=moment)
    return later.exists() and is_flagged(case)


def assessments(user: User) -> QuerySet[Case]:
    """A therapist's own intakes: cases that a care relation opens, with the talks and whether a decision waits."""
    talks = Talk.objects.filter(cancelled_at=None).order_by("starts_at")
    waiting = Indication.objects.filter(case=OuterRef("pk"), approved_at=None, returned_at=None)
    cases = selectors.flagged(Case.objects.visible_to(user).open()).filter(registration__isnull=False)
    cases = cases.annotate(
        has_waiting_indication=Exists(waiting), parent_a=_name_of("a"), parent_b=_name_of("b")
    ).select_related("registration")
    cases = cases.prefetch_related(Prefetch("talks", talks, to_attr="running_talks"))
    is_done = Choice(When(registration__state=State.ASSESSING, then=0), default=1)
    return cases.order_by(is_done, "registration__state_since", "pk")


def _name_of(side: str) -> Subquery:
    rows = Parent.objects.filter(family=OuterRef("family"), side=side)
    return Subquery(rows.annotate(whole=Concat("first_name", Value(" "), "last_name")).values("whole")[:1])


def registration_of(case: Case) -> Registration:
    """The couple's registration. Raises Http404 for a case that is not in the intake."""
    return get_object_or_404(Registration.objects.select_related("case"), case=case)


def sent_application(case: Case, dossier: Dossier) -> Application | None:
    """What this person sent; an unfinished part stays the parent's own."""
    return Application.objects.filter(case=case, dossier=dossier, submitted_at__isnull=False).first()


def waiting_indication(case: Case) -> Indication | None:
    """The decision that waits for a second look: at most one."""
    return indications_of(case).filter(approved_at=None, returned_at=None).first()


def applications_of(case: Case) -> list[Application]:
    """The parts of both parents that were begun, without their answers, with `flag`. One query, for sheets."""
    entries = SafetyEntry.objects.filter(dossier__case=OuterRef("case"), kind__in=["flag_set", "flag_lifted"])
    latest = entries.order_by("-entered_at", "-pk").values("kind")[:1]
    accepted = ConditionsAcceptance.objects.filter(application=OuterRef("pk")).order_by("-text__version")
    current = conditions.in_force()
    rows = Application.objects.filter(case=case).defer("answers").annotate(flag=Subquery(latest))
    rows = rows.annotate(
        accepted_version=Subquery(accepted.values("text__version")[:1]),
        accepted_at=Subquery(accepted.values("accepted_at")[:1]),
        current_version=Subquery(current.values("version")[:1]),
    )
    return list(rows.select_related("dossier__parent", "case__registration").order_by("dossier__parent__side"))


def couple_of(case: Case, applications: list[Application]) -> list[Parent]:
    """Both parents, in the neutral order of their sides; asked of the database only while one has not begun."""
    known = [application.dossier.parent for application in applications]
    return known if len(known) == 2 else list(Parent.objects.filter(family=case.family_id).order_by("side"))


def children_of(case: Case) -> list[Child]:
    """The children of a case, oldest first, without their dossiers."""
    return list(Child.objects.filter(families=case.family_id).order_by("birth_date", "pk"))


def children_known_to(parent: Parent) -> QuerySet[Child]:
    """The children whom this parent is asked about, oldest first."""
    return known_to(parent).order_by("birth_date", "pk")


def sheet(case: Case) -> dict:
    """What the sheets of coordinators and therapists share: both parts, the registration, the flag, talks, decisions.

    `uninvited`: parents without an account, who cannot begin. Raises Http404 for a case that is not in the intake.
    """
    applications = applications_of(case)
    registration = applications[0].case.registration if applications else registration_of(case)
    couple = couple_of(case, applications)
    return {
        "case": case,
        "couple": couple,
        "uninvited": [parent for parent in couple if parent.user_id is None],
        "applications": applications,
        "registration": registration,
        "is_flagged": applications[0].flag == SafetyEntry.Kind.FLAG_SET if applications else is_flagged(case),
        "authority": authority_papers.sentences(authority_papers.again([case.pk]).get(case.pk, {})),
        "talks": talks.talk_lines(case),
        "indications": list(
            indications_of(case).defer("domains", "advice", "findings", "rationale", "deviation_reason", "letter")
        ),
    }


def indications_of(case: Case) -> QuerySet[Indication]:
    """Decisions about a case, newest first."""
    people = ("decided_by", "approved_by", "returned_by", "reviewed_by")
    return Indication.objects.filter(case=case).select_related(*people).order_by("-decided_at", "-pk")


def closings_of(case: Case) -> list[Closing]:
    """Proposals to close this case, newest first."""
    return list(case.closings.select_related("proposed_by", "approved_by", "returned_by"))


def waiting_closing(case: Case) -> Closing | None:
    """The proposal to close that waits for a second person: at most one."""
    return Closing.objects.waiting().filter(case=case).first()


def waiting_indications(user: User) -> QuerySet[Indication]:
    """Decisions that wait for this person's second look: never the own ones."""
    rows = Indication.objects.filter(case__in=Case.objects.visible_to(user).open(), approved_at=None, returned_at=None)
    return rows.exclude(decided_by=user).select_related("case").defer("domains", "advice", "rationale", "letter")


def dossiers_of(case: Case) -> list[Dossier]:
    """The own dossiers of both parents and every child, for the talk's report."""
    people = Q(parent__family=case.family_id) | Q(child__families=case.family_id)
    rows = Dossier.objects.filter(people).exclude(kind=Dossier.Kind.SAFETY).select_related("parent", "child")
    return list(rows.order_by("-kind", "parent__side", "child__birth_date", "pk"))


def therapist_waiting(user: User) -> dict[str, QuerySet]:
    """Talks led by this person that wait for a report, and families of which every planned talk has been held."""
    talks = Talk.objects.filter(led_by=user, cancelled_at=None, held_on=None)
    open_talks = Talk.objects.filter(case=OuterRef("pk"), cancelled_at=None, held_on=None)
    held = Talk.objects.filter(case=OuterRef("pk"), held_on__isnull=False, led_by=user)
    waiting = Indication.objects.filter(case=OuterRef("pk"), approved_at=None, returned_at=None)
    cases = Case.objects.visible_to(user).open().filter(registration__state=State.ASSESSING)
    to_decide = cases.filter(Exists(held), ~Exists(open_talks), ~Exists(waiting))
    told = ChildVoice.objects.filter(case__in=Case.objects.visible_to(user).open(), read_at=None)
    return {"to_report": talks.filter(starts_at__lt=clock.now()), "to_decide": to_decide, "told": told}
