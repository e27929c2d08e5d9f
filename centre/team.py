"""Nouns about people who work here: who oversees a case, who works on it, whose hats a coordinator looks after."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from centre import clock
from centre.audiences import STAFF, Audience
from centre.models import AccountRecovery, CareRelation, Case, Membership, Organisation, Region, User

#: Hats that a coordinator may give and take. The privacy officer's is not among them: nobody appoints an own overseer.
GIVEN_BY_COORDINATORS = (
    Audience.THERAPIST,
    Audience.REFERRER,
    Audience.COORDINATOR,
    Audience.RESEARCHER,
    Audience.MUNICIPALITY,
)

#: A referrer's access is looked at again from so many days before its end.
RENEW_BEFORE = 30


def overseers_of(case: Case) -> QuerySet[User]:
    """Who must know at once when something unusual happens with a case.

    The privacy officers, the coordinators of its region and its case directors; nobody who is excluded from it.
    """
    hats = Membership.objects.active().filter(user=OuterRef("pk"))
    relations = CareRelation.objects.active().filter(user=OuterRef("pk"), case=case)
    oversees = (
        Exists(hats.filter(audience=Audience.PRIVACY))
        | Exists(hats.filter(audience=Audience.COORDINATOR, region=case.region_id))
        | Exists(relations.filter(kind=CareRelation.Kind.DIRECTOR))
    )
    excluded = Exists(relations.filter(kind=CareRelation.Kind.EXCLUDED))
    return User.objects.filter(oversees, is_active=True).exclude(excluded).order_by("pk")


def relations_of(case: Case) -> QuerySet[CareRelation]:
    """Everybody's relations with a case, those of now first, then the ended ones, newest first."""
    rows = CareRelation.objects.filter(case=case).select_related("user", "set_by", "ended_by")
    return rows.order_by("-since", "-pk")


def working_now(relations) -> tuple[list[CareRelation], list[CareRelation], list[CareRelation]]:
    """Split relations into: who works (or will) on the case, who is excluded, and what has ended."""
    now = clock.now()
    current = [row for row in relations if row.until is None or row.until > now]
    ended = [row for row in relations if row not in current]
    excluded = [row for row in current if row.kind == CareRelation.Kind.EXCLUDED]
    return [row for row in current if row not in excluded], excluded, ended


def colleagues(*, audiences=(Audience.THERAPIST, Audience.COORDINATOR)) -> QuerySet[User]:
    """People who wear one of these hats today, by name."""
    hats = Membership.objects.active().filter(user=OuterRef("pk"), audience__in=audiences)
    return User.objects.filter(Exists(hats), is_active=True).order_by("name", "pk")


def reference_at(email: str) -> str:
    """The reference of whoever has this address, for the log."""
    return User.objects.filter(email=email.lower()).values_list("reference", flat=True).first() or ""


def colleagues_for(case_id: int, **which) -> QuerySet[User]:
    """Of these, who is not shut out of this case."""
    shut = CareRelation.objects.active().filter(case=case_id, kind=CareRelation.Kind.EXCLUDED)
    return colleagues(**which).exclude(pk__in=shut.values("user"))


def hats_under(coordinator: User) -> QuerySet[Membership]:
    """The hats, of now and later, in a coordinator's own regions and organisations; families have none here."""
    regions = coordinator.regions_as(Audience.COORDINATOR)
    own = coordinator.organisations_as(Audience.COORDINATOR)
    inside = (
        Q(region__in=regions)
        | Q(region=None, organisation__region__in=regions)
        | Q(region=None, municipality__region__in=regions)
        | Q(region=None, organisation__in=own)
    )
    rows = Membership.objects.filter(inside, audience__in=STAFF).filter(Q(until=None) | Q(until__gte=clock.today()))
    return rows.select_related("user", "organisation", "region", "municipality").order_by("user__name", "user_id", "pk")


def organisations_under(coordinator: User) -> QuerySet[Organisation]:
    """Organisations for which a coordinator may invite people: in the own regions, of the own house, or nationwide."""
    regions = coordinator.regions_as(Audience.COORDINATOR)
    own = coordinator.organisations_as(Audience.COORDINATOR)
    return Organisation.objects.filter(Q(region__in=regions) | Q(region=None) | Q(pk__in=own)).order_by("name")


def regions_under(coordinator: User) -> QuerySet[Region]:
    return Region.objects.filter(pk__in=coordinator.regions_as(Audience.COORDINATOR))


#: The relations that a family hears of; an emergency or an exclusion is a matter of staff.
SHOWN_TO_FAMILY = (
    CareRelation.Kind.CONTACT_PERSON,
    CareRelation.Kind.DIRECTOR,
    CareRelation.Kind.ASSESSOR,
    CareRelation.Kind.GROUP_LEAD,
    CareRelation.Kind.SUBSTITUTE,
)


def involved_with(case: Case | None) -> dict:
    """The contact person and everybody else who works with a family, for the family itself: names and parts."""
    if case is None:
        return {"contact_person": None, "others": []}
    rows = CareRelation.objects.active().filter(case=case, kind__in=SHOWN_TO_FAMILY).select_related("user")
    rows = list(rows.order_by("user__name", "pk"))
    contact = next((row.user for row in rows if row.kind == CareRelation.Kind.CONTACT_PERSON), None)
    parts: dict[User, list[str]] = {}
    for row in rows:
        if row.user != contact:
            parts.setdefault(row.user, []).append(row.get_kind_display())
    return {"contact_person": contact, "others": [{"name": user.name, "parts": kinds} for user, kinds in parts.items()]}


def people_under(coordinator: User) -> QuerySet[User]:
    """Whose account a coordinator may help back: professionals of the own region, families of cases that are open here."""
    families = Case.objects.visible_to(coordinator).values("family")
    parents = Q(parent_rows__family__in=families) | Q(child_row__families__in=families)
    hats = Q(pk__in=hats_under(coordinator).order_by().values("user"))
    rows = User.objects.filter(parents | hats, is_active=True).exclude(pk=coordinator.pk)
    return User.objects.filter(pk__in=rows.values("pk"))


def recoveries_under(coordinator: User) -> QuerySet[AccountRecovery]:
    """Ways back in that wait for somebody's agreement."""
    rows = AccountRecovery.objects.open().filter(user__in=people_under(coordinator))
    return rows.select_related("user", "asked_by").order_by("asked_at", "pk")


def to_renew(coordinator: User) -> QuerySet[Membership]:
    """Hats of others to look at again: does this person still work there, and still need it?

    Of referrers those that end within thirty days; of everybody else those without a last day, once a year.
    """
    rows = hats_under(coordinator).filter(audience__in=GIVEN_BY_COORDINATORS).exclude(user=coordinator)
    a_year_ago = clock.today() - timedelta(days=settings.ROLES_AGAIN_DAYS)
    rows = rows.annotate(sure_on=Coalesce("confirmed_on", "since"))
    ends_soon = Q(audience=Audience.REFERRER, until__lte=clock.today() + timedelta(days=RENEW_BEFORE))
    return rows.filter(ends_soon | Q(until=None, sure_on__lte=a_year_ago))


def search(rows: QuerySet[Membership], *, text: str = "", audience: str = "") -> QuerySet[Membership]:
    """Hats narrowed by a piece of the name, address or organisation, and by audience."""
    if text:
        rows = rows.filter(
            Q(user__name__icontains=text) | Q(user__email__icontains=text) | Q(organisation__name__icontains=text)
        )
    return rows.filter(audience=audience) if audience else rows
