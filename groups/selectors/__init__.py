"""Nouns of this room, by subject; the names that pages and other rooms use."""

from groups.selectors.appointments import Appointment, appointment_of, my_appointments, my_sessions
from groups.selectors.boards import (
    absence_signals,
    board,
    leads_of,
    my_groups,
    open_groups,
    overdue_roll_calls,
    sessions_between,
    sessions_tomorrow,
    waiting_list,
)
from groups.selectors.dates import closed_days, holidays_known_until
from groups.selectors.sheets import group_sheet, missing_leads, roll_call
from groups.selectors.teams import free_leads

__all__ = [
    "Appointment",
    "absence_signals",
    "appointment_of",
    "board",
    "closed_days",
    "free_leads",
    "group_sheet",
    "holidays_known_until",
    "leads_of",
    "missing_leads",
    "my_appointments",
    "my_groups",
    "my_sessions",
    "open_groups",
    "overdue_roll_calls",
    "roll_call",
    "sessions_between",
    "sessions_tomorrow",
    "waiting_list",
]
