"""The register behind the counter: one's own row, the certification desk, what waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import User
from therapists.models import (
    Appeal,
    Certificate,
    Decision,
    Portfolio,
    Practice,
    ProfessionalRegistration,
    Review,
    Therapist,
)
from therapists.standing import Facts, renewal_opens_on, standing, suspended_since
from therapists.states import DecisionKind, Role, Standing

#: Certificates that end within so many days ask for attention.
SOON_DAYS = 90
TONES = {
    Standing.CANDIDATE: "neutral",
    Standing.IN_TRAINING: "info",
    Standing.CERTIFIED: "good",
    Standing.RENEWAL_RUNNING: "good",
    Standing.EXPIRING: "warn",
    Standing.EXPIRED: "bad",
    Standing.SUSPENDED: "bad",
    Standing.DEREGISTERED: "done",
}
#: Against these decisions one may appeal.
APPEALABLE = {DecisionKind.NOT_YET, DecisionKind.NOT_RENEWED, DecisionKind.SUSPENDED, DecisionKind.WITHDRAWN}


@dataclass(frozen=True)
class Sheet:
    """One certificate with its standing on a date. `follows`: what happens next, in one sentence."""

    certificate: Certificate
    state: Standing
    tone: str
    follows: str
    renewal_opens_on: date | None
    may_ask_renewal: bool
    portfolio: Portfolio | None
    decisions: list[Decision]

    @property
    def role_label(self) -> str:
        return Role(self.certificate.role).label

    @property
    def reviews(self) -> list[Review]:
        """Of the open round; empty until somebody was asked."""
        return list(self.portfolio.reviews.all()) if self.portfolio else []

    @property
    def is_granted(self) -> bool:
        return self.certificate.granted_on is not None

    @property
    def may_be_granted(self) -> bool:
        return self.state in (Standing.CANDIDATE, Standing.IN_TRAINING, Standing.EXPIRED)

    @property
    def is_found_ready(self) -> bool:
        """All who were asked to judge the open round said so."""
        return bool(self.reviews) and all(review.is_ready for review in self.reviews)

    @property
    def renewal_waits(self) -> bool:
        return bool(self.certificate.renewal_applied_on) and not self.certificate.renewal_decided_on

    @property
    def may_be_suspended(self) -> bool:
        return self.is_granted and self.state not in (Standing.SUSPENDED, Standing.DEREGISTERED, Standing.EXPIRED)

    @property
    def may_write_portfolio(self) -> bool:
        """Towards a first, a new or a renewed certificate."""
        return self.may_be_granted or (self.renewal_waits and self.state != Standing.DEREGISTERED)

    @property
    def waits_for_us(self) -> bool:
        asked = self.renewal_waits or self.certificate.has_sent_portfolio
        return self.state != Standing.DEREGISTERED and asked


def own_row(user: User) -> Therapist | None:
    """The signed-in person's row in the register, with locations and professional registrations."""
    rows = Therapist.objects.filter(user=user).select_related("user")
    practices = Practice.objects.select_related("organisation")
    return rows.prefetch_related(Prefetch("practices", practices), "registrations").first()


def sheets(certificates: QuerySet, *, on: date, with_history: bool = True) -> list[Sheet]:
    """Certificates with everything that is said about them, in four queries; a list without history needs two."""
    sent = Portfolio.objects.filter(certificate=OuterRef("pk"), submitted_on__isnull=False, decision=None)
    rows = certificates.with_facts().annotate(has_sent_portfolio=Exists(sent))
    if with_history:
        reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
        decisions = Decision.objects.select_related("decided_by", "rule_set", "appeal__decided_by", "portfolio")
        decisions = decisions.prefetch_related(Prefetch("portfolio__reviews", reviews.queryset))
        rows = rows.prefetch_related(
            Prefetch(
                "portfolios", Portfolio.objects.filter(decision=None).prefetch_related(reviews), to_attr="open_rounds"
            ),
            Prefetch("decisions", decisions, to_attr="told"),
        )
    return [_sheet(row, on) for row in rows]


def desk_rows(*, on: date, standing_wanted: str = "", role: str = "", name: str = "") -> list[Sheet]:
    """The certification desk's list: what waits for us first, then by name. People without a certificate: see `bare`."""
    rows = Certificate.objects.all()
    rows = rows.filter(role=role) if role else rows
    rows = rows.filter(therapist__user__name__icontains=name) if name else rows
    found = [sheet for sheet in sheets(rows, on=on, with_history=False) if _fits(sheet, standing_wanted)]
    return sorted(found, key=lambda sheet: (not sheet.waits_for_us, sheet.certificate.therapist.user.name))


