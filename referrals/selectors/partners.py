"""Partners as organisations: who speaks for them, their people, keys and web-hooks."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from centre import clock
from centre.audiences import Audience
from centre.models import Membership, Organisation, User
from referrals.models import ApiKey, HookDelivery, PartnerContact, WebHook


def contacts_now() -> QuerySet[PartnerContact]:
    """Who speaks for an organisation today and refers for it today: no longer employed is no longer a contact."""
    hats = Membership.objects.active().filter(
        user=OuterRef("user"), organisation=OuterRef("organisation"), audience=Audience.REFERRER
    )
    today = clock.today()
    rows = PartnerContact.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today)
    return rows.filter(Exists(hats)).select_related("user")


def partners_of(user: User, audience: str) -> QuerySet[Organisation]:
    """Organisations that somebody looks after: as their contact person, or as a coordinator of their region."""
    if audience == Audience.COORDINATOR:
        return Organisation.objects.filter(region__in=user.regions_as(Audience.COORDINATOR)).order_by("name")
    mine = contacts_now().filter(user=user, organisation__in=user.organisations_as(Audience.REFERRER))
    return Organisation.objects.filter(pk__in=mine.values("organisation")).order_by("name")


def partners_with_counts(user: User) -> QuerySet[Organisation]:
    """The coordinator's list: how many refer, how many keys work, how many messages were given up."""
    today = clock.today()
    hats = Q(memberships__audience=Audience.REFERRER, memberships__since__lte=today)
    hats &= Q(memberships__until=None) | Q(memberships__until__gte=today)
    keys = Q(api_keys__ended_at=None, api_keys__ends_on__gte=today)
    rows = partners_of(user, Audience.COORDINATOR)
    return rows.annotate(
        referrers=Count("memberships__user", filter=hats, distinct=True),
        keys=Count("api_keys", filter=keys, distinct=True),
    )


def own_contacts(user: User) -> QuerySet[PartnerContact]:
    """Whom a referrer may call in the own organisations."""
    rows = contacts_now().filter(organisation__in=user.organisations_as(Audience.REFERRER))
    return rows.select_related("user", "organisation").order_by("organisation__name", "user__name")


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who refers for an organisation today."""
    rows = Membership.objects.active().filter(organisation=organisation, audience=Audience.REFERRER)
    return rows.select_related("user").order_by("user__name", "pk")


def contacts_of(organisation: Organisation) -> QuerySet[PartnerContact]:
    return contacts_now().filter(organisation=organisation)


def keys_of(organisation: Organisation) -> QuerySet[ApiKey]:
    """Every key, also ended ones: what opened something once stays on the list."""
    return ApiKey.objects.filter(organisation=organisation).select_related("responsible", "made_by")


def hooks_of(organisation: Organisation) -> QuerySet[WebHook]:
    """Addresses with how many messages were sent, wait, and were given up."""
    state = HookDelivery.State
    rows = WebHook.objects.filter(organisation=organisation).select_related("made_by")
    return rows.annotate(
        sent=Count("deliveries", filter=Q(deliveries__state=state.SENT)),
        waiting=Count("deliveries", filter=Q(deliveries__state__in=[state.NEW, state.CLAIMED])),
        dead=Count("deliveries", filter=Q(deliveries__state=state.DEAD)),
    )


def hooks_given_up(user: User) -> QuerySet[WebHook]:
    """Open web-hooks in a coordinator's regions of which messages were given up."""
    dead = HookDelivery.objects.filter(hook=OuterRef("pk"), state=HookDelivery.State.DEAD)
    rows = WebHook.objects.filter(ended_at=None, organisation__region__in=user.regions_as(Audience.COORDINATOR))
    return rows.filter(Exists(dead)).select_related("organisation").order_by("organisation__name", "pk")
