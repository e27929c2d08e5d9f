"""Whose yes is asked, what was answered, and whether that is enough on a date (law.md R3)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import BigIntegerField, Q, Value

from centre import authority, clock, sharing
from centre.asked import OF_A_PARENT_ALONE, PER_PARTNER, asked_of_parents
from centre.models import Case, Child, Consent, ConsentRuling, ConsentText, Parent, ParentalAuthority
from centre.models.consent import Purpose
from centre.selectors import case_timeline, children_of, parents_of, people_with_dossier


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
        said.setdefault((row.purpose, row.about_child_id, row.partner_id), []).append(row)
    holds = ParentalAuthority.objects.holding_on(clock.today()).filter(parent=parent)
    held = Child.objects.filter(families=case.family_id, pk__in=holds.values("child")).order_by("birth_date", "pk")
    children = [child for child in held if child.age_on(clock.today()) < 16 or _cannot_weigh(child, case)]
    questions = []
    for purpose in asked_of_parents() if purposes is None else purposes:
        if purpose == Purpose.SHARING:
            questions += _about_partners(parent, case, said)
            continue
        for child in [None] if purpose in OF_A_PARENT_ALONE else [None, *children]:
            answers = said.get((purpose, child.pk if child else None, None), [])
            questions.append(_question(purpose, purpose.label, answers, child=child))
    return questions


def _about_partners(parent: Parent, case: Case, said: dict) -> list[dict]:
    """One question per partner and direction; a direction without a published text is not asked yet."""
    partners = sharing.asked_about(parent, case)
    texts = (
        set(ConsentText.objects.filter(purpose__in=PER_PARTNER).values_list("purpose", flat=True)) if partners else ()
    )
    return [
        _question(
            purpose, sharing.question(partner, purpose), said.get((purpose, None, partner.pk), []), partner=partner
        )
        for partner in partners
        for purpose in sharing.directions(partner)
        if purpose in texts
    ]


def _question(purpose: Purpose, label: str, answers: list[Consent], *, child=None, partner=None) -> dict:
    answer = answers[-1] if answers else None
    return {
        "purpose": purpose, "label": label, "child": child, "partner": partner, "answer": answer, "said": answers,
    }  # fmt: skip


def _cannot_weigh(child: Child, case: Case) -> bool:
    """A recorded ground says that who has authority decides for this child of 16 or 17 (Jw 7.3.15)."""
    rows = ConsentRuling.objects.filter(case=case, child=child, kind=authority.INCAPABLE, since__lte=clock.today())
    rows = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    return child.age_on(clock.today()) < 18 and rows.exists()


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
