"""The desk of people: coordinators invite and end roles within their own region, and nothing beyond it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from centre import clock, team
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Case, Membership, Message, Notice, Organisation, User
from centre.services import hats
from centre.services.cases import relate
from centre.services.people import add_membership
from tests.cast import make_user

PAGE = "/coordinatie/mensen/"


def invitation(cast, **changes):
    return {
        "name": "Nina Nieuw",
        "email": "nina@example.org",
        "audience": "therapist",
        "organisation": cast.provider.pk,
        "region": "",
        "municipality": "",
        "until": "",
    } | changes


@pytest.mark.parametrize("n", (1, 3))
def test_the_list_shows_people_of_the_own_region_and_no_families_with_few_queries(
    cast, client_as, n, django_assert_max_num_queries
):
    far = Organisation.objects.create(name="Jeugdhulp Ver", kind="care_provider", region=cast.east)
    make_user("verre", "Verre Collega", Audience.THERAPIST, organisation=far)
    for i in range(n):
        make_user(f"t{i}", f"Therapeut {i}", Audience.THERAPIST, organisation=cast.provider)
    client = client_as(cast.cora)
    client.get(PAGE)  # the first page of a session also writes when somebody was last seen

    with django_assert_max_num_queries(8):
        response = client.get(PAGE)

    names = {hat.user.name for hat in response.context["page"]}
    assert {"Thea", "Ulla", "Ruth", "Cora", "Gerda", "Therapeut 0"} <= names
    assert not names & {"Verre Collega", "Anna", "Bram"}


def test_the_list_is_narrowed_by_a_word_and_a_role(cast, client_as):
    client = client_as(cast.cora)

    named = client.get(PAGE, {"q": "duin"}).context["page"]
    referrers = client.get(PAGE, {"audience": "referrer"}).context["page"]

    assert {hat.user.name for hat in named} == {"Thea", "Ulla"}
    assert {hat.user.name for hat in referrers} == {"Ruth", "Wim"}
    assert client.get(PAGE, {"audience": "king", "q": "x" * 5000}).status_code == 200


def test_a_new_professional_gets_a_link_by_mail_and_a_code_by_phone(cast, client_as, client):
    page = client_as(cast.cora).post(f"{PAGE}uitnodigen/", invitation(cast))

    user = User.objects.get(email="nina@example.org")
    code, notice = page.context["code"], Notice.objects.get(kind="invitation", recipient=user)
    assert code in page.content.decode()
    assert user.audiences == {"therapist"}
    assert (
        AccessLog.objects.filter(
            actor=cast.cora, action="rights", label=f"hat therapist given {user.reference}"
        ).count()
        == 1
    )
    opened = client.post(notice.path, {"code": code, "password": "drie groene appels op tafel"})
    assert opened.status_code == 302


def test_who_has_an_account_gets_the_role_and_a_message_and_the_password_stays(cast, client_as):
    page = client_as(cast.cora).post(
        f"{PAGE}uitnodigen/",
        invitation(cast, email="RUTH@example.org", audience="researcher", organisation=cast.centre.pk),
    )

    cast.ruth = User.objects.get(pk=cast.ruth.pk)
    assert page.context["code"] == ""
    assert cast.ruth.audiences == {"referrer", "researcher"}
    assert cast.ruth.check_password("correct horse battery")
    assert Message.objects.filter(recipient=cast.ruth).count() == 1
    assert not Notice.objects.filter(kind="invitation").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "geen adres"}, "email"),
        ({"name": "x" * 500}, "name"),
        ({"audience": "privacy"}, "audience"),
        ({"audience": "parent"}, "audience"),
        ({"organisation": 999_999}, "organisation"),
        ({"audience": "coordinator"}, "region"),
        ({"audience": "coordinator", "region": "east"}, "region"),
        ({"audience": "municipality"}, "municipality"),
        ({"audience": "municipality", "municipality": "nijmegen"}, "municipality"),
        ({"audience": "referrer"}, "until"),
        ({"audience": "referrer", "until": "2020-01-01"}, "until"),
        ({"email": "thea@example.org"}, "email"),
    ],
)
def test_what_a_coordinator_may_not_give_is_refused_beside_its_field(cast, client_as, changes, field):
    named = {"east": cast.east.pk, "nijmegen": cast.nijmegen.pk}
    posted = invitation(cast, **{key: named.get(value, value) for key, value in changes.items()})
    before = Membership.objects.count()

    response = client_as(cast.cora).post(f"{PAGE}uitnodigen/", posted)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert Membership.objects.count() == before
    assert not User.objects.filter(email="nina@example.org").exists()


def test_the_service_refuses_as_well_what_the_form_would_not_offer(cast):
    far = Organisation.objects.create(name="Jeugdhulp Ver", kind="care_provider", region=cast.east)

    with pytest.raises(ValidationError) as refusal:
        hats.invite_professional(
            email="x@example.org", name="X", audience="privacy", organisation=far, region=cast.east, by=cast.cora
        )

    assert set(refusal.value.message_dict) == {"audience", "organisation"}


def test_a_role_ends_at_once_also_for_somebody_who_is_signed_in_and_its_cases_close(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    therapist = client_as(cast.thea)
    assert therapist.get(f"/praktijk/zaken/{cast.case.reference}/").status_code == 200
    address = f"{PAGE}{cast.thea.reference}/therapist/einde/"
    client = client_as(cast.cora)

    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == PAGE

    assert therapist.get("/praktijk/").status_code == 404
    relation = CareRelation.objects.get(user=cast.thea)
    assert relation.until is not None
    assert relation.ended_by == cast.cora
    assert AccessLog.objects.filter(action="rights", label=f"hat therapist ended {cast.thea.reference}").exists()


def test_a_hat_of_a_year_later_opens_no_case_of_the_one_that_ran_out_by_its_date(cast):
    relate(case=cast.case, user=cast.ruth, kind=CareRelation.Kind.REFERRER, reason="referral")
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    for person in (cast.ruth, cast.thea):
        person.memberships.update(until=clock.today())

    with clock.at(clock.now() + timedelta(days=400)):
        for person, audience in ((cast.ruth, Audience.REFERRER), (cast.thea, Audience.THERAPIST)):
            again = User.objects.get(pk=person.pk)
            add_membership(user=again, audience=audience, organisation=cast.provider, region=cast.north)
            assert not Case.objects.visible_to(again).filter(pk=cast.case.pk).exists()
            assert not CareRelation.objects.active().filter(user=again).exists()


def test_a_hat_beside_one_that_still_counts_closes_nothing(cast):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")

    add_membership(user=cast.thea, audience=Audience.THERAPIST, organisation=cast.provider)

    assert CareRelation.objects.active().filter(user=cast.thea).exists()


def test_a_second_hat_keeps_what_rests_on_it(cast):
    relate(case=cast.case, user=cast.ruth, kind=CareRelation.Kind.REFERRER, reason="referral")
    Membership.objects.create(user=cast.ruth, audience=Audience.RESEARCHER, organisation=cast.centre)
    rows = list(cast.ruth.memberships.filter(audience=Audience.RESEARCHER).select_related("user"))

    hats.end_hats(hats=rows, by=cast.cora)

    assert CareRelation.objects.get(user=cast.ruth).until is None


def test_nobody_ends_the_own_role_or_the_privacy_officers(cast, client_as):
    client = client_as(cast.cora)

    client.post(f"{PAGE}{cast.cora.reference}/coordinator/einde/")
    client.post(f"{PAGE}{cast.fiona.reference}/privacy/einde/")

    assert cast.cora.memberships.active().exists()
    assert cast.fiona.memberships.active().exists()


@pytest.mark.idor
def test_a_coordinator_of_another_region_cannot_end_or_invite_again_here(cast, client_as):
    stranger = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)
    client = client_as(stranger)

    assert client.post(f"{PAGE}{cast.thea.reference}/therapist/einde/").status_code == 404
    assert client.post(f"{PAGE}{cast.thea.reference}/uitnodigen/").status_code == 404
    assert client.get(f"{PAGE}{cast.thea.reference}/therapist/einde/").status_code == 404
    assert cast.thea.memberships.active().exists()


def test_inviting_again_makes_a_new_code_and_only_for_an_account_that_is_not_open(cast, client_as):
    client = client_as(cast.cora)
    first = client.post(f"{PAGE}uitnodigen/", invitation(cast)).context["code"]
    nina = User.objects.get(email="nina@example.org")

    again = client.post(f"{PAGE}{nina.reference}/uitnodigen/")

    assert again.context["code"] != first
    assert nina.invitations.filter(expires_at__gt=clock.now()).count() == 1
    assert client.post(f"{PAGE}{cast.thea.reference}/uitnodigen/").status_code == 404


def test_a_referrers_role_ends_by_itself_on_the_last_day(cast):
    last = clock.today() + timedelta(days=30)
    hats.invite_professional(
        email="r@example.org", name="R", audience="referrer", organisation=cast.board, until=last, by=cast.cora
    )
    user = User.objects.get(email="r@example.org")

    with clock.at(clock.now() + timedelta(days=31)):
        assert User.objects.get(pk=user.pk).audiences == frozenset()


def test_the_first_coordinator_comes_from_the_command_line(cast, capsys):
    call_command(
        "invite_person", "eerste@example.org", "Eerste", "coordinator", organisation="Centrum", region="noordrand"
    )

    user = User.objects.get(email="eerste@example.org")
    assert user.regions_as(Audience.COORDINATOR) == [cast.north.pk]
    assert "code to tell in person" in capsys.readouterr().out


def test_the_list_reads_hats_at_work_by_index_among_those_of_all_parents(cast):
    plan = team.hats_under(cast.cora)[:25].explain()

    if connection.vendor == "sqlite":
        assert "membership_audience_region" in plan
    assert "SCAN centre_membership" not in plan.replace("SCAN centre_membership USING INDEX", "")
