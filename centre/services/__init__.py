"""Verbs of the ground floor. Each owns its transaction and never enqueues: it leaves a row."""
