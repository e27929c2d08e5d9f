"""What rested on a yes stops when it is taken back, whichever way the no came (features.md C7).

The ground floor leaves the fact; the rooms above derive from it. Each room says in `withdrawal.py`, found by name, what
stops in it, so that the log can tell.
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre import sharing
from centre.models import AccessLog, Case, Child, Consent, Parent, SharingPartner, User
from centre.models.consent import Purpose


def effects_of_a_no(
    *, case: Case, purpose: str, giver: Parent | Child, about_child: Child | None, partner: SharingPartner | None = None
) -> list[str]:
    """What stops with a no after this person's own yes; asked before the no is written. Nothing when the last word was no."""
    if not has_said_yes(case=case, purpose=purpose, giver=giver, about_child=about_child, partner=partner):
        return []
    rooms = [effect for room in settings.ROOMS for effect in _effects(room, case, purpose)]
    if partner and sharing.agreed_partners(purpose).filter(pk=partner.pk).exists():
        rooms.append(_effect_on(partner, purpose))
    return rooms


def write_effects(effects: list[str], *, case: Case, purpose: str, audience: str, by: User) -> None:
    """One line per effect in the log."""
    for effect in effects:
        AccessLog.objects.create(
            actor=by,
            audience=audience,
            action=AccessLog.Action.RIGHTS,
            case=case,
            label=effect,
            purpose=f"withdrawn: {purpose}",
        )


def has_said_yes(
    *, case: Case, purpose: str, giver: Parent | Child, about_child: Child | None, partner: SharingPartner | None = None
) -> bool:
    """This person's last word on this question is a yes."""
    by_whom = {"giver_parent": giver} if isinstance(giver, Parent) else {"giver_child": giver}
    rows = Consent.objects.filter(case=case, purpose=purpose, about_child=about_child, partner=partner, **by_whom)
    latest = rows.order_by("-answered_at", "-pk").first()
    return latest is not None and latest.answer == Consent.Answer.GIVEN


def _effect_on(partner: SharingPartner, purpose: str) -> str:
    """Nothing is told to, or heard from, this partner any more; the others go on."""
    if purpose != Purpose.SHARING:
        return "hearing from a partner revoked"
    return "sharing with the referrer revoked" if partner.organisation_id else "sharing with a partner revoked"


def _effects(room: str, case: Case, purpose: str) -> list[str]:
    if find_spec(f"{room}.withdrawal") is None:
        return []
    return import_module(f"{room}.withdrawal").effects(case, purpose)
