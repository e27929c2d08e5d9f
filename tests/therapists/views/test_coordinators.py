"""The certification desk: who comes in, what it lists, what it decides."""

from datetime import timedelta

import pytest

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog
from tests.cast import make_user
from tests.factories.therapists import judged_portfolio, practice, therapist
from therapists.models import Certificate, Therapist
from therapists.selectors import standing_of, waiting
from therapists.services import apply_for_certificate, apply_for_renewal
from therapists.states import Role, Standing

PARENT = Role.PARENT_LEAD
DESK = "/coordinatie/register/"


def sheet_of(row, *rest) -> str:
    return "/".join([f"{DESK}t/{row.slug}", *rest, ""])


def state_of(row) -> str:
    return standing_of(row.certificates.get(), clock.today())


@pytest.fixture
def thea(cast):
    return therapist(cast, cast.thea, valid_until=clock.today() + timedelta(days=60))


@pytest.fixture
def cora(cast, client_as):
    return client_as(cast.cora)


def names(response) -> list[str]:
    return [sheet.certificate.therapist.user.name for sheet in response.context["page"].object_list]


@pytest.mark.parametrize("who", ("thea", "ruth", "rens", "gerda", "fiona", "anna"))
@pytest.mark.parametrize(
    "address", ("", "nieuw/", "t/thea/", "t/thea/beginnen/", "t/thea/uitschrijven/", "t/thea/parent_lead/schorsen/")
)
def test_the_desk_does_not_exist_for_others(cast, thea, client_as, who, address):
    browser = client_as(getattr(cast, who))

    assert browser.get(DESK + address).status_code == 404
    assert browser.post(DESK + address).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(DESK).status_code == 302


@pytest.mark.parametrize(
    "address",
    (
        "t/niemand/",
        "t/niemand/beginnen/",
        "t/thea/child_lead/schorsen/",
        "t/thea/parent_lead/toveren/",
        "t/thea/x/schorsen/",
    ),
)
def test_what_is_not_there_is_not_found(thea, cora, address):
    assert cora.get(DESK + address).status_code == 404


def test_the_desk_lists_everybody_and_filters_by_standing_role_and_name(cast, thea, cora):
    therapist(cast, cast.ulla, role=Role.CHILD_LEAD)
    candidate = therapist(cast, name="Kandidaat", role=None)
    apply_for_certificate(therapist=candidate, role=PARENT)

    assert names(cora.get(DESK)) == ["Kandidaat", "Thea", "Ulla"]
    assert names(cora.get(DESK, {"standing": "expiring"})) == ["Thea"]
    assert names(cora.get(DESK, {"standing": "candidate"})) == ["Kandidaat"]
    assert names(cora.get(DESK, {"role": "child_lead"})) == ["Ulla"]
    assert names(cora.get(DESK, {"name": "THEA"})) == ["Thea"]
    assert names(cora.get(DESK, {"standing": "expired"})) == []


def test_what_waits_for_a_decision_stands_on_top(cast, thea, cora):
    therapist(cast, name="Aafje")
    apply_for_renewal(certificate=thea.certificates.get())

    assert names(cora.get(DESK)) == ["Thea", "Aafje"]
    assert names(cora.get(DESK, {"standing": "waiting"})) == ["Thea"]


@pytest.mark.parametrize(
    "query", [{"standing": "x"}, {"role": "x"}, {"name": "y" * 3000}, {"page": "0"}, {"name": "\x00"}]
)
def test_a_wrong_filter_is_answered(thea, cora, query):
    assert cora.get(DESK, query).status_code == 200


def test_somebody_without_any_certificate_is_on_the_desk_too(cast, cora):
    therapist(cast, name="Nieuw", role=None)

    assert "Nieuw" in cora.get(DESK).content.decode()


def test_suspending_works_from_today_and_is_lifted_with_reasons(thea, cora):
    cora.post(
        sheet_of(thea, PARENT, "schorsen"), {"since": clock.today().isoformat(), "until": "", "reason": "Klacht."}
    )
    assert state_of(thea) == Standing.SUSPENDED

    answer = cora.post(sheet_of(thea, PARENT, "opheffen"), {"reasons": "Ongegrond."})
    assert answer.status_code == 302
    assert state_of(thea) == Standing.EXPIRING


