"""What of this room opened an account: ended when its owner gets a new way in."""

from django.db.models import Q

from centre.models import User
from referrals.models import ApiKey, WebHook
from referrals.services.hooks import end_hook
from referrals.services.keys import end_key


def end_ways_in(user: User) -> None:
    """Keys that act in this name or were made by whoever was in the account, and the places that hear of news."""
    for key in ApiKey.objects.filter(Q(responsible=user) | Q(made_by=user), ended_at=None):
        end_key(key=key)
    for hook in WebHook.objects.filter(made_by=user, ended_at=None):
        end_hook(hook=hook)
