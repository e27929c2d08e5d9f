"""A way back in ends every way in that somebody else may have had (security reference AC19)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from centre import clock
from centre.audiences import Audience
from centre.models import AccountRecovery, LaterContact, Parent
from centre.services import people, recovery
from centre.services.contact_changes import carry_out_due
from centre.services.delivery import deliver_batch
from groups.services.feeds import make_feed
from referrals.models import ApiKey
from tests.cast import make_user

#: What the first of two fills in.
CALLED = {"called_back": "on", "email": "alleen-ik@example.org"}


@pytest.fixture
def coby(cast):
    return make_user("coby", "Coby", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)


def test_ac19_nothing_of_who_was_in_the_account_stays_also_no_address_and_no_calendar(
    cast, client, client_as, coby, mailoutbox
):
    user = cast.anna.user
    EmailAddress.objects.create(user=user, email="ex@example.org", verified=True)
    user.email = "ex@example.org"
    user.save()
    LaterContact.objects.create(
        parent=cast.anna, answers={"email": "later@example.org"}, asked_by=user, counts_from=clock.now()
    )
    calendar = f"/agenda/{make_feed(user=user)}.ics"
    assert client.get(calendar).status_code == 200
    client_as(cast.cora).post(f"/coordinatie/herstel/{user.reference}/", CALLED)
    row = AccountRecovery.objects.get()
    page = client_as(coby).post(f"/coordinatie/herstel/{row.reference}/akkoord/")

    assert client.get(calendar).status_code == 404
    assert carry_out_due() == 0
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == [CALLED["email"]]
    assert Parent.objects.get(pk=cast.anna.pk).contact["email"] == CALLED["email"]
    assert AccountRecovery.objects.get().email == ""
    deliver_batch()
    assert [mail.to for mail in mailoutbox] == [[CALLED["email"]]]
    assert page.context["code"]


def test_ac19_the_new_address_is_of_nobody_else_in_the_family(cast, client_as):
    page = f"/coordinatie/herstel/{cast.anna.user.reference}/"
    for email in ("bram@example.org", "B.Ram+x@Example.org", "cora@example.org", "geen adres", ""):
        response = client_as(cast.cora).post(page, {"called_back": "on", "email": email})
        assert response.context["form"].errors["email"], email

    assert not AccountRecovery.objects.exists()


def test_ac19_keys_of_a_referrer_end_with_the_old_way_in(cast, coby):
    made_by, other = {"made_by": cast.wim, "responsible": cast.wim}, {"made_by": cast.ruth, "responsible": cast.ruth}
    for number, names in enumerate((made_by, other)):
        ApiKey.objects.create(
            organisation=cast.team, label="x", digest=str(number), ends_on=clock.today() + timedelta(days=9), **names
        )
    row = recovery.ask_recovery(user=cast.wim, by=cast.cora, called_back=True, email="wim-nieuw@example.org")
    recovery.agree_recovery(recovery=row, by=coby)

    assert [key.responsible for key in ApiKey.objects.filter(ended_at=None)] == [cast.ruth]


def test_a_calendar_address_ends_with_the_hat_of_its_owner(cast, client):
    calendar = f"/agenda/{make_feed(user=cast.anna.user)}.ics"
    assert client.get(calendar).status_code == 200

    cast.anna.user.memberships.update(until=clock.today() - timedelta(days=1))

    assert client.get(calendar).status_code == 404


def test_another_way_to_write_somebodys_mailbox_invites_nobody(cast):
    cast.anna.contact = {"email": "Br.am+anna@Example.org"}
    cast.anna.user = None
    cast.anna.save()
    with pytest.raises(ValidationError):
        people.invite_parent(parent=cast.anna, by=cast.cora)
    people.invite_child(child=cast.sem, email="sem@example.org", by=cast.cora)
    cast.carla.contact, cast.carla.user = {"email": "s.em@example.org"}, None
    cast.carla.save()
    with pytest.raises(ValidationError):
        people.invite_parent(parent=cast.carla, by=cast.cora)


def test_ac19_the_new_address_of_a_child_is_not_read_by_anybody_of_its_family(cast):
    people.invite_child(child=cast.sem, email="sem@example.org", by=cast.cora)
    cast.sem.refresh_from_db()
    for email in ("carla+sem@example.org", "D.irk@example.org"):
        with pytest.raises(ValidationError):
            recovery.ask_recovery(user=cast.sem.user, by=cast.cora, called_back=True, email=email)

    assert not AccountRecovery.objects.exists()


def test_ac19_a_recovery_without_an_address_is_never_a_link_to_nowhere(cast, coby):
    """It was asked before the address was part of the question."""
    row = AccountRecovery.objects.create(user=cast.anna.user, asked_by=cast.cora, called_back_at=clock.now())

    with pytest.raises(ValidationError):
        recovery.agree_recovery(recovery=row, by=coby)

    assert Parent.objects.select_related("user").get(pk=cast.anna.pk).user.email == "anna@example.org"
    assert AccountRecovery.objects.get().agreed_at is None
