"""A portfolio as a list of what its rules ask, with what was written."""

from dataclasses import dataclass
from datetime import date

from centre import clock
from therapists.models import Certificate, Portfolio, RuleSet
from therapists.selectors.validity import rules_in_force


@dataclass(frozen=True)
class Wanted:
    """One requirement; `text` is empty until something is written."""

    key: str
    title: str
    explanation: str
    text: str = ""


@dataclass(frozen=True)
class PortfolioPicture:
    """`submitted_on`: empty while it is being written."""

    rule_set: RuleSet
    items: list[Wanted]
    submitted_on: date | None = None

    @property
    def missing_count(self) -> int:
        return sum(not item.text.strip() for item in self.items)

    @property
    def is_complete(self) -> bool:
        return bool(self.items) and not self.missing_count

    def wanted(self, key: str) -> Wanted | None:
        return next((item for item in self.items if item.key == key), None)


def portfolio_of(certificate: Certificate) -> PortfolioPicture:
    """The open round, or what a new round would ask under the rules that will judge it."""
    found = certificate.portfolios.filter(decision=None).select_related("rule_set").first()
    if found is None:
        again = certificate.granted_on and rules_in_force(clock.today())
        return _picture(again or certificate.rule_set, None)
    return _picture(found.rule_set, found)


def rule_versions() -> list[RuleSet]:
    """All versions of the rules, the newest first."""
    return list(RuleSet.objects.order_by("-version"))


def rules_as_text(rules: RuleSet) -> dict:
    """A version as the form shows it, to begin the next one with."""
    return {
        "validity_months": rules.validity_months,
        "renewal_opens_months_before": rules.renewal_opens_months_before,
        "requirements": "\n".join(f"{row['title']}: {row.get('explanation', '')}" for row in rules.requirements),
    }


def _picture(rules: RuleSet, portfolio: Portfolio | None) -> PortfolioPicture:
    texts = {item.key: item.text for item in portfolio.items.all()} if portfolio else {}
    items = [
        Wanted(row["key"], row["title"], row.get("explanation", ""), texts.get(row["key"], ""))
        for row in rules.requirements
    ]
    return PortfolioPicture(rules, items, portfolio.submitted_on if portfolio else None)
