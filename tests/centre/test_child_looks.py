"""A parent with authority sees on which days the team opened the child's file, and nothing of what the other parent did."""

from datetime import timedelta

import pytest

from centre import clock
from centre.models import AccessLog, Dossier, ParentalAuthority
from centre.services.cases import relate
from centre.services.file_requests import ask
from tests.cast import open_case

pytestmark = pytest.mark.two_parent


def looked(cast, person, *, audience="therapist", days_ago=0, **facts):
    file = Dossier.objects.get(child=cast.noor)
    at = clock.now() - timedelta(days=days_ago)
    row = {"case": cast.case, "dossier": file, "label": "dossier", "action": "view", "organisation": "Duin Haarlem"}
    return AccessLog.objects.create(at=at, actor=person, audience=audience, **row | facts)


def lines(browser, cast):
    page = browser.get(f"/mijn/kinderen/{cast.noor.reference}/wie-keek/")
    assert page.status_code == 200
    return [(line["role"], line["organisation"]) for line in page.context["lines"]], page.content.decode()


def test_a_look_of_the_team_stands_there_for_both_parents_alike_without_name_and_hour(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind="assessor", reason="intake")
    file = Dossier.objects.get(child=cast.noor)
    for _twice in range(2):
        client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{file.reference}/")

    of_anna, page = lines(client_as(cast.anna), cast)

    assert len(of_anna) == 1 and of_anna[0][0] == "therapeut"
    assert "Thea" not in page and f"{clock.now():%H:%M}" not in page
    assert lines(client_as(cast.bram), cast)[0] == of_anna


def test_nothing_that_the_other_parent_did_is_among_it(cast, client_as):
    file = Dossier.objects.get(child=cast.noor)
    before = lines(client_as(cast.anna), cast)[0]
    ask(parent=cast.bram, dossier=file, kind="inspection")
    client_as(cast.bram).get(f"/mijn/kinderen/{cast.noor.reference}/wie-keek/")
    looked(cast, cast.bram.user, audience="parent", organisation="")
    looked(cast, cast.thea, label="file request")
    looked(cast, cast.thea, action="export")

    assert lines(client_as(cast.anna), cast)[0] == before == []


def test_nothing_of_before_the_own_authority(cast, client_as):
    looked(cast, cast.thea, days_ago=40)
    looked(cast, cast.thea, days_ago=2, organisation="Kade")
    ParentalAuthority.objects.filter(parent=cast.bram).update(since=clock.today() - timedelta(days=10))

    assert lines(client_as(cast.bram), cast)[0] == [("therapeut", "Kade")]


def test_nothing_of_another_family_of_the_same_child(cast, client_as):
    second = open_case(cast, [("eefje", "Eefje"), ("gijs", "Gijs")], [])
    second.family.children.add(cast.noor)
    looked(cast, cast.thea, case=second)

    assert lines(client_as(cast.anna), cast)[0] == []


@pytest.mark.idor
def test_it_is_404_without_authority_from_sixteen_and_for_strangers(cast, client_as):
    address = f"/mijn/kinderen/{cast.noor.reference}/wie-keek/"
    assert client_as(cast.carla).get(address).status_code == 404
    assert client_as(cast.anna).get("/mijn/kinderen/P-NOBODY/wie-keek/").status_code == 404
    ParentalAuthority.objects.filter(parent=cast.bram).update(until=clock.today() - timedelta(days=1))
    assert client_as(cast.bram).get(address).status_code == 404
    cast.noor.birth_date = clock.today() - timedelta(days=16 * 366)
    cast.noor.save()
    assert client_as(cast.anna).get(address).status_code == 404
