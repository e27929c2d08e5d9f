"""The one next step of a parent, for the first page."""

from django.db.models import Exists, F, OuterRef, Subquery

from centre import agreement
from centre.models import Case, Parent, User
from centre.models.consent import Purpose
from centre.models.family import chosen_first
from intake import waiting
from intake.conditions import owes_conditions
from intake.models import Application, StillInterested
from intake.states import ApplicationState


def own_next_step(user: User) -> str:
    """Of the own case about which is read: "begin", "go on", "consent" (sent, and no answer yet about help or group), "conditions"
    (a newer version came after sending), "interest" (waits, and was asked), or nothing.
    """
    own = Application.objects.filter(case=OuterRef("pk"), dossier__parent__user=user).order_by("pk")
    cases = Case.objects.filter(family__parents__user=user).annotate(
        own_state=Subquery(own.values("state")[:1]), own_parent=F("family__parents__pk"), owes_interest=_interest(user),
        owes_conditions=owes_conditions(user),
    )  # fmt: skip
    case = cases.order_by(*chosen_first(user), "-opened_on", "-pk").first()
    if case is None or case.closed_on:
        return ""
    if case.own_state == ApplicationState.SUBMITTED and _owes_consent(Parent(pk=case.own_parent), case):
        return "consent"
    if case.owes_conditions:
        return "conditions"
    if case.own_state == ApplicationState.SUBMITTED and case.owes_interest:
        return "interest"
    return {None: "begin", ApplicationState.STARTED: "go on"}.get(case.own_state, "")


def _owes_consent(parent: Parent, case: Case) -> bool:
    """Whether a question about help or the group has no answer of this parent at all; a no is an answer."""
    asked = (Purpose.TREATMENT, Purpose.GROUP)
    return any(not row["answer"] for row in agreement.own_consents(parent, case, purposes=asked))


def _interest(user: User) -> Exists:
    """Whether this parent waits and the question "do you still want to take part" has no answer of this parent."""
    asked = StillInterested.objects.filter(dossier__parent__user=user, answer="").values("case")
    rows = waiting.waiting_as_told_to(Parent.objects.filter(user=user))
    return Exists(rows.filter(case=OuterRef("pk"), case__in=asked))
