"""Per child who must still say what (law.md R2, R3, R8), and the birthdays on which that changes."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from centre import agreement, asked, authority_papers, clock, selectors, sharing, taken_back
from centre.authority import age_on
from centre.models import Case, Child, ConsentRuling, Dossier, ParentalAuthority, User
from centre.models.consent import Purpose
from centre.regimes import articles_of
from intake import steps
from intake.models import Application

#: What a court or a measure may decide about.
RULED = (Purpose.TREATMENT, Purpose.GROUP, Purpose.RESEARCH)
#: Birthdays that change who decides (law.md 1.2): the child too, the child alone, an adult.
TURNING = (12, 16, 18)
#: How many days a birthday stays on the desk, and how many days ahead it stands there (law.md R8).
STAYS, AHEAD = 14, 60
#: From this age nobody has authority any more.
GROWN_UP = 18


def screen(case: Case) -> dict:
    """One screen: a table per purpose, who has authority, the decisions of courts, the birthdays. Ten queries at most."""
    parents, children = selectors.people_with_dossier(case)
    # Without mail: that stands with how each parent wants to be reached.
    purposes = [purpose for purpose in asked.asked_of_parents() if purpose not in asked.OF_A_PARENT_ALONE]
    pictures = agreement.consent_pictures(case, purposes, people=(parents, children))
    tables = [{"purpose": name, "label": name.label, "slug": name, "lines": pictures[name]} for name in purposes]
    tables += sharing.tables(case, parents)
    return {
        "tables": tables,
        "articles": articles_of(case.legal_regime),
        "children": authority_lines(case, children),
        "rulings": rulings_of(case).select_related("child", "parent", "recorded_by", "weighed_with"),
        "birthdays": birthdays(children, clock.today()),
        "procedures": authority_papers.procedures_about(children),
        "noes": taken_back.noes_in([case.pk]),
    }


def authorities_of(case: Case) -> QuerySet[ParentalAuthority]:
    """Who of this family has, had or will have authority over which child, the latest first."""
    rows = ParentalAuthority.objects.filter(parent__family=case.family_id, child__families=case.family_id)
    rows = rows.select_related("child", "parent__family", "checked_by", "decision", "end_decision")
    return rows.order_by("child", "parent__side", "-since")


def authority_lines(case: Case, children: list[Child]) -> list[dict]:
    """[{child, rows, is_nobodys}] of children under eighteen; `standing` on each row: ahead, running or ended, and `check`:
    declared (nobody saw papers), again (long ago, or a procedure runs or ended since) or empty; `says`: no or unsure,
    when the parent's own application contradicts the line. Three queries.
    """
    today, rows, old, told = clock.today(), {}, authority_papers.old_before(), _told_in_applications(case)
    ends = {}
    for procedure in authority_papers.procedures_about(children):
        ends[procedure.child_id] = max(ends.get(procedure.child_id, date.min), procedure.ended_on or date.max)
    for row in authorities_of(case):
        has_ended = row.until is not None and row.until < today
        row.standing = "ended" if has_ended else "ahead" if row.since > today else "running"
        is_seen = row.checked_on and row.evidence != ParentalAuthority.Evidence.DECLARED
        is_lately = is_seen and row.checked_on >= old and row.checked_on > ends.get(row.child_id, date.min)
        seen = "declared" if not is_seen else "" if is_lately else "again"
        row.check = "" if has_ended else seen
        answer = steps.authority_told(told.get(row.parent_id, {}), row.child.reference)
        row.says = "" if has_ended or answer == "yes" else answer
        rows.setdefault(row.child_id, []).append(row)
    minors = [child for child in children if age_on(child.birth_date, today) < GROWN_UP]
    lines = [{"child": child, "rows": rows.get(child.pk, [])} for child in minors]
    return [line | {"is_nobodys": not any(row.standing == "running" for row in line["rows"])} for line in lines]


def _told_in_applications(case: Case) -> dict[int, dict]:
    """What each parent sent, by parent; read here for the declared authority alone."""
    rows = Application.objects.filter(case=case, submitted_at__isnull=False).select_related("dossier")
    return {row.dossier.parent_id: row.answers for row in rows}


def rulings_of(case: Case) -> QuerySet[ConsentRuling]:
    """What courts and the law decided, newest first."""
    return ConsentRuling.objects.filter(case=case).order_by("-since", "-pk")


def birthdays(children: list[Child], today: date) -> list[dict]:
    """[{child, age, on, is_past}] of twelfth, sixteenth and eighteenth birthdays around today."""
    found = []
    for child in children:
        for offset in range(-STAYS, AHEAD + 1):
            day = today + timedelta(days=offset)
            age = age_on(child.birth_date, day)
            if age in TURNING and age_on(child.birth_date, day - timedelta(days=1)) < age:
                found.append({"child": child, "age": age, "on": day, "is_past": day <= today})
    return found


def born_to_turn(today: date, *, ahead: int = 0) -> list[date]:
    """Birth dates of whoever turned 12, 16 or 18 in the past two weeks, today included, or will in `ahead` days."""
    found = []
    for offset in range(-ahead, STAYS):
        day = today - timedelta(days=offset)
        for age in TURNING:
            born = [
                day.replace(year=day.year - age, day=min(day.day, 28)) + timedelta(days=extra) for extra in range(-1, 4)
            ]
            found += [b for b in born if age_on(b, day) == age and age_on(b, day - timedelta(days=1)) < age]
    return sorted(set(found))


def turned(today: date) -> list[tuple[Case, Child, int, date]]:
    """(open case, child, age, birthday) of the past two weeks; not a birthday from before the case began."""
    children = Child.objects.filter(birth_date__in=born_to_turn(today), families__cases__closed_on=None)
    cases = Case.objects.filter(family__children__in=children, closed_on=None).select_related("family")
    found = []
    for case in cases.prefetch_related(Prefetch("family__children", children.select_related("user").distinct())):
        for line in birthdays(list(case.family.children.all()), today):
            if line["is_past"] and line["on"] >= case.opened_on:
                found.append((case, line["child"], line["age"], line["on"]))
    return list(dict.fromkeys(found))


def turning_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with a child whose say changes within sixty days or changed in the past two weeks."""
    born = born_to_turn(clock.today(), ahead=AHEAD)
    children = Child.objects.filter(families=OuterRef("family"), birth_date__in=born)
    return cases.filter(Exists(children))


def own_dossiers(user: User) -> QuerySet[Dossier]:
    """The file of the child behind an account; `dossier_id` names it in the log."""
    return Dossier.objects.filter(child__user=user).select_related("child").annotate(dossier_id=F("pk"))


def own_case(child: Child) -> Case | None:
    """The newest open case of a child."""
    return Case.objects.filter(family__children=child, closed_on=None).order_by("-opened_on", "-pk").first()


def own_case_of(user: User) -> Case | None:
    """The newest open case of the child behind an account."""
    return Case.objects.filter(family__children__user=user, closed_on=None).order_by("-opened_on", "-pk").first()
