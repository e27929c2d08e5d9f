"""Signing in with address and password: the same work whether or not the address belongs to somebody (ASVS 6.3.8)."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q

from centre.models import User


class SameWorkBackend(AuthenticationBackend):
    """allauth asks the database once more for an unknown address; here it is one question for everybody.

    The hash for nobody comes from allauth itself.
    """

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        for user in _owners(email.lower()):
            if self._check_password(user, password):
                return user
        return None


def _owners(email: str) -> list[User]:
    """Whose address this is; a verified one goes before one that somebody merely typed in."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"), email=email)
    rows = User.objects.filter(Q(email=email) | Exists(addresses))
    users = list(rows.annotate(is_verified=Exists(addresses.filter(verified=True))).order_by("pk"))
    return [user for user in users if user.is_verified] or users
