"""Reliable change per person and informant, for the therapist: each informant on a line of the own, never averaged."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from centre.models import Case
from research.change import Change, ChangeClass, Parameters, reliable_change
from research.models import ChangeParameters, Score, Wave

#: The classes in plain words; no word of proof, no word of blame.
WORDS = {
    ChangeClass.RECOVERED: (_("recovered"), "good"),
    ChangeClass.IMPROVED: (_("reliably better"), "good"),
    ChangeClass.UNCHANGED: (_("no reliable change"), "neutral"),
    ChangeClass.WORSE: (_("reliably worse"), "warn"),
    ChangeClass.HARMED: (_("worse, over the limit"), "bad"),
    ChangeClass.NONE: (_("not to be calculated"), "neutral"),
}


@dataclass(frozen=True)
class Line:
    """One informant about one person on one scale, from the first wave to a later one."""

    informant: str
    about: str
    scale: str
    wave: str
    before: Decimal | None
    after: Decimal | None
    change: Change
    source: str

    @property
    def words(self) -> str:
        return str(WORDS[self.change.kind][0])

    @property
    def tone(self) -> str:
        return WORDS[self.change.kind][1]


def changes_of(case: Case) -> list[Line]:
    """Everything that can be compared in one case; without parameters there is no class, only the two scores."""
    parameters = {(row.instrument_id, row.scale): row for row in ChangeParameters.objects.all()}
    rows = Score.objects.filter(response__measurement__case=case).select_related(
        "response__measurement__informant_parent",
        "response__measurement__informant_child",
        "response__measurement__about_child",
        "response__measurement__version__instrument",
    )
    scores, first = defaultdict(dict), {}
    for row in rows.defer("response__answers").order_by("pk"):
        asked = row.response.measurement
        key = (
            asked.informant_parent_id,
            asked.informant_child_id,
            asked.about_child_id,
            asked.version.instrument_id,
            row.scale,
        )
        scores[key][asked.wave] = row.value
        first.setdefault(key, asked)
    return [
        _line(first[key], key, wave, by_wave, parameters.get(key[-2:]))
        for key, by_wave in scores.items()
        for wave in (Wave.T2, Wave.T3)
        if Wave.T1 in by_wave and wave in by_wave
    ]


def _line(asked, key, wave, by_wave, row) -> Line:
    before, after = by_wave[Wave.T1], by_wave[wave]
    if row is None:
        change = Change(None, ChangeClass.NONE, "parameters_missing")
    else:
        change = reliable_change(
            Parameters(
                direction=row.direction, sd=row.sd, reliability=row.reliability, mean=row.mean,
                functional_mean=row.functional_mean, functional_sd=row.functional_sd,
            ),
            before,
            after,
        )  # fmt: skip
    informant = asked.informant_parent or asked.informant_child
    return Line(
        informant=informant.first_name,
        about=(asked.about_child or informant).first_name,
        scale=asked.version.instrument.title,
        wave=Wave(wave).label,
        before=before,
        after=after,
        change=change,
        source=row.source if row else "",
    )
