"""The one address of an account: to sign in with, and where every doorbell rings."""

from allauth.account.models import EmailAddress
from django.db import transaction

from centre.models import Parent, User


@transaction.atomic
def use_address(*, user: User, email: str, is_checked: bool = False) -> bool:
    """From now on the account has this address and no other. False when somebody else has it.

    `is_checked`: this person opened a link there.
    """
    others = User.objects.filter(email__iexact=email).exclude(pk=user.pk)
    if others.exists() or EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=user).exists():
        return False
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=is_checked)
    user.email = email
    user.save(update_fields=["email"])
    for parent in Parent.objects.filter(user=user):
        parent.contact = {**(parent.contact or {}), "email": email}
        parent.save(update_fields=["contact"])
    return True


def use_waiting_address(*, user: User, email: str) -> bool:
    """The waiting is over. False when this person took it back, or somebody else has the address by now."""
    waits = EmailAddress.objects.filter(user=user, email=email, verified=False).exists()
    return waits and use_address(user=user, email=email, is_checked=True)
