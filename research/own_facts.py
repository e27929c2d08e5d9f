"""What a copy of the own file says of the rows of this room, and why the others stay out (centre/own_facts.py)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre.own_facts import Told, lines
from research import definitions, scoring


def _answers(row) -> str:
    definition = row.measurement.version.definition
    asked = row.measurement.about_child
    told = [(_("About"), asked.first_name)] if asked else []
    for item in definitions.items(definition):
        answer = row.answers.get(item["key"])
        words = dict(definitions.options(definition, item)) | {scoring.REFUSED: "–", scoring.UNKNOWN: "–"}
        told.append((item["text"], words.get(answer, answer)))
    return lines(told)


TOLD = {
    "research.Response": Told(
        gettext_lazy("questionnaire"),
        _answers,
        loads=("measurement__version", "measurement__about_child"),
        is_own_voice=True,
    ),
}

STAYS_OUT = {
    "research.Measurement": "That a questionnaire was asked; it is told with its answers.",
    "research.Score": "Computed from the answers, which are in the file; numbers without their meaning mislead.",
    "research.LearningTable": "Counts over many families, protected against recognition.",
    "research.ExportContent": "Rows of many families under other names, kept to check what was published.",
    "research.ExportPart": "Told as what was told to others, with the study.",
    "research.FollowUp": "How staff follows up low answers; what comes of it stands as a note in the file.",
}