def test_granting_and_not_yet(cast, cora):
    row = therapist(cast, name="Kandidaat", role=None)
    assert cora.post(sheet_of(row, "beginnen"), {"role": PARENT}).status_code == 302

    refused = cora.post(sheet_of(row, PARENT, "nog-niet"), {"reasons": "Te vroeg.", "advice": ""})
    assert "advice" in refused.context["form"].errors
    cora.post(sheet_of(row, PARENT, "nog-niet"), {"reasons": "Te vroeg.", "advice": "Nog een groep."})
    assert state_of(row) == Standing.CANDIDATE

    judged_portfolio(cast, row.certificates.get())
    cora.post(sheet_of(row, PARENT, "verlenen"), {"reasons": "Nu wel.", "valid_until": ""})
    assert state_of(row) == Standing.CERTIFIED
    assert [d.kind for d in row.certificates.get().decisions.all()] == ["granted", "not_yet"]


def test_renewing_moves_the_end_and_refusing_needs_advice(cast, thea, cora):
    apply_for_renewal(certificate=thea.certificates.get())
    address = sheet_of(thea, PARENT, "herbeoordelen")

    refused = cora.post(address, {"renewed": "no", "reasons": "Nee.", "advice": ""})
    assert "advice" in refused.context["form"].errors
    later = clock.today() + timedelta(days=1000)
    judged_portfolio(cast, thea.certificates.get())
    assert (
        cora.post(address, {"renewed": "yes", "reasons": "Goed.", "valid_until": later.isoformat()}).status_code == 302
    )
    assert state_of(thea) == Standing.CERTIFIED
    assert thea.certificates.get().valid_until == later


def test_withdrawing_and_deregistering_are_final(thea, cora):
    cora.post(sheet_of(thea, PARENT, "intrekken"), {"reasons": "Besluit."})
    assert state_of(thea) == Standing.DEREGISTERED
    assert cora.get(sheet_of(thea, PARENT, "schorsen")).status_code == 404

    cora.post(sheet_of(thea, "uitschrijven"), {"reasons": "Op eigen verzoek."})
    thea.refresh_from_db()
    assert thea.deregistered_on == clock.today()


@pytest.mark.parametrize(
    ("decision", "data"),
    [
        ("schorsen", {}),
        ("schorsen", {"since": "2026-13-45", "reason": "x"}),
        ("schorsen", {"since": "2026-05-05", "until": "2026-05-04", "reason": "x"}),
        ("schorsen", {"since": "2026-05-05", "reason": "x" * 10_000}),
        ("opheffen", {"reasons": "There is none."}),
        ("verlenen", {"reasons": "Again."}),
        ("nog-niet", {"reasons": "Late.", "advice": "None."}),
        ("herbeoordelen", {"renewed": "yes", "reasons": "Nobody asked."}),
        ("herbeoordelen", {"renewed": "maybe", "reasons": "x"}),
        ("intrekken", {"reasons": "   "}),
    ],
)
def test_a_decision_that_cannot_be_is_refused_on_the_page(thea, cora, decision, data):
    before = Certificate.objects.values().get()

    answer = cora.post(sheet_of(thea, PARENT, decision), data)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Certificate.objects.values().get() == before


def test_a_new_colleague_gets_an_invitation_and_a_row(cast, cora):
    here = practice(cast)
    data = {
        "name": "Nieuwe Collega",
        "email": "Nieuw@example.org",
        "organisation": cast.provider.pk,
        "practices": [here.pk],
    }

    answer = cora.post(f"{DESK}nieuw/", data)

    row = Therapist.objects.get(user__email="nieuw@example.org")
    assert answer.url == sheet_of(row)
    assert row.user.invitations.count() == 1
    assert not row.is_public
    again = cora.post(f"{DESK}nieuw/", data)
    assert "email" in again.context["form"].errors


def test_a_referrers_organisation_cannot_be_the_employer(cast, cora):
    data = {"name": "X", "email": "x@example.org", "organisation": cast.board.pk, "practices": [practice(cast).pk]}

    assert "organisation" in cora.post(f"{DESK}nieuw/", data).context["form"].errors


def test_opening_a_sheet_is_logged(cast, thea, cora):
    cora.get(sheet_of(thea))

    assert AccessLog.objects.filter(actor=cast.cora, label="therapist", purpose="certification").count() == 1


@pytest.mark.parametrize("n", (1, 3))
def test_the_desk_and_a_sheet_stay_within_their_budget(cast, cora, django_assert_max_num_queries, n):
    people = [therapist(cast, valid_until=clock.today() + timedelta(days=10 * n)) for _ in range(n)]
    cora.get(DESK)

    with django_assert_max_num_queries(8):
        cora.get(DESK)
    with django_assert_max_num_queries(12):
        cora.get(sheet_of(people[0]))


def test_the_desks_cards_name_what_waits_and_what_ends(cast, thea):
    from therapists.desk import cards

    assert [card.tone for card in cards(cast.cora, "coordinator")] == ["info"]
    assert len(cards(cast.thea, "therapist")) == 1
    assert cards(cast.ulla, "therapist") == []
    apply_for_renewal(certificate=thea.certificates.get())
    assert [card.tone for card in cards(cast.cora, "coordinator")] == ["warn"]
    assert cards(cast.thea, "therapist") == []
    assert cards(cast.anna.user, "parent") == []


