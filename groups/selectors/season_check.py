"""A proposal judged on the facts of today: what changed since it was made, group by group; nothing is composed or changed."""

from dataclasses import dataclass

from centre import clock
from groups import mending, season_groups, verdicts
from groups.carrying import carry
from groups.composing.checking import Verdict, check
from groups.models import CompositionRun
from groups.people import couples_of
from groups.selectors.seasons import words_of_series
from groups.states import RunState
from therapists.models import Practice, Therapist


@dataclass(frozen=True)
class GroupToday:
    """One group of the proposal with what stands against it now, in words; nothing when it could begin."""

    group: str
    against: list[str]


@dataclass(frozen=True)
class Today:
    """The whole proposal: its groups, what stands against several of them together, and its points by the weights of today."""

    groups: list[GroupToday]
    together: list[str]
    worth: int

    @property
    def is_legal(self) -> bool:
        return not self.together and not any(row.against for row in self.groups)


def is_overtaken(run: CompositionRun) -> bool:
    """Whether groups were made of another proposal for this region, of which this one does not know."""
    if run.state != RunState.DONE:
        return False
    known = (run.facts or {"names": {}})["names"].get("after", ())
    return season_groups.taken_over(run.region_id).exclude(pk__in=[*known, run.pk]).exists()


def is_mendable(run: CompositionRun) -> bool:
    """Whether a proposal that was taken over can be planned again: groups of it are still to begin, or its season is."""
    if run.state != RunState.ACCEPTED:
        return False
    return run.starts_on > clock.today() or bool(season_groups.open_of(run))


def checked_today(run: CompositionRun) -> Today:
    """The plan by the one checker, and whoever fell out of it meanwhile by name."""
    made, names = mending.season_today(run), run.facts["names"]
    verdict = check(made.instance, carry(run, made))
    pks = {*names["therapists"], *made.names["therapists"]}
    people = dict(Therapist.objects.filter(pk__in=pks).values_list("pk", "user__name"))
    couples = {pk: one.names for pk, one in couples_of({*names["cases"], *made.names["cases"]}).items()}
    said = _Words(verdict, made.names, couples, people)
    places = dict(Practice.objects.filter(pk__in=names["practices"]).values_list("pk", "place"))
    known, rows, place = {row.id for row in made.instance.series}, [], 0
    for group in run.plan["groups"]:
        key = run.facts["instance"]["series"][group["series"]]["id"]
        against = said.fell_out(group, names)
        # A group whose dates are gone is not in the plan that was checked.
        against += said.of(place) if key in known else [verdicts.dates_gone()]
        place += key in known
        rows.append(GroupToday(words_of_series(key, places), list(dict.fromkeys(against))))
    return Today(rows, said.of(None), verdict.worth)


class _Words:
    """The verdict of today in words."""

    def __init__(self, verdict: Verdict, names: dict, couples: dict[int, str], people: dict[int, str]):
        self.verdict, self.names, self.couples, self.people = verdict, names, couples, people
        self.in_order = {
            "couples": [couples.get(pk, "–") for pk in names["cases"]],
            "people": [people.get(pk, "–") for pk in names["therapists"]],
        }

    def of(self, place: int | None) -> list[str]:
        rows = [row for row in self.verdict.broken if row.group == place]
        return list(dict.fromkeys(verdicts.broken(row, **self.in_order) for row in rows))

    def fell_out(self, group: dict, then: dict) -> list[str]:
        """Couples and leads of this group who are not in the season of today."""
        cases = [then["cases"][row["family"]] for row in group["members"]]
        team = [then["therapists"][n] for n in (*group["parent_therapists"], *group["child_therapists"])]
        gone = [verdicts.waits_no_more(self.couples.get(pk, "–")) for pk in cases if pk not in self.names["cases"]]
        return gone + [
            verdicts.leads_no_more(self.people.get(pk, "–")) for pk in team if pk not in self.names["therapists"]
        ]
