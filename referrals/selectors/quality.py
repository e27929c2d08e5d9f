"""Signals about partners: each partner once, with its cases; and the numbers of a year."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from centre import clock
from centre.models import Case, Region, User
from centre.selectors import flag_is_up
from referrals.models import Handover, HelpSignal


@dataclass
class Partner:
    """One partner with its signals, the newest first."""

    name: str
    signals: list[HelpSignal]

    @property
    def open(self) -> int:
        """How many ask for follow-up."""
        return sum(signal.followed_up_on is None for signal in self.signals)


def signals_of(user: User) -> QuerySet[HelpSignal]:
    """Signals of cases that somebody works on or oversees."""
    rows = HelpSignal.objects.filter(handover__case__in=Case.objects.visible_to(user))
    return rows.select_related("handover__case", "followed_up_by")


def partner_quality(user: User, *, everything: bool = False) -> list[Partner]:
    """Each partner once with all its cases: what asks for follow-up, or the last 500 signals; most open first."""
    rows = signals_of(user)
    if not everything:
        asking = rows.filter(followed_up_on=None).values("handover__partner_key")
        rows = rows.filter(handover__partner_key__in=asking)
    partners: dict[str, Partner] = {}
    rows = rows.annotate(is_flagged=flag_is_up("handover__case"))
    for signal in rows.order_by("-noticed_on", "-pk")[:500]:
        name = signal.handover.to_name
        partners.setdefault(signal.handover.partner_key or name, Partner(name, [])).signals.append(signal)
    return sorted(partners.values(), key=lambda partner: (-partner.open, -len(partner.signals), partner.name))


def signals_to_follow_up(user: User) -> QuerySet[HelpSignal]:
    """Signals of the own cases about which nobody wrote what was done."""
    return signals_of(user).filter(followed_up_on=None)


def to_notice() -> QuerySet[Handover]:
    """Handovers without a start and without a signal about that, oldest first."""
    rows = Handover.objects.filter(started_on=None, handed_on__lt=clock.today())
    return rows.exclude(signals__kind=HelpSignal.Kind.NOT_STARTED).order_by("handed_on", "pk")


def partner_quality_of_year(*, year: int, region: Region | None = None) -> dict[str, int]:
    """Numbers for the yearly account: handovers, warm ones, signals by kind, partners with a signal, followed up.

    Counts handovers and signals, never people. Small numbers are for the reader of the account to protect.
    """
    handovers = Handover.objects.filter(handed_on__year=year)
    signals = HelpSignal.objects.filter(noticed_on__year=year)
    if region is not None:
        handovers, signals = handovers.filter(case__region=region), signals.filter(handover__case__region=region)
    numbers = handovers.aggregate(handovers=Count("pk"), warm=Count("pk", filter=Q(is_warm=True)))
    rows = list(signals.values_list("kind", "handover__partner_key", "followed_up_on"))
    kinds = Counter(kind for kind, _partner, _day in rows)
    return {
        **numbers,
        **{f"signals_{kind}": kinds[kind] for kind in HelpSignal.Kind.values},
        "partners": len({partner for _kind, partner, _day in rows}),
        "followed_up": sum(day is not None for _kind, _partner, day in rows),
    }
