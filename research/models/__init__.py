"""The observatory's rows, by subject."""

from research.models.exports import ExportContent, ExportPart, ResearchExport, ResearchProject
from research.models.learning import LearningTable
from research.models.questionnaires import (
    ChangeParameters,
    FollowUp,
    Instrument,
    InstrumentVersion,
    Measurement,
    Response,
    Score,
    Wave,
)
from research.models.reports import MunicipalReport

__all__ = [
    "ChangeParameters",
    "ExportContent",
    "ExportPart",
    "FollowUp",
    "Instrument",
    "InstrumentVersion",
    "LearningTable",
    "Measurement",
    "MunicipalReport",
    "ResearchExport",
    "ResearchProject",
    "Response",
    "Score",
    "Wave",
]
