"""Notice a device that a person has not signed in with before, and ring discreetly (security reference AC10)."""

import secrets
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from centre.devices import device_of
from centre.fields import blind_index
from centre.models import Case, KnownDevice, Notice, Parent, User
from centre.risk import is_at_risk
from centre.services.notices import queue_notice, send_to_staff
from centre.team import overseers_of

#: So long a place from which somebody signed in is outside the limit over all clients.
CLIENT_IS_KNOWN = timedelta(days=90)


@transaction.atomic
def remember_device(*, user: User, user_agent: str) -> bool:
    """Keep the family of this device; rings once for each new one after the first. True when it was new.

    Where there is a risk the staff is asked to call the safe number; a parent whose mail is not safe gets no mail.
    """
    family = device_of(user_agent).family
    first = not KnownDevice.objects.filter(user=user).exists()
    device, new = KnownDevice.objects.get_or_create(user=user, family=family)
    if not new or first:
        return new
    parents = list(Parent.objects.filter(user=user).select_related("family"))
    _ask_staff([parent for parent in parents if is_at_risk(parent)])
    if all(parent.mail_is_safe for parent in parents):
        queue_notice(
            key=f"new-device:{device.pk}", kind=Notice.Kind.SECURITY, recipient=user, path="/account/sessions/"
        )
    return True


def remember_client(*, address: str, email: str) -> None:
    """This account was opened from here: a keyed digest in the cache that lapses by itself; the network address is not kept."""
    cache.set(_client(address, email), True, timeout=CLIENT_IS_KNOWN.total_seconds())


def is_known_client(*, address: str, email: str) -> bool:
    return cache.get(_client(address, email)) is not None


def _client(address: str, email: str) -> str:
    return "client:" + blind_index(f"{address}|{email.lower()}", purpose="known client")


def session_reference(session_key: str) -> str:
    """Names a session on its own page without being its key."""
    return blind_index(session_key, purpose="session")[:24]


def end_session(*, user: User, reference: str) -> bool:
    """End one of the own sessions at once. False when there is none of that name (any more)."""
    for session in UserSession.objects.filter(user=user):
        if secrets.compare_digest(session_reference(session.session_key), reference):
            session.end()
            return True
    return False


def forget_where(*, session_key: str) -> None:
    """allauth keeps a network address with each session; what is not kept cannot be found by anybody."""
    UserSession.objects.filter(session_key=session_key).update(ip="0.0.0.0")  # noqa: S104  no address at all


def _ask_staff(parents: list[Parent]) -> None:
    for parent in parents:
        for case in Case.objects.open().filter(family=parent.family_id):
            text = _(
                "The account of %(name)s (case %(case)s) was opened on a device that we did not know. There is a risk in "
                "this case: call on the safe number and ask whether it was this parent."
            ) % {"name": parent, "case": case.reference}
            send_to_staff(
                recipients=overseers_of(case), subject=_("Call a parent about safe sign-in"), text=text, by=None
            )
