"""The state of the parts: database, cache, worker, beat, age of the oldest waiting mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Notice
from centre.models.notice import NoticeState

HEARTBEAT_KEY = "worker-heartbeat"
#: Beat asks for a heartbeat every 30 seconds; after this silence worker or beat is down.
SILENCE = timedelta(seconds=120)


def report() -> dict:
    """One entry per part with `ok` and what is known; holds nothing about people."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = {"ok": True, "engine": connection.vendor}
    except Error:
        return {"ok": False, "database": {"ok": False, "engine": connection.vendor}}
    parts = {"database": database, "cache": _cache(), "worker": _worker(), "mail": _mail()}
    return {"ok": all(part["ok"] for part in parts.values()), **parts}


def labelled(parts: dict) -> list[dict]:
    """The parts with readable names, for the page."""
    labels = {"database": _("database"), "cache": _("cache"), "worker": _("worker and beat"), "mail": _("mail")}
    return [{"label": labels[name], "ok": part["ok"]} for name, part in parts.items() if name in labels]


def beat_of_the_worker() -> None:
    """Called by the worker on beat's request: proves both at once. A file too, since processes need not share a cache."""
    path = _heartbeat_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    cache.set(HEARTBEAT_KEY, timezone.now().isoformat(), 3600)


def security_txt(base_url: str) -> str:
    """Contact and an expiry within a year, as RFC 9116 asks."""
    expires = (timezone.now() + timedelta(days=330)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        "Contact: mailto:security@example.org\n"
        f"Expires: {expires.isoformat()}\n"
        "Preferred-Languages: nl, en\n"
        f"Canonical: {base_url}/.well-known/security.txt\n"
    )


def _heartbeat_file():
    return settings.STATE_DIR / "heartbeat"


def _cache() -> dict:
    try:
        cache.set("health", "1", 10)
        return {"ok": cache.get("health") == "1"}
    except OSError:
        return {"ok": False}


def _worker() -> dict:
    seen = cache.get(HEARTBEAT_KEY)
    moment = datetime.fromisoformat(seen) if seen else _file_moment()
    ok = moment is not None and timezone.now() - moment < SILENCE
    return {"ok": ok, "last_seen": moment.isoformat() if moment else None}


def _file_moment():
    try:
        return datetime.fromtimestamp(_heartbeat_file().stat().st_mtime, tz=timezone.get_current_timezone())
    except FileNotFoundError:
        return None


def _mail() -> dict:
    oldest = Notice.objects.filter(state=NoticeState.NEW, due_at__lte=clock.now()).order_by("due_at").first()
    waiting = (clock.now() - oldest.due_at).total_seconds() if oldest else 0
    return {"ok": waiting < 600, "oldest_waiting_seconds": int(waiting)}
