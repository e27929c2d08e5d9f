"""Floor 2: who sent whom, and what the referrer may follow."""
