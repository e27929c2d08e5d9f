"""Floor 4: six couples, eight sessions, two rooms; planning, seats, attendance, reminders."""
