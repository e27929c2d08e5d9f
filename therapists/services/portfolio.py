"""Handing in a portfolio, and the appeal against a decision."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Notice, User
from centre.services.notices import queue_notice
from therapists.models import Appeal, Certificate, Decision, Portfolio, PortfolioItem
from therapists.selectors import APPEALABLE, BY_SUPERVISOR, portfolio_of, rules_in_force, standing_of
from therapists.states import Standing


@transaction.atomic
def write_item(
    *,
    certificate: Certificate,
    key: str,
    text: str,
    happened_on: date | None = None,
    counts_until: date | None = None,
) -> PortfolioItem:
    """Keep what somebody wrote for one requirement; the first words open the round, under the rules of that day.

    Raises ValidationError when no round can be open, when it was sent, when its rules do not ask for this, or for
    days that cannot be.
    """
    _check_days(happened_on, counts_until)
    portfolio = open_round(certificate)
    asked = {row["key"]: row.get("by", "") for row in portfolio.rule_set.requirements}
    if key not in asked:
        raise ValidationError(_("The rules do not ask for this."))
    if asked[key] == BY_SUPERVISOR:
        raise ValidationError(_("Your supervisor writes this."))
    facts = {"text": text, "written_at": clock.now(), "happened_on": happened_on, "counts_until": counts_until}
    item, _made = PortfolioItem.objects.update_or_create(portfolio=portfolio, key=key, defaults=facts)
    return item


@transaction.atomic
def submit_portfolio(*, certificate: Certificate) -> Portfolio:
    """Send it to the reviewers. Raises ValidationError with the names of what is missing, over, or contradicts itself."""
    portfolio = certificate.portfolios.select_for_update().filter(decision=None).first()
    if portfolio is None or portfolio.submitted_on:
        raise ValidationError(_("There is no portfolio to send."))
    picture = portfolio_of(certificate)
    if missing := [item.title for item in picture.items if not item.is_answered]:
        raise ValidationError(_("Still missing: %(titles)s.") % {"titles": ", ".join(missing)})
    if picture.problems:
        raise ValidationError(picture.problems)
    portfolio.submitted_on = clock.today()
    portfolio.save(update_fields=["submitted_on"])
    return portfolio


@transaction.atomic
def lodge_appeal(*, decision: Decision, text: str) -> Appeal:
    """Ask to look again. Once per decision; raises ValidationError for a decision in one's favour."""
    if decision.kind not in APPEALABLE:
        raise ValidationError(_("There is nothing to appeal against."))
    Decision.objects.select_for_update().get(pk=decision.pk)
    if Appeal.objects.filter(decision=decision).exists():
        raise ValidationError(_("You have appealed against this decision already."))
    return Appeal.objects.create(decision=decision, text=text)


@transaction.atomic
def decide_appeal(*, appeal: Appeal, is_upheld: bool, reasons: str, by: User) -> Appeal:
    """Somebody else than the first decider answers. An upheld appeal asks the desk for a new decision."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("decision__certificate__therapist__user")
    appeal = rows.get(pk=appeal.pk)
    if appeal.decided_on:
        raise ValidationError(_("This appeal has been decided already."))
    if appeal.decision.decided_by_id == by.pk:
        raise ValidationError(_("Somebody else than the first decider has to answer an appeal."))
    appeal.is_upheld, appeal.reasons, appeal.decided_by, appeal.decided_on = is_upheld, reasons, by, clock.today()
    appeal.save(update_fields=["is_upheld", "reasons", "decided_by", "decided_on"])
    key, whose = f"appeal-answered:{appeal.decision.reference}", appeal.decision.certificate.therapist.user
    queue_notice(key=key, kind=Notice.Kind.MESSAGE, recipient=whose, path="/praktijk/profiel/")
    return appeal


def _check_days(happened_on: date | None, counts_until: date | None) -> None:
    if happened_on and happened_on > clock.today():
        raise ValidationError({"happened_on": _("This day has not been yet.")})
    if counts_until and happened_on and counts_until < happened_on:
        raise ValidationError({"counts_until": _("The last day lies before the first day.")})
    if counts_until and counts_until < clock.today():
        raise ValidationError({"counts_until": _("This proof has expired. Hand in a newer one.")})


def open_round(certificate: Certificate) -> Portfolio:
    """The round that is being written, or a new one under the rules of that day. Raises ValidationError when it was
    sent, or when no round can be open."""
    # Two first words at the same moment open one round.
    Certificate.objects.select_for_update().get(pk=certificate.pk)
    found = (
        certificate.portfolios.select_for_update(of=("self",)).select_related("rule_set").filter(decision=None).first()
    )
    if found and found.submitted_on:
        raise ValidationError(_("You have sent this portfolio already."))
    if found:
        return found
    today = clock.today()
    allowed = (Standing.CANDIDATE, Standing.IN_TRAINING, Standing.EXPIRED)
    asked = certificate.renewal_applied_on and not certificate.renewal_decided_on
    if certificate.withdrawn_on or not (asked or standing_of(certificate, today) in allowed):
        raise ValidationError(_("Ask for renewal first."))
    rules = rules_in_force(today) if certificate.granted_on else certificate.rule_set
    return Portfolio.objects.create(certificate=certificate, rule_set=rules)
