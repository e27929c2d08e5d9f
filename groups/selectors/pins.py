"""What people fixed for a season, and whether a proposal keeps to it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.composing.pairs import lead_refusal
from groups.composing.pinning import holds
from groups.composing.plan import plan_from
from groups.composing.storing import restore
from groups.models import CompositionPin, CompositionRun


def pins_of(run: CompositionRun) -> list[CompositionPin]:
    """What has not been loosened, in the order in which it was fixed; `is_kept` says whether this proposal keeps to it.

    None while there is no plan, for an override, and for what is about a couple or a series that is no longer there.
    """
    rows = CompositionPin.objects.of(run).select_related("case", "therapist__user", "set_by")
    rows = list(rows.order_by("set_at", "pk"))
    plan = plan_from(run.plan) if rows and run.plan is not None else None
    ids = [row["id"] for row in run.facts["instance"]["series"]] if plan is not None else []
    numbers = numbers_of(run.facts["names"], ids) if plan is not None else {}
    for row in rows:
        pin = as_composed(row, numbers) if plan is not None else None
        row.is_kept = holds(pin, plan) if pin else None
    return rows


def as_composed(row: CompositionPin, numbers: dict[str, dict]) -> tuple | None:
    """The pin in the composer's own numbers; None when what it is about is not in the facts."""
    case, series = numbers["cases"].get(row.case_id), numbers["series"].get(row.series)
    pin = {
        CompositionPin.Kind.SEAT: ("seat", case, series),
        CompositionPin.Kind.SOMEWHERE: ("somewhere", case),
        CompositionPin.Kind.GROUP: ("group", series),
        CompositionPin.Kind.LEAD: ("lead", row.role, numbers["therapists"].get(row.therapist_id), series),
    }.get(row.kind)
    return pin if pin and None not in pin else None


def able_to_lead(run: CompositionRun, place: int) -> list[tuple[int, str]]:
    """(therapist, role) of everybody whose certificate, times and travel allow this group, apart from other groups."""
    instance, names = restore(run.facts["instance"]), run.facts["names"]
    where = series_at(run, place)
    series = next(row for row in instance.series if row.id == where)
    return [
        (names["therapists"][n], role)
        for n, row in enumerate(instance.therapists)
        for role in ("P", "K")
        if instance.rules.leads(role) and not lead_refusal(row, role, series)
    ]


def series_at(run: CompositionRun, place: int) -> str:
    """Which series the group at this place of the plan is. Raises ValidationError."""
    groups = (run.plan or {}).get("groups", [])
    if not 0 <= place < len(groups):
        raise ValidationError(_("Choose a group of this proposal."))
    return run.facts["instance"]["series"][groups[place]["series"]]["id"]


def numbers_of(names: dict, series: list[str]) -> dict[str, dict]:
    """What stands behind the numbers of a season, turned round."""
    return {
        "cases": {pk: n for n, pk in enumerate(names["cases"])},
        "therapists": {pk: n for n, pk in enumerate(names["therapists"])},
        "series": {key: n for n, key in enumerate(series)},
    }
