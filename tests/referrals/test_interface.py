"""The interface for partners' systems: keys, once is once, the same rights as the screens, problem+json."""

import json
import re
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, Membership
from centre.services.people import end_membership
from referrals import services
from referrals.models import ApiKey, ApiSubmission, PartnerContact, Referral
from tests.centre.signing_in import confirm
from tests.factories import referrals

WHOLE = {
    "ouders": [
        {"voornaam": "Els", "achternaam": "Prins", "email": "els@example.org", "telefoon": "06 12345678"},
        {"voornaam": "Frank", "achternaam": "de Boer", "email": "frank@example.org"},
    ],
    "kinderen": [
        {
            "voornaam": "Lotte",
            "achternaam": "de Boer",
            "geboortedatum": "2017-03-04",
            "geslacht": "meisje",
            "gemeentecode": "0392",
        }
    ],
    "vraag": "Hoe verder?",
    "grondslag": "toestemming",
}


def key_for(user, organisation, by) -> str:
    ends = clock.today() + timedelta(days=90)
    return services.make_key(
        organisation=organisation, responsible=user, label=f"systeem {user.pk}", ends_on=ends, by=by
    )[1]


@pytest.fixture
def whole(cast) -> str:
    return key_for(cast.wim, cast.team, cast.cora)


def call(method: str, path: str, key: str, body=None, **headers):
    """A request as a partner's system makes it: no cookies, no session."""
    sent = {"headers": {"Authorization": f"Bearer {key}", **headers}}
    if body is not None:
        sent |= {"data": body if isinstance(body, bytes) else json.dumps(body), "content_type": "application/json"}
    return getattr(Client(), method)(f"/api/v1{path}", **sent)


def cost(act) -> int:
    """Questions to the database; counted at once, because the next request empties the list."""
    with CaptureQueriesContext(connection) as asked:
        act()
        return len(asked)


def submit(key, body=None, once="eerste-1234", **headers):
    return call("post", "/verwijzingen", key, body or WHOLE, **{"Idempotency-Key": once}, **headers)


def test_a_system_submits_reads_and_lists_the_same_as_the_screens(cast, whole, client_as):
    answer = submit(whole)
    row = Referral.objects.get()
    path = answer["Location"].removeprefix("http://testserver/api/v1")
    read, listed = call("get", path, whole), call("get", "/verwijzingen", whole)

    assert answer.status_code == 201
    assert answer["API-Version"] == read["API-Version"] == "1.0.0"
    assert answer.json()["stand"] == "ingediend"
    assert (row.organisation, row.submitted_by, row.state) == (cast.team, cast.wim, "submitted")
    assert [step["stap"] for step in read.json()["stappen"]] == ["begonnen", "verstuurd"]
    assert [line["referentie"] for line in listed.json()["resultaten"]] == [row.reference]
    assert row.reference in client_as(cast.wim).get("/verwijzen/verwijzingen/").content.decode()
    assert "Els" not in answer.content.decode() + read.content.decode() + listed.content.decode()
    assert "Els" not in answer["Location"]


def test_the_stage_follows_the_consent_of_both_parents(cast, whole):
    row = referrals.accepted(cast)
    services_at = f"/verwijzingen/{row.reference}"
    before = call("get", services_at, whole).json()["stand"]
    cast.case = row.case
    row.case.milestones.create(kind="started", reached_on=clock.today())
    still = call("get", services_at, whole).json()["stand"]
    cast.consent_to_everything(row.case)

    assert (before, still) == ("aangenomen", "aangenomen")
    assert call("get", services_at, whole).json()["stand"] == "gestart"


def test_the_same_key_with_the_same_body_is_one_referral(cast, whole):
    first, second = submit(whole), submit(whole)

    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert Referral.objects.count() == ApiSubmission.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(cast, whole):
    submit(whole)

    answer = submit(whole, WHOLE | {"vraag": "Iets anders"})

    assert answer.status_code == 422
    assert Referral.objects.count() == 1


def test_an_idempotency_key_of_one_organisation_means_nothing_for_another(cast, whole):
    other = key_for(cast.ruth, cast.board, cast.cora)

    answers = submit(whole), submit(other)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert {row.organisation for row in Referral.objects.all()} == {cast.team, cast.board}


