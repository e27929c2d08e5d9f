"""Nouns of the ground floor: what rooms and pages read."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from centre import authority, clock
from centre.asked import OF_A_PARENT_ALONE, asked_of_parents
from centre.models import (
    AccessLog,
    Case,
    Child,
    Consent,
    ConsentRuling,
    ContactTask,
    Dossier,
    Message,
    Milestone,
    Note,
    Parent,
    ParentalAuthority,
    Residence,
    SafetyEntry,
    User,
)
from centre.models.consent import Purpose


def my_cases(user: User) -> QuerySet[Case]:
    """Open cases that a member of staff works on, newest first."""
    return Case.objects.visible_to(user).open().with_stage().select_related("region").order_by("-opened_on", "-pk")


def case_timeline(case: Case) -> list[dict]:
    """The milestones in order, for the timeline component."""
    reached = {milestone.kind: milestone for milestone in case.milestones.all()}
    return [
        {"label": Milestone.Kind(kind).label, "date": reached[kind].reached_on, "done": True}
        for kind in Milestone.Kind.values
        if kind in reached
    ]


def message_box(user: User) -> QuerySet[Message]:
    """Everything sent to this person, newest first, without the text."""
    return Message.objects.filter(recipient=user).defer("text").order_by("-sent_at", "-pk")


def who_looked(dossier: Dossier, *, since: date | None = None, until: date | None = None) -> QuerySet[AccessLog]:
    """Looks at one person's dossier by others, newest first: date, role and organisation, never a staff name.

    `since`, `until`: of these days only, both included.

    The person's own looks are left out; for a child's dossier so are both parents' looks (law.md R47).
    """
    looks = AccessLog.objects.filter(dossier=dossier).exclude(audience__in=["parent", "child"])
    # What fetches the own calendar every hour, without signing in.
    looks = looks.exclude(audience="", ground="own")
    if since:
        looks = looks.filter(at__gte=clock.start_of(since))
    if until:
        looks = looks.filter(at__lt=clock.end_of(until))
    return looks.order_by("-at", "-pk")


def flagged(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate `is_flagged`: the latest word in the safety dossier is that the flag is up. For staff surfaces only."""
    return cases.annotate(is_flagged=flag_is_up("pk"))


def flag_is_up(case: str) -> Exact:
    """The same for rows whose case is at the path `case`; False for a row without a case."""
    entries = SafetyEntry.objects.filter(dossier__case=OuterRef(case), kind__in=["flag_set", "flag_lifted"])
    latest = entries.order_by("-entered_at", "-pk").values("kind")[:1]
    return Exact(Coalesce(Subquery(latest), Value("")), Value("flag_set"))


def notes_in(dossier: Dossier, case: Case) -> QuerySet[Note]:
    """The notes of one dossier that belong to one case, newest first: another family's story stays out."""
    return Note.objects.filter(dossier=dossier, case=case).select_related("written_by").order_by("-written_at", "-pk")


def parents_of(case: Case) -> list[Parent]:
    """The two parents in the neutral order of their sides, with user and dossier loaded, for staff."""
    rows = Parent.objects.filter(family=case.family_id).select_related("user").prefetch_related("dossiers")
    return list(rows.order_by("side"))


def children_of(case: Case):
    """The children of a case's family, oldest first."""
    return list(case.family.children.prefetch_related("dossiers").order_by("birth_date", "pk"))


def people_with_dossier(case: Case) -> tuple[list[Parent], list[Child]]:
    """Both parents and the children in one query, each with the own `dossier`, for staff.

    `is_undelivered` on each: mail to this person does not arrive.
    """
    rows = Dossier.objects.of_case(case).annotate(is_undelivered=undelivered())
    rows = rows.select_related("parent__user", "child__user")
    for row in rows:
        row.person.dossier, row.person.is_undelivered = row, row.is_undelivered
    parents = [row.parent for row in rows if row.parent]
    children = [row.child for row in rows if row.child]
    return sorted(parents, key=lambda parent: parent.side), sorted(children, key=lambda child: child.birth_date)


def undelivered() -> Exists:
    """For annotating dossiers: mail to the person whose dossier it is does not arrive."""
    return Exists(
        ContactTask.objects.filter(
            Q(person=OuterRef("parent__user")) | Q(person=OuterRef("child__user")),
            sort=ContactTask.Sort.UNDELIVERED,
            done_at=None,
        )
    )


