"""Notice a device that a person has not signed in with before, and ring discreetly (security reference AC10)."""

from django.db import transaction
from django.utils.translation import gettext as _

from centre.devices import device_of
from centre.models import Case, KnownDevice, Notice, Parent, User
from centre.services.notices import queue_notice, send_to_staff
from centre.team import overseers_of


@transaction.atomic
def remember_device(*, user: User, user_agent: str) -> bool:
    """Keep the family of this device; rings once for each new one after the first. True when it was new.

    For a parent whose mail is not safe nobody rings: the staff is asked to call the safe number.
    """
    family = device_of(user_agent).family
    first = not KnownDevice.objects.filter(user=user).exists()
    device, new = KnownDevice.objects.get_or_create(user=user, family=family)
    if not new or first:
        return new
    unsafe = list(Parent.objects.filter(user=user, mail_is_safe=False).select_related("family"))
    if unsafe:
        _ask_staff(unsafe)
    else:
        queue_notice(
            key=f"new-device:{device.pk}", kind=Notice.Kind.SECURITY, recipient=user, path="/account/sessions/"
        )
    return True


def _ask_staff(parents: list[Parent]) -> None:
    for parent in parents:
        for case in Case.objects.open().filter(family=parent.family_id):
            text = _(
                "The account of %(name)s (case %(case)s) was opened on a device that we did not know. Mail is not safe "
                "for this parent: call on the safe number and ask whether it was this parent."
            ) % {"name": parent, "case": case.reference}
            send_to_staff(
                recipients=overseers_of(case), subject=_("Call a parent about safe sign-in"), text=text, by=None
            )
