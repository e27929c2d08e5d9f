"""What a coordinator sees beside a request: who it may belong to, why, and what a person said about it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from centre import clock
from centre.audiences import Audience
from centre.models import Case, Child, Parent, User
from centre.reference.names import fold
from centre.reference.sounds import sound
from intake import matching
from intake.models import ChildMerge, HelpRequest, MatchDecision, MatchTrace

#: More candidates than these are not read by anybody (days for the list of decisions that can be undone).
MOST, RECENT_DAYS = 20, 30


@dataclass(frozen=True)
class Candidate:
    """Another request that may be of the same family. `verdict`: same, different or empty."""

    request: HelpRequest
    likeness: matching.Likeness
    verdict: str = ""


@dataclass(frozen=True)
class KnownChild:
    """A child in a case that this person may open. `likeness`: 0 to 1 of the first names; `was_here`: it is closed."""

    name: str
    case: str
    born: date
    likeness: float
    parents_agree: bool = False
    was_here: bool = False

    @property
    def is_likely(self) -> bool:
        return self.likeness >= matching.ALIKE or self.parents_agree


def in_reach(user: User) -> QuerySet[HelpRequest]:
    """Requests of this coordinator's regions; an unknown town is everybody's."""
    here = Q(region__in=user.regions_as(Audience.COORDINATOR)) | Q(region=None)
    return HelpRequest.objects.filter(here, sent_at__isnull=False)


def decided_lately(user: User) -> QuerySet[HelpRequest]:
    """Requests that were handled, newest first: these decisions can still be undone."""
    since = clock.today().toordinal() - RECENT_DAYS
    rows = in_reach(user).filter(handled_at__date__gte=date.fromordinal(since))
    return rows.select_related("region", "case", "handled_by").defer("answers").order_by("-handled_at", "-pk")


def of_case(case: Case) -> QuerySet[HelpRequest]:
    """The requests that were put with a case, in the neutral order of the sides of their senders."""
    rows = HelpRequest.objects.filter(case=case).select_related("handled_by", "parent", "region")
    return rows.order_by("parent__side", "pk")


def candidates(user: User, row: HelpRequest) -> list[Candidate]:
    """Other requests that share a trace with this one, most alike first; four queries."""
    own = set(row.traces.values_list("kind", "digest"))
    shared = MatchTrace.objects.filter(digest__in=[digest for _kind, digest in own]).exclude(request=row)
    others = in_reach(user).filter(pk__in=shared.values("request")).order_by("-sent_at").defer("answers")[:MOST]
    others = list(others.prefetch_related("traces"))
    decisions = MatchDecision.objects.filter(Q(one=row) | Q(two=row), undone_at=None)
    said = {(word.two_id if word.one_id == row.pk else word.one_id): word.verdict for word in decisions}
    found = [
        Candidate(
            other,
            matching.likeness(own, [(trace.kind, trace.digest) for trace in other.traces.all()]),
            said.get(other.pk, ""),
        )
        for other in others
    ]
    shown = [one for one in found if one.likeness.score >= matching.WORTH_SHOWING or one.likeness.reasons]
    return sorted(shown, key=lambda one: -one.likeness.score)


def twin_of(row: HelpRequest) -> HelpRequest | None:
    """The one open request of which a person said that it is of the same family."""
    said = MatchDecision.objects.filter(Q(one=row) | Q(two=row), undone_at=None, verdict=MatchDecision.Verdict.SAME)
    keys = [word.two_id if word.one_id == row.pk else word.one_id for word in said]
    return HelpRequest.objects.filter(pk__in=keys, handled_at=None).order_by("sent_at").first()


def children_told(row: HelpRequest, twin: HelpRequest | None = None) -> list[dict]:
    """The children of both requests together, for staff: [{first_name, last_name, birth_date, town, born, told_in}].

    One child that both name is one line; `last_name` is filled in only when both parents have the same.
    """
    names = {fold(row.answers[who]["last_name"]): row.answers[who]["last_name"] for who in ("you", "other")}
    last_name = next(iter(names.values())) if len(names) == 1 else ""
    found: dict[tuple[str, str], dict] = {}
    for sent in [row, *([twin] if twin else [])]:
        for child in sent.answers["children"]["rows"]:
            line = {**child, "last_name": last_name, "born": date.fromisoformat(child["birth_date"]), "told_in": []}
            kept = found.setdefault((sound(child["first_name"]), child["birth_date"]), line)
            kept["told_in"].append(sent.reference)
    return list(found.values())


def names(row: HelpRequest, child: Child) -> bool:
    """Whether this request names this child: a name that sounds the same, with the same date of birth."""
    told = row.answers["children"]["rows"]
    same = (sound(child.first_name), child.birth_date.isoformat())
    return any((sound(line["first_name"]), line["birth_date"]) == same for line in told)


def left_out(row: HelpRequest, case: Case) -> list[Child]:
    """The children of this case whom the request does not name, the oldest first."""
    return [child for child in case.family.children.order_by("birth_date", "pk") if not names(row, child)]


def possibly_known(user: User, row: HelpRequest) -> list[KnownChild]:
    """Children of the same birth date in this person's own cases: a likely double stands first, a twin last."""
    told = row.answers
    names = {
        matching.whole_name(told[who]["first_name"], told[who]["last_name"]) for who in ("you", "other") if who in told
    }
    asked = {child["birth_date"]: child["first_name"] for child in told["children"]["rows"]}
    return children_like(user, asked, parent_names=names)


