"""Floor 3: two applications become one registration; talks; the indication."""
