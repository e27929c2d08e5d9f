"""The interface for partners' systems (NL API Design Rules): a referral handed in, its stage read. `docs`: /api/."""
