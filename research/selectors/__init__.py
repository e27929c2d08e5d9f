"""Nouns of the observatory."""
