"""Pure: reliable change of one person on one scale (Jacobson and Truax; measurement.md 7.1).

Means, deviations and reliability are data with a source, never constants here.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class ChangeClass(StrEnum):
    """What may be said about one person's change on one scale."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    HARMED = "harmed"
    #: Not to be calculated; the reason says why.
    NONE = "none"


@dataclass(frozen=True)
class Parameters:
    """`direction`: +1 when a higher score is better, -1 when lower is. `sd`, `mean`: the group before treatment;
    `functional_mean`, `functional_sd`: people without the problem (together they give the cut-off c)."""

    direction: int
    sd: Decimal | None
    reliability: Decimal | None
    mean: Decimal | None = None
    functional_mean: Decimal | None = None
    functional_sd: Decimal | None = None
    critical: Decimal = Decimal("1.96")


@dataclass(frozen=True)
class Change:
    """`rc` keeps the raw sign (after minus before); the direction enters only the class."""

    rc: Decimal | None
    kind: ChangeClass
    reason: str = ""


def flaw(parameters: Parameters) -> str:
    """Why nothing can be calculated with these parameters; empty when something can."""
    if parameters.direction not in (1, -1):
        return "direction_unknown"
    if parameters.sd is None or parameters.reliability is None:
        return "parameters_missing"
    if parameters.sd <= 0:
        return "no_spread"
    if not 0 <= parameters.reliability < 1:
        return "reliability_out_of_range"
    if _has_both_groups(parameters):
        if parameters.functional_sd <= 0:
            return "no_spread"
        if parameters.direction * parameters.functional_mean <= parameters.direction * parameters.mean:
            return "groups_the_wrong_way_round"
    return ""


def standard_error_of_difference(parameters: Parameters) -> Decimal:
    """Sdiff: the square root of two times the standard error of measurement."""
    return Decimal(2).sqrt() * parameters.sd * (1 - parameters.reliability).sqrt()


def cut_off(parameters: Parameters) -> Decimal | None:
    """Cut-off c, between both groups; None without the functional group."""
    if not _has_both_groups(parameters):
        return None
    spread = parameters.sd + parameters.functional_sd
    return (parameters.functional_sd * parameters.mean + parameters.sd * parameters.functional_mean) / spread


def reliable_change(parameters: Parameters, before: Decimal | None, after: Decimal | None) -> Change:
    """Class and index of one change. Both comparisons are strict: exactly the critical value is no change."""
    if before is None or after is None:
        return Change(None, ChangeClass.NONE, "score_missing")
    if reason := flaw(parameters):
        return Change(None, ChangeClass.NONE, reason)
    rc = (after - before) / standard_error_of_difference(parameters)
    turned, cut = parameters.direction * rc, cut_off(parameters)
    clinical_before = cut is not None and parameters.direction * before < parameters.direction * cut
    functional_after = cut is not None and parameters.direction * after > parameters.direction * cut
    if turned > parameters.critical:
        return Change(rc, ChangeClass.RECOVERED if clinical_before and functional_after else ChangeClass.IMPROVED)
    if turned < -parameters.critical:
        crossed = cut is not None and not clinical_before and not functional_after
        return Change(rc, ChangeClass.HARMED if crossed else ChangeClass.WORSE)
    return Change(rc, ChangeClass.UNCHANGED)


def _has_both_groups(parameters: Parameters) -> bool:
    return None not in (parameters.mean, parameters.functional_mean, parameters.functional_sd)
