"""Reads for a data set: what consent says today, and the answered lists of whoever is in (law.md R72). No names leave."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from centre import clock
from centre.authority import GUARDIAN, INCAPABLE, age_on
from centre.models import Case, Child, Consent, ConsentRuling, Dossier, Parent, ParentalAuthority
from centre.models.consent import Purpose
from groups.models import Placement
from groups.states import GroupState
from research import inclusion, scoring
from research.disclosing import Record
from research.inclusion import Admission, Word
from research.models import InstrumentVersion, Measurement, Response, Score
from research.pseudonyms import FAMILY, GROUP, PERSON, Pseudonyms

#: So many cases are held in memory at once.
PORTION = 200
#: Answered before the yes: never used (when the setting says so).
BEFORE_THE_YES = "answered_before_the_yes"


@dataclass
class Extraction:
    """The records before anything is made coarser, who stands behind them, and what stayed out by reason."""

    records: list[Record] = field(default_factory=list)
    #: Record's pseudonyms (family, person) and (family, subject) → {(dossier, case)}; a family may have come back.
    behind: dict[tuple[str, str], set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    out: Counter = field(default_factory=Counter)
    versions: dict[tuple[str, int], InstrumentVersion] = field(default_factory=dict)


@dataclass(frozen=True)
class _Portion:
    """The facts of some cases, read once each."""

    parents: dict[int, list[Parent]]
    children: dict[int, list[Child]]
    holders: dict[int, set[int]]
    words: inclusion.Words
    guardians: dict[tuple[int, int], datetime]
    #: (case, child) of a child that cannot weigh its own interests: who has authority decides.
    incapable: set[tuple[int, int]]
    groups: dict[int, int]
    anchors: dict[int, date]
    files: dict[tuple[str, int], int]


def extract(names: Pseudonyms, *, with_items: bool, only_after_yes: bool) -> Extraction:
    """Every answered list of everybody whose consent is there at this moment."""
    made = Extraction()
    answered = Response.objects.filter(answered_at__lte=clock.now()).order_by()
    numbers = sorted(set(answered.values_list("measurement__case", flat=True)))
    for start in range(0, len(numbers), PORTION):
        cases = list(Case.objects.filter(pk__in=numbers[start : start + PORTION]).select_related("family"))
        facts = _read(cases)
        by_number = {case.pk: case for case in cases}
        for response in _responses(list(by_number), with_items):
            _take(made, by_number[response.measurement.case_id], response, facts, names, only_after_yes)
    return made


def admissions(case: Case) -> dict[tuple[str, int], Admission]:
    """{("parent" or "child", person): whether and since when} of one case today; ("family", 0) is the couple."""
    facts = _read([case])
    found = {("family", 0): inclusion.of_parents(_ids(facts.parents[case.family_id]), facts.words)}
    for child in facts.children[case.family_id]:
        found["child", child.pk] = _of_child(case, child, facts)
    return found


def who_allows(cases: Sequence[Case]) -> dict[int, set[Parent | Child]]:
    """{case: the parents who said yes about themselves, and the children whose answers may be used} today."""
    facts = _read(cases)
    found = {}
    for case in cases:
        own = {parent: (("parent", parent.pk), None) for parent in facts.parents[case.family_id]}
        found[case.pk] = {parent for parent, key in own.items() if facts.words.get(key, inclusion.NOTHING).since}
        children = facts.children[case.family_id]
        found[case.pk] |= {child for child in children if _of_child(case, child, facts).since}
    return found


def _take(
    made: Extraction, case: Case, response: Response, facts: _Portion, names: Pseudonyms, only_after: bool
) -> None:
    asked = response.measurement
    parents = facts.parents[case.family_id]
    couple = inclusion.of_parents(_ids(parents), facts.words)
    about = asked.about_child_id or asked.informant_child_id
    child = next((one for one in facts.children[case.family_id] if one.pk == about), None)
    admitted, alone = couple, False
    if about and child is None:
        # No child of this family any more: nobody here can say yes about it.
        admitted = Admission(None, inclusion.CHILD)
    elif child:
        own = _of_child(case, child, facts)
        # A child that decides alone does so about an own list too; without its parents it stands in no family.
        incapable = (case.pk, child.pk) in facts.incapable
        decides = inclusion.decides_alone(child.birth_date, clock.today(), incapable=incapable)
        alone = bool(asked.informant_child_id) and couple.since is None and decides
        admitted = own if alone else inclusion.together(own, couple)
    if admitted.since is None:
        made.out[admitted.reason] += 1
    elif only_after and response.answered_at < admitted.since:
        made.out[BEFORE_THE_YES] += 1
    else:
        _add(made, case, response, facts, names, child, alone)


def _add(made, case, response, facts, names, child, alone) -> None:
    asked = response.measurement
    family = names.name(FAMILY, case.family.reference, *([child.reference] if alone else []))
    called = {
        person: names.name(PERSON, case.family.reference, person.reference)
        for person in [*facts.parents[case.family_id], *([child] if child else [])]
    }
    informant = child
    if asked.informant_parent_id:
        informant = next(one for one in facts.parents[case.family_id] if one.pk == asked.informant_parent_id)
    subject = child or informant
    group = facts.groups.get(case.pk)
    day = timezone.localdate(response.answered_at)
    version = asked.version
    made.versions[version.instrument.key, version.version] = version
    made.records.append(
        Record(
            family=family, person=called[informant], subject=called[subject],
            group=names.name(GROUP, str(group)) if group else "",
            role=_role(names, case, informant), about="child" if child and informant != child else "self",
            instrument=version.instrument.key, version=version.version, scoring=version.sha256[:12], wave=asked.wave,
            days=(day - facts.anchors[case.pk]).days,
            age=age_on(child.birth_date, day) if child else None,
            scores={row.scale: _told(row) for row in response.scores.all()},
            items=_items(response), child=called[child] if child else "",
        )
    )  # fmt: skip
    for person in {informant, subject}:
        kind = "parent" if isinstance(person, Parent) else "child"
        made.behind[family, called[person]].add((facts.files[kind, person.pk], case.pk))


def _role(names: Pseudonyms, case: Case, informant) -> str:
    """Neutral: which parent is called a falls by lot within the project, never by who came first."""
    if not isinstance(informant, Parent):
        return "child"
    return "parent_a" if (informant.side == "a") == names.drawn(case.family.reference) else "parent_b"


def _told(score: Score) -> tuple[str, str]:
    if score.value is None:
        return str(scoring.NOT_ANSWERED), score.reason
    return format(score.value.normalize() if score.value else Decimal(0), "f"), ""


def _items(response: Response) -> dict[str, int]:
    """Closed answers by their code; what is no number is no closed answer and stays here."""
    if "answers" in response.get_deferred_fields():
        return {}
    return {key: value for key, value in sorted(response.answers.items()) if isinstance(value, int)}


def _of_child(case: Case, child: Child, facts: _Portion) -> Admission:
    return inclusion.of_child(
        child.pk, child.birth_date, holders=facts.holders[child.pk], on=clock.today(),
        guardian_since=facts.guardians.get((case.pk, child.pk)), incapable=(case.pk, child.pk) in facts.incapable,
        words=facts.words,
    )  # fmt: skip


def _ids(parents: Sequence[Parent]) -> list[int]:
    return [parent.pk for parent in parents]


def _responses(numbers: list[int], with_items: bool) -> Iterator[Response]:
    rows = Response.objects.filter(measurement__case__in=numbers, answered_at__lte=clock.now())
    rows = rows.select_related("measurement__version__instrument").prefetch_related("scores").order_by("pk")
    yield from (rows if with_items else rows.defer("answers")).iterator(chunk_size=500)


def _read(cases: Sequence[Case]) -> _Portion:
    numbers, families = [case.pk for case in cases], {case.family_id for case in cases}
    parents, children = defaultdict(list), defaultdict(list)
    for parent in Parent.objects.filter(family__in=families).defer("contact", "safe_contact_note").order_by("side"):
        parents[parent.family_id].append(parent)
    links = Child.families.through.objects.filter(family__in=families).select_related("child")
    for link in links.order_by("child"):
        children[link.family_id].append(link.child)
    holders = defaultdict(set)
    known = {child.pk for group in children.values() for child in group}
    # Also of whom nobody knows yet: nothing is used without that yes, just as nothing begins without it.
    held = ParentalAuthority.objects.maybe_holding_on(clock.today()).filter(child__in=known)
    for child, parent in held.values_list("child", "parent"):
        holders[child].add(parent)
    return _Portion(
        parents, children, holders, _words(families, known), _guardians(numbers), _incapable(numbers),
        _groups(numbers), _anchors(numbers), _files(parents, children),
    )  # fmt: skip


def _words(families: set[int], known: set[int]) -> dict[tuple, Word]:
    """{(giver, child or None): Word}: the last word of somebody over all own cases, whichever case it was noted in.

    Of the parents of these families, and of everybody who answered about a child of them: a child may have two families.
    """
    rows = Consent.objects.filter(purpose=Purpose.RESEARCH, answered_at__lte=clock.now())
    rows = rows.filter(Q(giver_parent__family__in=families) | Q(about_child__in=known) | Q(giver_child__in=known))
    said = defaultdict(list)
    facts = rows.order_by("answered_at", "pk").values_list(
        "giver_parent", "giver_child", "about_child", "answered_at", "answer"
    )
    for parent, child, about, moment, answer in facts:
        said[("child", child) if child else ("parent", parent), about].append((moment, answer))
    return {key: inclusion.latest_word(answers) for key, answers in said.items()}


def _rulings(numbers: list[int], kind: str) -> QuerySet[ConsentRuling]:
    """What was recorded about research in these cases and runs today."""
    today = clock.today()
    rows = ConsentRuling.objects.filter(case__in=numbers, purpose=Purpose.RESEARCH, kind=kind, since__lte=today)
    return rows.filter(Q(until=None) | Q(until__gte=today))


def _guardians(numbers: list[int]) -> dict[tuple[int, int], datetime]:
    """Where no parent has authority: the guardian's recorded yes to research."""
    rows = _rulings(numbers, GUARDIAN).order_by("-recorded_at")
    return {(case, child): moment for case, child, moment in rows.values_list("case", "child", "recorded_at")}


def _incapable(numbers: list[int]) -> set[tuple[int, int]]:
    """Children from twelve on that cannot weigh their own interests in this (Jw 7.3.15)."""
    return set(_rulings(numbers, INCAPABLE).values_list("case", "child"))


def _groups(numbers: list[int]) -> dict[int, int]:
    rows = Placement.objects.filter(case__in=numbers).exclude(group__state=GroupState.CANCELLED)
    return dict(rows.order_by("placed_on", "pk").values_list("case", "group"))


def _anchors(numbers: list[int]) -> dict[int, date]:
    """One day per case from which all its days are counted: when its first list opened."""
    rows = Measurement.objects.filter(case__in=numbers).order_by("-opens_on")
    return dict(rows.values_list("case", "opens_on"))


def _files(parents: dict, children: dict) -> dict[tuple[str, int], int]:
    people = Q(parent__in=[one.pk for row in parents.values() for one in row])
    people |= Q(child__in=[one.pk for row in children.values() for one in row])
    rows = Dossier.objects.filter(people).values_list("pk", "parent", "child")
    return {("parent", parent) if parent else ("child", child): pk for pk, parent, child in rows}
