"""What of this room opened an account: ended when its owner gets a new way in."""

from centre.models import User
from groups.services.feeds import revoke_feed


def end_ways_in(user: User) -> None:
    """The secret calendar address tells when this parent comes and goes."""
    revoke_feed(user=user)