def bare(name: str = "") -> QuerySet[Therapist]:
    """People in the register who are not on the way to any certificate, by name."""
    rows = Therapist.objects.filter(certificates=None, deregistered_on=None, user__name__icontains=name)
    return rows.select_related("user")


def ending_soon(certificates: QuerySet, *, on: date) -> list[Certificate]:
    """Valid certificates that end within SOON_DAYS and for which no renewal was asked, the first to end first."""
    limit = on + timedelta(days=SOON_DAYS)
    rows = certificates.running().valid_on(on).filter(valid_until__range=(on, limit)).with_facts()
    return [row for row in rows.order_by("valid_until") if standing(row.facts, on) == Standing.EXPIRING]


def certificates_to_renew(*, on: date) -> list[Certificate]:
    """Certificates inside their renewal window for which nobody asked anything yet."""
    rows = Certificate.objects.running().valid_on(on).filter(valid_until__gte=on).with_facts()
    undecided = rows.exclude(renewal_applied_on__isnull=False, renewal_decided_on=None)
    return [row for row in undecided if standing(row.facts, on) == Standing.EXPIRING]


def waiting(user: User) -> QuerySet[Certificate]:
    """Certificates for which somebody waits for this coordinator's decision: a renewal that runs, or a portfolio that
    was sent."""
    running = Q(renewal_applied_on__isnull=False, renewal_decided_on=None)
    sent = Q(portfolios__submitted_on__isnull=False, portfolios__decision=None)
    return Certificate.objects.decided_by(user).running().filter(running | sent).distinct()


def to_recheck(on: date) -> list[ProfessionalRegistration]:
    """Professional registrations that have to be looked up (again), the longest waiting first."""
    rows = ProfessionalRegistration.objects.filter(therapist__deregistered_on=None).select_related("therapist__user")
    return sorted((row for row in rows if row.recheck_on <= on), key=lambda row: row.recheck_on)


def open_appeals() -> QuerySet[Appeal]:
    rows = Appeal.objects.filter(decided_on=None).order_by("lodged_on", "pk")
    return rows.select_related("decision__certificate__therapist__user", "decision__decided_by")


def _fits(sheet: Sheet, wanted: str) -> bool:
    return sheet.waits_for_us if wanted == "waiting" else wanted in ("", sheet.state)


def _sheet(row: Certificate, on: date) -> Sheet:
    facts, state = row.facts, standing(row.facts, on)
    opens = renewal_opens_on(facts)
    waits = row.renewal_applied_on and not row.renewal_decided_on
    return Sheet(
        certificate=row,
        state=state,
        tone=TONES[state],
        follows=_follows(facts, state, on),
        renewal_opens_on=opens,
        may_ask_renewal=state == Standing.EXPIRING and not waits,
        portfolio=next(iter(getattr(row, "open_rounds", ())), None),
        decisions=getattr(row, "told", []),
    )


def _follows(facts: Facts, state: Standing, on: date) -> str:
    """What happens next, and when."""
    words = {
        Standing.CANDIDATE: _("The next step is the training."),
        Standing.IN_TRAINING: _("The next step is a first group under supervision, then the portfolio."),
        Standing.EXPIRED: _("No groups can be led with this certificate. The centre can grant a new one."),
        Standing.DEREGISTERED: _("This certificate stays in the history only."),
    }
    if state in words:
        return words[state]
    if state == Standing.SUSPENDED:
        return _("No groups since %(date)s. One may appeal.") % {"date": _day(suspended_since(facts, on))}
    if state == Standing.RENEWAL_RUNNING:
        return _("Asked on %(date)s. The certificate counts until the decision.") % {
            "date": _day(facts.renewal_applied_on)
        }
    if facts.valid_until is None:
        return _("How long a certificate lasts is still to be determined.")
    if state == Standing.EXPIRING:
        return _("Ask for renewal on %(date)s at the latest. After that day it does not count any more.") % {
            "date": _day(facts.valid_until)
        }
    return _("Renewal can be asked from %(date)s.") % {"date": _day(renewal_opens_on(facts))}


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def visible_sheets(user: User, *, on: date, therapists: Iterable[int]) -> list[Sheet]:
    """All certificates of these people that this user may see."""
    return sheets(Certificate.objects.visible_to(user).filter(therapist__in=therapists), on=on)
