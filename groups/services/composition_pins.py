"""What a person fixes for every next proposal of a season: a couple, a group, a lead; hard, or as a wish (planning.md)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Region, User
from groups.composing.plan import plan_from
from groups.models import CompositionPin, CompositionRun, Group
from groups.selectors.pins import able_to_lead, series_at
from groups.states import RunState
from therapists.models import Therapist


@transaction.atomic
def pin_couple(*, run: CompositionRun, case: Case, by: User, reason: str, is_hard: bool = True) -> CompositionPin:
    """Every proposal of this season seats this couple: here when it has a seat, otherwise somewhere."""
    run = open_proposal(run)
    group = plan_from(run.plan).seated.get(number_of(run, case))
    if group is None:
        return fix_place(run, case, by, reason, is_hard=is_hard, kind="somewhere")
    where = run.facts["instance"]["series"][group.series]["id"]
    return fix_place(run, case, by, reason, is_hard=is_hard, kind="seat", series=where)


@transaction.atomic
def pin_group(*, run: CompositionRun, place: int, by: User, reason: str, is_hard: bool = True) -> CompositionPin:
    """This group of the proposal runs, with whom ever. Raises ValidationError for a group that is not there."""
    run = open_proposal(run)
    return fix(run, by, reason, is_hard=is_hard, kind="group", series=series_at(run, place))


@transaction.atomic
def pin_lead(
    *, run: CompositionRun, place: int, therapist: Therapist, role: str, by: User, reason: str, is_hard: bool = True
) -> CompositionPin:
    """This therapist leads this group in this role (P or K). Raises ValidationError by field for who cannot."""
    run = open_proposal(run)
    where = series_at(run, place)
    if therapist.pk not in {pk for pk, as_role in able_to_lead(run, place) if as_role == role}:
        raise ValidationError({"lead": _("This therapist cannot lead this group in this role.")})
    return fix(run, by, reason, is_hard=is_hard, kind="lead", therapist=therapist, role=role, series=where)


def loosen(*, pin: CompositionPin) -> None:
    """The next proposal is free again; twice is the same as once."""
    CompositionPin.objects.filter(pk=pin.pk, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def set_aside(*, group: Group, case: Case, rules: list[str], by: User, reason: str) -> None:
    """A seat in this group by hand, although these rules object: written down like what is set aside on the board.

    It counts for groups of the region that begin with this one, or within the weeks of a season after it.
    """
    first = group.sessions.order_by("number").first().on
    for rule in rules:
        _fix(group.region_id, first, by, reason, kind="override", case=case, rule=rule)


@transaction.atomic
def fix(run: CompositionRun, by: User, reason: str, *, is_hard: bool = True, **what) -> CompositionPin:
    """One pin on one thing; fixing it again changes how firmly, why and since when. A rule set aside counts for every recipe."""
    recipe = None if what["kind"] == CompositionPin.Kind.OVERRIDE else run.recipe_id
    return _fix(run.region_id, run.starts_on, by, reason, is_hard=is_hard, recipe_id=recipe, **what)


def _fix(region: int, starts_on: date, by: User, reason: str, *, is_hard: bool = True, **what) -> CompositionPin:
    """One at a time per region: a season has several proposals, and each may be open on another desk."""
    Region.objects.select_for_update(no_key=True).get(pk=region)
    pin, _made = CompositionPin.objects.update_or_create(
        region_id=region,
        starts_on=starts_on,
        ended_at=None,
        **what,
        defaults={"reason": reason, "set_by": by, "is_hard": is_hard, "set_at": clock.now()},
    )
    return pin


@transaction.atomic
def fix_place(
    run: CompositionRun, case: Case, by: User, reason: str, *, kind: str, series: str = "", is_hard: bool = True
) -> CompositionPin:
    """Where a couple sits is fixed once in a season: the last word ends what was fixed about its place before."""
    _places(run, case).exclude(kind=kind, series=series).update(ended_at=clock.now())
    return fix(run, by, reason, is_hard=is_hard, kind=kind, case=case, series=series)


def free_place(run: CompositionRun, case: Case) -> None:
    """The next proposal may seat this couple anywhere, or nowhere."""
    _places(run, case).update(ended_at=clock.now())


def _places(run: CompositionRun, case: Case) -> QuerySet[CompositionPin]:
    return CompositionPin.objects.of(run).filter(kind__in=["seat", "somewhere"], case=case)


def open_proposal(run: CompositionRun) -> CompositionRun:
    """Locked, and still to be changed. Raises ValidationError."""
    row = CompositionRun.objects.select_for_update().get(pk=run.pk)
    if row.state != RunState.DONE:
        raise ValidationError(_("This proposal cannot be changed any more."))
    return row


def number_of(run: CompositionRun, case: Case) -> int:
    """The couple's number in the facts of a run. Raises ValidationError."""
    try:
        return run.facts["names"]["cases"].index(case.pk)
    except ValueError as error:
        raise ValidationError(_("This couple is not part of this proposal.")) from error
