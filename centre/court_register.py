"""What courts decided about a family, in one list, each from the place where it stands (law.md R9). No second copy of a fact.

A room above may have `court_facts.py` with `decisions_of(case)` (decisions that stand there) and `resting_on(case)`
(decision → what rests on it there); found by name.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AuthorityProcedure, Case, ConsentRuling, CourtDecision, ParentalAuthority

#: Kinds that a court or an institution decides; the others are weighed by professionals.
DECIDED_ELSEWHERE = (ConsentRuling.Kind.REPLACED, ConsentRuling.Kind.NOT_REQUIRED, ConsentRuling.Kind.GUARDIAN)


@dataclass(frozen=True)
class Line:
    """One decision. `about`: whom; `place`: where it stands; `rests`: what rests on it, in words."""

    what: str | Promise
    number: str
    court: str
    about: str
    since: date
    until: date | None
    effect: str
    place: str | Promise
    rests: tuple[str, ...] = ()
    decided_on: date | None = None
    decision: CourtDecision | None = None

    @property
    def holds(self) -> bool:
        return self.since <= clock.today() and (self.until is None or self.until >= clock.today())


def decisions_of(case: Case) -> QuerySet[CourtDecision]:
    """Of the family, also from an earlier case."""
    rows = CourtDecision.objects.filter(family=case.family_id).select_related("child", "parent")
    return rows.order_by("-since", "-pk")


def in_force(case: Case, kind: str) -> list[CourtDecision]:
    """Decisions of one kind that hold today."""
    today = clock.today()
    return [
        row for row in decisions_of(case).filter(kind=kind, since__lte=today) if not row.until or row.until >= today
    ]


def register_of(case: Case) -> list[Line]:
    """Everything that a court decided, the newest first."""
    authorities = ParentalAuthority.objects.filter(parent__family=case.family_id).select_related("child", "parent")
    authorities = list(authorities.order_by("-since", "pk"))
    rests = _resting(case, authorities)
    lines = [_own(row, rests.get(row.pk, ())) for row in decisions_of(case)]
    lines += [_without_number(row) for row in authorities if _is_nameless(row)]
    lines += [_procedure(row) for row in _procedures(case)]
    rulings = ConsentRuling.objects.filter(case=case, kind__in=DECIDED_ELSEWHERE).select_related("child", "parent")
    lines += [_ruling(row) for row in rulings]
    for module in _modules():
        lines += module.decisions_of(case)
    return sorted(lines, key=lambda line: line.since, reverse=True)


def _modules() -> list:
    rooms = [room for room in settings.ROOMS if find_spec(f"{room}.court_facts")]
    return [module for room in rooms if hasattr(module := import_module(f"{room}.court_facts"), "decisions_of")]


def _resting(case: Case, authorities: list[ParentalAuthority]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for row in authorities:
        names = {"child": row.child.first_name, "parent": row.parent}
        if row.decision_id:
            found[row.decision_id].append(
                _("authority of %(parent)s over %(child)s from %(day)s") % (names | {"day": _day(row.since)})
            )
        if row.end_decision_id:
            found[row.end_decision_id].append(
                _("end of the authority of %(parent)s over %(child)s on %(day)s") % (names | {"day": _day(row.until)})
            )
    for module in _modules():
        for key, words in module.resting_on(case):
            found[key].append(words)
    return found


def _own(row: CourtDecision, rests) -> Line:
    about = " · ".join(str(person) for person in (row.child, row.parent) if person) or _("all children, both parents")
    return Line(
        row.get_kind_display(), row.number, row.court, about, row.since, row.until, row.effect, _("this list"),
        tuple(rests), row.decided_on, row,
    )  # fmt: skip


def _is_nameless(row: ParentalAuthority) -> bool:
    """Whether it rests on a court of which nobody wrote down the number."""
    court = ParentalAuthority.Evidence.COURT
    return (row.evidence == court and not row.decision_id) or (row.end_evidence == court and not row.end_decision_id)


def _without_number(row: ParentalAuthority) -> Line:
    about = f"{row.child} · {row.parent}"
    return Line(CourtDecision.Kind.AUTHORITY.label, "", "", about, row.since, row.until, "", _("Authority"))


def _procedures(case: Case) -> QuerySet[AuthorityProcedure]:
    rows = AuthorityProcedure.objects.filter(child__families=case.family_id).select_related("child")
    return rows.order_by("-since", "-pk")


def _procedure(row: AuthorityProcedure) -> Line:
    what = _("procedure about authority, decided") if row.ended_on else _("procedure about authority that runs")
    about = str(row.child)
    return Line(what, row.number, row.court, about, row.since, row.ended_on, row.outcome, _("Authority"))


def _ruling(row: ConsentRuling) -> Line:
    about = " · ".join(str(person) for person in (row.child, row.parent) if person)
    return Line(
        row.get_kind_display(), row.number, row.decided_by, about, row.since, row.until, row.get_purpose_display(),
        _("Permission"),
    )  # fmt: skip


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
