"""The people around a seat: both parents, the children, and whether every permission is there on given dates.

One query for any number of families and dates, because lists, the roll call and the placing of a couple all ask it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from django.db.models import Exists, F, OuterRef, Subquery

from centre import agreement, authority, clock, selectors
from centre.authority import ALLOWING, Status, Verdict
from centre.models import Case, Consent, ConsentRuling, ParentalAuthority, Residence
from centre.models.consent import Purpose

#: What must be agreed to before somebody sits in a group (law.md R4).
NEEDED = (Purpose.TREATMENT, Purpose.GROUP)


@dataclass(frozen=True)
class Person:
    """A parent or a child of a couple. `key` names the person in forms, for example `parent:P-7F3K…`."""

    kind: str
    pk: int
    reference: str
    first_name: str
    last_name: str
    user_id: int | None
    birth_date: date | None = None
    municipality: str = ""
    holiday_region: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.reference}"

    @property
    def who(self) -> tuple[str, int]:
        return self.kind, self.pk

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def age_on(self, day: date) -> int | None:
        return authority.age_on(self.birth_date, day) if self.birth_date else None

    @property
    def age(self) -> int | None:
        return self.age_on(clock.today())


@dataclass
class Couple:
    """Two parents with their children. `consent`: the worst verdict per asked date."""

    case_id: int
    reference: str
    is_flagged: bool
    parents: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)
    consent: dict[date, Status] = field(default_factory=dict)

    @property
    def people(self) -> list[Person]:
        return [*self.parents, *self.children]

    @property
    def names(self) -> str:
        return " & ".join(parent.name for parent in self.parents)

    @property
    def municipalities(self) -> list[str]:
        return sorted({child.municipality for child in self.children if child.municipality})

    def missing_on(self) -> list[date]:
        """The asked dates on which a permission is not there."""
        return [day for day, status in self.consent.items() if status not in ALLOWING]

    @property
    def may_take_part(self) -> bool:
        return not self.missing_on()


def couples_of(case_ids: Iterable[int], dates: Iterable[date] = (), *, with_children: bool = True) -> dict[int, Couple]:
    """The couples of these cases by case id, with the state of their permissions on each of the dates.

    Without children (a group for parents only) they are left out, and so are the permissions about them.
    """
    dates = sorted(set(dates))
    cases = selectors.flagged(Case.objects.filter(pk__in=list(case_ids)))
    rows = list(cases.annotate(**_people(), **_answers(), **_holds(dates)).values())
    couples: dict[int, Couple] = {}
    facts: dict[int, list[dict]] = {}
    for row in rows:
        couple = couples.setdefault(row["id"], Couple(row["id"], row["reference"], row["is_flagged"]))
        facts.setdefault(row["id"], []).append(row)
        _add(couple.parents, _parent(row))
        if row["child"] and with_children:
            _add(couple.children, _child(row))
    for couple in couples.values():
        couple.parents.sort(key=lambda person: person.last_name + person.first_name)
        couple.children.sort(key=lambda person: (person.birth_date, person.pk))
        couple.consent = {day: _status(couple, facts[couple.case_id], n, day) for n, day in enumerate(dates)}
    return couples


def _people() -> dict:
    parent, child = "family__parents", "family__children"
    home = Residence.objects.filter(child=OuterRef(child), since__lte=clock.today()).order_by("-since")
    named = {"first": "first_name", "last": "last_name", "ref": "reference", "user": "user"}
    return {
        "parent": F(parent),
        "child": F(child),
        **{f"parent_{name}": F(f"{parent}__{source}") for name, source in named.items()},
        **{f"child_{name}": F(f"{child}__{source}") for name, source in named.items()},
        "born": F(f"{child}__birth_date"),
        "municipality": Subquery(home.values("municipality__name")[:1]),
        "holiday_region": Subquery(home.values("municipality__school_holiday_region")[:1]),
    }


def _answers() -> dict:
    """The latest answer of this parent about the own help, about this child, and of this child about itself."""
    parent, child = OuterRef("family__parents"), OuterRef("family__children")
    givers = {
        "self": {"giver_parent": parent, "about_child": None},
        "about": {"giver_parent": parent, "about_child": child},
        "own": {"giver_child": child, "about_child": child},
    }
    answers = {}
    for purpose, (name, giver) in product(NEEDED, givers.items()):
        rows = Consent.objects.filter(case=OuterRef("pk"), purpose=purpose, **giver).order_by("-answered_at", "-pk")
        answers[f"{name}_{purpose}"] = Subquery(rows.values("answer")[:1])
    return answers


def _holds(dates: list[date]) -> dict:
    """Per date: this parent holds authority over this child; and: somebody outside this family's two parents has a say
    (another holder, or a court)."""
    child = OuterRef("family__children")
    found = {}
    for n, day in enumerate(dates):
        rows = ParentalAuthority.objects.maybe_holding_on(day).filter(child=child)
        found[f"holds_{n}"] = Exists(rows.filter(parent=OuterRef("family__parents")))
        others = Exists(rows.exclude(parent__family=OuterRef("family")))
        found[f"others_{n}"] = others | Exists(ConsentRuling.objects.filter(case=OuterRef("pk")))
    return found


def _parent(row: dict) -> Person:
    return Person(
        "parent", row["parent"], row["parent_ref"], row["parent_first"], row["parent_last"], row["parent_user"]
    )


def _child(row: dict) -> Person:
    return Person(
        "child", row["child"], row["child_ref"], row["child_first"], row["child_last"], row["child_user"],
        row["born"], row["municipality"] or "", row["holiday_region"] or "",
    )  # fmt: skip


def _add(people: list[Person], person: Person) -> None:
    if person.pk not in [known.pk for known in people]:
        people.append(person)


def _status(couple: Couple, rows: list[dict], n: int, day: date) -> Status:
    if couple.children and any(row[f"others_{n}"] for row in rows):
        # A half-sibling with a holder elsewhere, or a court that decided: rare enough to ask the ground floor, which knows every family.
        return agreement.consent_status(Case.objects.get(pk=couple.case_id), day)
    return authority.worst(verdict for purpose in NEEDED for verdict in _verdicts(couple, rows, n, day, purpose))


def _verdicts(couple: Couple, rows: list[dict], n: int, day: date, purpose: str) -> Iterable[Verdict]:
    for parent in couple.parents:
        row = next(row for row in rows if row["parent"] == parent.pk)
        giver = ("parent", parent.pk)
        yield authority.judge(needed=[giver], answers={giver: row[f"self_{purpose}"]})
    for child in couple.children:
        mine = [row for row in rows if row["child"] == child.pk]
        holders = [row["parent"] for row in mine if row[f"holds_{n}"]]
        needed = authority.givers_for_child(child_id=child.pk, birth_date=child.birth_date, holders=holders, on=day)
        answers = {("parent", row["parent"]): row[f"about_{purpose}"] for row in mine}
        answers["child", child.pk] = mine[0][f"own_{purpose}"]
        yield authority.judge(needed=needed, answers=answers)
