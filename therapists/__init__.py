"""Floor 2: the register of certified therapists, where they work and when they may lead."""
