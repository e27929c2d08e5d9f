"""Ask for a season, compose it once, stop it, and take the proposal over.

A run is a row: whoever claims it composes it; a worker that died is silent and another takes the row up from the best plan.
"""

import logging
from dataclasses import asdict
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Parent, Region, User
from groups import mending, season, season_groups
from groups.carrying import carry
from groups.composing.draft import Draft
from groups.composing.explaining import Explainer
from groups.composing.instance import Instance
from groups.composing.judging import judged
from groups.composing.loading import BadFacts, problems_of
from groups.composing.pairs import Pairs
from groups.composing.pinning import contradiction, holds
from groups.composing.plan import Plan
from groups.composing.planner import compose
from groups.composing.prices import worth_of_a_team
from groups.composing.proposal import Proposal
from groups.composing.repairing import replan
from groups.composing.staying import staying, worth_at_most
from groups.composing.storing import dump
from groups.composing.wishes import Wishes
from groups.models import CompositionPin, CompositionRun, ParentTimes, Recipe
from groups.selectors.pins import as_composed, numbers_of
from groups.services.keeping import Keeper
from groups.states import RUN, RunState

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
#: A request that waits longer than this lost its message; a composer silent for longer than this died.
WAITS_TOO_LONG, SILENT_TOO_LONG = timedelta(seconds=45), timedelta(seconds=90)
#: Seconds for each proof of how many of an earlier proposal could stay.
PROOF = 3.0


@transaction.atomic
def request_run(
    *, region: Region, starts_on: date, by: User, recipe: Recipe | None = None, seconds: int = 20, seed: int = 1,
    base: CompositionRun | None = None,
) -> CompositionRun:  # fmt: skip
    """Leave a row that asks for a season; asking again while one is being made gives that one.

    A least change keeps the recipe of its base; without a recipe it is the usual one. Raises ValidationError for a season
    that has begun, for a least change of what is no proposal, and by field for a recipe that is planned by hand or while a
    proposal with another one is being made.
    """
    if base and base.plan is None:
        raise ValidationError(_("There is no proposal to change."))
    recipe = base.recipe if base else recipe or Recipe.objects.of_seasons().first()
    if recipe and recipe.variant == Recipe.Variant.FAMILY:
        raise ValidationError({"recipe": _("One family by itself is planned by hand, under Groups.")})
    if starts_on <= clock.today() and not (base and season_groups.open_of(base)):
        raise ValidationError({"starts_on": _("Choose a day that is still to come.")})
    Region.objects.select_for_update().get(pk=region.pk)
    making = CompositionRun.objects.filter(
        region=region, starts_on=starts_on, state__in=["requested", "running"]
    ).first()
    if making and making.recipe != recipe:
        text = _("A proposal with the recipe %(recipe)s is being made for this season. Wait for it, or stop it.")
        raise ValidationError({"recipe": text % {"recipe": making.recipe}})
    version, _weights = season.weights_in_force()
    return making or CompositionRun.objects.create(
        region=region, starts_on=starts_on, recipe=recipe, requested_by=by, seconds=seconds, seed=seed, base=base,
        weights_version=version,
    )  # fmt: skip


def cancel_run(*, run: CompositionRun) -> None:
    """Stop: at once while it waits, with the best plan so far thrown away while it runs; twice is the same as once."""
    CompositionRun.objects.filter(pk=run.pk).update(cancel_asked=True)
    with transaction.atomic():
        row = CompositionRun.objects.select_for_update().get(pk=run.pk)
        if row.state == RunState.REQUESTED:
            RUN.move_locked(row, RunState.CANCELLED)


def waiting_runs() -> list[CompositionRun]:
    """Rows whose message was lost or whose composer died."""
    now = clock.now()
    lost = Q(state=RunState.REQUESTED, state_since__lt=now - WAITS_TOO_LONG)
    dead = Q(state=RunState.RUNNING, heartbeat_at__lt=now - SILENT_TOO_LONG)
    return list(CompositionRun.objects.filter(lost | dead).order_by("requested_at"))


