"""Composing a season of groups: pure modules without Django, used by the portal, the benchmarks and the tests.

Everything is a number here: a family, a series or a therapist is its place in the list of the instance, a day is counted
from the first day of the season, travel is in minutes. Names, addresses and reasons for safety never enter.
"""
