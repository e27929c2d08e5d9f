"""Emergency access: a reason, an hour, everybody told at once, and nothing to be learnt without one."""

import re
from datetime import timedelta

import pytest

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Case, Message, Notice
from centre.services.cases import relate
from centre.services.emergency import TRIES_PER_HOUR
from tests.cast import make_user
from tests.centre.signing_in import confirm

Kind = CareRelation.Kind
PAGE = "/praktijk/noodtoegang/"
REASON = "Een collega is ziek en de moeder belt in paniek."


def posted(reference, **changes):
    return {"reference": reference, "purpose": "danger", "reason": REASON} | changes


def body(response) -> str:
    """The page without the masked CSRF tokens, which differ on every rendering."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


@pytest.fixture
def thea(cast, client_as):
    return confirm(client_as(cast.thea))


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_near_without_confirming_who_they_are(cast, client_as, method):
    client = client_as(cast.thea)

    response = getattr(client, method)(PAGE, posted(cast.case.reference))

    assert response.status_code == 302
    assert response["Location"].startswith("/account/reauthenticate/?next=%2Fpraktijk%2Fnoodtoegang%2F")
    assert not CareRelation.objects.filter(kind=Kind.EMERGENCY).exists()


def test_confirming_lasts_ten_minutes(cast, thea, monkeypatch):
    assert thea.get(PAGE).status_code == 200
    import time

    later = time.time() + 601
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    assert thea.get(PAGE).status_code == 302


def test_a_therapist_opens_a_case_with_a_reason_for_an_hour_and_no_longer(cast, thea):
    moment = clock.moment_from("2026-05-04T10:00")
    with clock.at(moment):
        response = thea.post(PAGE, posted(cast.case.reference.lower()))
        relation = CareRelation.objects.get(kind=Kind.EMERGENCY)

        assert response["Location"] == f"/praktijk/zaken/{cast.case.reference}/"
        assert (relation.user, relation.case, relation.until) == (cast.thea, cast.case, moment + timedelta(minutes=60))
        assert REASON in relation.reason

    with clock.at(moment + timedelta(minutes=59)):
        page = thea.get(response["Location"])
        assert page.status_code == 200
        assert page.context["break_glass"] == {"until": relation.until, "seconds": 60, "minutes": 1}
        assert "11:00" in page.content.decode()
        assert '<strong data-left="60">1</strong>' in page.content.decode()
    with clock.at(moment + timedelta(minutes=60)):
        assert thea.get(response["Location"]).status_code == 404
        assert cast.case not in Case.objects.visible_to(cast.thea)


def test_the_log_marks_the_emergency_and_every_look_that_rests_on_it(cast, thea):
    response = thea.post(PAGE, posted(cast.case.reference))
    thea.get(response["Location"])
    thea.get(f"{response['Location']}dossier/{cast.anna.dossiers.get().reference}/")

    opened, *looks = AccessLog.objects.filter(actor=cast.thea, case=cast.case).order_by("pk")
    assert (opened.action, opened.purpose, opened.ground, opened.succeeded) == (
        "emergency",
        "danger",
        "emergency",
        True,
    )
    assert [(look.action, look.ground) for look in looks] == [("view", "emergency")] * 3


def test_overseers_are_told_at_once_with_the_reason_and_the_mail_says_nothing(cast, thea):
    carel = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)

    thea.post(PAGE, posted(cast.case.reference))

    messages = Message.objects.filter(subject__isnull=False).select_related("recipient")
    assert {message.recipient for message in messages} == {cast.fiona, cast.cora}
    assert carel not in {message.recipient for message in messages}
    for message in messages:
        assert REASON in message.text
        assert "Thea" in message.text
        assert cast.case.reference in message.text
    notices = Notice.objects.filter(kind="message", recipient__in=[cast.fiona, cast.cora])
    assert notices.count() == 2
    assert all(notice.due_at <= clock.now() for notice in notices)


def test_an_excluded_person_gets_in_by_no_emergency_and_sees_the_same_as_for_an_unknown_reference(cast, thea):
    relate(case=cast.case, user=cast.thea, kind=Kind.EXCLUDED, reason="neighbour")

    excluded = thea.post(PAGE, posted(cast.case.reference))
    unknown = thea.post(PAGE, posted("ZK-33333333"))

    assert excluded.status_code == unknown.status_code == 200
    assert body(excluded).replace(cast.case.reference, "") == body(unknown).replace("ZK-33333333", "")
    assert not CareRelation.objects.filter(kind=Kind.EMERGENCY).exists()
    assert AccessLog.objects.filter(actor=cast.thea, action="emergency", succeeded=False).count() == 2


def test_an_exclusion_ends_a_running_emergency(cast, thea):
    address = thea.post(PAGE, posted(cast.case.reference))["Location"]

    relate(case=cast.case, user=cast.thea, kind=Kind.EXCLUDED, reason="neighbour")

    assert thea.get(address).status_code == 404


@pytest.mark.parametrize(
    "changes", [{"reason": ""}, {"reason": "zomaar"}, {"purpose": ""}, {"purpose": "gossip"}, {"reason": "x" * 5000}]
)
def test_without_a_proper_reason_a_known_and_an_unknown_reference_look_the_same(cast, thea, changes):
    known = thea.post(PAGE, posted(cast.case.reference, **changes))
    unknown = thea.post(PAGE, posted("ZK-33333333", **changes))

    assert known.status_code == unknown.status_code == 200
    assert body(known).replace(cast.case.reference, "") == body(unknown).replace("ZK-33333333", "")
    assert set(known.context["form"].errors) == set(changes)
    assert known.context["form"]["reference"].value() == cast.case.reference
    assert not CareRelation.objects.filter(kind=Kind.EMERGENCY).exists()
    assert not AccessLog.objects.filter(action="emergency").exists()


def test_searching_for_references_stops_after_a_few_tries_even_for_a_right_one(cast, thea):
    for _try in range(TRIES_PER_HOUR):
        thea.post(PAGE, posted("ZK-33333333"))

    response = thea.post(PAGE, posted(cast.case.reference))

    assert list(response.context["form"].errors) == ["reference"]
    assert not CareRelation.objects.filter(kind=Kind.EMERGENCY).exists()
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert thea.post(PAGE, posted(cast.case.reference)).status_code == 302


def test_who_works_on_the_case_already_just_opens_it_and_nobody_is_told(cast, thea):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")

    response = thea.post(PAGE, posted(cast.case.reference))

    assert response["Location"] == f"/praktijk/zaken/{cast.case.reference}/"
    assert not CareRelation.objects.filter(kind=Kind.EMERGENCY).exists()
    assert Message.objects.count() == 0
    assert thea.get(response["Location"]).context["break_glass"] is None


def test_a_coordinator_of_another_region_lands_in_the_own_street(cast, client_as):
    carel = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)

    response = confirm(client_as(carel)).post("/coordinatie/noodtoegang/", posted(cast.case.reference))

    assert response["Location"] == f"/coordinatie/zaken/{cast.case.reference}/"


@pytest.mark.parametrize("key", ["anna", "ruth", "rens", "gerda", "fiona"])
@pytest.mark.parametrize("street", ["praktijk", "coordinatie"])
def test_nobody_else_has_an_emergency_door(cast, client_as, key, street):
    client = client_as(getattr(cast, key))

    assert client.post(f"/{street}/noodtoegang/", posted(cast.case.reference)).status_code == 404
    assert not CareRelation.objects.filter(kind=Kind.EMERGENCY).exists()


def test_the_family_sees_the_emergency_as_role_and_date(cast, thea, client_as):
    thea.post(PAGE, posted(cast.case.reference))
    file = cast.anna.dossiers.get()
    thea.get(f"/praktijk/zaken/{cast.case.reference}/dossier/{file.reference}/")

    page = client_as(cast.anna).get("/mijn/privacy/").content.decode()

    assert cast.provider.name in page
    assert "noodtoegang" in page.lower()
    assert "Thea" not in page
    assert REASON not in page