def test_a_foreign_referral_does_not_exist_and_the_asking_is_logged(cast, whole):
    foreign = referrals.submitted(cast, by=cast.ruth, organisation=cast.board)

    answers = [call("get", f"/verwijzingen/{name}", whole) for name in (foreign.reference, "V-33333333")]

    assert [answer.status_code for answer in answers] == [404, 404]
    shapes = [{**answer.json(), "instance": ""} for answer in answers]
    assert shapes[0] == shapes[1]
    assert answers[0]["Content-Type"] == "application/problem+json"
    denied = AccessLog.objects.filter(action="denied").order_by("pk")
    assert [(row.actor, row.purpose) for row in denied] == [
        (cast.wim, f"api · {foreign.reference}"), (cast.wim, "api · V-33333333"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["", "S-33333333.niets", "onzin", "S-33333333"])
def test_without_a_good_key_nothing_opens(cast, whole, key):
    answers = [call("get", "/verwijzingen", key), call("get", "/verwijzingen/V-33333333", key), submit(key)]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert AccessLog.objects.filter(label="interface", succeeded=False).count() == 3


def test_a_signed_in_browser_is_no_key(cast, client_as):
    assert client_as(cast.wim).get("/api/v1/verwijzingen").status_code == 401


def test_an_ended_an_expired_and_a_leavers_key_open_nothing(cast, whole):
    ended = key_for(cast.ruth, cast.board, cast.cora)
    services.end_key(key=ApiKey.objects.get(organisation=cast.board))
    later = clock.now() + timedelta(days=91)

    assert call("get", "/verwijzingen", ended).status_code == 401
    with clock.at(later):
        assert call("get", "/verwijzingen", whole).status_code == 401
    assert call("get", "/verwijzingen", whole).status_code == 200
    end_membership(membership=Membership.objects.get(user=cast.wim))
    assert call("get", "/verwijzingen", whole).status_code == 401


def test_a_key_is_kept_as_a_digest_and_renewed_with_overlap(cast, whole):
    old = ApiKey.objects.get()
    _new, renewed = services.rotate_key(key=old, by=cast.cora)

    assert whole.partition(".")[2] not in "".join(str(value) for value in ApiKey.objects.values_list())
    assert [call("get", "/verwijzingen", key).status_code for key in (whole, renewed)] == [200, 200]
    with clock.at(clock.now() + timedelta(days=15)):
        assert [call("get", "/verwijzingen", key).status_code for key in (whole, renewed)] == [401, 200]
    assert ApiKey.objects.get(pk=old.pk).last_used_at is not None


def test_too_many_requests_wait_a_minute(cast, whole, settings):
    settings.API_REQUESTS_A_MINUTE = 3

    answers = [call("get", "/verwijzingen", whole) for _try in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    cache.clear()
    assert call("get", "/verwijzingen", whole).status_code == 200


def test_guessing_keys_is_slowed_down(cast):
    answers = [call("get", "/verwijzingen", f"S-33333333.{number}").status_code for number in range(22)]

    assert answers[:20] == [401] * 20
    assert answers[20:] == [429, 429]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ouders": WHOLE["ouders"][:1]}, "ouders"),
        ({"kinderen": []}, "kinderen"),
        ({"vraag": ""}, "vraag"),
        ({"vraag": "x" * 200_000}, None),
        ({"vraag": "x" * 20_000}, "vraag"),
        ({"grondslag": "andere-grond"}, "toelichting"),
        ({"grondslag": "omdat"}, "grondslag"),
        ({"onbekend": 1}, "onbekend"),
        ({"ouders": "geen lijst"}, "ouders"),
        ({"kinderen": [WHOLE["kinderen"][0] | {"geboortedatum": "gisteren"}]}, "kinderen.0.geboortedatum"),
        ({"kinderen": [WHOLE["kinderen"][0] | {"voornaam": 7, "gemeentecode": "Haarlem"}]}, "kinderen.0.voornaam"),
        ({"kinderen": [WHOLE["kinderen"][0] | {"gemeentecode": "9998"}]}, "kinderen.0.gemeentecode"),
        ({"kinderen": [WHOLE["kinderen"][0] | {"geboortedatum": "1990-01-01"}]}, "kinderen.0.geboortedatum"),
        ({"ouders": [WHOLE["ouders"][0], WHOLE["ouders"][0]]}, "ouders.1.email"),
        ({"ouders": [WHOLE["ouders"][0] | {"email": "geen adres"}, WHOLE["ouders"][1]]}, "ouders.0.email"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_kept(cast, whole, change, field):
    answer = submit(whole, WHOLE | change)

    assert answer.status_code == (422 if field else 413)
    names = [row["naam"] for row in answer.json()["ongeldigeVelden"]]
    assert field is None or any(name.endswith(field) for name in names), names
    assert Referral.objects.count() == 0
    assert "x" * 50 not in answer.content.decode()
    reasons = " ".join(row["reden"] for row in answer.json()["ongeldigeVelden"])
    assert not re.search(r"\b(should|input|field|valid|string|list|date)\b", reasons, re.IGNORECASE), reasons


def test_what_is_no_json_is_refused_in_the_same_shape(cast, whole):
    headers = {"Authorization": f"Bearer {whole}", "Idempotency-Key": "eerste-1234"}
    form = Client().post("/api/v1/verwijzingen", {"a": 1}, headers=headers)
    broken = call("post", "/verwijzingen", whole, b"{", **{"Idempotency-Key": "eerste-1234"})
    keyless = call("post", "/verwijzingen", whole, WHOLE)
    method = call("delete", "/verwijzingen", whole)
    nowhere = call("get", "/onzin", whole)

    assert [answer.status_code for answer in (form, broken, keyless, method, nowhere)] == [415, 400, 422, 405, 404]
    for answer in (form, broken, keyless, method, nowhere):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["API-Version"] == "1.0.0"
        assert answer.json()["status"] == answer.status_code


def test_a_submission_costs_at_most_fifteen_queries_and_a_list_eight(cast, whole):
    submit(whole)
    posted = cost(lambda: submit(whole, once="tweede-1234"))
    few = cost(lambda: call("get", "/verwijzingen", whole))
    for number in range(3):
        submit(whole, once=f"derde-{number}-1234")
    more = cost(lambda: call("get", "/verwijzingen", whole))
    single = cost(lambda: call("get", f"/verwijzingen/{Referral.objects.first().reference}", whole))

    assert posted <= 15
    assert few == more <= 8
    assert single <= 8


def test_a_wrong_page_and_a_message_that_is_no_object_are_named_in_dutch(cast, whole):
    page = call("get", "/verwijzingen?pagina=0&perPagina=veel", whole).json()["ongeldigeVelden"]
    listed = call("post", "/verwijzingen", whole, [1], **{"Idempotency-Key": "eerste-1234"}).json()["ongeldigeVelden"]

    assert page == [
        {"naam": "pagina", "reden": "Dit getal is minstens 1."},
        {"naam": "perPagina", "reden": "Dit is geen geheel getal."},
    ]
    assert listed == [{"naam": "bericht", "reden": "Dit past niet bij het contract."}]


def test_pages_of_the_list_follow_each_other(cast, whole):
    for number in range(3):
        submit(whole, once=f"reeks-{number}-1234")

    first = call("get", "/verwijzingen?perPagina=2", whole).json()
    second = call("get", first["volgende"].removeprefix("http://testserver/api/v1"), whole).json()

    assert (len(first["resultaten"]), len(second["resultaten"]), second["volgende"]) == (2, 1, None)


def test_the_contract_is_open_to_read_and_complete(cast, client):
    answer = client.get("/api/v1/openapi.json")
    contract = answer.json()
    page = client.get(reverse("referrals:interface"))

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert contract["openapi"].startswith("3.")
    assert set(contract["paths"]) == {"/verwijzingen", "/verwijzingen/{referentie}"}
    assert page.status_code == 200
    assert "Idempotency-Key" in page.content.decode()
    assert "kinderen[].gemeentecode" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_sent_twice_at_once_is_one_referral(cast, whole):
    if connection.vendor == "sqlite":
        answers = [submit(whole).status_code for _time in range(2)]
    else:
        answers = []

        def send():
            answers.append(submit(whole).status_code)
            connection.close()

        threads = [threading.Thread(target=send) for _time in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Referral.objects.count() == 1


def test_the_contact_person_makes_renews_and_ends_a_key(cast, client_as):
    services.name_contact(organisation=cast.team, user=cast.wim, by=cast.cora)
    client, number = client_as(cast.wim), cast.team.pk
    form = {"label": "Ons systeem", "responsible": cast.wim.reference, "ends_on": clock.today() + timedelta(days=30)}
    asked = client.post(f"/verwijzen/organisatie/{number}/sleutels/nieuw/", form)
    confirm(client)
    made = client.post(f"/verwijzen/organisatie/{number}/sleutels/nieuw/", form)
    key = ApiKey.objects.get()
    page = client.get(f"/verwijzen/organisatie/{number}/").content.decode()
    renewed = client.post(f"/verwijzen/organisatie/{number}/sleutels/{key.reference}/vernieuwen/")
    client.post(f"/verwijzen/organisatie/{number}/sleutels/{key.reference}/einde/")

    assert asked["Location"].startswith("/account/reauthenticate/")
    assert key.reference + "." in made.content.decode()
    assert key.reference + "." not in page
    assert renewed.status_code == 200
    key.refresh_from_db()
    assert key.works is False
    assert ApiKey.objects.exclude(pk=key.pk).get().works is True


def test_only_the_contact_person_and_the_coordinator_of_the_region_look_after_keys(cast, client_as):
    services.name_contact(organisation=cast.team, user=cast.wim, by=cast.cora)
    number = cast.team.pk

    assert client_as(cast.ruth).get(f"/verwijzen/organisatie/{number}/").status_code == 404
    assert client_as(cast.ruth).get("/verwijzen/organisatie/").status_code == 200
    assert client_as(cast.cora).get(f"/coordinatie/partners/{number}/").status_code == 200
    assert client_as(cast.cora).get(f"/coordinatie/partners/{cast.centre.pk}/").status_code == 404
    PartnerContact.objects.update(until=clock.today() - timedelta(days=1), since=clock.today() - timedelta(days=9))
    assert client_as(cast.wim).get(f"/verwijzen/organisatie/{number}/").status_code == 404


def test_a_contact_person_invites_a_colleague_and_sees_one_off(cast, client_as):
    services.name_contact(organisation=cast.team, user=cast.wim, by=cast.cora)
    client, base = client_as(cast.wim), f"/verwijzen/organisatie/{cast.team.pk}/"
    form = {"name": "Nel Nieuw", "email": "nel@example.org", "until": clock.today() + timedelta(days=200)}

    invited = client.post(f"{base}collega/", form)
    again = client.post(f"{base}collega/", form)
    nel = Membership.objects.get(user__email="nel@example.org")
    client.post(f"{base}collega/{nel.user.reference}/einde/")

    assert invited.status_code == again.status_code == 200
    assert "heeft deze rol al" in again.content.decode() or "has this role already" in again.content.decode()
    assert (nel.organisation, nel.audience) == (cast.team, "referrer")
    assert not Membership.objects.active().filter(user=nel.user).exists()
    assert client.post(f"{base}collega/{cast.ruth.reference}/einde/").status_code == 404


def test_somebody_who_left_is_no_contact_person_any_more(cast, client_as):
    services.name_contact(organisation=cast.team, user=cast.wim, by=cast.cora)
    end_membership(membership=Membership.objects.get(user=cast.wim))
    Membership.objects.create(user=cast.wim, audience="referrer", organisation=cast.board, since=clock.today())
    client = client_as(cast.wim)

    assert client.get(f"/verwijzen/organisatie/{cast.team.pk}/").status_code == 404
    mine = referrals.submitted(cast, by=cast.ruth, organisation=cast.team)
    assert client.get(f"/verwijzen/verwijzingen/{mine.reference}/").status_code == 404
