"""How long the centre may take, in working days. Pure: a date and a state in, a date out."""

from datetime import date

from centre.calendars import working_days_after
from intake.states import RegistrationState

#: Working days per state. The centre has not fixed its terms [?]; five days follows feature B2, the rest is provisional.
TERMS = {RegistrationState.COMPLETE: 5, RegistrationState.ASSESSING: 30}


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
