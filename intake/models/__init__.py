"""Rows of the intake, by subject."""

from intake.models.application import Application, ConditionsAcceptance, ConditionsText
from intake.models.child import ChildMerge, ChildVoice, VoiceCode
from intake.models.closing import Closing
from intake.models.criteria import CriteriaVersion
from intake.models.help_request import HelpRequest, MatchDecision, MatchTrace
from intake.models.indication import Indication
from intake.models.registration import Registration, RegistrationMove, RoutingRule, RoutingStep, StillInterested
from intake.models.talk import Talk, TalkGuest

__all__ = [
    "Application",
    "ChildMerge",
    "ChildVoice",
    "Closing",
    "ConditionsAcceptance",
    "ConditionsText",
    "CriteriaVersion",
    "HelpRequest",
    "Indication",
    "MatchDecision",
    "MatchTrace",
    "Registration",
    "RegistrationMove",
    "RoutingRule",
    "RoutingStep",
    "StillInterested",
    "Talk",
    "TalkGuest",
    "VoiceCode",
]
