"""Reads for the learning panel: who may be counted and what they told; and the panel of one case."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from centre import clock
from centre.models import Case, Child, Milestone, Parent
from intake.models import Indication, RegistrationMove
from intake.states import RegistrationState
from referrals.models import Handover
from research.change import ChangeClass, Parameters, reliable_change
from research.learning import COURSE, Told, course_of, profile_of
from research.models import ChangeParameters, LearningTable, Score, Wave
from research.selectors.extraction import who_allows

#: So many families are held in memory at once.
PORTION = 200


def newest_table() -> LearningTable | None:
    """The figures that are shown today."""
    return LearningTable.objects.filter(quarter__lte=clock.today()).defer("behind").order_by("-quarter").first()


def table_before(quarter: date) -> LearningTable | None:
    """The figures of an earlier quarter, with who stands behind them."""
    return LearningTable.objects.filter(quarter__lt=quarter).order_by("-quarter").first()


def told_before(quarter: date) -> Iterator[Told]:
    """What counts in a quarter: answered or known before its first day, after an approved advice, by who allows
    research today.
    """
    until = timezone.make_aware(datetime.combine(quarter, time()))
    parameters = {(row.instrument_id, row.scale): row for row in ChangeParameters.objects.select_related("instrument")}
    numbers = _known_cases(until)
    for start in range(0, len(numbers), PORTION):
        portion = numbers[start : start + PORTION]
        scores, ends = _scores(portion, until), _Ends(portion, until)
        found = _advices(portion, until)
        # The same rule as the data sets: the last word of each over all own cases (law.md R72, R74).
        allows = who_allows([advices[-1].case for advices in found])
        for advices in found:
            allowed = allows[advices[-1].case_id]
            yield from _told_by(advices[-1], allowed, scores[advices[-1].case_id], parameters)
            yield from _went_on(advices, allowed, ends)


def _known_cases(until: datetime) -> list[int]:
    """Cases of which something is known before a moment: answers after the last session, or how the help went on."""
    answered = Score.objects.filter(
        response__measurement__wave=Wave.T2, response__answered_at__lt=until, value__isnull=False
    )
    ended = Milestone.objects.filter(
        kind__in=[Milestone.Kind.FINISHED, Milestone.Kind.STOPPED], reached_on__lt=until.date()
    )
    looked = Indication.objects.filter(reviewed_at__lt=until)
    stopped = Handover.objects.filter(stopped_on__lt=until.date())
    found = set(answered.order_by().values_list("response__measurement__case", flat=True).distinct())
    for rows in (ended, looked, stopped):
        found |= set(rows.order_by().values_list("case", flat=True).distinct())
    return sorted(found)


def profile_facts(indication: Indication) -> tuple[list[int], int | None]:
    """The weights of the domains and the age of the youngest child on the day of the decision."""
    day = timezone.localdate(indication.decided_at)
    return [told["weight"] for told in indication.domains.values()], youngest_child(indication.case, day)


def youngest_child(case: Case, day: date) -> int | None:
    """Age of the youngest child of a case in whole years."""
    born = Child.objects.filter(families=case.family_id).order_by("-birth_date").first()
    return born.age_on(day) if born else None


def decision_of(case: Case) -> Indication | None:
    """The newest decision that was not sent back."""
    rows = Indication.objects.filter(case=case, returned_at=None).select_related("case")
    return rows.order_by("-decided_at", "-pk").first()


def titles() -> dict[str, str]:
    """{scale: title of its questionnaire}."""
    return dict(ChangeParameters.objects.values_list("scale", "instrument__title"))


def _advices(numbers: list[int], until: datetime) -> list[list[Indication]]:
    """Per case its approved advices, the newest last."""
    rows = Indication.objects.filter(case__in=numbers, approved_at__lt=until).select_related("case")
    found = defaultdict(list)
    for row in rows.order_by("approved_at", "pk"):
        found[row.case_id].append(row)
    return list(found.values())


def _scores(numbers: list[int], until: datetime) -> dict[int, dict]:
    """{case: {(instrument, scale, parent, child informant, about child): {wave: value}}}."""
    about = ("case", "version__instrument", "informant_parent", "informant_child", "about_child", "wave")
    columns = [f"response__measurement__{name}" for name in about]
    rows: QuerySet = Score.objects.filter(
        response__measurement__case__in=numbers,
        response__measurement__wave__in=[Wave.T1, Wave.T2],
        response__answered_at__lt=until,
    )
    found: dict[int, dict] = defaultdict(lambda: defaultdict(dict))
    for case, instrument, parent, child, subject, wave, scale, value in rows.values_list(*columns, "scale", "value"):
        found[case][instrument, scale, parent, child, subject][wave] = value
    return found


def _told_by(indication: Indication, allowed: set, scores: dict, parameters: dict) -> Iterator[Told]:
    sides = {person.pk: person.side for person in allowed if isinstance(person, Parent)}
    children = {person.pk for person in allowed if isinstance(person, Child)}
    profile = profile_of(indication.outcome, *profile_facts(indication))
    for (instrument, scale, parent, child, subject), waves in scores.items():
        row = parameters.get((instrument, scale))
        may_count = parent in sides if parent else child in children
        if row is None or not may_count or (subject and subject not in children):
            continue
        kind = _class(row, waves.get(Wave.T1), waves.get(Wave.T2))
        if kind != ChangeClass.NONE:
            who = f"p{sides[parent]}" if parent else "child"
            yield Told(profile, indication.case.family_id, scale, who, "child" if subject else "self", kind)


def _went_on(advices: list[Indication], allowed: set, ends: "_Ends") -> Iterator[Told]:
    """How it went on after each advice, of families of which both parents allow research."""
    if sum(isinstance(person, Parent) for person in allowed) < 2:
        return
    for row, following in zip(advices, [*advices[1:], None], strict=True):
        went = course_of(
            row.outcome, is_superseded=following is not None or (row.pk in ends.assessed_again),
            reviewed=row.reviewed_at is not None and row.reviewed_at < ends.until,
            stopped=following is None and ends.stopped(row), finished=following is None and row.case_id in ends.finished,
            group=Indication.Outcome.GROUP,
        )  # fmt: skip
        if went:
            yield Told(profile_of(row.outcome, *profile_facts(row)), row.case.family_id, *COURSE, went)


class _Ends:
    """How help ended in a portion of cases, read once."""

    def __init__(self, numbers: list[int], until: datetime):
        self.until, day = until, until.date()
        reached = Milestone.objects.filter(case__in=numbers, reached_on__lt=day)
        self.finished = set(reached.filter(kind=Milestone.Kind.FINISHED).values_list("case", flat=True))
        self._group = set(reached.filter(kind=Milestone.Kind.STOPPED).values_list("case", flat=True))
        handed = Handover.objects.filter(case__in=numbers, stopped_on__lt=day)
        self._other = set(handed.values_list("case", flat=True))
        # Looked again, and the registration went back to the assessment in the same moment.
        back = RegistrationMove.objects.filter(
            registration__case=OuterRef("case"), from_state=RegistrationState.NOT_INDICATED,
            to_state=RegistrationState.ASSESSING, at__gte=OuterRef("reviewed_at"),
        )  # fmt: skip
        rows = Indication.objects.filter(case__in=numbers, reviewed_at__lt=until)
        self.assessed_again = set(rows.filter(Exists(back)).values_list("pk", flat=True))

    def stopped(self, indication: Indication) -> bool:
        """The help that was advised stopped before its end."""
        which = self._group if indication.outcome == Indication.Outcome.GROUP else self._other
        return indication.case_id in which


def _class(row: ChangeParameters, before: Decimal | None, after: Decimal | None) -> ChangeClass:
    parameters = Parameters(
        direction=row.direction, sd=row.sd, reliability=row.reliability, mean=row.mean,
        functional_mean=row.functional_mean, functional_sd=row.functional_sd,
    )  # fmt: skip
    return reliable_change(parameters, before, after).kind
