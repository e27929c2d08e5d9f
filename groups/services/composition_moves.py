"""What a person does with a proposal: move a couple, fix it, set a rule aside with a reason, and take the proposal over."""

from dataclasses import replace
from datetime import date, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from centre.models import Case, Region, User
from groups import explanations, season
from groups.composing.checking import check
from groups.composing.draft import Draft
from groups.composing.instance import Instance
from groups.composing.objecting import Objections
from groups.composing.pairs import Pairs, refusals, worth
from groups.composing.plan import Plan, plan_from
from groups.composing.storing import dump, restore
from groups.models import CompositionRun, Group, PassedBy, Recipe
from groups.season_facts import NOT_READY
from groups.season_leads import ROLES
from groups.selectors.season_check import is_overtaken
from groups.selectors.teams import free_rooms
from groups.services import composition, composition_pins, offers, plans, team
from groups.states import RUN, GroupState, RunState
from therapists.models import Practice, Therapist

NOWHERE = ""


class MoveRefused(ValidationError):
    """A rule of the season objects; `rules` are the words of groups/explanations.py, so that a page can ask for a reason."""

    def __init__(self, rules: list[str]):
        self.rules = rules
        super().__init__([explanations.objection(rule) for rule in rules])


@transaction.atomic
def move_couple(*, run: CompositionRun, case: Case, to: str, by: User, reason: str = "") -> int:
    """Seat a couple in the group with this place in the plan, or nowhere; returns the points that it brings or costs.

    With a reason the rules that a person may set aside are set aside for this couple and written down; any other rule, and a
    group that would become illegal, raises MoveRefused. The couple stays fixed where a person put it.
    """
    run = composition_pins.open_proposal(run)
    if case.pk in run.facts["names"].get("settled", ()):
        raise ValidationError(
            _("This couple has a place in a group that exists, or is asked about it: change it there.")
        )
    instance, plan = restore(run.facts["instance"]), plan_from(run.plan)
    number = composition_pins.number_of(run, case)
    series = _series_of(plan, to)
    before = check(instance, plan).worth
    if series is not None:
        against = _objections(instance, plan, number, series, int(to))
        if against and not (reason and set(against) <= set(explanations.OVERRIDABLE)):
            raise MoveRefused(against)
        for rule in against:
            composition_pins.fix(run, by, reason, kind="override", case=case, rule=rule)
        instance = _with_overrides(instance, number, against)
    draft = Draft(Pairs(instance), plan)
    if number in draft.seat_of:
        draft.unseat(number)
    if series is not None:
        keys = sorted(draft.groups)
        draft.seat(number, keys[int(to)])
    verdict = check(instance, draft.to_plan())
    if not verdict.is_legal:
        raise MoveRefused(sorted({row.rule for row in verdict.broken}))
    if series is None:
        composition_pins.free_place(run, case)
    else:
        where, why = instance.series[series].id, reason or _("Moved by hand.")
        composition_pins.fix_place(run, case, by, why, kind="seat", series=where)
    run.facts = {**run.facts, "instance": dump(instance)}
    run.save(update_fields=["facts"])
    # An override widens what is possible, so the old bound is none any more.
    bound = (
        run.bound
        if run.bound is not None and run.bound >= verdict.worth and not (series is not None and against)
        else None
    )
    composition.store(run, instance, draft.to_plan(), worth=verdict.worth, bound=bound, stage="moved by hand")
    return verdict.worth - before


def options_for(*, run: CompositionRun, case: Case) -> list[dict]:
    """Per group of the plan: what seating this couple there brings, and which rules object; nothing is changed."""
    instance, plan = restore(run.facts["instance"]), plan_from(run.plan)
    number = composition_pins.number_of(run, case)
    found = []
    for place, group in enumerate(plan.groups):
        against = _objections(instance, plan, number, group.series, place) if number not in group.families else []
        found.append(
            {
                "place": place, "points": worth(instance.families[number], instance.series[group.series], instance),
                "is_here": number in group.families, "against": [explanations.objection(rule) for rule in against],
                "may_override": bool(against) and set(against) <= set(explanations.OVERRIDABLE),
            }
        )  # fmt: skip
    return found


def _objections(instance: Instance, plan: Plan, number: int, series: int, place: int) -> list[str]:
    draft = Draft(Pairs(instance), plan)
    key = sorted(draft.groups)[place]
    if number in draft.seat_of:
        draft.unseat(number)
    found = [row.rule for row in refusals(instance.families[number], instance.series[series], instance)]
    rule, _others = Objections(draft).hindrance(number, key)
    return list(dict.fromkeys([*found, *([rule] if rule else [])]))


def _with_overrides(instance: Instance, number: int, rules: list[str]) -> Instance:
    row = instance.families[number]
    changed = replace(row, overrides=row.overrides | frozenset(rules))
    return replace(instance, families=(*instance.families[:number], changed, *instance.families[number + 1 :]))


def _series_of(plan: Plan, to: str) -> int | None:
    if to == NOWHERE:
        return None
    if not to.isdigit() or int(to) >= len(plan.groups):
        raise ValidationError(_("Choose a group of this proposal."))
    return plan.groups[int(to)].series


