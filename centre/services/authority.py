"""Parental authority (gezag) as dated facts with evidence; who must consent and who may read follow from it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AuthorityProcedure, Child, Parent, ParentalAuthority, User
from centre.services.court_decisions import decision_about_authority

Evidence = ParentalAuthority.Evidence
#: What nobody saw papers of.
WITHOUT_PAPERS = (Evidence.DECLARED, Evidence.STATED, *ParentalAuthority.NOT_ESTABLISHED)


@transaction.atomic
def record_authority(
    *,
    child: Child,
    parent: Parent,
    since: date,
    evidence: str,
    by: User | None,
    until: date | None = None,
    number: str = "",
) -> ParentalAuthority:
    """Open a new interval of authority; an open one of the same parent is closed the day before.

    `number`: of the decision of a court on which it rests (law.md R9).

    The same line twice is one line; a line that a parent only declared is confirmed by the papers that were seen. Raises
    ValidationError by field for a day before the birth, dates out of order, days that another line of this parent covers
    already, and another number than it rests on: what stands, and what it rests on, is never written over.
    """
    rows = ParentalAuthority.objects.select_for_update().filter(child=child, parent=parent)
    same = rows.filter(since=since, until=until).first()
    if same is not None and evidence in (same.evidence, Evidence.DECLARED):
        return _numbered(same, evidence, number, by)
    if same is not None and same.evidence in WITHOUT_PAPERS:
        return confirm_authority(authority=same, evidence=evidence, by=by, number=number)
    # That nobody knew it is no fact about these days: it gives way to what is known now.
    rows.filter(evidence__in=ParentalAuthority.NOT_ESTABLISHED, until=None).delete()
    _refuse_interval(rows.exclude(until=None, since__lt=since), child, since, until)
    rows.filter(until=None, since__lt=since).update(until=since - timedelta(days=1), end_evidence=evidence)
    seen = {"checked_by": by, "checked_on": clock.today()} if by is not None and evidence != Evidence.DECLARED else {}
    decision = _decision(child, parent, evidence, number, since, by)
    ends = {"until": until, "end_evidence": evidence if until else "", "decision": decision}
    return ParentalAuthority.objects.create(child=child, parent=parent, since=since, evidence=evidence, **ends, **seen)


def _numbered(same: ParentalAuthority, evidence: str, number: str, by: User | None) -> ParentalAuthority:
    """The same line, told again: a number that was not known yet comes with it. Raises ValidationError beside `number`."""
    if not number.strip():
        return same
    if same.decision is None:
        return confirm_authority(authority=same, evidence=evidence, by=by, number=number)
    if same.decision.number != _decision(same.child, same.parent, evidence, number, same.since, by).number:
        raise ValidationError({"number": _("This line rests on another decision already.")})
    return same


@transaction.atomic
def declare_authority(*, child: Child, parent: Parent) -> None:
    """A parent says to have authority: the own word counts where nothing is known, and never against papers."""
    rows = ParentalAuthority.objects.select_for_update().filter(child=child, parent=parent)
    unproven = rows.filter(evidence__in=WITHOUT_PAPERS, until=None)
    if not unproven.update(evidence=Evidence.DECLARED) and not rows.exists():
        ParentalAuthority.objects.create(child=child, parent=parent, since=child.birth_date)


def name_child(*, child: Child, parent: Parent) -> None:
    """This parent named the child as well: from now on the name is no secret, and authority is still to be established."""
    rows = ParentalAuthority.objects.filter(child=child, parent=parent, evidence=Evidence.UNNAMED)
    rows.update(evidence=Evidence.UNKNOWN)


@transaction.atomic
def confirm_authority(
    *, authority: ParentalAuthority, evidence: str, by: User | None, number: str = ""
) -> ParentalAuthority:
    """Somebody saw today on which papers a line rests; its days and what its end rests on stay as they are.

    Raises ValidationError beside `number`.
    """
    found = _decision(authority.child, authority.parent, evidence, number, authority.since, by)
    authority.evidence, authority.checked_by = evidence, by
    authority.checked_on = clock.today() if by is not None else None
    authority.decision = found or (authority.decision if evidence == Evidence.COURT else None)
    authority.save(update_fields=["evidence", "checked_by", "checked_on", "decision"])
    return authority


def _refuse_interval(others: QuerySet[ParentalAuthority], child: Child, since: date, until: date | None) -> None:
    errors = {}
    overlapping = others.filter(Q(until=None) | Q(until__gte=since), **({"since__lte": until} if until else {}))
    if since < child.birth_date:
        errors["since"] = _("The child was not born yet on this day.")
    elif overlapping.exists():
        errors["since"] = _("Another line of this parent covers these days already. End that one first.")
    if until and until < since:
        errors["until"] = _("The end comes before the beginning.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def end_authority(
    *, authority: ParentalAuthority, on: date, evidence: str = "", number: str = "", by: User | None = None
) -> None:
    """The last day on which this parent holds authority, and what that rests on. Raises ValidationError by field."""
    others = ParentalAuthority.objects.select_for_update().filter(child=authority.child_id, parent=authority.parent_id)
    if on < authority.since:
        raise ValidationError({"on": _("The end comes before the beginning.")})
    if others.filter(since__gt=authority.since, since__lte=on).exists():
        raise ValidationError({"on": _("Another line of this parent covers these days already. End that one first.")})
    authority.end_decision = _decision(authority.child, authority.parent, evidence, number, on, by)
    authority.until, authority.end_evidence = on, evidence
    authority.save(update_fields=["until", "end_evidence", "end_decision"])


def _decision(child: Child, parent: Parent, evidence: str, number: str, since: date, by: User | None):
    """The decision of a court behind a line; a number belongs to a court only. Raises ValidationError beside `number`."""
    if number.strip() and evidence != Evidence.COURT:
        raise ValidationError(
            {"number": _("A number belongs to a decision of a court. Choose that as what it rests on.")}
        )
    return decision_about_authority(child=child, parent=parent, number=number, since=since, by=by)


@transaction.atomic
def record_procedure(
    *, child: Child, since: date, known_from: str, by: User, court: str = "", number: str = ""
) -> AuthorityProcedure:
    """A procedure about the authority over a child runs, as far as we know: papers no longer settle it (law.md R10).

    The same one twice is one. Raises ValidationError by field for a day ahead or before the birth, and without a source.
    """
    errors = {}
    if since > clock.today():
        errors["since"] = _("This day is still to come.")
    elif since < child.birth_date:
        errors["since"] = _("The child was not born yet on this day.")
    if not known_from.strip():
        errors["known_from"] = _("Write down how we know this.")
    if errors:
        raise ValidationError(errors)
    running = AuthorityProcedure.objects.select_for_update().filter(
        child=child, since=since, court=court, ended_on=None
    )
    return running.first() or AuthorityProcedure.objects.create(
        child=child, since=since, court=court, number=number, known_from=known_from, recorded_by=by
    )


@transaction.atomic
def end_procedure(*, procedure: AuthorityProcedure, on: date, outcome: str, by: User) -> None:
    """The procedure is over; papers from before this day are looked at again. Ending twice changes nothing.

    Raises ValidationError by field.
    """
    row = AuthorityProcedure.objects.select_for_update().get(pk=procedure.pk)
    if row.ended_on:
        return
    if on < row.since:
        raise ValidationError({"on": _("The end comes before the beginning.")})
    if on > clock.today():
        raise ValidationError({"on": _("This day is still to come.")})
    row.ended_on, row.outcome, row.ended_by = on, outcome, by
    row.save(update_fields=["ended_on", "outcome", "ended_by"])
