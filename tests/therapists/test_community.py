"""Circles on equal footing: the same rights for everybody in it, none in any case (features.md K4)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from centre import clock
from centre.audiences import Audience
from centre.models import Membership
from tests.cast import make_user
from therapists import selectors, services
from therapists.models import AgendaItem, LearningGroup, LearningMeeting


@pytest.fixture
def circle(cast):
    """A professional, an experienced parent and a young person."""
    group = services.start_learning_group(
        name="Kring Noord", purpose="Leren van elkaar.", by=cast.cora, region=cast.north
    )
    make_user("jari", "Jari Achternaam", Audience.COMMUNITY)
    for name, email in (("Thea", cast.thea.email), ("Anna", cast.anna.user.email), ("Jari", "jari@example.org")):
        services.add_to_learning_group(group=group, first_name=name, email=email, by=cast.cora)
    return group


def member(group, name):
    return group.members.get(first_name=name)


def evening(group, days=10, hours=0) -> LearningMeeting:
    moment = clock.now().replace(microsecond=0) + timedelta(days=days, hours=hours)
    return services.plan_learning_meeting(member=group.members.first(), starts_at=moment, place="Buurthuis")


def test_the_young_member_has_the_same_rights_on_the_agenda_as_the_professional(cast, circle, client_as):
    meeting = evening(circle)
    words = []
    for name in ("Thea", "Anna", "Jari"):
        browser = client_as(member(circle, name).user)
        address = f"/leren/bijeenkomst/{meeting.reference}/agenda/"
        for _twice in range(2):
            assert browser.post(address, {"text": f"Punt van {name}"}).status_code == 302
        page = browser.get(f"/leren/bijeenkomst/{meeting.reference}/").content.decode()
        words.append([page.count("<form"), "Take away" in page or "Weghalen" in page])
        assert name == "Jari" or "Achternaam" not in page
    assert meeting.items.count() == 3
    assert words[0][0] == words[1][0] == words[2][0]


def test_the_chair_goes_round_by_date(circle):
    for days in (30, 10, 20, 40):
        evening(circle, days)

    assert [row.chair for row in selectors.evenings(circle)] == ["Thea", "Anna", "Jari", "Thea"]


def test_who_left_chairs_no_more_and_evenings_of_before_keep_their_chair(circle):
    evening(circle, 1), evening(circle, 2)
    with clock.at(clock.now() + timedelta(days=5)):
        services.leave_learning_group(member=member(circle, "Jari"))
        evening(circle, 10)

        assert [row.chair for row in selectors.evenings(circle)] == ["Thea", "Anna", "Thea"]


def test_a_member_takes_off_the_own_item_only(circle, client_as):
    meeting = evening(circle)
    item = services.add_agenda_item(meeting=meeting, member=member(circle, "Anna"), text="Iets")
    address = f"/leren/bijeenkomst/{meeting.reference}/agenda/weg/"

    assert client_as(member(circle, "Jari").user).post(address, {"row": item.pk}).status_code == 404
    assert client_as(member(circle, "Anna").user).post(address, {"row": item.pk}).status_code == 302
    assert not AgendaItem.objects.exists()


def test_minutes_come_after_the_evening_has_begun_and_from_any_member(circle, client_as):
    meeting = evening(circle, 0, hours=1)
    browser = client_as(member(circle, "Jari").user)
    address = f"/leren/bijeenkomst/{meeting.reference}/verslag/"

    assert browser.post(address, {"text": "Te vroeg."}).status_code == 200
    with clock.at(clock.now() + timedelta(hours=2)):
        assert browser.post(address, {"text": "Wat wij onthouden."}).status_code == 302
        with pytest.raises(ValidationError):
            services.add_agenda_item(meeting=meeting, member=member(circle, "Jari"), text="Te laat")
        assert "Wat wij onthouden." in browser.get(f"/leren/bijeenkomst/{meeting.reference}/").content.decode()


def test_outside_the_circle_nothing_of_it_exists_and_the_desk_reads_no_agenda(cast, circle, client_as):
    meeting = evening(circle)
    services.add_agenda_item(meeting=meeting, member=member(circle, "Anna"), text="Alleen voor ons")
    with clock.at(clock.now() + timedelta(days=1)):
        services.leave_learning_group(member=member(circle, "Jari"))
        for user in (cast.mila, member(circle, "Jari").user):
            assert client_as(user).get(f"/leren/bijeenkomst/{meeting.reference}/").status_code == 404
            assert client_as(user).get(f"/leren/kringen/{circle.reference}/").status_code == 404
    desk = client_as(cast.cora).get(f"/coordinatie/kringen/{circle.reference}/").content.decode()
    assert "Alleen voor ons" not in desk


def test_a_parent_in_a_circle_reaches_no_more_of_any_file_than_before(cast, circle, client_as):
    assert cast.anna.user.audiences == {Audience.PARENT, Audience.COMMUNITY}
    browser = client_as(member(circle, "Anna").user)
    assert browser.get("/mijn/").status_code == 200
    for closed in ("/coordinatie/kringen/", "/praktijk/scholing/", f"/praktijk/zaken/{cast.case.reference}/"):
        assert browser.get(closed).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "x" * 301, "x" * 200_000], ids=["empty", "blank", "long", "huge"])
def test_an_item_that_cannot_be_is_refused_on_the_page(circle, client_as, text):
    meeting = evening(circle)
    page = client_as(member(circle, "Anna").user).post(
        f"/leren/bijeenkomst/{meeting.reference}/agenda/", {"text": text}
    )

    assert page.status_code == 200
    assert page.context["item_form"].errors["text"]


def test_calling_together_and_inviting_through_the_pages(cast, circle, client_as):
    moment = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT19:00")
    browser, desk = client_as(member(circle, "Jari").user), client_as(cast.cora)
    address = f"/leren/kringen/{circle.reference}/bijeenkomst/"

    assert browser.post(address, {"starts_at": moment, "place": "Thuis"}).status_code == 302
    assert browser.post(address, {"starts_at": moment, "place": "Thuis"}).status_code == 200  # at this moment already
    for _twice in range(2):
        desk.post(f"/coordinatie/kringen/{circle.reference}/", {"first_name": "Nieuw", "email": "nieuw@example.org"})
    assert circle.members.filter(first_name="Nieuw").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_circle_stays_within_its_budget(circle, client_as, count, django_assert_max_num_queries):
    for days in range(1, count + 1):
        meeting = evening(circle, days)
        services.add_agenda_item(meeting=meeting, member=member(circle, "Anna"), text="Iets")
    browser = client_as(member(circle, "Thea").user)
    browser.get("/leren/kringen/")

    for address in (
        "/leren/kringen/",
        f"/leren/kringen/{circle.reference}/",
        f"/leren/bijeenkomst/{meeting.reference}/",
    ):
        with django_assert_max_num_queries(12):
            browser.get(address)


def test_only_coordinators_of_its_region_and_who_made_it_know_who_is_in_a_circle(cast, circle, client_as):
    east = make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.east)
    north = make_user("coby", "Coby", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)
    own = services.start_learning_group(name="Kring van Carel", purpose="Leren.", by=east)
    address = f"/coordinatie/kringen/{circle.reference}/"

    assert client_as(north).get(address).status_code == 200
    assert client_as(east).get(address).status_code == 404
    assert client_as(east).post(f"{address}weg/", {"row": circle.members.first().pk}).status_code == 404
    assert "Kring Noord" not in client_as(east).get("/coordinatie/kringen/").content.decode()
    assert client_as(north).get(f"/coordinatie/kringen/{own.reference}/").status_code == 404
    typed = {"name": "Nieuw", "purpose": "Leren.", "region": cast.north.pk}
    assert client_as(east).post("/coordinatie/kringen/", typed).context["form"].errors["region"]
    assert client_as(east).post("/coordinatie/kringen/", typed | {"region": cast.east.pk}).status_code == 302


def test_a_circle_of_before_the_regions_is_kept_by_the_coordinators_of_its_makers_only_region(cast):
    both = make_user("beide", "Bea", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)
    Membership.objects.create(user=both, audience=Audience.COORDINATOR, organisation=cast.centre, region=cast.east)
    coby = make_user("coby", "Coby", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)
    of_one = services.start_learning_group(name="Eerder", purpose="Leren.", by=cast.cora)
    of_two = services.start_learning_group(name="Van twee", purpose="Leren.", by=both)
    chosen = services.start_learning_group(name="Gekozen", purpose="Leren.", by=cast.cora, region=cast.east)

    migration = import_module("therapists.migrations.0003_shown_by_choice_supervisors_and_regions_of_circles")
    migration.give_circles_the_region_of_their_maker(apps, None)

    assert dict(LearningGroup.objects.values_list("pk", "region")) == {
        of_one.pk: cast.north.pk, of_two.pk: None, chosen.pk: cast.east.pk,
    }  # fmt: skip
    assert of_one in LearningGroup.objects.kept_by(coby)
