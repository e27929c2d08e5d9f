"""Recipes, groups, their sessions in two rooms, seats, offers, attendance, and what comes before and after."""

from groups.models.absence import AbsenceTalk
from groups.models.apart import KeptApart
from groups.models.closure import Closure
from groups.models.composition import (
    CompositionPin,
    CompositionRun,
    CompositionWeights,
    ParentTimes,
    PassedBy,
)
from groups.models.content import SessionContent
from groups.models.ending import ClosingReport, Evaluation, EvaluationVoice, FollowUp
from groups.models.gathering import Gathering, Guest
from groups.models.group import (
    Group,
    Session,
    SessionLead,
    group_reference,
    session_reference,
)
from groups.models.incident import Incident, IncidentPart
from groups.models.knowing import CoupleFacts, Tie
from groups.models.occupancy import Occupancy
from groups.models.offer import Offer, OfferAnswer
from groups.models.recipe import Recipe
from groups.models.seat import Arrival, Attendance, CalendarFeed, GroupNote, Placement, Showing

__all__ = [
    "AbsenceTalk",
    "Arrival",
    "Attendance",
    "CalendarFeed",
    "ClosingReport",
    "Closure",
    "CompositionPin",
    "CompositionRun",
    "CompositionWeights",
    "CoupleFacts",
    "Evaluation",
    "EvaluationVoice",
    "FollowUp",
    "Gathering",
    "Group",
    "GroupNote",
    "Guest",
    "Incident",
    "IncidentPart",
    "KeptApart",
    "Occupancy",
    "Offer",
    "OfferAnswer",
    "ParentTimes",
    "PassedBy",
    "Placement",
    "Recipe",
    "Session",
    "SessionContent",
    "SessionLead",
    "Showing",
    "Tie",
    "group_reference",
    "session_reference",
]
