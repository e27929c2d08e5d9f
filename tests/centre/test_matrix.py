"""The generated matrix: every person at every address with every method, asking for what is not theirs (security 3.2).

A world with rows of every room is made; then strangers, who have each hat but no tie to anything in it, ask for all of
it by its own references. The answer must be that of an unknown reference, and nothing may be written.
"""

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls.converters import get_converters

from centre import clock
from centre.audiences import PREFIXES, STREETS, Audience
from centre.models import Case, Message, Organisation, Region
from centre.services.notes import write_note
from centre.services.notices import send_message
from tests import cast as casting
from tests.centre.signing_in import confirm
from tests.factories import groups, intake, referrals, research
from tests.house.addresses import walk
from therapists.services import (
    add_agenda_item,
    add_to_learning_group,
    plan_learning_meeting,
    start_learning_group,
)

METHODS = ("get", "post", "head", "options")
#: Rows that a look or a sign-in may write; everything else is frozen.
MOVING = {"centre_accesslog", "django_session", "usersessions_usersession", "sqlite_sequence"}
#: Names in addresses whose values are codes rather than references: one that exists, so that the row is what is refused.
CODES = {"purpose": "treatment", "audience": "therapist", "subject": "notes", "role": "parent_lead", "key": "dek-1"}
#: The officer oversees every region: nothing in that street is foreign.
OVERSEES_ALL = {Audience.PRIVACY}
#: Addresses that every coordinator may open, whosever region it is: the register of therapists is one for the country,
#: and so is the list of learning circles, which have no region and no tie to any case.
NATIONWIDE = {"therapists:sheet", "therapists:start", "therapists:circle-desk"}
ADDRESSES = [
    address for address in walk() if address.street in STREETS and not address.view.__module__.startswith("allauth.")
]
#: Rows of the ground floor that somebody could ask for; rows of the rooms are found by themselves.
PEOPLE = {"Case", "Dossier", "Parent", "Child", "User", "Message"}


@pytest.fixture
def world(cast):
    """Rows in every room: a group with couples and lists to answer, talks, referrals, notes, messages."""
    circle = research.seated(cast, couples=2, state="running")
    third = casting.open_case(cast, [("eva", "Eva"), ("finn", "Finn")], [("Guus", date(2016, 3, 3))])
    with clock.at(groups.MONDAY):
        intake.case_at(third, cast, "decide")
    referrals.submitted(cast)
    referrals.accepted(cast, by=cast.ruth, organisation=cast.board)
    file = cast.anna.dossiers.get()
    write_note(dossier=file, case=cast.case, kind="observation", subject="Gesprek", text="Tekst.", by=cast.thea)
    for user in (cast.anna.user, cast.thea, cast.cora, cast.ruth, cast.fiona):
        send_message(recipient=user, subject="Bericht", text="Tekst.", by=cast.cora)
    learn_together(cast)
    return replace(cast, extra={"circle": circle, "third": third})


def learn_together(cast) -> None:
    """A circle of the learning community with an evening and a point on its agenda."""
    group = start_learning_group(name="Kring Noord", purpose="Leren van elkaar.", by=cast.cora)
    member = add_to_learning_group(group=group, first_name="Mila", email=cast.mila.email, by=cast.cora)
    evening = plan_learning_meeting(member=member, starts_at=clock.now() + timedelta(days=10), place="Buurthuis")
    add_agenda_item(meeting=evening, member=member, text="Kennismaken")


@pytest.fixture
def strangers(world):
    """One person per hat with no tie to the world: another region, another organisation, another family."""
    far = Region.objects.create(name="Verrand", slug="verrand")
    house = Organisation.objects.create(name="Jeugdhulp Ver", kind="care_provider", region=far)
    town = apps.get_model("centre", "Municipality").objects.create(
        code="9999", name="Verstad", slug="verstad", region=far, province="Ver"
    )
    case = casting.open_case(world, [("xena", "Xena"), ("yves", "Yves")], [("Zoe", date(2012, 2, 2))], region=far)
    child = case.family.children.get()
    child.user = casting.make_user("zoe", "Zoe", Audience.CHILD)
    child.save(update_fields=["user"])
    return {
        Audience.PARENT: case.family.parents.get(first_name="Xena").user,
        Audience.CHILD: child.user,
        Audience.THERAPIST: casting.make_user("tina", "Tina", Audience.THERAPIST, organisation=house),
        Audience.REFERRER: casting.make_user("rik", "Rik", Audience.REFERRER, organisation=house),
        Audience.COORDINATOR: casting.make_user("coen", "Coen", Audience.COORDINATOR, organisation=house, region=far),
        Audience.RESEARCHER: casting.make_user("rosa", "Rosa", Audience.RESEARCHER, organisation=house),
        Audience.MUNICIPALITY: casting.make_user("mo", "Mo", Audience.MUNICIPALITY, municipality=town),
        Audience.PRIVACY: casting.make_user("pia", "Pia", Audience.PRIVACY, organisation=house),
        Audience.COMMUNITY: casting.make_user("leo", "Leo", Audience.COMMUNITY),
    }


