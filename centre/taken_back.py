"""A yes that was taken back: whom it keeps out of the roll call, and who has to do something about it (law.md R7)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from centre import clock
from centre.audiences import Audience
from centre.authority import WITHOUT_PARENTS, born_by
from centre.children import DECIDES_ALONE, GROWN_UP, SPEAKS_ALONG
from centre.consent_history import NEEDED
from centre.models import CareRelation, Case, Consent, ConsentRuling, Milestone, ParentalAuthority, User

Answer, Kind = Consent.Answer, ConsentRuling.Kind
NO = (Answer.REFUSED, Answer.WITHDRAWN)
#: Whom an answer keeps out: ("parent", id) or ("child", id).
Who = tuple[str, int]


def noes() -> QuerySet[Consent]:
    """Last words of people whose yes is needed today, about treatment or the group, that are a no nobody handled yet.

    A no after a yes, and any no while the family has a seat. A new yes, a decision that replaces it, a birthday or the
    end of authority takes it off by itself.
    """
    today = clock.today()
    same = Consent.objects.annotate(subject=_subject("about_child")).filter(
        Q(giver_parent=OuterRef("giver_parent")) | Q(giver_child=OuterRef("giver_child")),
        case=OuterRef("case"), purpose=OuterRef("purpose"), subject=_subject(OuterRef("about_child")),
    )  # fmt: skip
    newer = Q(answered_at__gt=OuterRef("answered_at")) | Q(answered_at=OuterRef("answered_at"), pk__gt=OuterRef("pk"))
    seats = Milestone.objects.filter(
        Q(case=OuterRef("case")) | Q(case__family__children=OuterRef("about_child")),
        kind=Milestone.Kind.PLACED, case__closed_on=None,
    )  # fmt: skip
    rows = Consent.objects.filter(_is_asked(today), answer__in=NO, purpose__in=NEEDED, handling=None)
    rows = rows.filter(Exists(same.filter(answer=Answer.GIVEN)) | Exists(seats))
    return rows.exclude(Exists(same.filter(newer)))


def noes_in(cases: Iterable[int]) -> QuerySet[Consent]:
    """Of these cases, with those of a holder of authority in another family of a child."""
    cases = list(cases)
    elsewhere = Q(about_child__families__cases__in=cases, giver_parent__isnull=False)
    elsewhere &= ~Q(giver_parent__family__cases__in=cases)
    rows = noes().filter(Q(case__in=cases) | elsewhere).distinct()
    return rows.select_related("about_child", "giver_parent", "giver_child").order_by("answered_at", "pk")


def noes_ever(case: Case) -> QuerySet[Consent]:
    """Every no that counts or counted in this case, with what was done about it, the newest first."""
    rows = Consent.objects.counting_in(case).filter(answer__in=NO, purpose__in=NEEDED)
    people = ("about_child", "giver_parent", "giver_child", "handling__handled_by")
    return rows.select_related(*people).order_by("-answered_at", "-pk")


def still_waits(consent: Consent) -> bool:
    """Nobody handled this no, and nothing came after it."""
    return noes().filter(pk=consent.pk).exists()


def held_back(cases: Iterable[int], *, before: datetime) -> dict[Who, list[Consent]]:
    """Who is not checked in at a session that begins at this moment, with the answers for which. One query."""
    found: dict[Who, list[Consent]] = {}
    for row in noes_in(cases).filter(answered_at__lt=before):
        who = ("child", row.about_child_id) if row.about_child_id else ("parent", row.giver_parent_id)
        found.setdefault(who, []).append(row)
    return found


def waiting_for(user: User) -> QuerySet[Consent]:
    """What waits for this person, each with `reference` of the case in which it is handled.

    For whoever works with the family; for coordinators what nobody else can do, because nobody works with it yet.
    """
    cases = Case.objects.visible_to(user).open()
    if user.wearing == Audience.COORDINATOR:
        cases = cases.exclude(Exists(carers().filter(case=OuterRef("pk"))))
    rows = noes().annotate(reference=Subquery(_counting(cases).order_by("-opened_on").values("reference")[:1]))
    rows = rows.filter(reference__isnull=False).select_related("about_child", "giver_parent", "giver_child")
    return rows.order_by("answered_at", "pk")


def cases_of(consent: Consent) -> QuerySet[Case]:
    """The open cases in which this answer counts."""
    child, parent = consent.about_child, consent.giver_parent
    elsewhere = Q(family__children=child) & ~Q(family=parent.family_id) if child and parent else Q(pk=None)
    return Case.objects.open().filter(Q(pk=consent.case_id) | elsewhere).distinct()


def carers() -> QuerySet[CareRelation]:
    """Who works with a family today."""
    return CareRelation.objects.active().filter(kind__in=CareRelation.OF_CARE, user__is_active=True)


def _counting(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of these cases those in which the answer of the outer query counts; comparing with NULL is never true."""
    other = Q(family__lt=OuterRef("giver_parent__family")) | Q(family__gt=OuterRef("giver_parent__family"))
    return cases.filter(Q(pk=OuterRef("case")) | Q(other, family__children=OuterRef("about_child")))


def _is_asked(today: date) -> Q:
    """The giver's yes is needed today (centre.authority.givers_for_child, in the words of the database)."""
    rulings = ConsentRuling.objects.filter(
        Q(until=None) | Q(until__gte=today), since__lte=today, case__closed_on=None,
        child=OuterRef("about_child"), purpose=OuterRef("purpose"),
    )  # fmt: skip
    no_yes_needed = Q(kind=Kind.NOT_REQUIRED)
    without_parents = Q(kind__in=WITHOUT_PARENTS, child__birth_date__lte=born_by(SPEAKS_ALONG, today))
    instead = rulings.filter(no_yes_needed | without_parents | Q(kind=Kind.REPLACED, parent=OuterRef("giver_parent")))
    held = ParentalAuthority.objects.holding_on(today)
    held = held.filter(parent=OuterRef("giver_parent"), child=OuterRef("about_child"))
    about_oneself = Q(about_child=None)
    for_it = Q(Exists(rulings.filter(kind=Kind.INCAPABLE)), about_child__birth_date__gt=born_by(GROWN_UP, today))
    by_a_holder = Q(Exists(held), ~Exists(instead))
    by_a_holder &= Q(about_child__birth_date__gt=born_by(DECIDES_ALONE, today)) | for_it
    by_the_child = Q(
        ~Exists(rulings.filter(no_yes_needed)),
        giver_child__isnull=False, about_child__birth_date__lte=born_by(SPEAKS_ALONG, today),
    )  # fmt: skip
    return about_oneself | by_a_holder | by_the_child


def _subject(child) -> Coalesce:
    """A value for "about oneself" too, because NULL equals nothing."""
    return Coalesce(child, Value(0))
