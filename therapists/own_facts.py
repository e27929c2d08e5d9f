"""Nothing of this room is in a family's file (centre/own_facts.py)."""

PROFESSIONAL = "About a professional at work; that person sees and corrects it on the own pages. No family is in it."
LEARNING = "About who learns along, without a case; a member sees it on the pages of the circle and may leave it."
STAYS_OUT = {
    **dict.fromkeys(
        (
            "therapists.Therapist",
            "therapists.Portrait",
            "therapists.ProfessionalRegistration",
            "therapists.Certificate",
            "therapists.Suspension",
            "therapists.Decision",
            "therapists.Enrolment",
            "therapists.Portfolio",
            "therapists.Hours",
            "therapists.Availability",
            "therapists.Absence",
            "therapists.PortfolioItem",
            "therapists.Appeal",
            "therapists.Review",
            "therapists.Supervision",
        ),
        PROFESSIONAL,
    ),
    **dict.fromkeys(("therapists.LearningMember", "therapists.LearningMeeting", "therapists.AgendaItem"), LEARNING),
}
TOLD: dict = {}