def fingerprint() -> str:
    """All rows of all tables but those that a look itself writes."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - MOVING):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            digest.update(repr((table, cursor.fetchall())).encode())
    return digest.hexdigest()


def references(strangers) -> dict[str, list[str]]:
    """Room → one reference of each of its models, of a row that belongs to nobody among the strangers."""
    own = {user.reference for user in strangers.values()}
    family = Case.objects.filter(family__parents__user=strangers[Audience.PARENT]).get().family
    own |= {family.reference, family.cases.get().reference}
    for person in [*family.parents.all(), *family.children.all()]:
        own |= {person.reference, person.dossiers.get().reference}
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        room = model._meta.app_label
        if room in settings.ROOMS or (room == "centre" and model.__name__ in PEOPLE):
            for name in {"reference", "slug", "key"} & {field.name for field in model._meta.fields}:
                values = (
                    model._default_manager.exclude(**{f"{name}__in": own}).order_by("pk").values_list(name, flat=True)
                )
                found.setdefault(room, []).extend(str(value) for value in values[:1] if value and "/" not in str(value))
    return found


def filled(address, value: str) -> str:
    """The address with every reference replaced by this one, and codes by codes that exist."""

    def fill(match):
        kind, name = match.group(1) or "str", match.group(2)
        if name in CODES and kind != "int":
            return CODES[name]
        if kind in ("str", "slug"):
            return value
        # Numbers and the rooms' own kinds (such as pdf|csv): something that the address accepts.
        return "1" if kind == "int" else get_converters()[kind].regex.split("|")[0]

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", fill, address.route)


def refused(response) -> bool:
    """Not there, not by this method, or first prove who you are."""
    if response.status_code == 302:
        return response["Location"].startswith(("/account/login/", "/account/reauthenticate/"))
    return response.status_code in (404, 405)


def test_the_walk_finds_enough_to_ask_for(world, strangers):
    found = references(strangers)

    assert len(ADDRESSES) > 100
    assert {"centre", "therapists", "referrals", "intake", "groups", "research"} <= set(found)
    assert sum(map(len, found.values())) >= 12


@pytest.mark.idor
@pytest.mark.parametrize("audience", [hat for hat in Audience if hat not in OVERSEES_ALL], ids=str)
def test_a_stranger_gets_nothing_by_any_reference_in_the_own_street_and_writes_nothing(
    world, strangers, client_as, audience
):
    client = confirm(client_as(strangers[audience]))
    found = references(strangers)
    client.get(f"/{PREFIXES[audience]}/")
    before = fingerprint()
    leaks = []
    for address in ADDRESSES:
        room = address.name.split(":")[0]
        if STREETS[address.street] != audience or filled(address, "a") == filled(address, "b"):
            continue
        if address.name in NATIONWIDE:
            continue
        for method in METHODS:
            # The unknown reference by every method; the known ones by the two that could show or change something.
            known = [*found["centre"], *(found.get(room, []) if room != "centre" else [])]
            for value in ["ZZ-33333333", *(known if method in ("get", "post") else [])]:
                response = getattr(client, method)(filled(address, value))
                if not refused(response):
                    leaks.append(f"{method} {filled(address, value)}: {response.status_code}")

    assert leaks == [], "\n".join(leaks)
    assert fingerprint() == before


@pytest.mark.idor
@pytest.mark.parametrize("audience", list(Audience), ids=str)
def test_nobody_gets_anything_in_another_street_by_posting(world, strangers, client_as, audience):
    client = confirm(client_as(strangers[audience]))
    case = world.case.reference
    client.get(f"/{PREFIXES[audience]}/")
    before = fingerprint()
    leaks = []
    for address in ADDRESSES:
        if STREETS[address.street] == audience:
            continue
        # By GET: tests/house/test_every_url_has_a_gate.py.
        response = client.post(filled(address, case))
        if response.status_code != 404:
            leaks.append(f"{address.route}: {response.status_code}")

    assert leaks == [], "\n".join(leaks)
    assert fingerprint() == before


@pytest.mark.idor
def test_a_visitor_is_asked_to_sign_in_everywhere_and_writes_nothing(world, client):
    before = fingerprint()
    leaks = []
    for address in ADDRESSES:
        for method in METHODS:
            response = getattr(client, method)(filled(address, world.case.reference))
            if getattr(address.view, "hands_out_a_file", False) and response.status_code == 404:
                continue
            if response.status_code != 302 or not response["Location"].startswith("/account/login/"):
                leaks.append(f"{method} {address.route}: {response.status_code}")

    assert leaks == [], "\n".join(leaks)
    assert fingerprint() == before
    assert Message.objects.exists()