@transaction.atomic
def accept_run(*, run: CompositionRun, by: User) -> list[str]:
    """Make every group of the proposal, open it and offer a place to each couple; returns what was refused, in words.

    A group that exists gets what is new only: a lead in a free place or instead of who cannot lead any more, and offers to
    couples who had none. What cannot be done any more (a room, a certificate) is left out with its reason; the rest goes on.
    Without any group only this follows: the parents without a place read why. Raises ValidationError when no group could be
    made, and when another proposal was taken over since this one was made: it knows nothing of those groups.
    """
    run = composition_pins.open_proposal(run)
    _lock_what_exists(run)
    # One at a time per region: two proposals of one season may be taken over at the same moment.
    Region.objects.select_for_update(no_key=True).get(pk=run.region_id)
    if is_overtaken(run):
        raise ValidationError(_("Another proposal was taken over after this one was made. Plan again from that one."))
    problems: list[str] = []
    for place, group in enumerate(run.plan["groups"]):
        try:
            with transaction.atomic():
                made = _changed(run, group, by) or _make(run, group, by)
                run.made[str(place)] = made.reference
                problems += _offer(run, made, group, by)
        except ValidationError as error:
            problems += error.messages
    if run.plan["groups"] and not run.made:
        raise ValidationError(problems)
    run.save(update_fields=["made"])
    RUN.move(run, RunState.ACCEPTED)
    _record_passed_by(run)
    return problems


def _lock_what_exists(run: CompositionRun) -> None:
    """Groups, then couples, then the region: in the order in which a seat by hand locks them, so that nobody waits for ever."""
    rows = [run.facts["instance"]["series"][group["series"]]["id"].split("|") for group in run.plan["groups"]]
    made = [row[4] for row in rows if len(row) > 4]
    list(Group.objects.select_for_update().filter(reference__in=made).order_by("pk"))
    cases = [run.facts["names"]["cases"][one["family"]] for group in run.plan["groups"] for one in group["members"]]
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=cases).order_by("pk"))


def _record_passed_by(run: CompositionRun) -> None:
    """Who has no seat now, with the neutral words that both parents read on their own page.

    Not who got a place in another way, or does not wait any more, since the proposal was made.
    """
    cases = run.facts["names"]["cases"]
    still = set(season.placeless(run.region).filter(pk__in=cases).values_list("pk", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        PassedBy.objects.bulk_create(
            PassedBy(
                run=run, case_id=cases[row["family"]], told=explanations.for_parent(row),
                was_ready=row["rule"] not in NOT_READY,
            )
            for row in run.explanations or ()
            if cases[row["family"]] in still
        )  # fmt: skip


def _changed(run: CompositionRun, row: dict, by: User) -> Group | None:
    """The group that exists, with who leads it from now on; None for one that is still to be made."""
    names, key = run.facts["names"], run.facts["instance"]["series"][row["series"]]["id"].split("|")
    if len(key) < 5:
        return None
    group = Group.objects.select_for_update().get(reference=key[4])
    if group.state != GroupState.OPEN:
        raise ValidationError(_("%(group)s has begun or was called off meanwhile.") % {"group": group.name})
    for role, field in zip(ROLES.values(), ("parent_therapists", "child_therapists"), strict=True):
        people = Therapist.objects.select_related("user").filter(pk__in=[names["therapists"][n] for n in row[field]])
        team.set_leads(group=group, role=role, people=list(people.order_by("pk")), by=by)
    return group


def _make(run: CompositionRun, row: dict, by: User) -> Group:
    names = run.facts["names"]
    practice, first, at, mode = run.facts["instance"]["series"][row["series"]]["id"].split("|")
    place = Practice.objects.select_related("municipality").get(pk=practice)
    recipe = Recipe.objects.get(pk=names["recipe"])
    first_day, hour = date.fromisoformat(first), time.fromisoformat(at)
    series = plans.series_for(recipe=recipe, practice=place, first=first_day, mode=mode)
    day0, proposed = date.fromisoformat(names["day0"]), run.facts["instance"]["series"][row["series"]]["dates"]
    if [(day - day0).days for day in series.dates] != list(proposed):
        text = _("%(place)s: other days are closed than when this was proposed. Plan again with the least change.")
        raise ValidationError(text % {"place": place.place})
    rooms = free_rooms(practice=place, spans=plans.moments_of(series, hour, recipe.minutes))
    if len(rooms) < recipe.rooms:
        raise ValidationError(_("%(place)s: the rooms were taken meanwhile.") % {"place": place.place})
    people = Therapist.objects.in_bulk(names["therapists"])
    leads = {
        role: [people[names["therapists"][n]] for n in row[field]]
        for role, field in zip(ROLES, ("parent_therapists", "child_therapists"), strict=True)
    }
    group = plans.plan_group(
        recipe=recipe, practice=place, first=first_day, at=hour, parent_room=rooms[0], child_room=rooms[1] if recipe.with_children else None,
        parent_leads=leads["P"], child_leads=leads["K"], mode=mode, by=by,
    )  # fmt: skip
    plans.open_group(group=group, by=by)
    group.refresh_from_db()
    return group


def _offer(run: CompositionRun, group: Group, row: dict, by: User) -> list[str]:
    """A place for each couple of a group that has none yet; a refused or silent one passes it on. Returns what was refused."""
    cases, problems = run.facts["names"]["cases"], []
    new = {cases[member["family"]] for member in row["members"]} - set(run.facts["names"].get("settled", ()))
    for case in Case.objects.filter(pk__in=new).order_by("pk"):
        try:
            with transaction.atomic():
                offers.offer_place(group=group, case=case, by=by)
        except ValidationError as error:
            problems += [f"{case.reference}: {text}" for text in error.messages]
    return problems
