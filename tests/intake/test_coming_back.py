"""A family that comes back after its case was closed: found first, and a second case for the same people and files."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre.models import Case, Child, Dossier, Family, Message, Parent
from centre.services.cases import close_case
from centre.services.safety import record_safety
from intake import matches, selectors, services
from intake.models import Registration
from tests.intake.test_matching import EVA, FROM_EVA, asked, person

NOOR = {"children": {"rows": [{"first_name": "Noor", "birth_date": "2018-05-04", "town": "Haarlem"}]}}


@pytest.fixture
def back(cast):
    """A request about Noor, whose case was closed."""
    close_case(case=cast.case, reason="completed", by=cast.cora)
    return asked(FROM_EVA | NOOR)


def counted():
    return [model.objects.count() for model in (Family, Parent, Child, Dossier)]


def test_search_before_create_finds_who_was_here_before(cast, client_as, back):
    [line] = matches.possibly_known(cast.cora, back)
    assert (line.case, line.was_here, line.is_likely) == (cast.case.reference, True, True)
    page = client_as(cast.cora).get(reverse("intake:help-decide", args=[back.reference])).content.decode()
    assert "eerder bij ons" in page
    found = client_as(cast.cora).post(reverse("intake:find-child"), {"first_name": "Noor", "birth_date": "2018-05-04"})
    assert found.context["found"][0]["was_here"] and "eerder bij ons" in found.content.decode()


def test_a_second_case_opens_for_the_same_people_once(cast, client_as, back):
    before, browser = counted(), client_as(cast.cora)
    url = reverse("intake:help-attach", args=[back.reference, cast.case.reference])
    assert browser.post(url, {"parent": "-", "sure": "on"}).context["form"].errors

    answer = browser.post(url, {"parent": cast.anna.reference, "sure": "on"})
    again = browser.post(url, {"parent": cast.anna.reference, "sure": "on"})

    made = Case.objects.get(family=cast.case.family, closed_on=None)
    back.refresh_from_db()
    assert answer.status_code == 302 and made.reference in answer.url and again.status_code == 404
    assert counted() == before and back.case == made and Registration.objects.filter(case=made).exists()
    letters = Message.objects.filter(subject="Wij beginnen opnieuw met u")
    assert {row.recipient for row in letters} == {cast.anna.user, cast.bram.user}
    assert len({(row.text, row.sent_at) for row in letters}) == 1
    assert [line.case for line in matches.possibly_known(cast.cora, asked(FROM_EVA | NOOR))] == [made.reference]
    assert client_as(cast.anna).get(reverse("intake:my-application")).status_code == 200


def test_nothing_is_added_to_a_closed_case_and_no_second_one_opens_beside_an_open_one(cast, back):
    with pytest.raises(ValidationError):
        services.attach_to_case(request=back, case=cast.case, parent=cast.anna, by=cast.cora)
    services.open_case_again(request=back, case=cast.case, parent=cast.anna, by=cast.cora)
    other = asked(FROM_EVA | NOOR)
    with pytest.raises(ValidationError):
        services.open_case_again(request=other, case=cast.case, parent=cast.anna, by=cast.cora)


@pytest.mark.parametrize("where", ["before", "request"])
def test_a_flag_goes_along_and_then_nobody_is_written_to(cast, where):
    if where == "before":
        record_safety(case=cast.case, kind="flag_set", text="zorg", by=cast.thea)
    close_case(case=cast.case, reason="completed", by=cast.cora)
    row = asked(FROM_EVA | NOOR | ({"you": person(*EVA, safe="no")} if where == "request" else {}))

    made = services.open_case_again(request=row, case=cast.case, parent=cast.anna, by=cast.cora)

    assert selectors.is_flagged(made)
    assert not Message.objects.filter(subject="Wij beginnen opnieuw met u").exists()


def test_undoing_closes_the_second_case_and_leaves_accounts_as_they_were(cast, back):
    made = services.open_case_again(request=back, case=cast.case, parent=cast.anna, by=cast.cora)

    services.reopen_request(request=back, by=cast.cora)

    made.refresh_from_db()
    cast.anna.refresh_from_db()
    assert made.closed_on is not None and cast.anna.user is not None


def test_who_never_had_an_account_is_invited_at_the_own_address(cast, back):
    Parent.objects.filter(pk=cast.bram.pk).update(user=None, contact={"email": ""})
    cast.bram.refresh_from_db()

    made = services.open_case_again(request=back, case=cast.case, parent=cast.bram, by=cast.cora)

    [(parent, code)] = made.spoken_codes
    assert (parent, len(code)) == (cast.bram, 6)
    assert Parent.objects.get(pk=cast.bram.pk).user.email == back.answers["you"]["email"]
