"""Take a yes back: it counts at once, and what rested on it stops (features.md C7).

The ground floor leaves the fact; the rooms above derive from it. Each room says in `withdrawal.py`, found by name, what
stops in it, so that the log can tell.
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db import transaction

from centre.models import AccessLog, Case, Child, Consent, Parent, User
from centre.services.consents import answer_consent


@transaction.atomic
def withdraw(
    *, case: Case, purpose: str, giver: Parent | Child, by: User, about_child: Child | None = None, assurance: str = ""
) -> list[str]:
    """Record it and write one line per effect in the log; returns the effects. Taking back nothing changes nothing."""
    if not _said_yes(case, purpose, giver, about_child):
        return []
    effects = [effect for room in settings.ROOMS for effect in _effects(room, case, purpose)]
    answer_consent(
        case=case, purpose=purpose, giver=giver, about_child=about_child, answer=Consent.Answer.WITHDRAWN, by=by,
        assurance=assurance,
    )  # fmt: skip
    audience = "child" if isinstance(giver, Child) else "parent"
    for effect in effects:
        AccessLog.objects.create(
            actor=by,
            audience=audience,
            action=AccessLog.Action.RIGHTS,
            case=case,
            label=effect,
            purpose=f"withdrawn: {purpose}",
        )
    return effects


def _effects(room: str, case: Case, purpose: str) -> list[str]:
    if find_spec(f"{room}.withdrawal") is None:
        return []
    return import_module(f"{room}.withdrawal").effects(case, purpose)


def _said_yes(case: Case, purpose: str, giver: Parent | Child, about_child: Child | None) -> bool:
    by_whom = {"giver_parent": giver} if isinstance(giver, Parent) else {"giver_child": giver}
    rows = Consent.objects.filter(case=case, purpose=purpose, about_child=about_child, **by_whom)
    latest = rows.order_by("-answered_at", "-pk").first()
    return latest is not None and latest.answer == Consent.Answer.GIVEN
