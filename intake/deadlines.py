"""How long the centre may take, in working days. Pure: a date and a state in, a date out."""

from datetime import date

from centre import terms
from centre.calendars import working_days_after
from intake.states import RegistrationState

#: Working days per state: what the centre decides about its own work (centre/terms.py).
TERMS = {
    RegistrationState.COMPLETE: terms.INTAKE_TERMS["first_talk_working_days"],
    RegistrationState.ASSESSING: terms.INTAKE_TERMS["decide_working_days"],
}


def due_on(state: str, since: date) -> date | None:
    """The last day of the term that starts the day after `since`, or None when no term runs in this state."""
    return working_days_after(since, TERMS[state]) if state in TERMS else None


def times_over(state: str, since: date, today: date) -> int:
    """How many whole terms have passed beyond the first: 0 while in time, 3 after four terms."""
    term, passed = TERMS.get(state), 0
    if term is None:
        return 0
    while passed < 9 and working_days_after(since, term * (passed + 2)) <= today:
        passed += 1
    late = working_days_after(since, term) < today
    return max(passed, 1) if late else 0
