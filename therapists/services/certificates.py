"""Verbs of a certificate. Every decision leaves a Decision row with its reasons."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from therapists.models import Certificate, Decision, Portfolio, RuleSet, Suspension, Therapist
from therapists.selectors import rules_in_force, standing_of
from therapists.services.evidence import begin_again_with
from therapists.standing import months_from, renewal_opens_on
from therapists.states import DecisionKind, Standing

#: A first day longer before the application is a slip of the pen, not a training; days.
LONGEST_AGO = 10 * 365


@transaction.atomic
def apply_for_certificate(
    *, therapist: Therapist, role: str, training_started_on: date | None = None, on: date | None = None
) -> Certificate:
    """Start the way to a certificate under the rules of that day. Raises ValidationError when one runs already."""
    on = on or clock.today()
    therapist = Therapist.objects.select_for_update().get(pk=therapist.pk)
    if therapist.deregistered_on:
        raise ValidationError(_("This person is not in the register any more."))
    if Certificate.objects.filter(therapist=therapist, role=role, withdrawn_on=None).exists():
        raise ValidationError(_("There is a certificate or an application for this role already."))
    return Certificate.objects.create(
        therapist=therapist, role=role, rule_set=_rules(on), applied_on=on, training_started_on=training_started_on
    )


@transaction.atomic
def start_training(*, certificate: Certificate, training_started_on: date) -> Certificate:
    """Note, or put right, the first day of a candidate's training, today or before; not ten years before the application.

    Raises ValidationError for another day, and once it was granted.
    """
    _lock(certificate)
    earliest = certificate.applied_on - timedelta(days=LONGEST_AGO)
    if not earliest <= training_started_on <= clock.today():
        raise ValidationError({"training_started_on": _("Choose the day on which the training really began.")})
    if certificate.granted_on or certificate.withdrawn_on:
        raise ValidationError(_("This certificate has been granted already."))
    certificate.training_started_on = training_started_on
    certificate.save(update_fields=["training_started_on"])
    return certificate


@transaction.atomic
def certify(
    *,
    therapist: Therapist,
    role: str,
    by: User,
    reasons: str,
    on: date | None = None,
    valid_until: date | None = None,
) -> Certificate:
    """Grant a certificate, or give an expired one anew. Without `valid_until` the rules decide how long it lasts.

    Its own rule set judges an application; the rules of the day judge an expired certificate. Raises ValidationError.
    """
    on = on or clock.today()
    certificate = (
        Certificate.objects.select_for_update().filter(therapist=therapist, role=role, withdrawn_on=None).first()
    )
    certificate = certificate or apply_for_certificate(therapist=therapist, role=role, on=on)
    if certificate.granted_on and standing_of(certificate, on) != Standing.EXPIRED:
        raise ValidationError(_("This certificate has been granted already."))
    if certificate.granted_on:
        certificate.rule_set = _rules(on)
        certificate.renewal_applied_on = certificate.renewal_decided_on = None
    certificate.granted_on = on
    certificate.valid_until = _end(certificate.rule_set, valid_until, on)
    certificate.save()
    decision = _decide(certificate, DecisionKind.GRANTED, by=by, on=on, reasons=reasons)
    _close_round(certificate, decision)
    return certificate


@transaction.atomic
def decide_not_yet(
    *, certificate: Certificate, by: User, reasons: str, advice: str, on: date | None = None
) -> Decision:
    """Say 'not yet' to a first application; the advice says what would help. Its texts and files stand ready for the
    next round. The same words twice on a day are one decision. Raises ValidationError without advice."""
    _lock(certificate)
    if certificate.granted_on:
        raise ValidationError(_("This certificate has been granted already."))
    if not advice.strip():
        raise ValidationError({"advice": _("Say what this person can do to get there.")})
    same = {"kind": DecisionKind.NOT_YET, "decided_on": on or clock.today(), "reasons": reasons, "advice": advice}
    if found := certificate.decisions.filter(**same).first():
        return found
    decision = _decide(certificate, DecisionKind.NOT_YET, by=by, on=on, reasons=reasons, advice=advice)
    if closed := _close_round(certificate, decision):
        begin_again_with(portfolio=closed)
    return decision


@transaction.atomic
def suspend(
    *, certificate: Certificate, by: User, reason: str, since: date | None = None, until: date | None = None
) -> Suspension:
    """From `since` (today) the certificate does not count, to `until` or until it is lifted. Raises ValidationError."""
    since = since or clock.today()
    _lock(certificate)
    if not certificate.granted_on:
        raise ValidationError(_("Only a granted certificate can be suspended."))
    if until and until < since:
        raise ValidationError({"until": _("The last day lies before the first day.")})
    if certificate.suspensions.filter(until=None).exists():
        raise ValidationError(_("This certificate is suspended already."))
    row = Suspension.objects.create(certificate=certificate, since=since, until=until, reason=reason, decided_by=by)
    _decide(certificate, DecisionKind.SUSPENDED, by=by, on=None, reasons=reason)
    return row


@transaction.atomic
def lift_suspension(*, suspension: Suspension, by: User, reasons: str, on: date | None = None) -> None:
    """The certificate counts again from this day; a suspension that never held a day is taken away."""
    on = on or clock.today()
    _lock(suspension.certificate)
    suspension = Suspension.objects.select_related("certificate").filter(pk=suspension.pk).first()
    if suspension is None:
        raise ValidationError(_("This suspension has ended already."))
    if suspension.until is not None and suspension.until < on:
        raise ValidationError(_("This suspension has ended already."))
    if suspension.since >= on:
        suspension.delete()
    else:
        suspension.until = on - timedelta(days=1)
        suspension.save(update_fields=["until"])
    _decide(suspension.certificate, DecisionKind.LIFTED, by=by, on=on, reasons=reasons)


@transaction.atomic
def apply_for_renewal(*, certificate: Certificate, on: date | None = None) -> Certificate:
    """Ask for renewal inside its window; the old state stays until the decision. Raises ValidationError outside it."""
    on = on or clock.today()
    _lock(certificate)
    opens = renewal_opens_on(certificate.facts)
    if not certificate.granted_on or certificate.withdrawn_on or opens is None:
        raise ValidationError(_("There is nothing to renew."))
    if certificate.renewal_applied_on and not certificate.renewal_decided_on:
        raise ValidationError(_("You have asked for renewal already."))
    if on < opens:
        raise ValidationError(_("Renewal can be asked from %(date)s.") % {"date": opens.strftime("%d-%m-%Y")})
    if on > certificate.valid_until:
        raise ValidationError(_("This certificate has expired. Ask the centre for a new one."))
    certificate.renewal_applied_on, certificate.renewal_decided_on = on, None
    certificate.save(update_fields=["renewal_applied_on", "renewal_decided_on"])
    return certificate


@transaction.atomic
def decide_renewal(
    *,
    certificate: Certificate,
    renewed: bool,
    by: User,
    reasons: str,
    advice: str = "",
    valid_until: date | None = None,
    on: date | None = None,
) -> Certificate:
    """Close a running renewal. Renewed: under the rules of today, counted from the old end. Raises ValidationError."""
    on = on or clock.today()
    _lock(certificate)
    if certificate.renewal_applied_on is None or certificate.renewal_decided_on is not None:
        raise ValidationError(_("No renewal is waiting for a decision."))
    if not renewed and not advice.strip():
        raise ValidationError({"advice": _("Say what this person can do to get there.")})
    certificate.renewal_decided_on = on
    if renewed:
        certificate.rule_set = _rules(on)
        certificate.valid_until = _end(certificate.rule_set, valid_until, max(on, certificate.valid_until))
    certificate.save(update_fields=["renewal_decided_on", "valid_until", "rule_set"])
    kind = DecisionKind.RENEWED if renewed else DecisionKind.NOT_RENEWED
    _close_round(certificate, _decide(certificate, kind, by=by, on=on, reasons=reasons, advice=advice))
    return certificate


@transaction.atomic
def withdraw_certificate(*, certificate: Certificate, by: User, reasons: str, on: date | None = None) -> None:
    """End a certificate for good from this day; the row stays as history."""
    _lock(certificate)
    if certificate.withdrawn_on:
        raise ValidationError(_("This certificate has been withdrawn already."))
    certificate.withdrawn_on = on or clock.today()
    certificate.save(update_fields=["withdrawn_on"])
    _decide(certificate, DecisionKind.WITHDRAWN, by=by, on=certificate.withdrawn_on, reasons=reasons)


@transaction.atomic
def publish_rules(
    *,
    requirements: list[dict],
    validity_months: int | None = None,
    renewal_opens_months_before: int = 6,
    on: date | None = None,
) -> RuleSet:
    """A new version for new applications; everything decided before stays judged by its own version.

    The same twice on a day is one version.
    """
    latest = RuleSet.objects.order_by("-version").first()
    # Its key (which courses count for it) and what has to come first are no part of a typed line: both go along with
    # a requirement that keeps its title.
    before = {row["title"]: row for row in (latest.requirements if latest else ())}
    kept = [{name: before.get(row["title"], {}).get(name) for name in ("key", "after")} for row in requirements]
    requirements = [
        row | {name: word for name, word in old.items() if word} for row, old in zip(requirements, kept, strict=True)
    ]
    facts = {
        "published_on": on or clock.today(),
        "validity_months": validity_months,
        "renewal_opens_months_before": renewal_opens_months_before,
        "requirements": requirements,
    }
    if latest and all(getattr(latest, name) == value for name, value in facts.items()):
        return latest
    return RuleSet.objects.create(version=latest.version + 1 if latest else 1, **facts)


def _lock(certificate: Certificate) -> None:
    """What others decided since this row was read counts: two who decide at the same moment decide once."""
    certificate.refresh_from_db(from_queryset=Certificate.objects.select_for_update())


def _decide(certificate, kind, *, by, on, reasons, advice="") -> Decision:
    if not reasons.strip():
        raise ValidationError({"reasons": _("A decision needs reasons.")})
    return Decision.objects.create(
        certificate=certificate,
        kind=kind,
        decided_on=on or clock.today(),
        decided_by=by,
        rule_set=certificate.rule_set,
        valid_until=certificate.valid_until,
        reasons=reasons,
        advice=advice,
    )


def _close_round(certificate: Certificate, decision: Decision) -> Portfolio | None:
    """The decision ends the open portfolio round. Nothing is granted on words that were never sent; at 'not yet' what is
    still being written stays with its writer."""
    found = certificate.portfolios.filter(decision=None).first()
    if found is None or (found.submitted_on is None and decision.kind == DecisionKind.NOT_YET):
        return None
    if found.submitted_on is None and decision.kind in (DecisionKind.GRANTED, DecisionKind.RENEWED):
        raise ValidationError(_("The portfolio is still being written: wait until it is sent."))
    found.decision = decision
    found.save(update_fields=["decision"])
    return found


def _rules(on: date) -> RuleSet:
    rules = rules_in_force(on)
    if rules is None:
        raise ValidationError(_("The rules for certificates have not been published yet."))
    return rules


def _end(rules: RuleSet, valid_until: date | None, since: date) -> date | None:
    if valid_until and valid_until < since:
        raise ValidationError({"valid_until": _("The last day lies before the first day.")})
    if valid_until or rules.validity_months is None:
        return valid_until
    return months_from(since, rules.validity_months)
