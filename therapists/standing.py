"""The standing of a certificate on a date: pure, derived from dated facts, so that it changes at midnight without a job."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from therapists.states import Standing

#: In these states somebody may lead a group and is shown to the public.
VALID = frozenset({Standing.CERTIFIED, Standing.EXPIRING, Standing.RENEWAL_RUNNING})


@dataclass(frozen=True)
class Facts:
    """What happened to one certificate, by date; every date is the first (or, with `until`, the last) day it counts.

    `suspensions`: (since, until) pairs, until None while it lasts. `window_months`: how long before its end a
    certificate may be renewed, from its own version of the rules.
    """

    training_started_on: date | None = None
    granted_on: date | None = None
    valid_until: date | None = None
    renewal_applied_on: date | None = None
    renewal_decided_on: date | None = None
    withdrawn_on: date | None = None
    deregistered_on: date | None = None
    suspensions: Sequence[tuple[date, date | None]] = ()
    window_months: int = 6


def months_from(day: date, months: int) -> date:
    """The same day so many months later (negative: earlier), or the last day of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def renewal_opens_on(facts: Facts) -> date | None:
    """The first day on which renewal may be asked; None for a certificate without an end."""
    return months_from(facts.valid_until, -facts.window_months) if facts.valid_until else None


def renewal_runs(facts: Facts, on: date) -> bool:
    """Asked in time and not decided yet: the old state stays until the decision."""
    asked, decided = facts.renewal_applied_on, facts.renewal_decided_on
    if asked is None or asked > on or facts.valid_until is None or asked > facts.valid_until:
        return False
    return decided is None or decided > on


def suspended_since(facts: Facts, on: date) -> date | None:
    """The first day of the suspension that holds on this date."""
    holding = [since for since, until in facts.suspensions if since <= on and (until is None or on <= until)]
    return min(holding) if holding else None


def standing(facts: Facts, on: date) -> Standing:
    """The one state on this date."""
    if any(end is not None and end <= on for end in (facts.deregistered_on, facts.withdrawn_on)):
        return Standing.DEREGISTERED
    if facts.granted_on is None or facts.granted_on > on:
        trains = facts.training_started_on is not None and facts.training_started_on <= on
        return Standing.IN_TRAINING if trains else Standing.CANDIDATE
    if suspended_since(facts, on):
        return Standing.SUSPENDED
    if renewal_runs(facts, on):
        return Standing.RENEWAL_RUNNING
    if facts.valid_until is None:
        return Standing.CERTIFIED
    if on > facts.valid_until:
        return Standing.EXPIRED
    return Standing.EXPIRING if on >= renewal_opens_on(facts) else Standing.CERTIFIED


def may_lead(facts: Facts, on: date) -> tuple[bool, str]:
    """May this person lead on this date, and if not, why not (a sentence for staff; empty when allowed)."""
    state = standing(facts, on)
    return state in VALID, "" if state in VALID else _reason(facts, on, state)


def _reason(facts: Facts, on: date, state: Standing) -> str:
    if state == Standing.EXPIRED:
        return _("The certificate ended on %(date)s.") % {"date": _short(facts.valid_until)}
    if state == Standing.SUSPENDED:
        return _("The certificate is suspended since %(date)s.") % {"date": _short(suspended_since(facts, on))}
    if state == Standing.DEREGISTERED:
        ends = [end for end in (facts.deregistered_on, facts.withdrawn_on) if end is not None and end <= on]
        return _("Not in the register any more since %(date)s.") % {"date": _short(min(ends))}
    if facts.granted_on is not None:
        return _("The certificate starts on %(date)s.") % {"date": _short(facts.granted_on)}
    return (
        _("There is no certificate yet: in training.")
        if state == Standing.IN_TRAINING
        else _("There is no certificate yet.")
    )


def _short(day: date) -> str:
    return date_format(day, "j F Y")
