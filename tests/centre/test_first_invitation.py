"""A parent of whom no address is known: staff asks the parent, and two such parents never become one account."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre.models import User
from centre.services import people


@pytest.fixture
def unknown(cast):
    """Bram and Dirk, of two families, without account and without address."""
    for parent in (cast.bram, cast.dirk):
        parent.user, parent.contact = None, {"email": ""}
        parent.save()
    return cast.bram, cast.dirk


def invitation(case, parent):
    return reverse("centre:invite-parent", args=[case.reference, parent.reference])


def test_no_account_is_made_without_an_address(cast, unknown):
    for parent in unknown:
        with pytest.raises(ValidationError):
            people.invite_parent(parent=parent, by=cast.cora)
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user(email="", name="Niemand")

    assert not User.objects.filter(email="").exists()


def test_the_case_asks_for_the_address_and_two_families_stay_two_accounts(cast, client_as, unknown):
    browser = client_as(cast.cora)
    page = browser.get(reverse("centre:coordinator-case", args=[cast.case.reference])).content.decode()
    assert f'action="{invitation(cast.case, cast.bram)}"' not in page
    assert f'href="{invitation(cast.case, cast.bram)}"' in page

    for case, parent, email in ((cast.case, cast.bram, "Bram@new.example.org"), (cast.other_case, cast.dirk, "d@x.nl")):
        answer = browser.post(invitation(case, parent), {"email": email, "sure": "on"})
        assert answer.context["code"]

    for parent in unknown:
        parent.refresh_from_db()
    assert [parent.user.email for parent in unknown] == ["bram@new.example.org", "d@x.nl"]
    assert cast.bram.contact == {"email": "bram@new.example.org"}


@pytest.mark.parametrize("typed", [{}, {"email": "bram@new.example.org"}, {"email": "geen adres", "sure": "on"}])
def test_an_incomplete_first_invitation_keeps_what_was_typed(cast, client_as, unknown, typed):
    answer = client_as(cast.cora).post(invitation(cast.case, cast.bram), typed)

    assert answer.context["form"].errors
    assert typed.get("email", "") in answer.content.decode()
    cast.bram.refresh_from_db()
    assert cast.bram.user is None


@pytest.mark.two_parent
def test_the_mailbox_of_the_other_parent_is_refused_beside_the_field(cast, client_as, unknown):
    answer = client_as(cast.cora).post(invitation(cast.case, cast.bram), {"email": "Anna@example.org", "sure": "on"})

    assert answer.context["form"].errors["email"]
    cast.bram.refresh_from_db()
    assert (cast.bram.user, cast.bram.contact) == (None, {"email": ""})


def test_a_known_address_is_never_replaced_by_this_page(cast):
    people.invite_parent(parent=cast.bram, by=cast.cora, email="ander@example.org")

    cast.bram.refresh_from_db()
    assert cast.bram.user.email == "bram@example.org"
