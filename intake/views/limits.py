"""Pages without an account: how often one client may come, and what the log tells of who was refused."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

from centre import access

#: Most visits of one client: (how often, in how many seconds).
LIMITS = {"begin": (20, 60), "page": (120, 60), "send": (5, 3600), "link": (5, 3600), "status": (10, 60)}


def too_often(request, what: str) -> bool:
    """Count visits per client; the count ends by itself. The first refusal of a count is written down, not each."""
    most, seconds = LIMITS[what]
    key = f"help:{what}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, seconds)
    visits = cache.incr(key)
    if visits == most + 1:
        write_down(request, purpose="too often")
    return visits > most


def write_down(request, *, purpose: str, label: str = "request for help", **asked) -> None:
    """One row of the log about a visitor without an account: what happened, never who it was or what was typed.

    `asked`, `secret`: the reference or the link that was asked for in vain (`access.log_refusal`).
    """
    access.log_refusal(request, label=label, purpose=purpose, **asked)