def cases_of_child(child: Child, user: User) -> list[Case]:
    """Every case of a child that this member of staff may open: of two families where half-siblings live in both."""
    rows = Case.objects.visible_to(user).filter(family__children=child).with_stage()
    return list(rows.order_by("-opened_on", "-pk"))


def payer_of(child, on: date):
    """The municipality where the child was registered on that date (Jw 1.1), or None."""
    rows = Residence.objects.filter(child=child, since__lte=on).select_related("municipality").order_by("-since")
    residence = rows.first()
    return residence.municipality if residence else None


def consent_picture(case: Case, purpose: str, on: date | None = None, *, people: tuple | None = None) -> list[dict]:
    """Who must still say what, on a date: one line per subject with its verdict (for staff).

    Each parent decides about the own help; for each child the holders of authority and, by age, the child.
    `people`: (parents, children) when the page has read them already.
    """
    on = on or clock.today()
    answers = _latest_answers(case, [purpose], on)
    parents, children = people or (parents_of(case), children_of(case))
    asked = _asked_long_ago(case, parents, children, on)
    return _lines(purpose, on, answers, parents, children, _holders([case], on), asked)


def consent_pictures(case: Case, purposes: list[str], *, people: tuple | None = None) -> dict[str, list[dict]]:
    """`consent_picture` of today for several purposes, each fact read once: {purpose: lines}."""
    on = clock.today()
    parents, children = people or people_with_dossier(case)
    answers, holders = _latest_answers(case, purposes, on), _holders([case], on)
    asked = _asked_long_ago(case, parents, children, on)
    return {name: _lines(name, on, answers, parents, children, holders, asked) for name in purposes}


def case_sheet(case: Case) -> dict:
    """Everything that the page of one case shows, each fact read once."""
    parents, children = people_with_dossier(case)
    pictures = consent_pictures(case, [Purpose.TREATMENT, Purpose.GROUP], people=(parents, children))
    return {
        "parents": parents,
        "children": children,
        "timeline": case_timeline(case),
        "treatment": pictures[Purpose.TREATMENT],
        "group": pictures[Purpose.GROUP],
    }


def consent_status(case: Case, on: date | None = None, purposes: Iterable[str] = ("treatment", "group")) -> str:
    """The worst verdict over all people and purposes: one of centre.authority.Status."""
    on = on or clock.today()
    purposes = list(purposes)
    answers = _latest_answers(case, purposes, on)
    (parents, children), holders = people_with_dossier(case), _holders([case], on)
    lines = [line for purpose in purposes for line in _lines(purpose, on, answers, parents, children, holders)]
    return authority.worst(line["verdict"] for line in lines)


def own_consents(parent: Parent, case: Case, *, purposes: Iterable[Purpose] | None = None) -> list[dict]:
    """The questions that this parent answers, with the own latest answer and all earlier ones; nothing of anybody else.

    `purposes`: these only; otherwise all that are asked now.
    """
    own = Consent.objects.filter(case=case, giver_parent=parent).order_by("answered_at", "pk")
    said: dict[tuple, list[Consent]] = {}
    for row in own:
        said.setdefault((row.purpose, row.about_child_id), []).append(row)
    holds = ParentalAuthority.objects.holding_on(clock.today()).filter(parent=parent)
    held = Child.objects.filter(families=case.family_id, pk__in=holds.values("child")).order_by("birth_date", "pk")
    children = [child for child in held if child.age_on(clock.today()) < 16 or _cannot_weigh(child, case)]
    questions = []
    for purpose in asked_of_parents() if purposes is None else purposes:
        for child in [None] if purpose in OF_A_PARENT_ALONE else [None, *children]:
            answers = said.get((purpose, child.pk if child else None), [])
            facts = {"answer": answers[-1] if answers else None, "said": answers}
            questions.append({"purpose": purpose, "label": purpose.label, "child": child, **facts})
    return questions


def _cannot_weigh(child: Child, case: Case) -> bool:
    """A recorded ground says that who has authority decides for this child of 16 or 17 (Jw 7.3.15)."""
    rows = ConsentRuling.objects.filter(case=case, child=child, kind=authority.INCAPABLE, since__lte=clock.today())
    rows = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    return child.age_on(clock.today()) < 18 and rows.exists()