def run_composition(*, run: CompositionRun) -> CompositionRun:
    """Compose and store. A run that somebody else is composing is left alone; an error is tried three times."""
    if not _claim(run):
        return run
    try:
        _compose(run)
    except BadFacts as error:
        _finish(run, RunState.FAILED, failure="; ".join(f"{where}: {what}" for where, what in error.problems)[:400])
    except Exception:
        logger.exception("season %s was not composed", run.reference)
        state = RunState.FAILED if run.attempts >= MOST_ATTEMPTS else RunState.REQUESTED
        _finish(run, state, failure="error" if state == RunState.FAILED else "")
    return run


@transaction.atomic
def _claim(run: CompositionRun) -> bool:
    """Under a lock, so that two workers never compose the same run; a silent one is taken up again."""
    row = CompositionRun.objects.select_for_update().get(pk=run.pk)
    silent = row.state == RunState.RUNNING and row.heartbeat_at < clock.now() - SILENT_TOO_LONG
    if row.state != RunState.REQUESTED and not silent:
        run.refresh_from_db()
        return False
    row.attempts, row.heartbeat_at = row.attempts + 1, clock.now()
    if row.attempts > MOST_ATTEMPTS:
        row.failure = "worker"
        if silent:
            row.state = RunState.REQUESTED
        row.plan = row.worth = row.bound = None
        RUN.move_locked(row, RunState.FAILED, also=["attempts", "failure", "plan", "worth", "bound"])
        run.refresh_from_db()
        return False
    row.state = RunState.REQUESTED
    RUN.move_locked(row, RunState.RUNNING, also=["attempts", "heartbeat_at"])
    run.refresh_from_db()
    return True


def _compose(run: CompositionRun) -> None:
    keeper = Keeper(run)
    made = mending.season_of(run, keeper.is_over)
    if keeper.is_cancelled:
        _finish(run, RunState.CANCELLED)
        return
    if problems := list(problems_of(made.instance)):
        raise BadFacts(problems)
    begun = carry(run, made) if run.facts and run.plan is not None else None
    old = mending.before(run, made)
    run.facts = {"instance": dump(made.instance), "names": made.names, "remarks": made.remarks}
    if run.base and (made.standing.groups or run.base.state == RunState.ACCEPTED):
        run.facts["before"] = old.to_json()
    # A plan of an earlier attempt speaks in the numbers of its own facts; from here on the board reads the new ones.
    run.plan = run.worth = run.bound = None
    run.save(update_fields=["facts", "plan", "worth", "bound"])
    pairs, pins = Pairs(made.instance), pins_of(run, made)
    musts = [pin for pin, row in pins if row.is_hard]
    if against := contradiction(pairs, musts) if musts else []:
        said = [_named(row) for pin, row in pins if pin in against and row.is_hard]
        _finish(run, RunState.FAILED, failure=f"pins: {', '.join(said)}")
        return
    # What was agreed with people who exist goes before what a person fixed in a proposal.
    musts = list(dict.fromkeys([*mending.settled(made), *musts]))
    wanted = _with_wishes(pairs, musts, [pin for pin, row in pins if not row.is_hard])
    wanted += [pin for pin in season_groups.pins(made.standing) if pin not in wanted]
    start = begun
    if old:
        # Whom a person fixed is kept where nothing forbids it, as if the place had been accepted.
        fixed = {pin[1] for pin in wanted if pin[0] in ("seat", "somewhere")}
        start = replan(
            pairs, old, accepted=fixed, pins=wanted, seconds=min(run.seconds, 4), seed=run.seed, stop=keeper.is_over
        )
    if old and all(holds(pin, start) for pin in musts):
        found = judged(
            made.instance, start, seconds=run.seconds, seed=run.seed, stage="least change", stop=keeper.is_over
        )
        keeper.tell(found)
    else:
        found = _composed(run, made.instance, wanted, start, keeper)
        if found is None and len(wanted) > len(musts) and not keeper.is_over():
            found = _composed(run, made.instance, musts, start, keeper)
    if keeper.is_cancelled:
        _finish(run, RunState.CANCELLED)
    elif found is None:
        _finish(run, RunState.FAILED, failure="pins")
    else:
        run.team_worths = _team_worths(pairs, found)
        run.stays = _stays(pairs, run.base, old, found.plan, fixed - made.standing.seated.keys()) if old else {}
        run.save(update_fields=["team_worths", "stays"])
        store(run, made.instance, found.plan, worth=found.worth, bound=found.bound, stage=found.stage)
        _finish(run, RunState.DONE)


