"""The one address of an account: to sign in with, and where every doorbell rings."""

from allauth.account.models import EmailAddress
from django.db import transaction

from centre.mailboxes import is_read_by_family_of
from centre.models import Child, Parent, User


def may_use(*, user: User, email: str) -> bool:
    """Nobody else has this address, and nobody else in a family of this parent or child reads that mailbox.

    Whoever is in the account for a moment would otherwise have its mail sent to an own mailbox.
    """
    others = User.objects.filter(email__iexact=email).exclude(pk=user.pk)
    if others.exists() or EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=user).exists():
        return False
    people = [*Parent.objects.filter(user=user), *Child.objects.filter(user=user)]
    return not any(is_read_by_family_of(email, person) for person in people)


@transaction.atomic
def use_address(*, user: User, email: str, is_checked: bool = False) -> bool:
    """From now on the account has this address and no other. False when it may not be used (`may_use`).

    `is_checked`: this person opened a link there.
    """
    if not may_use(user=user, email=email):
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
    """The waiting is over. False when the address may not be used (any more); taken back by this person is no refusal."""
    waits = EmailAddress.objects.filter(user=user, email=email, verified=False).exists()
    return not waits or use_address(user=user, email=email, is_checked=True)


def forget_waiting_address(*, user: User, email: str) -> None:
    """It never counts: also the link in its mail opens nothing any more."""
    EmailAddress.objects.filter(user=user, email=email, verified=False).delete()
