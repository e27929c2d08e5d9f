"""The planning board of a proposal, read from what the composer left: no solver and no rule is asked for the first paint."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import Case, Parent, User
from groups import explanations
from groups.models import CompositionPin, CompositionRun, ParentTimes
from groups.people import Couple, couples_of
from groups.selectors.pins import able_to_lead, pins_of
from groups.states import RunState
from therapists.models import Practice, Therapist


@dataclass
class BoardGroup:
    """One proposed group on the board; `place` is its number in the plan."""

    place: int
    key: str
    location: str
    first: date
    last: date
    at: time
    skips: str
    couples: list[dict] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    most: int = 6
    reference: str = ""
    children_count: int = 0

    @property
    def free(self) -> range:
        return range(self.most - len(self.couples))

    @property
    def title(self) -> str:
        """With its number: one location may have two groups at the same hour."""
        facts = {"number": self.place + 1, "place": self.location, "day": date_format(self.first, "l")}
        return _("Group %(number)s: %(place)s, %(day)s %(time)s") % {**facts, "time": f"{self.at:%H:%M}"}

    @property
    def label(self) -> str:
        """With its first day."""
        return f"{self.title}, {date_format(self.first, 'j F')}"


@dataclass
class Board:
    """Everything on the page."""

    run: CompositionRun
    groups: list[BoardGroup]
    waiting: list[dict]
    pins: list[CompositionPin]
    remarks: dict

    @property
    def seated(self) -> int:
        return sum(len(group.couples) for group in self.groups)

    @property
    def names(self) -> dict[str, str]:
        """Both parents of each couple on the board, by the reference of the case."""
        seated = [seat["couple"] for group in self.groups for seat in group.couples]
        waiting = [row["couple"] for row in self.waiting if row["couple"]]
        return {couple.reference: couple.names for couple in seated + waiting}


def runs_of(user: User) -> QuerySet[CompositionRun]:
    """Proposals of a coordinator's regions, the newest first."""
    return CompositionRun.objects.of_coordinator(user).for_list()


def season_board(run: CompositionRun) -> Board:
    """Groups, seats, who is passed by and why."""
    pins = pins_of(run)
    if not run.facts or run.plan is None:
        return Board(run, [], [], pins, {})
    facts, names = run.facts["instance"], run.facts["names"]
    couples = couples_of(names["cases"])
    words = names_of(run, couples)
    places = dict(Practice.objects.filter(pk__in=names["practices"]).values_list("pk", "place"))
    for pin in pins:
        pin.about = about(pin, couples, places)
    day0 = date.fromisoformat(names["day0"])
    fixed = {pin.case_id for pin in pins if pin.kind in ("seat", "somewhere")}
    groups = [
        _group(run, n, row, facts, names, couples, words, places, day0, fixed)
        for n, row in enumerate(run.plan["groups"])
    ]
    waiting = [_waiting(row, facts, names, couples, words, places, fixed) for row in run.explanations or ()]
    return Board(run, groups, waiting, pins, run.facts["remarks"])


def couples_in(run: CompositionRun, user: User) -> QuerySet[Case]:
    """The couples that this proposal is about, as far as this user works for them; nobody before it was composed."""
    return Case.objects.visible_to(user).filter(pk__in=(run.facts or {"names": {"cases": []}})["names"]["cases"])


def names_of_couple(case: Case) -> str:
    """Both parents, for staff."""
    return couples_of([case.pk])[case.pk].names


def cost_in_words(cost) -> dict:
    """What seating a couple would cost (season_figures.SeatingCost, or None), with the couples behind the keys."""
    if cost is None:
        return {"is_known": False}
    couples = couples_of([*cost.losing, *cost.moving])
    losing, moving = ([couples[pk] for pk in some if pk in couples] for some in (cost.losing, cost.moving))
    return {"is_known": True, "cost": cost, "losing": losing, "moving": moving}


