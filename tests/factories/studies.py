"""Families that said yes to research and answered, and a study of the cast's researcher."""

from datetime import date, timedelta

from centre import clock
from centre.models import Case
from centre.models.consent import Purpose
from centre.services.consents import answer_consent
from research import definitions, services
from research.models import InstrumentVersion, Measurement, ResearchExport, ResearchProject, Wave
from research.services import exports
from research.services.projects import ask_project, decide_project
from tests.factories import research


def say(case: Case, answer: str, *, by, giver=None, about="everything") -> None:
    """Everybody of a case about research, or one giver (`about`: None for the own help, or a child)."""
    parents, children = list(case.family.parents.order_by("side")), list(case.family.children.order_by("pk"))
    everything = [(parent, child) for parent in parents for child in [None, *children]]
    everything += [(child, child) for child in children]
    for who, subject in everything:
        if (giver in (None, who)) and about in ("everything", subject):
            answer_consent(
                case=case,
                purpose=Purpose.RESEARCH,
                giver=who,
                about_child=subject,
                answer=answer,
                by=by,
                channel="spoken",
            )


def answer(case: Case, *, by, shift: int = 0, waves=(Wave.T1,), keys=("ouder-zelf", "ouder-kind", "kind")) -> None:
    """Both parents about themselves and each child, each child about itself; `shift` makes families answer differently."""
    today = clock.today()
    parents, children = list(case.family.parents.order_by("side")), list(case.family.children.order_by("pk"))
    asked = {
        "ouder-zelf": [(parent, None, None) for parent in parents],
        "ouder-kind": [(parent, None, child) for parent in parents for child in children],
        "kind": [(None, child, None) for child in children],
    }
    for key in keys:
        version = InstrumentVersion.objects.get(instrument__key=key)
        items = definitions.items(version.definition)
        for wave in waves:
            for place, (parent, child, about) in enumerate(asked[key]):
                row = Measurement.objects.create(
                    case=case, dossier=(parent or child).dossiers.get(), version=version, wave=wave, informant_parent=parent,
                    informant_child=child, about_child=about, opens_on=today - timedelta(days=3), closes_on=today,
                )  # fmt: skip
                answers = {}
                for number, item in enumerate(items):
                    values = [value for value, _label in definitions.options(version.definition, item)]
                    answers[item["key"]] = values[(shift + place + number * (shift % 3)) % len(values)]
                services.record_response(measurement=row, answers=answers, by=by)


def families(cast, count: int, *, children: int = 1, yes: bool = True, **facts) -> list[Case]:
    """Families of the past that said yes and answered after it."""
    services.load_own_instruments()
    made = research.past_families(cast, count, children=children)
    for number, case in enumerate(made):
        if yes:
            say(case, "given", by=cast.cora)
        answer(case, by=cast.cora, shift=number, **facts)
    return made


def project(cast, *, level: str = "items", title: str = "Wat helpt", ends_on: date | None = None) -> ResearchProject:
    """Asked by the researcher, approved by the privacy officer."""
    ends_on = ends_on or clock.today() + timedelta(days=300)
    asked = ask_project(title=title, purpose="Leren wat helpt.", level=level, ends_on=ends_on, by=cast.rens)
    return decide_project(project=asked, agrees=True, by=cast.fiona)


def unlocked(cast, study: ResearchProject) -> ResearchExport:
    export = exports.request_export(project=study, by=cast.rens)
    return exports.decide_export(export=export, agrees=True, by=cast.fiona)


def frozen(cast, study: ResearchProject) -> ResearchExport:
    """A data set that was asked for, unlocked and made."""
    return exports.build_export(export=unlocked(cast, study))
