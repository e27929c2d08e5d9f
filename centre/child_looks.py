"""Who of the team opened a child's file, as a parent with authority may know it (law.md R47)."""

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from centre.audiences import Audience
from centre.models import AccessLog, Dossier, Family
from centre.selectors import who_looked

Action = AccessLog.Action
#: What staff does because a person asked for something: to the other parent these looks would tell that it was asked.
ASKED_FOR = ("file request", "file requests", "consents", "complaint", "disclosure")


def looks_for_a_parent(dossier: Dossier, *, family: Family, since: date) -> QuerySet:
    """Who of the team opened a child's file, a line per day, role and organisation: {day, audience, organisation}.

    Of this family's cases only, from the day on which this parent had authority. Nobody's asking is among it, no copy
    that was made, and no hour: from those a parent could read what the other one did (law.md 2.3, R20, R47).
    """
    looks = who_looked(dossier, since=since).filter(case__family=family, action__in=[Action.VIEW, Action.CHANGE])
    looks = looks.exclude(label__in=ASKED_FOR).annotate(day=TruncDate("at"))
    return looks.order_by("-day", "audience", "organisation").values("day", "audience", "organisation").distinct()


def in_words(look: dict) -> dict:
    """{day, role, organisation} of such a line."""
    return {"day": look["day"], "role": Audience(look["audience"]).label, "organisation": look["organisation"]}