def _composed(run: CompositionRun, instance: Instance, wanted: list, start: Plan | None, keeper: "Keeper"):
    return compose(
        instance, seconds=run.seconds, seed=run.seed, wishes=Wishes(must=tuple(wanted)), start=start,
        tell=keeper.tell, stop=keeper.is_over,
    )  # fmt: skip


def _stays(pairs: Pairs, base: CompositionRun, old: Plan, plan: Plan, fixed: set[int]) -> dict[str, int | None]:
    """Counts for the page of a re-plan; `seated` are all couples with a seat in the earlier proposal."""
    found = staying(pairs, old, plan, accepted=fixed, seconds=PROOF)
    everybody, firm = found.everybody, found.accepted
    # Of a proposal that was taken over the groups as they are count, whoever came and went since.
    then = old.to_json() if base.state == RunState.ACCEPTED else base.plan
    seated = sum(len(group["members"]) for group in then["groups"])
    return {
        "seated": seated, "gone": seated - everybody.couples, "kept": everybody.kept, "most": everybody.most,
        "fixed": firm.couples, "fixed_kept": firm.kept, "fixed_most": firm.most,
        "worth_most": worth_at_most(pairs, old, plan, accepted=fixed, seconds=PROOF),
    }  # fmt: skip


def _team_worths(pairs: Pairs, found: Proposal) -> dict[str, int]:
    """{key of a practice: points} of one extra team there; a location of the season is a practice."""
    if found.prices is None:
        return {}
    worths = worth_of_a_team(pairs, found.prices)
    return {pairs.instance.locations[loc].id: round(points) for loc, points in worths.items() if points >= 1}


def _named(row: CompositionPin) -> str:
    """A pin for who reads why nothing could be proposed: its kind and the case; no name outside encrypted columns."""
    return f"{row.get_kind_display()} {row.case.reference}" if row.case else row.get_kind_display()


def _with_wishes(pairs: Pairs, musts: list, wishes: list) -> list:
    """The musts, and the wishes that go together with them: the newest of those that contradict each other gives way."""
    while wishes and (against := contradiction(pairs, [*musts, *wishes])):
        wishes.remove(next((pin for pin in reversed(wishes) if pin in against), wishes[-1]))
    return [*musts, *wishes]


def store(run: CompositionRun, instance: Instance, plan: Plan, *, worth: int, bound: int | None, stage: str) -> None:
    """Keep a legal plan with an explanation for everybody who has no seat in it."""
    explainer = Explainer(Draft(Pairs(instance), plan))
    run.plan, run.worth, run.bound, run.stage = plan.to_json(), worth, bound, stage
    run.explanations = [asdict(row) for row in explainer.everybody()]
    run.save(update_fields=["plan", "worth", "bound", "stage", "explanations"])


def _finish(run: CompositionRun, state: str, *, failure: str = "") -> None:
    run.failure = failure
    with transaction.atomic():
        row = CompositionRun.objects.select_for_update().get(pk=run.pk)
        row.failure = failure
        if state in (RunState.FAILED, RunState.CANCELLED):
            # What was best so far is no proposal.
            row.plan = row.worth = row.bound = None
        RUN.move_locked(row, state, also=["failure", "plan", "worth", "bound"])
    run.refresh_from_db()


def pins_of(run: CompositionRun, made: "season.Season") -> list[tuple[tuple, CompositionPin]]:
    """What is fixed in this season as the composer writes it; a pin on what is no longer there counts no more."""
    numbers = numbers_of(made.names, [row.id for row in made.instance.series])
    rows = CompositionPin.objects.of(run).order_by("set_at", "pk")
    found = [(as_composed(row, numbers), row) for row in rows]
    return [(pin, row) for pin, row in found if pin]


def note_times(*, parent: Parent, cells: dict, away: list, max_minutes: int, languages: str, by: User) -> ParentTimes:
    """Write down when and how far a parent can travel, as heard today; the last word counts."""
    row, _made = ParentTimes.objects.update_or_create(
        parent=parent,
        defaults={
            "cells": cells, "away": away, "max_minutes": max_minutes, "languages": languages, "asked_by": by,
            "asked_on": clock.today(),
        },
    )  # fmt: skip
    return row
