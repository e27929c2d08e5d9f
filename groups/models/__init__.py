"""Recipes, groups, their sessions in two rooms, seats and attendance."""

from groups.models.group import (
    Group,
    Occupancy,
    Recipe,
    Session,
    SessionLead,
    group_reference,
    session_reference,
)
from groups.models.seat import Arrival, Attendance, CalendarFeed, GroupNote, Placement

__all__ = [
    "Arrival",
    "Attendance",
    "CalendarFeed",
    "Group",
    "GroupNote",
    "Occupancy",
    "Placement",
    "Recipe",
    "Session",
    "SessionLead",
    "group_reference",
    "session_reference",
]
