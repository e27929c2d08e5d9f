"""AC23: parents of one group meet in a room, never on a screen; paper and beamer name nobody in full."""

import re

import pytest

from centre import clock
from groups import services
from tests.factories import groups
from tests.house.crawling import crawl


@pytest.fixture
def circle(cast):
    with clock.at(groups.MONDAY):
        yield groups.circle(cast, couples=2)


OTHERS = ("Carla", "Dirk", "Sem", "carla@", "dirk@")


@pytest.mark.two_parent
def test_ac23_a_parent_meets_no_other_couple_on_any_page_or_file(cast, circle, client_as):
    walk = crawl(client_as(cast.anna), ["/mijn/"], stay_in=("/mijn/",))

    assert len(walk.seen) > 12
    assert "/mijn/bijeenkomsten/" in walk.seen
    for word in (*OTHERS, cast.other_case.reference, cast.carla.reference):
        assert walk.hits(word) == [], word


@pytest.mark.two_parent
def test_ac23_how_many_couples_there_are_is_not_to_be_seen(cast, circle, client_as):
    browser = client_as(cast.anna)
    addresses = ["/mijn/", "/mijn/bijeenkomsten/"]

    def pages():
        # Without the token of the form, which is new in every answer.
        found = [browser.get(address).content.decode().split("<main", 1)[1] for address in addresses]
        return [re.sub(r'csrf[^>]*?value="[^"]+"', "", words) for words in found]

    before = pages()
    services.end_placement(placement=circle.placements[1], reason="x", by=cast.cora)
    assert pages() == before
    assert circle.group.placements.filter(ended_on=None).count() == 1


def test_ac23_the_list_on_paper_shows_initials_only(cast, circle, client_as):
    lead = circle.parent_leads[0].user
    address = f"/praktijk/groepen/{circle.group.reference}/bijeenkomst/1/lijst/"

    page = client_as(lead).get(address).content.decode()

    for parent in (cast.anna, cast.bram, cast.carla, cast.dirk):
        assert parent.first_name not in page
        assert parent.last_name not in page
        assert parent.user.email not in page