def agreed_to_share() -> QuerySet[Case]:
    """Cases in which both parents said yes to telling the referrer the stage (domain.md 8 item 19)."""
    answers = Consent.objects.filter(
        case=OuterRef(OuterRef("pk")), giver_parent=OuterRef("pk"), purpose=Purpose.SHARING, about_child=None
    ).order_by("-answered_at", "-pk")
    parents = Parent.objects.filter(family=OuterRef("family"))
    # Silence becomes a word, because NULL would slip through the comparison.
    said = Coalesce(Subquery(answers.values("answer")[:1]), Value("silent"))
    return Case.objects.filter(Exists(parents)).exclude(Exists(parents.annotate(said=said).exclude(said="given")))


def sharing_agreed(case: Case) -> bool:
    """Both parents of this case said yes to telling the referrer the stage."""
    return agreed_to_share().filter(pk=case.pk).exists()


#: Days after which no answer to a question is called silence.
SILENT_AFTER = 14


def _latest_answers(case: Case, purposes: list[str], on: date) -> dict:
    """{(purpose, child, giver): answer} with what a court or the law decided on that date; one query."""
    consents = Consent.objects.counting_in(case).filter(purpose__in=purposes)
    running = ConsentRuling.objects.filter(
        Q(until=None) | Q(until__gte=on), case=case, purpose__in=purposes, since__lte=on
    )
    rows = consents.values_list("pk", "purpose", "about_child", "giver_child", "giver_parent", "answer", "answered_at")
    rulings = running.values_list(
        "pk", "purpose", "child", Value(None, BigIntegerField()), "parent", "kind", "recorded_at"
    )
    answers = {}
    for row in sorted(rows.union(rulings, all=True), key=lambda row: (row[6], row[0])):
        _pk, purpose, about, child, parent, answer, _at = row
        if answer in ConsentRuling.Kind.values:
            answers[purpose, about, answer, parent] = answer
        else:
            answers[purpose, about, ("child", child) if child else ("parent", parent)] = answer
    return answers


def _asked_long_ago(case: Case, parents: list[Parent], children: list[Child], on: date) -> set[authority.Giver]:
    """Who could have answered for weeks: everybody with an account, once the case is that old."""
    if case.opened_on > on - timedelta(days=SILENT_AFTER):
        return set()
    people = [("parent", row) for row in parents] + [("child", row) for row in children]
    return {(kind, row.pk) for kind, row in people if row.user_id}


def _holders(cases: list[Case], on: date) -> dict[int, set[int]]:
    families = [case.family_id for case in cases]
    rows = ParentalAuthority.objects.maybe_holding_on(on).filter(child__families__in=families)
    holders: dict[int, set[int]] = {}
    for child_id, parent_id in rows.values_list("child_id", "parent_id").distinct():
        holders.setdefault(child_id, set()).add(parent_id)
    return holders


def _lines(purpose, on, answers, parents, children, holders, asked=frozenset()) -> list[dict]:
    lines = []
    names = {("parent", parent.pk): str(parent) for parent in parents}
    names |= {("child", child.pk): str(child) for child in children}
    for parent in parents:
        giver = ("parent", parent.pk)
        given = {giver: answers.get((purpose, None, giver))}
        lines.append(_line(parent, authority.judge(needed=[giver], answers=given, asked=asked), names))
    for child in children:
        needed = authority.givers_for_child(
            child_id=child.pk, birth_date=child.birth_date, holders=holders.get(child.pk, ()), on=on,
            grounds=[kind for kind in ConsentRuling.Kind.values if (purpose, child.pk, kind, None) in answers],
            resists=answers.get((purpose, child.pk, ("child", child.pk))) in authority.NO,
        )  # fmt: skip
        about = {giver: answers.get((purpose, child.pk, giver)) for giver in needed}
        court = [
            giver for giver in needed if (purpose, child.pk, "replaced", giver[1]) in answers and giver[0] == "parent"
        ]
        required = (purpose, child.pk, "not_required", None) not in answers
        verdict = authority.judge(needed=needed, answers=about, replaced=court, asked=asked, required=required)
        lines.append(_line(child, verdict, names))
    return lines


def _line(person, verdict: authority.Verdict, names: dict) -> dict:
    def called(givers):
        return [names[giver] for giver in givers if giver in names]

    return {
        "person": person,
        "verdict": verdict,
        "status": verdict.status.value,
        "missing_names": called(verdict.missing),
        "refused_names": called(verdict.refused),
        "silent_names": called(verdict.silent),
        "replaced_names": called(verdict.replaced),
    }
