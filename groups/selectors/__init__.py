"""Nouns of this room, by subject; the names that pages and other rooms use."""

from groups.selectors.appointments import (
    Appointment,
    appointment_of,
    appointments_of_user,
    has_feed,
    my_appointments,
    my_sessions,
    next_session_of_child,
)
from groups.selectors.boards import (
    absence_signals,
    board,
    groups_to_complete,
    groups_to_start,
    leads_of,
    my_groups,
    open_groups,
    overdue_roll_calls,
    seats_for,
    sessions_between,
    sessions_tomorrow,
    waiting_cases,
    waiting_list,
)
from groups.selectors.dates import closed_days, holidays_known_until
from groups.selectors.marks import attendance_of
from groups.selectors.sheets import group_sheet, missing_leads, roll_call
from groups.selectors.teams import free_leads, free_rooms, not_valid_throughout

__all__ = [
    "Appointment",
    "absence_signals",
    "appointment_of",
    "attendance_of",
    "appointments_of_user",
    "board",
    "closed_days",
    "free_leads",
    "free_rooms",
    "group_sheet",
    "groups_to_complete",
    "groups_to_start",
    "has_feed",
    "holidays_known_until",
    "leads_of",
    "missing_leads",
    "my_appointments",
    "my_groups",
    "my_sessions",
    "next_session_of_child",
    "not_valid_throughout",
    "open_groups",
    "overdue_roll_calls",
    "roll_call",
    "seats_for",
    "sessions_between",
    "sessions_tomorrow",
    "waiting_cases",
    "waiting_list",
]
