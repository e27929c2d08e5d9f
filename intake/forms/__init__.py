"""Forms of the intake, by audience."""
