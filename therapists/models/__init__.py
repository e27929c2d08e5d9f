"""Therapists, where they work, and the dated facts from which their standing follows."""

from therapists.models.certificate import Certificate, Decision, RuleSet, Suspension
from therapists.models.community import AgendaItem, LearningGroup, LearningMeeting, LearningMember
from therapists.models.learning import Course, CourseDay, Enrolment
from therapists.models.portfolio import Appeal, EvidenceFile, Portfolio, PortfolioItem, Review
from therapists.models.practice import Practice, Room
from therapists.models.supervision import Supervision
from therapists.models.therapist import Portrait, ProfessionalRegistration, Therapist
from therapists.models.working import Absence, Availability, Hours

__all__ = [
    "Absence",
    "AgendaItem",
    "Appeal",
    "Availability",
    "Certificate",
    "Course",
    "CourseDay",
    "Decision",
    "Enrolment",
    "EvidenceFile",
    "Hours",
    "LearningGroup",
    "LearningMeeting",
    "LearningMember",
    "Portfolio",
    "PortfolioItem",
    "Portrait",
    "Practice",
    "ProfessionalRegistration",
    "Review",
    "Room",
    "RuleSet",
    "Supervision",
    "Suspension",
    "Therapist",
]
