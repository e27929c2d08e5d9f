"""The terms around the plan of help, per person, out of dated facts (Jw 4.1.2, 4.1.3, 4.1.9; law.md R34)."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from centre import clock
from centre.models import CareRelation, Case, Dossier, ErasureReceipt, HelpPlanFact, Message, User
from centre.services.erasure import digest_of

Kind = HelpPlanFact.Kind
#: Jw 4.1.3: the plan at the latest six weeks after it is clear that the family makes none, in writing within fourteen days.
PLAN_WITHIN, WRITING_WITHIN = timedelta(weeks=6), timedelta(days=14)
#: How the key of a message about rights ends, after the reference of its case.
RIGHTS = ":rights"


@dataclass(frozen=True)
class Term:
    """What has to be there by when: `kind` fulfils it, `due_on` is None as long as the centre has not settled a term."""

    kind: str
    since: date
    due_on: date | None

    @property
    def label(self):
        return Kind(self.kind).label

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class Line:
    """One person of a case. `told`: the message about the counsellor and complaints, the kept proof, or None."""

    dossier: Dossier
    facts: list[HelpPlanFact]
    terms: list[Term]
    told: Message | None


def terms_of(facts: list[HelpPlanFact]) -> list[Term]:
    """What still has to be there, by the facts of one person in the order of their days."""
    last = {fact.kind: fact for fact in facts}
    found = []
    offered, plan = last.get(Kind.OFFERED), last.get(Kind.PLAN)
    answered = last.get(Kind.NO_FAMILY_PLAN) or last.get(Kind.FAMILY_MAKES)
    if offered and not answered and not plan:
        found.append(Term(Kind.NO_FAMILY_PLAN, offered.on, _answer_by(offered.on)))
    if (none := last.get(Kind.NO_FAMILY_PLAN)) and not plan:
        found.append(Term(Kind.PLAN, none.on, none.on + PLAN_WITHIN))
    asked, given = last.get(Kind.ASKED), last.get(Kind.GIVEN)
    if asked and (given is None or given.on < asked.on):
        found.append(Term(Kind.GIVEN, asked.on, asked.on + WRITING_WITHIN))
    return found


def lines(case: Case) -> list[Line]:
    """Each person of the case: what happened, what is still due, and the proof of telling. Three queries."""
    files = list(Dossier.objects.of_case(case).select_related("parent", "child").order_by("-kind", "pk"))
    facts: dict[int, list] = {}
    for fact in HelpPlanFact.objects.filter(case=case).select_related("entered_by").order_by("on", "pk"):
        facts.setdefault(fact.dossier_id, []).append(fact)
    readers = [file.person.user_id for file in files]
    elsewhere = Q(sending__endswith=RIGHTS, sent_at__date__gte=case.opened_on)
    rows = Message.objects.filter(elsewhere | Q(sending=sending_of(case)), recipient__in=filter(None, readers))
    told = {row.recipient_id: row for row in rows.defer("text").order_by("sent_at")}
    return [
        Line(file, facts.get(file.pk, []), terms_of(facts.get(file.pk, [])), told.get(reader))
        for file, reader in zip(files, readers, strict=True)
    ]


def sending_of(case: Case) -> str:
    """The key of the message about rights: each person of a case gets it once, one account in two cases as well."""
    return f"{case.reference}{RIGHTS}"


def untold(*, most: int = 200) -> list[Dossier]:
    """People who opened their account, in an open case, who were not told yet, each with `case_reference` and `reader_id`.

    One account is told once, also in two cases at a time. Whose file was destroyed since the case began is not told again.
    """
    found: dict[int, Dossier] = {}
    for who, way in (("parent", "parent__family__cases"), ("child", "child__families__cases")):
        # One filter, so that it is the same case that is there, open and named.
        rows = Dossier.objects.filter(
            **{f"{who}__user__is_active": True, f"{way}__closed_on": None, f"{way}__isnull": False}
        )
        # An invitation makes the account; who accepts it chooses a password.
        rows = rows.exclude(**{f"{who}__user__password__startswith": UNUSABLE_PASSWORD_PREFIX})
        rows = rows.annotate(
            case_reference=F(f"{way}__reference"), case_opened_on=F(f"{way}__opened_on"), reader_id=F(f"{who}__user")
        )
        rows = (
            rows.exclude(Exists(_told())).select_related("parent__user", "child__user").order_by("pk", "case_reference")
        )
        for start in count(0, most):
            batch = list(rows[start : start + most])
            for dossier in _not_destroyed(batch):
                found.setdefault(dossier.reader_id, dossier)
            if len(found) >= most or len(batch) < most:
                break
    return list(found.values())[:most]


def _told() -> QuerySet[Message]:
    """For a person in a case: the message about this case, or about another one, sent since this one began."""
    here = Q(sending=Concat(OuterRef("case_reference"), Value(RIGHTS)))
    elsewhere = Q(sending__endswith=RIGHTS, sent_at__date__gte=OuterRef("case_opened_on"))
    return Message.objects.filter(here | elsewhere, recipient=OuterRef("reader_id"))


def _not_destroyed(rows: list[Dossier]) -> list[Dossier]:
    """Without whose proof of telling went with the file since the case began: only the receipt knows of it."""
    digests = {row.pk: digest_of(row.reference) for row in rows}
    last: dict[str, date] = {}
    for receipt in ErasureReceipt.objects.filter(digest__in=digests.values()).order_by("erased_at"):
        if not receipt.passages or any(label == Message._meta.label for label, _pk in receipt.passages):
            last[receipt.digest] = timezone.localdate(receipt.erased_at)
    return [row for row in rows if last.get(digests[row.pk], date.min) < row.case_opened_on]


def late_for(user: User) -> QuerySet[Case]:
    """Open cases that this member of staff cares for, in which a term of the law passed, or was not begun."""
    mine = CareRelation.objects.active().filter(user=user, case=OuterRef("pk"), kind__in=CareRelation.OF_CARE)
    facts = HelpPlanFact.objects.filter(case=OuterRef("pk"))
    later = HelpPlanFact.objects.filter(dossier=OuterRef("dossier"), case=OuterRef("case"), on__gte=OuterRef("on"))
    plan = facts.filter(kind=Kind.NO_FAMILY_PLAN, on__lt=clock.today() - PLAN_WITHIN)
    plan = plan.exclude(Exists(later.filter(kind=Kind.PLAN)))
    writing = facts.filter(kind=Kind.ASKED, on__lt=clock.today() - WRITING_WITHIN)
    writing = writing.exclude(Exists(later.filter(kind=Kind.GIVEN)))
    return Case.objects.open().filter(Exists(mine)).filter(Q(Exists(plan)) | Q(Exists(writing)))


def _answer_by(offered: date) -> date | None:
    """The law says 'within a reasonable term'; the centre settles which."""
    weeks = settings.FAMILY_PLAN_WEEKS
    return offered + timedelta(weeks=weeks) if weeks else None
