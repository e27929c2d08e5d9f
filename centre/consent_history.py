"""On which days of a period every permission was there: replays the answers as they were on each day."""

from datetime import date, timedelta

from django.utils import timezone

from centre import authority
from centre.authority import Status, Verdict
from centre.models import Case, Child, Consent, ConsentRuling, Parent, ParentalAuthority
from centre.models.consent import Purpose

#: What a seat in a group needs (law.md R4).
NEEDED = (Purpose.TREATMENT, Purpose.GROUP)
#: Ages at which who decides changes.
AGES = (12, 16)


def days_without_consent(case: Case, since: date, until: date, *, parents: list[Parent], children: list[Child]) -> int:
    """Days from `since` up to, not including, `until` on which a permission was missing. Three queries.

    The answers count from the day on which they were given; authority, ages and courts from their own dates.
    """
    if until <= since:
        return 0
    facts = _Facts(case, parents, children)
    days = sorted({day for day in facts.turning_points() if since < day < until} | {since, until})
    return sum(
        (following - day).days
        for day, following in zip(days, days[1:], strict=False)
        if facts.status(day) not in authority.ALLOWING
    )


class _Facts:
    """Everything that decides, read once."""

    def __init__(self, case: Case, parents: list[Parent], children: list[Child]):
        self.parents, self.children = parents, children
        rows = Consent.objects.counting_in(case).filter(purpose__in=NEEDED).order_by("answered_at", "pk")
        self.answers = [(timezone.localdate(row.answered_at), row) for row in rows]
        self.holders = list(ParentalAuthority.objects.filter(child__in=children))
        self.rulings = list(ConsentRuling.objects.filter(case=case, purpose__in=NEEDED))

    def turning_points(self):
        """Days on which the status may change."""
        yield from (day for day, _row in self.answers)
        for row in [*self.holders, *self.rulings]:
            yield row.since
            if row.until:
                yield row.until + timedelta(days=1)
        for child in self.children:
            for age in AGES:
                born = child.birth_date
                # Somebody born on 29 February has the birthday on 1 March in other years.
                is_leap_day = (born.month, born.day) == (2, 29)
                yield date(born.year + age, 3, 1) if is_leap_day else born.replace(year=born.year + age)

    def status(self, on: date) -> Status:
        answers = {}
        for day, row in self.answers:
            if day <= on:
                giver = ("child", row.giver_child_id) if row.giver_child_id else ("parent", row.giver_parent_id)
                answers[row.purpose, row.about_child_id, giver] = row.answer
        return authority.worst(verdict for purpose in NEEDED for verdict in self._verdicts(purpose, answers, on))

    def _verdicts(self, purpose: str, answers: dict, on: date):
        for parent in self.parents:
            giver = ("parent", parent.pk)
            yield authority.judge(needed=[giver], answers={giver: answers.get((purpose, None, giver))})
        for child in self.children:
            yield self._about(child, purpose, answers, on)

    def _about(self, child: Child, purpose: str, answers: dict, on: date) -> Verdict:
        held = [row.parent_id for row in self.holders if row.child_id == child.pk and _runs(row, on)]
        rulings = [row for row in self.rulings if (row.child_id, row.purpose) == (child.pk, purpose) and _runs(row, on)]
        needed = authority.givers_for_child(
            child_id=child.pk, birth_date=child.birth_date, holders=set(held), on=on,
            grounds=[row.kind for row in rulings],
            resists=answers.get((purpose, child.pk, ("child", child.pk))) in authority.NO,
        )  # fmt: skip
        return authority.judge(
            needed=needed,
            answers={giver: answers.get((purpose, child.pk, giver)) for giver in needed},
            replaced=[("parent", row.parent_id) for row in rulings if row.parent_id],
            required=not any(row.kind == ConsentRuling.Kind.NOT_REQUIRED for row in rulings),
        )


def _runs(row, on: date) -> bool:
    return row.since <= on and (row.until is None or row.until >= on)
