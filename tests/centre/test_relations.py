"""Who works on a case: substitutes for a while, exclusions that outrank everything, and an end to either."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation, Case
from centre.services.cases import relate
from centre.services.relations import end_relations, exclude_from_case, give_substitute
from tests.cast import make_user

Kind = CareRelation.Kind
REASON = "Buren van het gezin."


def street(cast) -> str:
    return f"/coordinatie/zaken/{cast.case.reference}/medewerkers/"


def rights_rows(cast) -> list[str]:
    rows = AccessLog.objects.filter(action="rights", case=cast.case, actor=cast.cora)
    return list(rows.order_by("pk").values_list("label", flat=True))


@pytest.mark.parametrize("n", (1, 3))
def test_the_page_names_everybody_who_works_on_the_case_with_few_queries(
    cast, client_as, n, django_assert_max_num_queries
):
    for i in range(n):
        user = make_user(f"t{i}", f"Therapeut {i}", Audience.THERAPIST, organisation=cast.provider)
        relate(case=cast.case, user=user, kind=Kind.ASSESSOR, reason="intake")
    client = client_as(cast.cora)
    client.get(street(cast))  # the first page of a session also writes when somebody was last seen

    with django_assert_max_num_queries(8):
        response = client.get(street(cast))

    assert [row.user.name for row in response.context["working"]] == [f"Therapeut {i}" for i in reversed(range(n))]


def test_a_coordinator_excludes_a_therapist_at_once_and_it_is_logged(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    therapist = client_as(cast.thea)
    assert therapist.get(f"/praktijk/zaken/{cast.case.reference}/").status_code == 200

    response = client_as(cast.cora).post(
        f"{street(cast)}uitsluiten/", {"person": cast.thea.reference, "reason": REASON}
    )

    assert response["Location"] == street(cast)
    assert therapist.get(f"/praktijk/zaken/{cast.case.reference}/").status_code == 404
    row = CareRelation.objects.get(kind=Kind.EXCLUDED)
    assert (row.user, row.reason, row.set_by, row.until) == (cast.thea, REASON, cast.cora, None)
    assert rights_rows(cast) == [f"excluded {cast.thea.reference}"]


def test_a_coordinator_who_excludes_oneself_is_out_and_cannot_come_back_alone(cast, client_as):
    client = client_as(cast.cora)

    response = client.post(f"{street(cast)}uitsluiten/", {"person": cast.cora.reference, "reason": REASON})

    assert response["Location"] == "/coordinatie/"
    assert client.get(street(cast)).status_code == 404
    assert client.post(f"{street(cast)}{cast.cora.reference}/excluded/einde/", {"reason": REASON}).status_code == 404
    with pytest.raises(ValidationError):
        end_relations(case=cast.case, user=cast.cora, kind=Kind.EXCLUDED, reason=REASON, by=cast.cora)


def test_another_coordinator_lifts_an_exclusion_with_a_reason(cast, client_as):
    colleague = make_user("cor", "Cor", Audience.COORDINATOR, region=cast.north)
    exclude_from_case(case=cast.case, user=colleague, reason=REASON, by=cast.cora)
    address = f"{street(cast)}{colleague.reference}/excluded/einde/"
    client = client_as(cast.cora)

    assert client.post(address, {"reason": ""}).status_code == 200
    assert not Case.objects.visible_to(colleague).filter(pk=cast.case.pk).exists()
    assert client.post(address, {"reason": "Is verhuisd."}).status_code == 302

    assert Case.objects.visible_to(colleague).filter(pk=cast.case.pk).exists()
    row = CareRelation.objects.get(kind=Kind.EXCLUDED)
    assert (row.ended_by, row.end_reason) == (cast.cora, "Is verhuisd.")
    assert rights_rows(cast) == [f"ended excluded {colleague.reference}"]
    assert client.post(address, {"reason": "Is verhuisd."}).status_code == 404


def test_a_substitute_sees_the_case_through_the_last_day_and_not_after_it(cast, client_as):
    with clock.at(clock.moment_from("2026-05-04T10:00")):
        posted = {"person": cast.thea.reference, "until": "2026-05-05", "reason": "Ziekte van een collega."}
        response = client_as(cast.cora).post(f"{street(cast)}vervangen/", posted)
        assert response["Location"] == street(cast)
        assert cast.case in Case.objects.visible_to(cast.thea)
    with clock.at(clock.moment_from("2026-05-05T23:59")):
        assert cast.case in Case.objects.visible_to(cast.thea)
    with clock.at(clock.moment_from("2026-05-06T00:00")):
        assert cast.case not in Case.objects.visible_to(cast.thea)
    assert rights_rows(cast) == [f"substitute {cast.thea.reference}"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": "2020-01-01"}, "until"),
        ({"until": "morgen"}, "until"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 5000}, "reason"),
        ({"person": "P-3333333333"}, "person"),
        ({"person": ""}, "person"),
    ],
)
def test_a_bad_substitution_is_refused_beside_its_field(cast, client_as, changes, field):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    posted = {"person": cast.thea.reference, "until": tomorrow, "reason": "Ziekte."} | changes

    response = client_as(cast.cora).post(f"{street(cast)}vervangen/", posted)

    assert list(response.context["form"].errors) == [field]
    assert CareRelation.objects.count() == 0


def test_nobody_who_is_excluded_or_already_stands_in_becomes_a_substitute(cast):
    day = clock.today() + timedelta(days=1)
    exclude_from_case(case=cast.case, user=cast.thea, reason=REASON, by=cast.cora)
    give_substitute(case=cast.case, user=cast.ulla, until=day, reason="Ziekte.", by=cast.cora)

    for user in (cast.thea, cast.ulla):
        with pytest.raises(ValidationError) as refusal:
            give_substitute(case=cast.case, user=user, until=day, reason="Ziekte.", by=cast.cora)
        assert "person" in refusal.value.message_dict


def test_excluding_twice_is_refused_beside_the_field(cast, client_as):
    exclude_from_case(case=cast.case, user=cast.thea, reason=REASON, by=cast.cora)

    response = client_as(cast.cora).post(
        f"{street(cast)}uitsluiten/", {"person": cast.thea.reference, "reason": REASON}
    )

    assert list(response.context["form"].errors) == ["person"]


def test_ending_stops_what_runs_and_what_was_still_to_begin(cast):
    now = clock.now()
    relate(case=cast.case, user=cast.thea, kind=Kind.GROUP_LEAD, reason="group")
    later = CareRelation.objects.create(
        case=cast.case, user=cast.thea, kind=Kind.GROUP_LEAD, reason="next", since=now + timedelta(days=7),
        until=now + timedelta(days=8),
    )  # fmt: skip

    assert end_relations(case=cast.case, user=cast.thea, kind=Kind.GROUP_LEAD, reason="Vertrokken.", by=cast.cora) == 2

    with clock.at(now + timedelta(days=7, hours=1)):
        assert cast.case not in Case.objects.visible_to(cast.thea)
    later.refresh_from_db()
    assert later.until == later.since


@pytest.mark.idor
@pytest.mark.parametrize("page", ["", "uitsluiten/", "vervangen/", "{person}/assessor/einde/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_a_case_of_another_region_do_not_exist(cast, client_as, page, method):
    stranger = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)
    relate(case=cast.case, user=cast.thea, kind=Kind.ASSESSOR, reason="intake")
    address = street(cast) + page.format(person=cast.thea.reference)

    response = getattr(client_as(stranger), method)(address, {"person": cast.ulla.reference, "reason": REASON})

    assert response.status_code in ((404, 405) if page == "" else (404,))
    assert CareRelation.objects.count() == 1
    assert CareRelation.objects.get().until is None
