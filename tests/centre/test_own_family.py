"""Hats are worn one at a time: a parent with a hat at work gets from neither anything about the own case (role union)."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import ValidationError

from centre.audiences import PREFIXES, Audience
from centre.models import AccessLog, CareRelation, Case, Dossier, Membership, Message
from centre.services import people, relations, safety
from centre.services.cases import relate
from centre.services.emergency import open_by_emergency
from centre.team import overseers_of
from tests.cast import make_user
from tests.factories import referrals

pytestmark = pytest.mark.two_parent

AT_WORK = {
    "coordinator": "/coordinatie/zaken/{case}/",
    "therapist": "/praktijk/zaken/{case}/",
}


@pytest.fixture
def bram(cast):
    """Bram coordinates the region in which his own case lies, and is a therapist there as well."""
    make_user("coby", "Coby", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)
    for audience in (Audience.COORDINATOR, Audience.THERAPIST):
        people.add_membership(user=cast.bram.user, audience=audience, organisation=cast.centre, region=cast.north)
    Authenticator.objects.create(user=cast.bram.user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return cast.bram.user


@pytest.mark.parametrize("street", AT_WORK)
def test_the_own_case_is_shut_at_work_and_other_cases_are_open_as_to_every_colleague(cast, bram, client_as, street):
    relate(case=cast.other_case, user=bram, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    relate(case=cast.case, user=bram, kind=CareRelation.Kind.ASSESSOR, reason="by mistake")
    browser = client_as(bram)

    assert browser.get(AT_WORK[street].format(case=cast.other_case.reference)).status_code == 200
    own = AT_WORK[street].format(case=cast.case.reference)
    for path in (own, f"{own}contact/{cast.anna.reference}/", f"{own}veiligheid/melden/", f"{own}verstrekkingen/"):
        assert browser.get(path).status_code == 404, path
    for audience in (Audience.COORDINATOR, Audience.THERAPIST):
        assert cast.case.reference not in browser.get(f"/{PREFIXES[audience]}/").content.decode()
    assert AccessLog.objects.filter(actor=bram, action="denied").count() >= 4


def test_neither_hat_adds_to_the_other(cast, bram, client_as):
    """As a parent the same pages as before; at work nothing more than a colleague with that one hat."""
    colleague = make_user("cas", "Cas", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)

    seen, theirs = (set(Case.objects.visible_to(user).values_list("pk", flat=True)) for user in (bram, colleague))
    assert seen == theirs - {cast.case.pk}
    assert list(Dossier.objects.own(bram)) == [Dossier.objects.get(parent=cast.bram)]
    assert not Dossier.objects.of_staff(bram).filter(parent__family=cast.case.family).exists()
    page = client_as(bram).get("/mijn/kinderen/").content.decode()
    assert "Noor" in page and cast.case.reference not in page


def test_no_emergency_no_named_colleague_and_no_notice_opens_it(cast, bram):
    with pytest.raises(ValidationError):
        open_by_emergency(case=cast.case, user=bram, reason="Het kan echt niet wachten.", purpose="x", role="x")
    safety.record_safety(case=cast.case, kind="flag_set", text="Zorg.", by=cast.cora)
    with pytest.raises(ValidationError):
        safety.name_colleague(dossier=Dossier.objects.get(case=cast.case), user=bram, by=cast.cora)
    assert bram not in overseers_of(cast.case)
    open_by_emergency(
        case=cast.case, user=cast.ulla, reason="Het kan echt niet wachten.", purpose="x", role="therapist"
    )
    assert not Message.objects.filter(recipient=bram).exists()


@pytest.mark.idor
def test_a_colleague_of_the_referrer_who_is_one_of_the_parents_does_not_read_the_referral(cast, client_as):
    """Abuse case AC15: what was stated about both parents, with their phone numbers, lies with the organisation."""
    row = referrals.accepted(cast, by=cast.ruth, organisation=cast.board)
    parent = row.case.family.parents.first()
    colleague = make_user("rob", "Rob", Audience.REFERRER, organisation=cast.board)
    address = f"/verwijzen/verwijzingen/{row.reference}/"
    assert client_as(colleague).get(address).status_code == 200

    parent.contact = {"email": "rob@example.org"}
    parent.save()
    people.invite_parent(parent=parent, by=cast.cora)

    assert client_as(colleague).get(address).status_code == 404
    assert row.reference not in client_as(colleague).get("/verwijzen/verwijzingen/").content.decode()
    assert client_as(cast.ruth).get(address).status_code == 200


def test_nobody_lifts_it_and_it_comes_too_when_the_hat_was_there_first(cast, bram):
    with pytest.raises(ValidationError):
        relations.end_relations(case=cast.case, user=bram, kind="excluded", reason="Mag wel.", by=cast.cora)

    cast.dirk.user, cast.dirk.contact = None, {"email": "thea@example.org"}
    cast.dirk.save()
    relate(case=cast.other_case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    people.invite_parent(parent=cast.dirk, by=cast.cora)

    assert not Case.objects.visible_to(cast.thea).filter(pk=cast.other_case.pk).exists()
    assert not CareRelation.objects.filter(user=cast.anna.user).exists(), "who has no hat at work needs no exclusion"


def test_who_had_both_before_the_exclusions_came_by_themselves_is_shut_out_by_the_upgrade(cast):
    upgrade = import_module("centre.migrations.0021_nobody_works_on_the_own_family").shut_out
    cast.sem.user = make_user("sem", "Sem", "child")
    cast.sem.save()
    for user, audience in ((cast.bram.user, Audience.COORDINATOR), (cast.sem.user, Audience.REFERRER)):
        Membership.objects.create(user=user, audience=audience)

    for _twice in range(2):
        upgrade(apps, None)

    shut = CareRelation.objects.filter(kind=CareRelation.Kind.EXCLUDED)
    assert {(row.case, row.user) for row in shut} == {
        (cast.case, cast.bram.user),
        (cast.other_case, cast.sem.user),
    }
    assert shut.count() == 2
