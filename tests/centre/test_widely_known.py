"""Who is widely known: every look at the file is weighed; only the privacy officer knows of the mark (law.md R48)."""

from datetime import timedelta

import pytest

from centre import clock
from centre.models import CareRelation, Dossier, KnownPerson, OddRead
from centre.own_file import pieces_of
from centre.services.cases import relate
from centre.services.known_people import end_mark, mark_known
from centre.services.odd_reads import find_odd_reads

PAGE = "/toezicht/bekend/"


def found(sort=OddRead.Sort.KNOWN):
    find_odd_reads(since=clock.now() - timedelta(days=1), until=clock.now() + timedelta(minutes=1))
    return list(OddRead.objects.filter(sort=sort))


@pytest.fixture
def file(cast):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    return cast.anna.dossiers.get(kind="parent")


def test_every_look_at_a_marked_file_and_its_case_comes_into_the_sample(cast, client_as, file):
    browser = client_as(cast.thea)
    browser.get(f"/praktijk/zaken/{cast.case.reference}/")
    browser.get(f"/praktijk/zaken/{cast.case.reference}/dossier/{file.reference}/")
    assert found() == []

    mark_known(dossier=file.reference, by=cast.fiona)

    looks = found()
    assert {look.actor for look in looks} == {cast.thea}
    assert file.pk in {look.dossier_id for look in looks} and None in {look.dossier_id for look in looks}
    assert found() == looks


def test_other_files_and_an_ended_mark_are_not_weighed(cast, client_as, file):
    end_mark(mark=mark_known(dossier=file.reference, by=cast.fiona), by=cast.fiona)
    mark_known(dossier=Dossier.objects.get(parent=cast.carla).reference, by=cast.fiona)
    client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/dossier/{file.reference}/")
    assert found() == []


def test_the_officer_marks_once_and_ends_it(cast, client_as, file):
    browser = client_as(cast.fiona)
    for _twice in range(2):
        assert browser.post(PAGE, {"dossier": f" {file.reference.lower()} "}).status_code == 302
    mark = KnownPerson.objects.get()
    assert file.reference in browser.get(PAGE).content.decode()
    for _twice in range(2):
        browser.post(f"{PAGE}{mark.reference}/einde/")
    assert KnownPerson.objects.get().ended_by == cast.fiona


@pytest.mark.parametrize("reference", ["", "D-33333333", "<script>", "x" * 200_000])
def test_an_unknown_reference_is_an_error_beside_the_field(cast, client_as, reference):
    response = client_as(cast.fiona).post(PAGE, {"dossier": reference})
    assert "dossier" in response.context["form"].errors
    assert not KnownPerson.objects.exists()


def test_nobody_else_sees_the_mark(cast, client_as, file):
    client_as(cast.fiona).post(PAGE, {"dossier": file.reference})
    for person in (cast.anna, cast.bram, cast.thea, cast.cora, cast.wim, cast.rens, cast.gerda):
        assert client_as(person).get(PAGE).status_code == 404
        assert client_as(person).post(f"{PAGE}{KnownPerson.objects.get().reference}/einde/").status_code == 404
    shown = client_as(cast.thea).get(f"/praktijk/zaken/{cast.case.reference}/").content.decode()
    assert KnownPerson.objects.get().reference not in shown and "bekend" not in shown
    own = client_as(cast.anna).get("/mijn/privacy/").content.decode()
    assert "bekend" not in own.split("<main")[1].split("</main>")[0]
    assert not any("bekend" in piece.text.casefold() for piece in pieces_of(file))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_as_for_three(cast, client_as, django_assert_max_num_queries, count):
    for dossier in Dossier.objects.exclude(kind="safety").order_by("pk")[:count]:
        mark_known(dossier=dossier.reference, by=cast.fiona)
    browser = client_as(cast.fiona)
    browser.get(PAGE)
    with django_assert_max_num_queries(8):
        assert browser.get(PAGE).context["page"].paginator.count == count
