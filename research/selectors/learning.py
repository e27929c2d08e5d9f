"""Reads for the learning panel: who may be counted and what they told; and the panel of one case."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from centre import clock
from centre.models import Case, Child, Parent
from centre.models.consent import Purpose
from centre.selectors import consent_picture
from intake.models import Indication
from research.change import ChangeClass, Parameters, reliable_change
from research.learning import Told, profile_of
from research.models import ChangeParameters, LearningTable, Score, Wave

#: So many families are held in memory at once.
PORTION = 200


def newest_table() -> LearningTable | None:
    """The figures that are shown today."""
    return LearningTable.objects.filter(quarter__lte=clock.today()).defer("behind").order_by("-quarter").first()


def table_before(quarter: date) -> LearningTable | None:
    """The figures of an earlier quarter, with who stands behind them."""
    return LearningTable.objects.filter(quarter__lt=quarter).order_by("-quarter").first()


def told_before(quarter: date) -> Iterator[Told]:
    """What counts in a quarter: answered before its first day, after an approved advice, by who allows research today."""
    until = timezone.make_aware(datetime.combine(quarter, time()))
    parameters = {(row.instrument_id, row.scale): row for row in ChangeParameters.objects.select_related("instrument")}
    answered = Score.objects.filter(
        response__measurement__wave=Wave.T2, response__answered_at__lt=until, value__isnull=False
    )
    numbers = list(answered.order_by().values_list("response__measurement__case", flat=True).distinct())
    for start in range(0, len(numbers), PORTION):
        portion = numbers[start : start + PORTION]
        scores = _scores(portion, until)
        for indication in _advices(portion, until):
            yield from _told_by(indication, scores[indication.case_id], parameters)


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


def _advices(numbers: list[int], until: datetime) -> list[Indication]:
    """The newest approved advice per case."""
    rows = Indication.objects.filter(case__in=numbers, approved_at__lt=until).select_related("case")
    latest = {row.case_id: row for row in rows.order_by("approved_at", "pk")}
    return list(latest.values())


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


def _told_by(indication: Indication, scores: dict, parameters: dict) -> Iterator[Told]:
    lines = consent_picture(indication.case, Purpose.RESEARCH)
    allowed = {line["person"] for line in lines if line["verdict"].allows}
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


def _class(row: ChangeParameters, before: Decimal | None, after: Decimal | None) -> ChangeClass:
    parameters = Parameters(
        direction=row.direction, sd=row.sd, reliability=row.reliability, mean=row.mean,
        functional_mean=row.functional_mean, functional_sd=row.functional_sd,
    )  # fmt: skip
    return reliable_change(parameters, before, after).kind
