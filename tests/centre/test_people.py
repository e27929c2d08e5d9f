"""Invitations, hats and dated facts about people."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.audiences import Audience
from centre.models import Invitation, Notice, ParentalAuthority
from centre.selectors import payer_of
from centre.services import people
from centre.services.authority import end_authority, record_authority
from centre.services.delivery import deliver_batch
from tests.centre.test_access import without_tokens


@pytest.fixture
def invited(cast, mailoutbox):
    cast.anna.user.set_unusable_password()
    cast.anna.user.save()
    code = people.invite_parent(parent=cast.anna, by=cast.cora)
    path = Notice.objects.get(kind="invitation").path
    deliver_batch()
    return code, path


def test_an_invited_parent_opens_an_account_with_link_and_spoken_code(cast, client, invited, mailoutbox):
    code, path = invited

    response = client.post(path, {"code": code.lower(), "password": "drie groene appels op tafel"})

    assert response.status_code == 302
    assert cast.anna.user.emailaddress_set.get().verified
    cast.anna.user.refresh_from_db()
    assert cast.anna.user.check_password("drie groene appels op tafel")
    assert path in mailoutbox[0].body
    assert code not in mailoutbox[0].body
    # The link is a secret: once it left it is nowhere in the database any more.
    assert Notice.objects.get(kind="invitation").path == "/start/"


def test_the_link_works_once(client, invited):
    code, path = invited
    client.post(path, {"code": code, "password": "drie groene appels op tafel"})

    assert client.get(path).status_code == 410


def test_a_new_invitation_ends_the_earlier_link(cast, client, invited):
    _code, path = invited
    people.invite_parent(parent=cast.anna, by=cast.cora)

    assert client.get(path).status_code == 410


def test_an_expired_and_an_unknown_link_look_the_same(client, invited):
    _code, path = invited
    with clock.at(clock.now() + timedelta(days=15)):
        expired = client.get(path)
    unknown = client.get("/account/uitnodiging/never-made/")

    assert (expired.status_code, unknown.status_code) == (410, 410)
    # The footer names the page to come back to.
    assert without_tokens(expired).replace(path, "") == without_tokens(unknown).replace(
        "/account/uitnodiging/never-made/", ""
    )


def test_a_wrong_code_is_refused_beside_its_field_and_five_end_the_link(client, invited):
    _code, path = invited
    for _attempt in range(5):
        response = client.post(path, {"code": "333333", "password": "drie groene appels op tafel"})
        assert list(response.context["form"].errors) == ["code"]

    assert client.get(path).status_code == 410
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize("password", ["kort", "password1234", "anna@example.org"])
def test_a_weak_password_is_refused_and_nothing_changes(client, invited, password):
    code, path = invited

    response = client.post(path, {"code": code, "password": password})

    assert list(response.context["form"].errors) == ["password"]
    assert Invitation.objects.get().used_at is None


def test_a_hat_ends_at_once(cast, client_as):
    client = client_as(cast.cora)
    assert client.get("/coordinatie/").status_code == 200

    people.end_membership(membership=cast.cora.memberships.get())

    assert client.get("/coordinatie/").status_code == 404


def test_a_new_interval_of_authority_closes_the_open_one(cast):
    record_authority(child=cast.noor, parent=cast.anna, since=date(2026, 6, 1), evidence="court", by=cast.cora)

    rows = ParentalAuthority.objects.filter(child=cast.noor, parent=cast.anna).order_by("since")
    assert [row.until for row in rows] == [date(2026, 5, 31), None]


def test_authority_cannot_end_before_it_began(cast):
    row = ParentalAuthority.objects.get(child=cast.noor, parent=cast.anna)

    with pytest.raises(ValidationError):
        end_authority(authority=row, on=row.since - timedelta(days=1))


def test_the_payer_is_the_childs_municipality_on_that_date(cast):
    people.record_residence(child=cast.noor, municipality=cast.nijmegen, since=date(2026, 6, 1))

    assert payer_of(cast.noor, date(2026, 5, 31)) == cast.haarlem
    assert payer_of(cast.noor, date(2026, 6, 1)) == cast.nijmegen


def test_several_hats_open_several_streets_and_no_more(cast, client_as):
    people.add_membership(user=cast.thea, audience=Audience.RESEARCHER)
    client = client_as(cast.thea)

    assert client.get("/praktijk/").status_code == 200
    assert client.get("/onderzoek/").status_code == 200
    assert client.get("/coordinatie/").status_code == 404


def test_a_child_of_twelve_gets_an_own_account_and_a_younger_one_does_not(cast, client_as):
    people.invite_child(child=cast.sem, email="sem@example.org", by=cast.cora)

    with pytest.raises(ValidationError) as refusal:
        people.invite_child(child=cast.noor, email="noor@example.org", by=cast.cora)

    assert list(refusal.value.message_dict) == ["child"]
    assert client_as(cast.sem).get("/kind/").status_code == 200
    assert client_as(cast.sem).get("/mijn/").status_code == 404


def test_the_case_page_offers_an_invitation_only_to_whoever_can_use_it(cast, client_as):
    def offered(case) -> str:
        return client_as(cast.cora).get(f"/coordinatie/zaken/{case.reference}/").content.decode()

    def page_of(reference: str, page: str) -> bool:
        return f"/{reference}/uitnodigen/" in page

    young, older = offered(cast.case), offered(cast.other_case)
    assert not page_of(cast.noor.reference, young) and "vanaf twaalf jaar" in young
    assert page_of(cast.sem.reference, older)
    assert f"/uitnodigen/{cast.carla.reference}/" in older

    people.invite_child(child=cast.sem, email="sem@example.org", by=cast.cora)
    assert page_of(cast.sem.reference, offered(cast.other_case))
    for user in (cast.sem.user, cast.carla.user):
        user.last_login = clock.now()
        user.save(update_fields=["last_login"])
    older = offered(cast.other_case)
    assert not page_of(cast.sem.reference, older)
    assert f"/uitnodigen/{cast.carla.reference}/" not in older
    assert older.count("in gebruik") == 2


def test_a_childs_account_never_shares_an_address_with_somebody_else(cast):
    with pytest.raises(ValidationError) as refusal:
        people.invite_child(child=cast.sem, email="Carla@example.org", by=cast.cora)

    assert list(refusal.value.message_dict) == ["email"]


def test_an_invitation_never_changes_the_password_of_an_account_in_use(cast, client):
    """Somebody with an account already (a therapist, a parent of an earlier case) proves it with the own password."""
    cast.thea.set_password("het oude wachtwoord van thea")
    cast.thea.save()
    cast.anna.contact = {"email": cast.thea.email}
    cast.anna.user = None
    cast.anna.save()
    code = people.invite_parent(parent=cast.anna, by=cast.cora)
    path = Notice.objects.get(kind="invitation").path

    refused = client.post(path, {"code": code, "password": "drie groene appels op tafel"})
    cast.thea.refresh_from_db()
    assert list(refused.context["form"].errors) == ["password"]
    assert cast.thea.check_password("het oude wachtwoord van thea")

    accepted = client.post(path, {"code": code, "password": "het oude wachtwoord van thea"})
    assert accepted.status_code == 302


def test_one_address_never_serves_both_parents_of_a_family(cast):
    cast.bram.contact = {"email": cast.anna.user.email}
    cast.bram.save()

    with pytest.raises(ValidationError) as refusal:
        people.invite_parent(parent=cast.bram, by=cast.cora)

    assert list(refusal.value.message_dict) == ["email"]


def test_a_refused_invitation_is_told_on_the_case_page(cast, client_as):
    cast.bram.contact = {"email": cast.anna.user.email}
    cast.bram.save()
    path = f"/coordinatie/zaken/{cast.case.reference}/uitnodigen/{cast.bram.reference}/"

    response = client_as(cast.cora).post(path, follow=True)

    assert response.redirect_chain[-1][0] == f"/coordinatie/zaken/{cast.case.reference}/"
    assert [str(message) for message in response.context["messages"]]
    assert Invitation.objects.count() == 0


def test_many_wrong_codes_at_once_are_five_tries_and_no_more(cast):
    """Each of the requests found the same open invitation before any of them was judged."""
    code = people.invite_parent(parent=cast.anna, by=cast.cora)
    invitation = Invitation.objects.get(user=cast.anna.user)
    at_once = [Invitation.objects.get(pk=invitation.pk) for _number in range(9)]

    for row in at_once[:8]:
        with pytest.raises(ValidationError):
            people.accept_invitation(invitation=row, code="333333", password="drie groene appels op tafel")
    with pytest.raises(ValidationError):
        people.accept_invitation(invitation=at_once[8], code=code, password="drie groene appels op tafel")

    invitation.refresh_from_db()
    assert (invitation.failed_attempts, invitation.used_at) == (people.CODE_ATTEMPTS, None)
