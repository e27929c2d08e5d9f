"""The state of each part apart: database, cache, worker, beat, and how long the oldest mail that is due waits."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from centre import clock
from centre.models import Notice
from centre.models.notice import NoticeState

#: Worker and beat each give a sign of life at least every 30 seconds; after this silence the part is down.
EVERY_SECONDS, SILENCE = 30, timedelta(seconds=120)
#: Mail that is due leaves within a minute; after this the delivery does not work.
LATE_MAIL = timedelta(minutes=10)


def report() -> dict:
    """One entry per part with `ok` and what is known; holds nothing about people."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = {"ok": True, "engine": connection.vendor}
    except Error:
        return {"ok": False, "database": {"ok": False, "engine": connection.vendor}}
    parts = {
        "database": database,
        "cache": _cache(),
        "worker": _alive("worker"),
        "beat": _alive("beat"),
        "mail": _mail(),
    }
    return {"ok": all(part["ok"] for part in parts.values()), **parts}


def labelled(parts: dict) -> list[dict]:
    """The parts with readable names, for the page."""
    labels = {"database": _("database"), "cache": _("cache"), "worker": _("worker"), "beat": _("clock (beat)")}
    labels |= {"mail": _("mail")}
    return [{"label": labels[name], "ok": part["ok"]} for name, part in parts.items() if name in labels]


def sign_of_life(part: str) -> None:
    """Worker and beat say that they are there. A file too, since processes need not share a cache."""
    path = _sign(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    cache.set(f"alive-{part}", timezone.now().isoformat(), 3600)


def security_txt(base_url: str) -> str:
    """Contact and an expiry within a year, as RFC 9116 asks."""
    expires = (timezone.now() + timedelta(days=330)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        "Contact: mailto:security@example.org\n"
        f"Expires: {expires.isoformat()}\n"
        "Preferred-Languages: nl, en\n"
        f"Canonical: {base_url}/.well-known/security.txt\n"
    )


def _sign(part: str):
    return settings.STATE_DIR / f"alive-{part}"


def _cache() -> dict:
    try:
        cache.set("health", "1", 10)
        return {"ok": cache.get("health") == "1"}
    except (OSError, RedisError):
        return {"ok": False}


def _alive(part: str) -> dict:
    try:
        seen = cache.get(f"alive-{part}")
    except (OSError, RedisError):
        seen = None
    moments = [datetime.fromisoformat(seen)] if seen else []
    moment = max([*moments, *_touched(part)], default=None)
    ok = moment is not None and timezone.now() - moment < SILENCE
    return {"ok": ok, "last_seen": moment.isoformat() if moment else None}


def _touched(part: str) -> list[datetime]:
    try:
        return [datetime.fromtimestamp(_sign(part).stat().st_mtime, tz=timezone.get_current_timezone())]
    except FileNotFoundError:
        return []


def _mail() -> dict:
    oldest = Notice.objects.filter(state=NoticeState.NEW, due_at__lte=clock.now()).order_by("due_at").first()
    waiting = (clock.now() - oldest.due_at).total_seconds() if oldest else 0
    return {"ok": waiting < LATE_MAIL.total_seconds(), "oldest_waiting_seconds": int(waiting)}