def children_like(user: User, asked: dict[str, str], *, parent_names: set[str] = frozenset()) -> list[KnownChild]:
    """Children born on these dates in cases that this person may open. `asked`: {ISO date: first name}.

    Of a family without an open case its newest closed case is named: it may be coming back.
    """
    cases = _newest_of_each_family(user)
    rows = Child.objects.filter(birth_date__in=asked, families__cases__in=cases)
    told = ("first_name", "birth_date", "families", "families__cases__reference", "families__cases__closed_on")
    rows = rows.values_list(*told).distinct()[: 5 * MOST]
    parents = Parent.objects.filter(family__in={family for _name, _born, family, *_case in rows})
    agree = {
        family
        for family, first, last in parents.values_list("family", "first_name", "last_name")
        if fold(f"{first} {last}") in parent_names
    }
    found = [
        KnownChild(name, case, born, matching.names_alike(asked[born.isoformat()], name), family in agree, bool(closed))
        for name, born, family, case, closed in rows
    ]
    return sorted(found, key=lambda line: (not line.is_likely, -line.likeness))


def _newest_of_each_family(user: User) -> QuerySet[Case]:
    """Of the cases that this person may open: those that are open, and the last one of a family without any."""
    others = Case.objects.filter(family=OuterRef("family")).exclude(pk=OuterRef("pk"))
    later = others.filter(
        Q(closed_on=None)
        | Q(closed_on__gt=OuterRef("closed_on"))
        | Q(pk__gt=OuterRef("pk"), closed_on=OuterRef("closed_on"))
    )
    return Case.objects.visible_to(user).filter(Q(closed_on=None) | ~Exists(later))


def children_in_reach(user: User) -> QuerySet[Child]:
    """Children of the open cases that this person may open."""
    cases = Case.objects.visible_to(user).open()
    return Child.objects.filter(pk__in=Child.objects.filter(families__cases__in=cases).values("pk"))


def children_found(user: User, *, first_name: str, birth_date: date) -> list[dict]:
    """Who is there already with this birth date: [{child, cases, is_likely, was_here}], the likely ones first.

    `cases`: references of the cases that this user may open; `was_here`: every case of this child is closed.
    """
    cases = Case.objects.visible_to(user)
    known = Child.objects.filter(birth_date=birth_date, families__cases__in=cases).values("pk")
    here = children_in_reach(user).filter(pk=OuterRef("pk"))
    own = Prefetch("families__cases", queryset=cases)
    rows = Child.objects.filter(pk__in=known).annotate(is_here=Exists(here)).prefetch_related(own)[:MOST]
    found = [
        {
            "child": row,
            "was_here": not row.is_here,
            "cases": [case.reference for family in row.families.all() for case in family.cases.all()],
            "likeness": matching.names_alike(first_name, row.first_name),
        }
        for row in rows
    ]
    for line in found:
        line["is_likely"] = line["likeness"] >= matching.ALIKE
    return sorted(found, key=lambda line: -line["likeness"])


def likely_children(user: User, first_name: str, birth_date: date, *, beside: Case) -> list[dict]:
    """Children with this birth date and a name alike in other families of the own cases."""
    here = set(Child.objects.filter(families=beside.family_id).values_list("pk", flat=True))
    found = children_found(user, first_name=first_name, birth_date=birth_date)
    return [line for line in found if line["is_likely"] and line["child"].pk not in here]


def merges(user: User) -> QuerySet[ChildMerge]:
    """What was merged in the own cases and still stands, newest first."""
    rows = ChildMerge.objects.filter(kept__in=children_in_reach(user), undone_at=None)
    return rows.select_related("kept", "gone", "merged_by").order_by("-merged_at", "-pk")
