"""The demo world is whole: one sign-in per kind of user, groups at their stages, and nothing left over from the past."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre import access, clock, demo
from centre.audiences import PREFIXES, STREETS, Audience
from centre.models import Case, Dossier, Membership, Notice, User
from centre.models.notice import NoticeState
from centre.navigation import MENU
from groups.models import Group
from research.models import MunicipalReport
from tests.house.addresses import walk
from tests.house.crawling import crawl
from tests.house.paying import Payer


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demo world, once for all tests of this file, and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("audience", Audience.values)
def test_every_kind_of_user_has_a_sign_in(world, db, audience):
    shown = {email for _kind, email, _name in world.signins}

    assert Membership.objects.filter(audience=audience, user__email__in=shown).exists()
    assert User.objects.filter(email__in=shown).count() == len(shown)


def test_groups_and_reports_stand_at_their_stages(world, db):
    running = Group.objects.get(state="running")

    assert running.placements.filter(ended_on=None).count() == 6
    assert running.sessions.filter(attendance_taken_at__isnull=False).count() == 4
    assert set(Group.objects.values_list("state", flat=True)) >= {"open", "running", "completed"}
    assert set(MunicipalReport.objects.values_list("state", flat=True)) >= {"ready", "published"}


def test_no_doorbell_of_the_past_rings_today(world, db):
    waiting = Notice.objects.filter(state=NoticeState.NEW, due_at__lt=clock.now() - timedelta(days=1))

    assert not waiting.exists()


#: Menu pages that show one thing with all that belongs to it, or several lists, instead of one list: twelve questions
#: instead of eight.
SHEETS = {
    "groups:my-sessions",
    "centre:my-consents",
    "centre:my-contact",
    "centre:my-children",  # per child: authority, the file and the texts for both parents
    "therapists:my-profile",
    "therapists:my-work",  # hours, absence and availability
    "groups:week",  # the days, the load, the hours and what still has to follow
    "referrals:table-desk",  # what waits, the meetings and who sits at the table
}


@pytest.mark.parametrize("audience", Audience.values)
def test_every_page_of_every_menu_stays_within_its_budget(world, db, client_as, audience):
    """First pages and sheets cost twelve questions at most and lists eight, however much the demo holds."""
    shown = {email for _kind, email, _name in world.signins}
    people = User.objects.filter(email__in=shown, memberships__audience=audience).distinct()
    costly = []
    for user in people:
        client = client_as(user)
        for place, (name, _label, _icon) in enumerate(MENU[audience]):
            path = reverse(name)
            client.get(path)  # the first visit of a session writes when it was seen
            with CaptureQueriesContext(connection) as questions:
                response = client.get(path)
            assert response.status_code in (200, 302), path
            if len(questions) > (12 if place == 0 or name in SHEETS else 8):
                costly.append((user.email, path, len(questions)))

    assert people
    assert costly == []


#: A list that stands under figures over all its rows: fifteen.
WITH_FIGURES = {"groups:fairness"}


@pytest.fixture
def rows_per_page(monkeypatch):
    """`rows_per_page(3)`: every list shows three rows; returns the numbers of rows that were then really shown."""
    make, shown = Paginator.__init__, []

    def show(count: int) -> list[int]:
        def one_more(self, rows, _per_page, *more, **options):
            make(self, rows, count, *more, **options)
            shown.append(min(count, self.count))

        shown.clear()
        monkeypatch.setattr(Paginator, "__init__", one_more)
        return shown

    return show


def test_every_list_costs_as_much_for_one_row_as_for_three(world, db, client_as, rows_per_page):
    """All addresses of all streets that need no reference, asked by their own people; eight questions at most."""
    emails = {email for _kind, email, _name in world.signins}
    costly, compared = [], set()
    for street, audience in STREETS.items():
        for user in User.objects.filter(email__in=emails, memberships__audience=audience).distinct().order_by("pk")[:2]:
            client = client_as(user)
            for address in walk():
                if address.street != street or "<" in address.route:
                    continue
                shown = rows_per_page(1)
                client.get(address.path)  # the first visit of a session writes when it was seen
                if not shown:
                    continue
                costs = {}
                for count in (1, 3):
                    shown = rows_per_page(count)
                    with CaptureQueriesContext(connection) as questions:
                        client.get(address.path)
                    costs[count] = (max(shown, default=0), len(questions))
                if costs[3][0] == 3:
                    compared.add(address.name)
                    most = 15 if address.name in WITH_FIGURES else 12 if address.name in SHEETS else 8
                    if costs[1][1] < costs[3][1] or costs[3][1] > most:
                        costly.append((user.email, address.path, costs))

    assert costly == []
    assert len(compared) >= 15, sorted(compared)


@pytest.fixture
def at_the_door(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.house.paying.AtTheDoor"]


def test_no_page_of_any_street_pays_more_for_being_safe(world, db, client_as, at_the_door):
    """At most three questions about who is asking, and one writing of who looked, however many doors were opened."""
    emails, pages, costly = {email for _kind, email, _name in world.signins}, Counter(), {}
    for audience in Audience:
        user = User.objects.filter(email__in=emails, memberships__audience=audience).order_by("pk").first()
        payer, street = Payer(client_as(user)), f"/{PREFIXES[audience]}/"
        crawl(payer, [street], stay_in=(street,), most=30)
        pages[audience] += payer.pages
        costly |= payer.costly

    assert costly == {}
    assert min(pages.values()) > 1
    assert sum(pages.values()) > 120


def written_at_once(request, **facts):
    waiting = request.__dict__.pop("looks")
    look = real_log(request, **facts)
    request.looks = waiting
    return look


real_log = access.log


@pytest.mark.parametrize(
    ("place", "leak"),
    [
        ("centre.models.User.is_in", lambda user, hat: user.memberships.active().filter(audience=hat).exists()),
        ("centre.access.log", written_at_once),
    ],
    ids=["a question more", "a row for each door"],
)
def test_a_page_that_pays_more_would_be_noticed(world, db, client_as, at_the_door, monkeypatch, place, leak):
    dossier = Dossier.objects.of_staff(world.people["thea"]).filter(parent__isnull=False).first()
    case = Case.objects.filter(family=dossier.parent.family).visible_to(world.people["thea"]).first()
    payer, page = (
        Payer(client_as(world.people["thea"])),
        f"/praktijk/zaken/{case.reference}/dossier/{dossier.reference}/",
    )
    payer.get(page)
    assert payer.costly == {}
    monkeypatch.setattr(place, leak)
    payer.get(page)

    assert list(payer.costly) == [page]
