"""Therapists, where they work, and the dated facts from which their standing follows."""

from therapists.models.certificate import Certificate, Decision, RuleSet, Suspension
from therapists.models.portfolio import Appeal, Portfolio, PortfolioItem
from therapists.models.practice import Practice, Room
from therapists.models.therapist import ProfessionalRegistration, Therapist
from therapists.models.working import Absence, Availability, Hours

__all__ = [
    "Absence",
    "Appeal",
    "Availability",
    "Certificate",
    "Decision",
    "Hours",
    "Portfolio",
    "PortfolioItem",
    "Practice",
    "ProfessionalRegistration",
    "Room",
    "RuleSet",
    "Suspension",
    "Therapist",
]