def names_of(run: CompositionRun, couples: dict[int, Couple]) -> dict:
    """Names behind the numbers, for staff."""
    names = run.facts["names"]
    people = dict(Therapist.objects.filter(pk__in=names["therapists"]).values_list("pk", "user__name"))
    return {
        "families": {n: couples[pk].names for n, pk in enumerate(names["cases"]) if pk in couples},
        "parents": {
            n: [one.name for one in couples[pk].parents] for n, pk in enumerate(names["cases"]) if pk in couples
        },
        "therapists": {n: people.get(pk, "–") for n, pk in enumerate(names["therapists"])},
    }


def about(pin: CompositionPin, couples: dict[int, Couple], places: dict) -> str:
    """Whom and which group a pin is about, in words."""
    who = couples[pin.case_id].names if pin.case_id in couples else pin.case.reference if pin.case else ""
    parts = [
        who,
        pin.therapist.user.name if pin.therapist else "",
        words_of_series(pin.series, places) if pin.series else "",
    ]
    return ", ".join(part for part in parts if part)


def series_words(facts: dict, number: int, places: dict) -> tuple[str, str]:
    """(place, weekday and time) of a series."""
    practice, first, at = facts["series"][number]["id"].split("|")[:3]
    return places.get(int(practice), "–"), f"{date_format(date.fromisoformat(first), 'l')} {at}"


def _group(run, n, row, facts, names, couples, words, places, day0, fixed) -> BoardGroup:
    series = facts["series"][row["series"]]
    # A group that exists has its reference in the key.
    practice, first, at, mode, *existing = series["id"].split("|")
    members = [
        {"number": m["family"], "couple": couples[names["cases"][m["family"]]], "pinned": names["cases"][m["family"]] in fixed,
         "weeks": facts["families"][m["family"]]["weeks"], "stays": names["cases"][m["family"]] in names.get("settled", ())}
        for m in row["members"] if names["cases"][m["family"]] in couples
    ]  # fmt: skip
    return BoardGroup(
        n, series["id"], places.get(int(practice), "–"), date.fromisoformat(first), day0 + timedelta(days=series["dates"][-1]),
        time.fromisoformat(at), mode, members,
        [words["therapists"][h] for h in row["parent_therapists"]], [words["therapists"][h] for h in row["child_therapists"]],
        facts["rules"]["max_couples"], run.made.get(str(n), *existing or [""]), sum(sum(m["bands"]) for m in row["members"]),
    )  # fmt: skip


def _waiting(row, facts, names, couples, words, places, fixed) -> dict:
    couple = couples.get(names["cases"][row["family"]])
    place, slot = ("", "")
    if row["change"] and row["change"]["series"] is not None:
        place, slot = series_words(facts, row["change"]["series"], places)
    return {
        "number": row["family"], "couple": couple, "weeks": facts["families"][row["family"]]["weeks"], "rung": row["rung"],
        "why": explanations.for_staff(row, names=words), "pinned": names["cases"][row["family"]] in fixed,
        "change": explanations.change_for_staff(row, names=words, slot=slot, place=place),
        "neutral": explanations.for_parent(row),
    }  # fmt: skip


def words_of_series(key: str | None, places: dict) -> str:
    """Place, first day and hour of a series of a proposal; a dash for none."""
    if key is None:
        return "–"
    practice, first, at = key.split("|")[:3]
    return f"{places.get(int(practice), '–')}, {date_format(date.fromisoformat(first), 'l j F')} {at}"


def times_of(case: Case, person: str) -> tuple[Parent, ParentTimes | None]:
    """A parent of a case by the own reference, and what is noted about when that parent can. Raises Http404."""
    parent = get_object_or_404(Parent, family=case.family_id, reference=person)
    return parent, ParentTimes.objects.filter(parent=parent).first()


def group_at(run: CompositionRun, place: int) -> BoardGroup | None:
    """One group of a proposal that is ready; None when there is none at this place."""
    groups = season_board(run).groups if run.state == RunState.DONE else []
    return groups[place] if place < len(groups) else None


def able_leads(run: CompositionRun, place: int) -> list[tuple[Therapist, str]]:
    """(therapist, role) of who could lead this group, parents first, by name."""
    able = able_to_lead(run, place)
    people = Therapist.objects.select_related("user").in_bulk({pk for pk, _role in able})
    rows = [(people[pk], role) for pk, role in able if pk in people]
    return sorted(rows, key=lambda row: (row[1] != "P", row[0].user.name))
