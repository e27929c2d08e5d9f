"""When papers about authority have to be looked at again: they are old, nobody saw any, or a procedure runs (law.md R10)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from centre import clock, terms
from centre.authority import born_by
from centre.children import GROWN_UP
from centre.models import AuthorityProcedure, Child, ParentalAuthority

#: Why papers are looked at again, the most pressing first.
WHYS = ("procedure", "old", "unseen")
DECLARED = ParentalAuthority.Evidence.DECLARED


def old_before() -> date:
    """Papers that were last seen before this day are old."""
    return clock.today() - timedelta(days=30 * terms.AUTHORITY_RECHECK_MONTHS)


def again(cases: Iterable[int]) -> dict[int, dict[str, list[str]]]:
    """Per case, why authority has to be checked again: {"procedure" | "old" | "unseen": first names of children}. One query.

    Children under eighteen only; nothing about a case in which everything was seen lately.
    """
    cases, today = list(cases), clock.today()
    lines = ParentalAuthority.objects.filter(
        Q(until=None) | Q(until__gte=today), child=OuterRef("pk"), parent__family__cases=OuterRef("case")
    )
    unseen = Q(evidence=DECLARED) | Q(checked_on=None)
    procedures = AuthorityProcedure.objects.filter(child=OuterRef("pk"))
    ended = AuthorityProcedure.objects.filter(child=OuterRef("child"), ended_on__gte=OuterRef("checked_on"))
    rows = Child.objects.filter(birth_date__gt=born_by(GROWN_UP, today)).annotate(case=F("families__cases"))
    rows = rows.filter(case__in=cases).annotate(
        procedure=Exists(procedures.filter(ended_on=None)),
        old=Exists(lines.exclude(unseen).filter(Q(checked_on__lt=old_before()) | Exists(ended))),
        unseen=Exists(lines.filter(unseen)),
    )
    found: dict[int, dict[str, list[str]]] = {}
    for row in rows.order_by("birth_date", "pk"):
        for why in WHYS:
            if getattr(row, why):
                found.setdefault(row.case, {}).setdefault(why, []).append(row.first_name)
    return found


def sentences(whys: dict[str, list[str]]) -> list[str]:
    """What `again` says of one case, for staff."""
    words = {
        "procedure": _(
            "A procedure about the authority over %(names)s runs. Check the authority again before the next step."
        ),
        "old": _("The papers about the authority over %(names)s are old. Look at them again."),
        "unseen": _("Nobody has seen papers about the authority over %(names)s yet."),
    }
    return [words[why] % {"names": ", ".join(names)} for why, names in whys.items()]


def procedures_about(children: Iterable[Child]) -> QuerySet[AuthorityProcedure]:
    """Of these children, also those that ended, the latest first."""
    rows = AuthorityProcedure.objects.filter(child__in=list(children)).select_related(
        "child", "recorded_by", "ended_by"
    )
    return rows.order_by("-since", "-pk")
