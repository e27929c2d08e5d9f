"""With whom a case may exchange facts: per partner and per direction the own yes of everybody who is asked (law.md R6)."""

from collections.abc import Iterable

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from centre import authority, clock
from centre.asked import PER_PARTNER
from centre.models import Case, Consent, Organisation, Parent, SharingPartner
from centre.models.consent import Purpose


def agreed_partners(purpose: str = Purpose.SHARING) -> QuerySet[SharingPartner]:
    """Partners to whom everybody who is asked said yes: both parents, or the one whom it concerns. Silence is no yes."""
    answers = Consent.objects.filter(
        partner=OuterRef(OuterRef("pk")), giver_parent=OuterRef("pk"), purpose=purpose, about_child=None
    ).order_by("-answered_at", "-pk")
    # Silence becomes a word, because NULL would slip through the comparison.
    said = Coalesce(Subquery(answers.values("answer")[:1]), Value("silent"))
    parents = Parent.objects.filter(family=OuterRef("case__family"))
    others = parents.annotate(said=said).exclude(said=Consent.Answer.GIVEN)
    of_both = Q(Exists(parents), ~Exists(others), parent=None)
    of_one = Q(~Exists(others.filter(pk=OuterRef("parent"))), parent__isnull=False)
    return running().filter(of_both | of_one)


def running() -> QuerySet[SharingPartner]:
    """Partners whose involvement has not ended."""
    return SharingPartner.objects.filter(Q(ended_on=None) | Q(ended_on__gte=clock.today()))


def agreed_to_share(case: Case, organisations: Iterable[Organisation]) -> bool:
    """Both parents of this case said yes to telling one of these organisations the stage (domain.md 8 item 19)."""
    return agreed_partners().filter(case=case, organisation__in=organisations).exists()


def asked_about(parent: Parent, case: Case) -> list[SharingPartner]:
    """About whom this parent is asked, or said something before: of both parents, or of this one alone."""
    own = Exists(Consent.objects.filter(partner=OuterRef("pk"), giver_parent=parent))
    rows = running().filter(Q(parent=None) | Q(parent=parent), case=case)
    return list(rows.filter(Q(is_asked=True) | own).select_related("organisation").order_by("named_at", "pk"))


def directions(partner: SharingPartner) -> tuple[str, ...]:
    """The permissions that are asked about a partner."""
    return PER_PARTNER if partner.tells_us else (Purpose.SHARING,)


def question(partner: SharingPartner, purpose: str) -> str:
    """The question in words, with the name in it."""
    words = _("May %(name)s tell us how things are going?")
    if purpose == Purpose.SHARING:
        words = _("May we tell %(name)s how far you are?")
    return words % {"name": partner}


def tables(case: Case, parents: list[Parent]) -> list[dict]:
    """Per partner and direction who said what, for staff: [{purpose, partner, label, slug, lines}] as centre.agreement has them."""
    found, said = [], _latest(Consent.objects.filter(partner__case=case))
    for partner in running().filter(case=case).select_related("organisation"):
        for purpose in directions(partner):
            lines = [_line(parent, said.get((partner.pk, purpose, parent.pk))) for parent in asked_of(partner, parents)]
            heading = {"label": _title(partner, purpose), "slug": f"{purpose}-{partner.reference}"}
            found.append({"purpose": purpose, "partner": partner, "lines": lines, **heading})
    return found


def _title(partner: SharingPartner, purpose: str) -> str:
    """The permission as staff reads it."""
    words = _("Telling %(name)s how far the help is") if purpose == Purpose.SHARING else _("Hearing from %(name)s")
    return words % {"name": partner}


def asked_of(partner: SharingPartner, parents: list[Parent]) -> list[Parent]:
    """Whose yes counts: the parent whom it concerns, or all."""
    return [parent for parent in parents if partner.parent_id in (None, parent.pk)]


def said_about(partners: Iterable[int]) -> dict[tuple[int, str, int], str]:
    """{(partner, purpose, parent): the latest answer}, by numbers. One query."""
    return _latest(Consent.objects.filter(partner__in=list(partners)))


def newest_answer(partner: int) -> str:
    """Marks the last answer about a partner; another mark means that somebody answered since. "" when nobody did."""
    return str(Consent.objects.filter(partner=partner).aggregate(newest=Max("pk"))["newest"] or "")


def _latest(rows: QuerySet[Consent]) -> dict[tuple[int, str, int], str]:
    rows = rows.filter(giver_parent__isnull=False, about_child=None).order_by("answered_at", "pk")
    found = rows.values_list("partner", "purpose", "giver_parent", "answer")
    return {(partner, purpose, parent): answer for partner, purpose, parent, answer in found}


def _line(parent: Parent, answer: str | None) -> dict:
    giver = ("parent", parent.pk)
    verdict = authority.judge(needed=[giver], answers={giver: answer})
    names = {"missing_names": verdict.missing, "refused_names": verdict.refused, "silent_names": verdict.silent}
    words = {key: [str(parent) for _giver in givers] for key, givers in names.items()}
    return {"person": parent, "verdict": verdict, "status": verdict.status.value, "replaced_names": [], **words}
