"""Download links that end by themselves (features.md J5): signed, bound to one report and one form, seven days long."""

from datetime import datetime, timedelta

from django.core import signing

from centre import clock

SALT = "research.report"
VALID_FOR = timedelta(days=7)


class LinkExpired(Exception):
    """The link was right once."""


class LinkUnknown(Exception):
    """Never given out, or for something else."""


def sign(reference: str, kind: str) -> str:
    """A token for one report in one form ("pdf" or "csv"), from now on."""
    return signing.dumps({"report": reference, "kind": kind, "until": (clock.now() + VALID_FOR).isoformat()}, salt=SALT)


def check(token: str, reference: str, kind: str) -> None:
    """Raises LinkUnknown or LinkExpired."""
    try:
        facts = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise LinkUnknown from None
    if (facts["report"], facts["kind"]) != (reference, kind):
        raise LinkUnknown
    if datetime.fromisoformat(facts["until"]) < clock.now():
        raise LinkExpired
