"""The weekly sample: look through the log for reads that deserve a question (law.md R48)."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Case, Child, Dossier, KnownPerson, Membership, OddRead, Parent, User
from centre.services.notices import send_to_staff

Sort = OddRead.Sort
READS = (AccessLog.Action.VIEW, AccessLog.Action.CHANGE, AccessLog.Action.PRINT, AccessLog.Action.EXPORT)
#: Whose reads rest on a relation with the case; families read their own, overseers read the log itself.
WATCHED = (Audience.THERAPIST, Audience.COORDINATOR, Audience.REFERRER)
#: Shortest family name that is compared, in letters: shorter ones are shared by too many.
SHORTEST_NAME = 4


@transaction.atomic
def find_odd_reads(*, since: datetime, until: datetime) -> int:
    """Write a finding for every odd read between two moments; returns how many are new. Twice is the same as once."""
    looks = _looks(since, until)
    names, families = _last_names(looks), _families(looks)
    found = {finding.key: finding for finding in _findings(looks, families, names)}
    known = set(OddRead.objects.filter(key__in=found).values_list("key", flat=True))
    fresh = [finding for key, finding in found.items() if key not in known]
    OddRead.objects.bulk_create(fresh)
    if fresh:
        _tell(len(fresh))
    return len(fresh)


def find_last_week() -> int:
    """The seven days before today."""
    end = clock.end_of(clock.today() - timedelta(days=1))
    return find_odd_reads(since=end - timedelta(days=7), until=end)


@transaction.atomic
def judge_odd_read(*, finding: OddRead, verdict: str, explanation: str, by: User) -> None:
    """Keep what a person makes of it; a verdict is given once."""
    row = OddRead.objects.select_for_update().get(pk=finding.pk)
    if row.verdict:
        return
    row.verdict, row.explanation, row.judged_by, row.judged_at = verdict, explanation, by, clock.now()
    row.save(update_fields=["verdict", "explanation", "judged_by", "judged_at"])


def _looks(since: datetime, until: datetime) -> list[tuple]:
    """(actor, audience, case, dossier, at) of successful reads by people whose reads rest on a relation."""
    rows = AccessLog.objects.filter(
        at__gte=since, at__lt=until, succeeded=True, action__in=READS, audience__in=WATCHED, actor__isnull=False
    ).exclude(case=None, dossier=None)
    return list(rows.order_by("at", "pk").values_list("actor", "audience", "case", "dossier", "at"))


def _families(looks) -> dict[tuple, set[int]]:
    """("case" or "dossier", id) → the families that the file is about."""
    cases, dossiers = {look[2] for look in looks if look[2]}, {look[3] for look in looks if look[3]}
    found: dict[tuple, set[int]] = defaultdict(set)
    for pk, family in Case.objects.filter(pk__in=cases).values_list("pk", "family"):
        found["case", pk].add(family)
    rows = Dossier.objects.filter(pk__in=dossiers)
    for row in rows.values_list("pk", "parent__family", "child__families", "case__family"):
        found["dossier", row[0]] |= {family for family in row[1:] if family}
    return found


def _last_names(looks) -> dict[int, str]:
    users = User.objects.filter(pk__in={look[0] for look in looks})
    return {pk: _folded(name) for pk, name in users.values_list("pk", "name")}


def _folded(name: str) -> str:
    """The last word of a name in plain small letters: `van der Waal` and `Waal` are the same."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return (plain.split() or [""])[-1]


def _findings(looks, families, names) -> Iterator[OddRead]:
    of_family = _names_by_family({family for group in families.values() for family in group})
    works, known, of_known = _Relations(looks), *_known_people()
    files = defaultdict(set)
    for actor, audience, case, dossier, at in looks:
        day = timezone.localdate(at)
        about = families.get(("case", case), set()) | families.get(("dossier", dossier), set())
        files[actor, day].add(case or f"d{dossier}")
        name = names.get(actor, "")
        if len(name) >= SHORTEST_NAME and any(name in of_family[family] for family in about):
            yield _finding(Sort.OWN_NAME, actor, day, case, dossier)
        if dossier in known or (dossier is None and about & of_known):
            yield _finding(Sort.KNOWN, actor, day, case, dossier)
        if about and not works.had_ground(actor, audience, about, at):
            yield _finding(Sort.NO_RELATION, actor, day, case, dossier)
    for (actor, day), opened in files.items():
        if len(opened) > settings.FILES_A_DAY:
            yield _finding(Sort.MANY_FILES, actor, day, None, None, how_many=len(opened))


def _known_people() -> tuple[set[int], set[int]]:
    """Files with the mark of today, and the families of these people: a page about the case shows them as well."""
    rows = KnownPerson.objects.filter(ended_at=None).values_list(
        "dossier", "dossier__parent__family", "dossier__child__families"
    )
    rows = list(rows)
    return {row[0] for row in rows}, {family for row in rows for family in row[1:] if family}


def _finding(sort: str, actor: int, day: date, case: int | None, dossier: int | None, how_many: int = 1) -> OddRead:
    key = f"{sort}:{actor}:{day}:{case or ''}:{dossier or ''}"
    return OddRead(key=key, sort=sort, actor_id=actor, day=day, case_id=case, dossier_id=dossier, how_many=how_many)


def _names_by_family(families: set[int]) -> dict[int, set[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for family, name in Parent.objects.filter(family__in=families).values_list("family", "last_name"):
        names[family].add(_folded(name))
    for family, name in Child.objects.filter(families__in=families).values_list("families", "last_name"):
        names[family].add(_folded(name))
    return names


class _Relations:
    """Who had a ground for which family, and when; read once, asked often."""

    def __init__(self, looks):
        users = {look[0] for look in looks}
        self.spans = defaultdict(list)
        rows = CareRelation.objects.filter(user__in=users).exclude(kind=CareRelation.Kind.EXCLUDED)
        for user, family, since, until in rows.values_list("user", "case__family", "since", "until"):
            self.spans[user, family].append((since, until))
        self.regions = defaultdict(set)
        hats = Membership.objects.filter(user__in=users, audience=Audience.COORDINATOR).exclude(region=None)
        for user, region in hats.values_list("user", "region"):
            self.regions[user].add(region)
        self.region_of = defaultdict(set)
        wanted = Q(region__in={region for regions in self.regions.values() for region in regions})
        for family, region in Case.objects.filter(wanted).values_list("family", "region"):
            self.region_of[family].add(region)

    def had_ground(self, user: int, audience: str, families: set[int], at: datetime) -> bool:
        spans = [span for family in families for span in self.spans[user, family]]
        if any(since <= at and (until is None or at <= until) for since, until in spans):
            return True
        if audience != Audience.COORDINATOR:
            return False
        return any(self.regions[user] & self.region_of[family] for family in families)


def _tell(count: int) -> None:
    officers = User.objects.filter(
        memberships__in=Membership.objects.active().filter(audience=Audience.PRIVACY)
    ).distinct()
    text = ngettext(
        "The weekly sample found %(count)s read to look at. You find it under Weekly sample.",
        "The weekly sample found %(count)s reads to look at. You find them under Weekly sample.",
        count,
    ) % {"count": count}
    send_to_staff(recipients=officers, subject=_("Weekly sample of the log"), text=text, by=None)
