"""A contact person for both, a way back in, numbers of children, renewing a role, keys that change."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import IntegrityError, transaction

from centre import clock, team
from centre.audiences import Audience
from centre.models import (
    AccessLog,
    AccountRecovery,
    CareRelation,
    ChildNumber,
    Membership,
    Message,
    Notice,
)
from centre.services import citizen_numbers
from centre.services.cases import relate
from centre.services.people import add_membership
from centre.sharing import agreed_to_share
from tests.cast import make_user
from tests.centre.signing_in import confirm
from tests.centre.test_a_way_back_in import CALLED

NUMBER = "123456782"


def number_page(cast, tail=""):
    return f"/coordinatie/zaken/{cast.case.reference}/kinderen/{cast.noor.reference}/bsn/{tail}"


def renewing(hat):
    return f"/coordinatie/mensen/{hat.user.reference}/{hat.pk}/verlengen/"


@pytest.fixture
def coby(cast):
    return make_user("coby", "Coby", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)


# ── contact person ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_new_contact_person_is_told_to_both_parents_in_the_same_words_at_the_same_moment(cast, client_as):
    client = client_as(cast.cora)
    address = f"/coordinatie/zaken/{cast.case.reference}/contactpersoon/"
    client.post(address, {"person": cast.thea.reference})
    client.post(address, {"person": cast.thea.reference})  # a double click

    letters = list(Message.objects.filter(recipient__in=[cast.anna.user, cast.bram.user]))
    assert len(letters) == 2
    assert len({(row.subject, row.text, row.sent_at) for row in letters}) == 1
    client.post(address, {"person": cast.ulla.reference})
    assert Message.objects.count() == 4
    active = CareRelation.objects.active().filter(case=cast.case, kind="contact_person")
    assert [row.user for row in active] == [cast.ulla]
    pages = [
        client_as(parent).get("/mijn/betrokken/").content.decode().split("<main")[1].split("</main>")[0]
        for parent in (cast.anna, cast.bram)
    ]
    assert pages[0] == pages[1]
    assert "Ulla" in pages[0]
    assert "Thea" not in pages[0]


def test_a_contact_person_is_not_somebody_who_is_excluded(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.EXCLUDED, reason="buurvrouw")

    page = client_as(cast.cora).post(
        f"/coordinatie/zaken/{cast.case.reference}/contactpersoon/", {"person": cast.thea.reference}
    )

    assert list(page.context["form"].errors) == ["person"]
    assert not Message.objects.exists()


def test_the_family_does_not_see_emergencies_exclusions_or_referrers(cast, client_as):
    for kind in ("emergency", "excluded", "referrer"):
        relate(case=cast.case, user=cast.ruth, kind=kind, reason="x")

    assert "Ruth" not in client_as(cast.anna).get("/mijn/betrokken/").content.decode()


# ── taking a permission back ─────────────────────────────────────────────────────────────────────────────────────────
def test_taking_back_counts_at_once_and_the_log_lists_each_effect(cast, client_as):
    cast.consent_to_everything(cast.case)
    assert agreed_to_share(cast.case, [cast.board])
    client = client_as(cast.bram)

    about = cast.case.sharing_partners.get().reference
    for purpose in (f"sharing/met/{about}", "research", "research"):
        client.post(f"/mijn/toestemming/{purpose}/intrekken/")

    assert not agreed_to_share(cast.case, [cast.board])
    labels = AccessLog.objects.filter(action="rights", case=cast.case, actor=cast.bram.user).values_list(
        "label", flat=True
    )
    assert sorted(labels) == ["left out of research exports", "sharing with the referrer revoked"]
    assert cast.case.consents.filter(giver_parent=cast.bram, answer="withdrawn").count() == 2


@pytest.mark.parametrize("way", ["intrekken/", ""])
def test_no_after_a_yes_is_taking_it_back_under_whichever_button(cast, client_as, way):
    cast.consent_to_everything(cast.case)
    client = client_as(cast.bram)

    for _again in range(2):
        client.post(f"/mijn/toestemming/research/{way}", {"answer": "refused"})

    effects = AccessLog.objects.filter(action="rights", case=cast.case, audience="parent", actor=cast.bram.user)
    assert [(row.label, row.purpose) for row in effects] == [("left out of research exports", "withdrawn: research")]


def test_a_no_that_follows_no_yes_stops_nothing(cast, client_as):
    client_as(cast.bram).post("/mijn/toestemming/research/", {"answer": "refused"})

    assert not AccessLog.objects.filter(action="rights", case=cast.case).exists()


def test_taking_back_what_was_never_given_changes_nothing(cast, client_as):
    client_as(cast.bram).post("/mijn/toestemming/sharing/intrekken/")

    assert not cast.case.consents.exists()


# ── a way back in ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_calls_back_another_agrees_and_everything_old_stops(cast, client, client_as, coby):
    Authenticator.objects.create(user=cast.anna.user, type="totp", data={"secret": "x"})
    client.post("/account/login/", {"login": "bram@example.org", "password": "correct horse battery"})
    assert UserSession.objects.filter(user=cast.bram.user).count() == 1
    first, second = client_as(cast.cora), client_as(coby)

    assert first.post(f"/coordinatie/herstel/{cast.bram.user.reference}/", {}).context["form"].errors
    first.post(f"/coordinatie/herstel/{cast.bram.user.reference}/", CALLED)
    row = AccountRecovery.objects.get()
    first.post(f"/coordinatie/herstel/{row.reference}/akkoord/")
    assert cast.bram.user.has_usable_password()
    page = second.post(f"/coordinatie/herstel/{row.reference}/akkoord/")

    cast.bram.user.refresh_from_db()
    assert not cast.bram.user.has_usable_password()
    assert client.get("/mijn/").status_code == 302
    code, path = page.context["code"], Notice.objects.get(kind="invitation").path
    assert second.post(f"/coordinatie/herstel/{row.reference}/akkoord/").status_code == 404
    assert client.post(path, {"code": code, "password": "drie groene appels op tafel"}).status_code == 302
    assert AccessLog.objects.filter(label=f"recovered {cast.bram.user.reference}", actor=coby).exists()


def test_a_way_back_in_lapses_after_a_day_and_takes_two_also_in_the_database(cast, client_as, coby):
    client_as(cast.cora).post(f"/coordinatie/herstel/{cast.anna.user.reference}/", CALLED)
    row = AccountRecovery.objects.get()

    with clock.at(clock.now() + timedelta(hours=25)):
        assert client_as(coby).post(f"/coordinatie/herstel/{row.reference}/akkoord/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRecovery.objects.filter(pk=row.pk).update(agreed_by=cast.cora)


@pytest.mark.idor
def test_a_coordinator_elsewhere_helps_nobody_here(cast, client_as):
    far = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)
    client = client_as(far)
    client_as(cast.cora).post(f"/coordinatie/herstel/{cast.anna.user.reference}/", CALLED)

    assert client.get(f"/coordinatie/herstel/{cast.anna.user.reference}/").status_code == 404
    assert client.post(f"/coordinatie/herstel/{AccountRecovery.objects.get().reference}/akkoord/").status_code == 404
    assert client.get("/coordinatie/herstel/").context["page"].object_list.count() == 0


# ── the number of a child ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "number", ["", "12345678", "123456789", "1234.56.782", "999990019", "x" * 200_000, "000000000"]
)
def test_what_is_no_number_is_refused_beside_its_field(cast, client_as, number):
    page = client_as(cast.cora).post(number_page(cast), {"number": number, "source": "sbvz"})

    assert list(page.context["form"].errors) == ["number"]
    assert not ChildNumber.objects.exists()


def test_a_number_is_kept_as_ciphertext_masked_and_shown_with_a_reason(cast, client_as):
    client = client_as(cast.cora)
    assert client.post(number_page(cast), {"number": NUMBER, "source": "sbvz"}).status_code == 302
    for model in apps.get_models():
        if model is not ChildNumber:
            assert NUMBER not in str(list(model._base_manager.values_list())), model
    assert NUMBER not in client.get(number_page(cast)).content.decode()
    assert client.get(number_page(cast, "tonen/"))["Location"].startswith("/account/reauthenticate/")
    confirm(client)

    assert NUMBER not in client.get(number_page(cast, "tonen/")).content.decode()
    assert client.post(number_page(cast, "tonen/"), {}).context["form"].errors
    page = client.post(number_page(cast, "tonen/"), {"reason": "municipality"})

    assert NUMBER in page.content.decode()
    assert AccessLog.objects.filter(label="citizen number", purpose="municipality", actor=cast.cora).count() == 1


def test_one_number_belongs_to_one_child(cast, client_as):
    citizen_numbers.record_number(child=cast.sem, number=NUMBER, source="sbvz", by=cast.cora)

    page = client_as(cast.cora).post(number_page(cast), {"number": NUMBER, "source": "sbvz"})

    assert list(page.context["form"].errors) == ["number"]
    assert ChildNumber.objects.count() == 1


@pytest.mark.idor
def test_nobody_else_reaches_a_childs_number(cast, client_as):
    citizen_numbers.record_number(child=cast.noor, number=NUMBER, source="sbvz", by=cast.cora)
    far = confirm(client_as(make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)))

    for client in (far, confirm(client_as(cast.thea)), confirm(client_as(cast.anna))):
        assert client.post(number_page(cast, "tonen/"), {"reason": "check"}).status_code == 404
    foreign = number_page(cast).replace(cast.noor.reference, cast.sem.reference)
    assert client_as(cast.cora).get(foreign).status_code == 404


# ── hats ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_referrers_access_is_looked_at_again_before_it_ends(cast, client_as):
    hat = cast.ruth.memberships.get()
    client = client_as(cast.cora)
    address = renewing(hat)
    hat.until = clock.today() + timedelta(days=31)
    hat.save()
    assert client.get(address).status_code == 404
    hat.until = clock.today() + timedelta(days=20)
    hat.save()
    assert address in client.get("/coordinatie/mensen/").content.decode()

    good = clock.today() + timedelta(days=300)
    for posted in (
        {"until": good},
        {"until": clock.today(), "still_needed": "on"},
        {"until": clock.today() + timedelta(days=900), "still_needed": "on"},
        {"until": "morgen", "still_needed": "on"},
    ):
        assert client.post(address, posted).context["form"].errors
    assert client.post(address, {"until": good, "still_needed": "on"}).status_code == 302

    hat.refresh_from_db()
    assert hat.until == good
    assert (
        client_as(make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)).get(address).status_code == 404
    )


def test_a_role_without_a_last_day_is_looked_at_again_once_a_year(cast, client_as):
    """AC15, recertification: somebody says that it is still needed, or ends it."""
    hat, client = cast.thea.memberships.get(), client_as(cast.cora)
    address = renewing(hat)
    assert address in client.get("/coordinatie/mensen/").content.decode()
    assert "opnieuw te bekijken" in client.get("/coordinatie/").content.decode()
    page = client.get(address)
    assert list(page.context["form"].fields) == ["still_needed"]
    assert client.post(address, {}).context["form"].errors

    assert client.post(address, {"still_needed": "on"}).status_code == 302

    hat.refresh_from_db()
    assert (hat.until, hat.confirmed_on) == (None, clock.today())
    assert client.get(address).status_code == 404
    with clock.at(clock.now() + timedelta(days=366)):
        assert hat in team.to_renew(cast.cora)
    assert not team.to_renew(cast.cora).filter(user=cast.cora).exists(), "nobody looks at the own role"
    assert not team.to_renew(cast.cora).filter(user=cast.fiona).exists(), "an overseer is not a coordinator's to judge"


def test_of_two_roles_of_one_person_the_one_beside_the_link_is_looked_at(cast, client_as):
    first = cast.thea.memberships.get()
    second = add_membership(user=cast.thea, audience=Audience.COORDINATOR, region=first.region or cast.case.region)
    Membership.objects.filter(pk__in=(first.pk, second.pk)).update(since=clock.today() - timedelta(days=800))
    client = client_as(cast.cora)
    listed = client.get("/coordinatie/mensen/").content.decode()
    assert renewing(first) in listed and renewing(second) in listed

    assert client.get(renewing(second)).context["hat"] == second
    assert client.post(renewing(second), {"still_needed": "on"}).status_code == 302

    assert [Membership.objects.get(pk=hat.pk).confirmed_on for hat in (first, second)] == [None, clock.today()]
    # A role goes with its own person; a number of somebody else's role, or a used one, opens nothing.
    for person, number in ((cast.ruth, first.pk), (cast.thea, second.pk), (cast.thea, 10**9)):
        assert client.get(f"/coordinatie/mensen/{person.reference}/{number}/verlengen/").status_code == 404


def test_a_referrer_without_a_last_day_gets_one(cast, client_as):
    address = renewing(cast.ruth.memberships.get())
    answer = client_as(cast.cora).post(address, {"still_needed": "on"})
    assert list(answer.context["form"].errors) == ["until"]

    until = clock.today() + timedelta(days=200)
    client_as(cast.cora).post(address, {"still_needed": "on", "until": until})
    assert cast.ruth.memberships.get().until == until


def test_a_leaving_date_ends_access_in_the_middle_of_a_session(cast, client_as):
    hat = cast.thea.memberships.get()
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    client = client_as(cast.thea)
    hat.until = clock.today()
    hat.save()
    assert client.get(f"/praktijk/zaken/{cast.case.reference}/").status_code == 200

    with clock.at(clock.end_of(clock.today())):
        assert client.get(f"/praktijk/zaken/{cast.case.reference}/").status_code == 404
        assert client.get("/praktijk/").status_code == 404


def test_two_hats_give_each_its_own_and_nothing_of_the_sum(cast, client_as):
    """Thea works on Carla's case and is herself a parent in Anna's place: neither hat opens the other's things."""
    relate(case=cast.other_case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    cast.anna.user = cast.thea
    cast.anna.save()
    add_membership(user=cast.thea, audience=Audience.PARENT)
    client = client_as(cast.thea)
    own, case = cast.anna.dossiers.get(), cast.case.reference

    assert client.get("/mijn/toestemming/").status_code == 200
    assert client.get(f"/praktijk/zaken/{cast.other_case.reference}/").status_code == 200
    for address in (
        f"/praktijk/zaken/{case}/",
        f"/praktijk/zaken/{case}/dossier/{own.reference}/",
        f"/praktijk/zaken/{cast.other_case.reference}/dossier/{own.reference}/",
        f"/praktijk/zaken/{case}/dossier/{cast.bram.dossiers.get().reference}/",
        f"/coordinatie/zaken/{case}/",
    ):
        assert client.get(address).status_code == 404, address
    assert "Carla" not in client.get("/mijn/kinderen/").content.decode()
