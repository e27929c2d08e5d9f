"""What was asked stays readable for staff; a child can be added (never made twice) and its name put right."""

import pytest
from django.urls import reverse

from centre.models import Child, ParentalAuthority
from intake import services
from intake.models import Registration
from tests.intake.test_matching import FROM_EVA, FROM_FINN, asked

PIM = {
    "first_name": "Pim",
    "last_name": "van Beiden",
    "birth_date": "01-02-2016",
    "town": "Haarlem",
    "named_by": "both",
}


def children_page(case):
    return reverse("intake:children", args=[case.reference])


def read_page(case):
    return reverse("intake:help-read", args=[case.reference])


def test_both_requests_of_a_case_stay_readable_for_staff(cast, client_as):
    noted = FROM_EVA | {"other": FROM_EVA["other"] | {"note": "Bel alleen op dinsdag."}}
    one = asked(noted)
    case = services.open_case_from(request=one, by=cast.cora)
    two = asked(FROM_FINN)
    services.attach_to_case(request=two, case=case, by=cast.cora)

    text = client_as(cast.cora).get(read_page(case)).content.decode()

    for words in ("Bel alleen op dinsdag.", one.reference, two.reference, "gezag?", cast.cora.name):
        assert words in text
    assert read_page(case) in client_as(cast.cora).get(reverse("intake:sheet", args=[case.reference])).content.decode()


@pytest.mark.two_parent
def test_no_parent_therapist_or_coordinator_of_elsewhere_opens_them(cast, client_as):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)
    case.region = cast.east
    case.save()

    for person in (cast.anna, cast.thea, cast.wim, cast.cora):
        for url in (read_page(case), children_page(case)):
            assert client_as(person).get(url).status_code == 404


def test_a_child_is_added_once_and_nobody_is_assumed_to_have_authority(cast, client_as):
    Registration.objects.create(case=cast.case)
    browser = client_as(cast.cora)

    for _click in range(2):
        assert browser.post(children_page(cast.case), PIM).status_code == 302

    pim = Child.objects.get(first_name="Pim")
    assert set(cast.case.family.children.all()) == {cast.noor, pim}
    assert set(ParentalAuthority.objects.filter(child=pim).values_list("evidence", flat=True)) == {"unknown"}
    assert pim.residences.get().municipality == cast.haarlem
    assert "Pim van Beiden" in browser.get(children_page(cast.case)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"town": "Nergenshuizen"}, {"birth_date": "31-02-2020"}, {"birth_date": "01-01-2999"}, {"first_name": ""},
        {"last_name": "x" * 200_000},
    ],
)  # fmt: skip
def test_wrong_facts_of_a_child_are_refused_and_stay_typed(cast, client_as, wrong):
    answer = client_as(cast.cora).post(children_page(cast.case), PIM | wrong)

    assert answer.context["form"].errors
    assert "van Beiden" in answer.content.decode() or "last_name" in wrong
    assert cast.case.family.children.count() == 1


def test_a_child_that_is_here_already_is_chosen_and_not_made_again(cast, client_as):
    sem = PIM | {"first_name": "Sem", "birth_date": cast.sem.birth_date.strftime("%d-%m-%Y")}
    browser, before = client_as(cast.cora), Child.objects.count()

    asks = browser.post(children_page(cast.case), sem)
    assert "known" in asks.context["form"].errors
    assert browser.post(children_page(cast.case), sem | {"known": "vreemd"}).context["form"].errors
    browser.post(children_page(cast.case), sem | {"known": cast.sem.reference})

    assert Child.objects.count() == before
    assert set(cast.sem.families.all()) == {cast.case.family, cast.other_case.family}
    assert ParentalAuthority.objects.get(child=cast.sem, parent=cast.anna).evidence == "unknown"
    assert ParentalAuthority.objects.get(child=cast.sem, parent=cast.carla).evidence == "declared"


def test_a_name_is_put_right_and_a_foreign_child_is_not_found(cast, client_as):
    browser = client_as(cast.cora)

    def page(child):
        return reverse("intake:rename-child", args=[cast.case.reference, child.reference])

    browser.post(page(cast.noor), {"first_name": "Noor", "last_name": "Jansen"})
    cast.noor.refresh_from_db()
    assert str(cast.noor) == "Noor Jansen"
    assert browser.post(page(cast.noor), {"first_name": "", "last_name": "J"}).context["form"].errors
    assert browser.get(page(cast.sem)).status_code == 404


def test_the_page_of_requests_stays_cheap(cast, client_as, django_assert_max_num_queries):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)
    for _number in range(3):
        services.attach_to_case(request=asked(FROM_FINN), case=case, by=cast.cora)
    browser = client_as(cast.cora)
    browser.get(read_page(case))

    with django_assert_max_num_queries(12):
        browser.get(read_page(case))