def test_a_coordinator_decides_only_about_who_works_in_the_own_region(cast, thea, client_as):
    carel = client_as(make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.east))

    assert carel.get(sheet_of(thea)).status_code == 200
    assert "uitschrijven" not in carel.get(sheet_of(thea)).content.decode()
    for rest in (["uitschrijven"], [PARENT, "schorsen"], [PARENT, "intrekken"], [PARENT, "portfolio"]):
        assert carel.get(sheet_of(thea, *rest)).status_code == 404
        assert carel.post(sheet_of(thea, *rest), {"reasons": "Elders."}).status_code in (404, 405)
    thea.refresh_from_db()
    assert thea.deregistered_on is None and thea.certificates.get().withdrawn_on is None


def test_who_works_in_two_regions_or_nowhere_yet_is_decided_about_by_each(cast, thea, client_as):
    carel = client_as(make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.east))

    thea.practices.add(practice(cast, "Waal", municipality=cast.nijmegen))
    assert carel.get(sheet_of(thea, "uitschrijven")).status_code == 200
    thea.practices.clear()
    assert carel.get(sheet_of(thea, "uitschrijven")).status_code == 200


def test_nobody_else_decides_about_anybody(cast, thea):
    assert not Therapist.objects.decided_by(cast.thea).exists()
    assert not Certificate.objects.decided_by(cast.fiona).exists()


def test_people_without_a_certificate_are_a_list_of_their_own_with_pages(cast, client_as):
    for number in range(27):
        therapist(cast, name=f"Nieuw {number:02}", role=None, is_public=False)
    browser = client_as(cast.cora)

    assert "27" in browser.get("/coordinatie/register/").content.decode()
    page = browser.get("/coordinatie/register/", {"standing": "bare", "page": "2"}).context["page"]
    assert [row.user.name for row in page.object_list] == ["Nieuw 25", "Nieuw 26"]
    assert (
        browser.get("/coordinatie/register/", {"standing": "bare", "name": "07"}).context["page"].paginator.count == 1
    )


def test_a_decision_waits_on_the_first_page_of_who_decides_only(cast, thea):
    carel = make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.east)
    apply_for_renewal(certificate=thea.certificates.get())

    assert list(waiting(cast.cora)) == [thea.certificates.get()]
    assert not waiting(carel).exists()


def test_a_candidate_becomes_in_training_on_the_day_that_is_noted(cast, cora):
    row = therapist(cast, name="Kandidaat", role=None)
    apply_for_certificate(therapist=row, role=PARENT)
    assert state_of(row) == Standing.CANDIDATE

    assert cora.post(sheet_of(row, PARENT, "opleiding"), {"training_started_on": ""}).status_code == 200
    answer = cora.post(sheet_of(row, PARENT, "opleiding"), {"training_started_on": clock.today().isoformat()})

    assert answer.status_code == 302
    assert state_of(row) == Standing.IN_TRAINING


@pytest.mark.parametrize("day", ["1900-01-01", "2100-01-01"])
def test_a_day_on_which_no_training_of_theirs_began_is_refused_beside_the_field(cast, cora, day):
    row = therapist(cast, name="Kandidaat", role=None)
    apply_for_certificate(therapist=row, role=PARENT)
    answer = cora.post(sheet_of(row, PARENT, "opleiding"), {"training_started_on": day})

    assert "training_started_on" in answer.context["form"].errors
    assert day in answer.content.decode()
    assert state_of(row) == Standing.CANDIDATE


def test_the_training_of_a_granted_certificate_stays_as_it_was(thea, cora):
    answer = cora.post(sheet_of(thea, PARENT, "opleiding"), {"training_started_on": "2020-01-01"})

    assert answer.context["form"].non_field_errors()
    assert thea.certificates.get().training_started_on is None


def test_nobody_comes_in_the_register_twice_unless_it_is_another_person(cast, thea, cora):
    typed = {"name": "thea", "email": "andere@example.org", "organisation": cast.provider.pk,
             "practices": [thea.practices.get().pk]}  # fmt: skip
    first = cora.post(f"{DESK}nieuw/", typed)

    assert "name" in first.context["form"].errors
    assert 'type="checkbox" name="is_another"' in first.content.decode()
    assert not Therapist.objects.filter(user__email="andere@example.org").exists()
    assert cora.post(f"{DESK}nieuw/", typed | {"is_another": "on"}).status_code == 302
    assert Therapist.objects.filter(user__email="andere@example.org").count() == 1
