"""A portfolio as a list of what its rules ask, with what was written."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from therapists.models import Certificate, EvidenceFile, Portfolio, RuleSet, Supervision
from therapists.selectors.learning import Followed, followed_by
from therapists.selectors.validity import rules_in_force
from therapists.states import DecisionKind

#: In a requirement, `by`: who writes the answer; the candidate unless it says otherwise.
BY_SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Wanted:
    """One requirement; `text` is empty until something is written. `followed`: courses that answer it by themselves.

    `after`: the key of what has to come first, where the rules name it. `by`: who writes the answer; `supervisions`:
    the judgements that supervisors were asked for and did not have to give back.
    """

    key: str
    title: str
    explanation: str
    text: str = ""
    happened_on: date | None = None
    counts_until: date | None = None
    files: list[EvidenceFile] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    after: str = ""
    by: str = ""
    supervisions: list[Supervision] = field(default_factory=list)

    @property
    def is_for_supervisor(self) -> bool:
        return self.by == BY_SUPERVISOR

    @property
    def supervisor_waits(self) -> bool:
        return any(row.signed_on is None for row in self.supervisions)

    @property
    def signed(self) -> Supervision | None:
        """The judgement that says: enough."""
        return next((row for row in self.supervisions if row.is_enough), None)

    @property
    def is_answered(self) -> bool:
        return bool(self.signed) if self.is_for_supervisor else bool(self.text.strip() or self.followed)

    @property
    def day(self) -> date | None:
        """When it took place: as signed or typed, else when the first course that counts for it was completed."""
        return (
            self.signed.signed_on
            if self.signed
            else self.happened_on or min((row.certified_on for row in self.followed), default=None)
        )


@dataclass(frozen=True)
class PortfolioPicture:
    """`submitted_on`: empty while it is being written. `advice`: what the last decision, a 'not yet', advised."""

    rule_set: RuleSet
    items: list[Wanted]
    submitted_on: date | None = None
    #: Courses that were followed and answer no requirement.
    further: list[Followed] = field(default_factory=list)
    advice: str = ""

    @property
    def missing_count(self) -> int:
        return sum(not item.is_answered for item in self.items)

    @property
    def problems(self) -> list[str]:
        """Proof that is over, and days that contradict each other, in sentences."""
        by_key = {item.key: item for item in self.items}
        found = [
            _("%(title)s: this proof has expired.") % {"title": item.title}
            for item in self.items
            if item.counts_until and item.counts_until < clock.today()
        ]
        for item in self.items:
            first = by_key.get(item.after)
            if first and item.day and first.day and item.day < first.day:
                titles = {"title": item.title, "first": first.title}
                found.append(_("%(title)s lies before %(first)s: check both days.") % titles)
        return found

    @property
    def is_complete(self) -> bool:
        return bool(self.items) and not self.missing_count

    def wanted(self, key: str) -> Wanted | None:
        return next((item for item in self.items if item.key == key), None)


def portfolio_of(certificate: Certificate) -> PortfolioPicture:
    """The open round, or what a new round would ask under the rules that will judge it. Six queries at most."""
    found = certificate.portfolios.filter(decision=None).select_related("rule_set").first()
    if found is None:
        again = certificate.granted_on and rules_in_force(clock.today())
        return _picture(certificate, again or certificate.rule_set, None)
    return _picture(certificate, found.rule_set, found)


def files_of(user: User) -> QuerySet[EvidenceFile]:
    """Files in one's own portfolios."""
    return EvidenceFile.objects.filter(item__portfolio__certificate__therapist__user=user).select_related(
        "item__portfolio__certificate"
    )


def files_in(certificates: QuerySet) -> QuerySet[EvidenceFile]:
    """Files in sent portfolios of these certificates."""
    return EvidenceFile.objects.filter(
        item__portfolio__certificate__in=certificates, item__portfolio__submitted_on__isnull=False
    )


def rule_versions() -> list[RuleSet]:
    """All versions of the rules, the newest first."""
    return list(RuleSet.objects.order_by("-version"))


def rules_as_text(rules: RuleSet) -> dict:
    """A version as the form shows it, to begin the next one with."""
    return {
        "validity_months": rules.validity_months,
        "renewal_opens_months_before": rules.renewal_opens_months_before,
        "requirements": "\n".join(f"{row['title']}: {row.get('explanation', '')}" for row in rules.requirements),
        "supervisor_line": next((row["title"] for row in rules.requirements if row.get("by") == BY_SUPERVISOR), ""),
    }


def _picture(certificate: Certificate, rules: RuleSet, portfolio: Portfolio | None) -> PortfolioPicture:
    written = {item.key: item for item in portfolio.items.prefetch_related("files")} if portfolio else {}
    judged = list(portfolio.supervisions.standing().select_related("supervisor")) if portfolio else []
    submitted_on = portfolio.submitted_on if portfolio else None
    # For a renewal only what was learned since the certificate was granted counts.
    courses = followed_by(certificate.therapist.user, since=certificate.granted_on, until=submitted_on)
    items = [_wanted(row, written.get(row["key"]), courses, judged) for row in rules.requirements]
    keys = {item.key for item in items}
    last = certificate.decisions.first()
    advice = last.advice if last and last.kind == DecisionKind.NOT_YET else ""
    return PortfolioPicture(rules, items, submitted_on, [row for row in courses if row.key not in keys], advice)


def _wanted(row: dict, item, courses: list[Followed], judged: list[Supervision]) -> Wanted:
    by = row.get("by", "")
    facts = {"by": by, "supervisions": judged if by == BY_SUPERVISOR else []}
    if item:
        facts |= {"text": item.text, "happened_on": item.happened_on, "counts_until": item.counts_until}
        facts["files"] = list(item.files.all())
    mine = [course for course in courses if course.key == row["key"]]
    after = row.get("after", "")
    return Wanted(row["key"], row["title"], row.get("explanation", ""), followed=mine, after=after, **facts)
