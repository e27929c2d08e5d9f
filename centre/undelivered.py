"""Nouns about mail that did not arrive: whose it is, which colleagues see it."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, QuerySet

from centre.audiences import Audience
from centre.models import Case, Child, ContactTask, Membership, Parent, User
from centre.selectors import flagged
from centre.team import hats_under

Sort = ContactTask.Sort


def tasks_for(coordinator: User) -> QuerySet[ContactTask]:
    """Open tasks about families and professionals of a coordinator's regions; excluded cases stay out. With `is_flagged`."""
    cases = Case.objects.visible_to(coordinator).values("family")
    mine = (
        Q(person__in=Parent.objects.filter(family__in=cases, user__isnull=False).values("user"))
        | Q(person__in=Child.objects.filter(families__in=cases, user__isnull=False).values("user"))
        | Q(person__in=hats_under(coordinator).order_by().values("user"))
    )
    rows = ContactTask.objects.filter(mine, done_at=None).select_related("person", "notice")
    return rows.annotate(is_flagged=Exists(_flagged_cases_of("person"))).order_by("opened_at", "pk")


def _flagged_cases_of(person: str) -> QuerySet[Case]:
    """Open cases of the family of the account at that path, with the safety flag up."""
    parent, child = Q(family__parents__user=OuterRef(person)), Q(family__children__user=OuterRef(person))
    return flagged(Case.objects.open().filter(parent | child)).filter(is_flagged=True)


def is_undelivered(person) -> bool:
    """Mail to this parent or child does not arrive."""
    if getattr(person, "user_id", None) is None:
        return False
    return ContactTask.objects.filter(person=person.user_id, sort=Sort.UNDELIVERED, done_at=None).exists()


def open_case_of(user: User, coordinator: User) -> Case | None:
    """Where a coordinator reads how to reach this person safely."""
    rows = Case.objects.visible_to(coordinator).filter(Q(family__parents__user=user) | Q(family__children__user=user))
    return rows.order_by("-opened_on", "-pk").first()


def regions_of(users: set[int]) -> dict[int, set[int]]:
    """User → regions of the cases of the family, or of the own hat."""
    found: dict[int, set[int]] = defaultdict(set)
    pairs = [
        *Case.objects.filter(family__parents__user__in=users).values_list("family__parents__user", "region"),
        *Case.objects.filter(family__children__user__in=users).values_list("family__children__user", "region"),
    ]
    hats = Membership.objects.active().filter(user__in=users)
    pairs += hats.exclude(region=None).values_list("user", "region")
    pairs += hats.filter(region=None).exclude(organisation__region=None).values_list("user", "organisation__region")
    for user, region in pairs:
        if user in users and region:
            found[user].add(region)
    return found


def coordinators_by_region(regions: set[int]) -> dict[int, list[User]]:
    hats = Membership.objects.active().filter(audience=Audience.COORDINATOR, region__in=regions).select_related("user")
    found: dict[int, list[User]] = defaultdict(list)
    for hat in hats.order_by("user_id"):
        if hat.user not in found[hat.region_id]:
            found[hat.region_id].append(hat.user)
    return found
