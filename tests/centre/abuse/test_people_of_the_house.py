"""Abuse cases by colleagues, referrers, finders of a device and callers (security reference 2): AC14, AC15, AC18, AC19, AC24."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from centre import clock
from centre.audiences import PREFIXES
from centre.models import AccessLog, CareRelation, User
from centre.services import hats, recovery
from centre.services.cases import relate
from tests.cast import make_user
from tests.house.addresses import walk


@pytest.mark.idor
def test_ac14_a_colleague_sees_the_own_caseload_and_else_breaks_the_glass_in_sight_of_all(cast, client_as):
    browser = client_as(cast.thea)
    address = f"/praktijk/zaken/{cast.case.reference}/"
    assert browser.get(address).status_code == 404
    assert browser.get(f"{address}dossier/{cast.anna.dossiers.get().reference}/").status_code == 404
    assert cast.case.reference not in browser.get("/praktijk/").content.decode()
    assert AccessLog.objects.filter(actor=cast.thea, action="denied").count() == 2

    relate(
        case=cast.case,
        user=cast.thea,
        kind=CareRelation.Kind.EMERGENCY,
        reason="x",
        until=clock.now() + timedelta(minutes=60),
    )
    assert browser.get(address).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert client_as(cast.thea).get(address).status_code == 404


def test_ac15_a_referrer_who_left_is_out_in_mid_session_and_access_always_has_a_last_day(cast, client_as):
    with pytest.raises(ValidationError) as refusal:
        hats.invite_professional(
            email="r@example.org", name="R", audience="referrer", organisation=cast.board, by=cast.cora
        )
    assert list(refusal.value.message_dict) == ["until"]
    browser = client_as(cast.ruth)
    assert browser.get("/verwijzen/").status_code == 200
    hat = cast.ruth.memberships.get()
    hat.until = clock.today()
    hat.save()

    with clock.at(clock.end_of(clock.today())):
        assert browser.get("/verwijzen/").status_code == 404
        # Renewing takes a coordinator's question to the organisation, and a year at most.
        with pytest.raises(ValidationError):
            hats.renew_hat(hat=hat, until=clock.today() + timedelta(days=800), by=cast.cora)
    assert client_as(cast.ruth).get(f"/coordinatie/zaken/{cast.case.reference}/").status_code == 404


def test_ac18_after_signing_out_nothing_is_left_on_the_device(cast, client_as):
    browser = client_as(cast.anna)
    assert browser.get("/mijn/")["Cache-Control"] == "no-store"

    left = browser.post("/account/logout/")

    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/mijn/").status_code == 302
    assert browser.get("/mijn/documenten/").status_code == 302


def test_ac19_a_caller_gets_nothing_before_a_call_back_and_two_colleagues(cast, client_as):
    coby = make_user("coby", "Coby", "coordinator", organisation=cast.centre, region=cast.north)
    with pytest.raises(ValidationError):
        recovery.ask_recovery(user=cast.anna.user, by=cast.cora, called_back=False, email="anna@example.org")
    row = recovery.ask_recovery(user=cast.anna.user, by=cast.cora, called_back=True, email="anna@example.org")
    for same in (cast.cora, cast.anna.user):
        with pytest.raises(ValidationError):
            recovery.agree_recovery(recovery=row, by=same)
    # Nothing of the file is on the page from which somebody reads to a caller.
    page = client_as(cast.cora).get(f"/coordinatie/herstel/{cast.bram.user.reference}/").content.decode()
    assert "0612" not in page
    assert cast.bram.user.email not in page

    code = recovery.agree_recovery(recovery=row, by=coby)

    assert len(code) == 6
    assert not User.objects.get(pk=cast.anna.user.pk).has_usable_password()


def test_ac19_nobody_can_choose_a_password_for_somebody_else(cast, client_as):
    admin = User.objects.create_superuser(email="beheer@example.org", name="Beheer", password="x" * 20)

    for address in ("/beheer/centre/user/", "/beheer/auth/user/", f"/beheer/centre/user/{cast.anna.user.pk}/password/"):
        assert client_as(admin).get(address).status_code == 404


def test_ac24_nobody_walks_about_as_somebody_else(cast, client_as):
    """There is no such address, and the administrator of reference data has no street."""
    admin = User.objects.create_superuser(email="beheer@example.org", name="Beheer", password="x" * 20)
    words = ("impersonate", "hijack", "loginas", "login-as", "inloggen-als", "su/")

    assert not [address.route for address in walk() if any(word in address.route for word in words)]
    assert get_resolver()
    for prefix in PREFIXES.values():
        assert client_as(admin).get(f"/{prefix}/").status_code == 404
