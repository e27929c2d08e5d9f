"""One director, one contact person, one plan; what each parent sees of the chain."""

import re
from datetime import timedelta
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import CareRelation, Consent, Message
from centre.services.cases import relate
from centre.services.consents import answer_consent
from referrals import selectors, services
from referrals.models import PlanAction, PlanGoal, ReplyLink
from referrals.picture import drawing
from tests.referrals.test_chain import a_link

pytestmark = pytest.mark.two_parent


def test_a_new_director_is_told_to_everybody_in_the_same_words_at_the_same_moment(cast, client_as):
    relate(case=cast.case, user=cast.wim, kind=CareRelation.Kind.REFERRER, reason="V")
    services.name_director(case=cast.case, user=cast.ulla, by=cast.cora)
    Message.objects.all().delete()
    path = f"/coordinatie/zaken/{cast.case.reference}/regie/"

    for _click in range(2):
        answer = client_as(cast.cora).post(path, {"person": cast.thea.reference})

    letters = list(Message.objects.all())
    assert answer.status_code == 302
    assert {letter.recipient for letter in letters} == {cast.anna.user, cast.bram.user, cast.wim, cast.ulla, cast.thea}
    assert len(letters) == 5
    assert len({letter.sent_at for letter in letters}) == 1
    assert {letter.text for letter in letters} == {letters[0].text}
    assert "Thea" in letters[0].text
    active = CareRelation.objects.active().filter(case=cast.case, kind="director")
    assert [row.user for row in active] == [cast.thea]


def test_a_case_without_a_director_stands_on_the_list_until_somebody_is_named(cast, client_as):
    client = client_as(cast.cora)
    before = client.get("/coordinatie/regie/").content.decode()
    services.name_director(case=cast.case, user=cast.thea, by=cast.cora)
    after = client.get("/coordinatie/regie/").content.decode()

    assert cast.case.reference in before
    assert cast.other_case.reference in before
    assert cast.case.reference not in after
    assert cast.other_case.reference in after


def test_the_list_of_cases_without_a_director_costs_the_same_for_one_and_for_two(
    cast, client_as, django_assert_max_num_queries
):
    client = client_as(cast.cora)
    client.get("/coordinatie/regie/")
    with django_assert_max_num_queries(8):
        client.get("/coordinatie/regie/")


def test_who_is_excluded_cannot_lead_and_a_foreign_case_is_404(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.EXCLUDED, reason="buurvrouw")
    with pytest.raises(ValidationError):
        services.name_director(case=cast.case, user=cast.thea, by=cast.cora)

    far = "/coordinatie/zaken/ZK-33333333/regie/"
    assert client_as(cast.cora).post(far, {"person": cast.ulla.reference}).status_code == 404
    page = client_as(cast.cora).post(f"/coordinatie/zaken/{cast.case.reference}/regie/", {"person": "P-3"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"person"}


def test_each_parent_sees_own_helpers_and_what_both_agreed_to(cast, client_as):
    a_link(cast, name="Praktijk van Anna", parent=cast.anna, basis="one_parent")
    a_link(cast, name="Praktijk van Bram", parent=cast.bram, basis="one_parent")
    a_link(cast, name="School De Zee", basis="both_parents", advice="slower")
    a_link(cast, name="Bureau Plicht", basis="legal_duty", basis_explained="Onderzoek")
    services.end_link(link=a_link(cast, name="Oude hulp", basis="both_parents"), on=clock.today() - timedelta(days=1))

    anna, bram = (client_as(parent).get("/mijn/helpers/").content.decode() for parent in (cast.anna, cast.bram))

    assert "Praktijk van Anna" in anna
    assert "Praktijk van Anna" not in bram
    assert "Praktijk van Bram" not in anna
    assert "School De Zee" in anna
    assert "School De Zee" in bram
    for page in (anna, bram):
        assert "Bureau Plicht" not in page
        assert "Oude hulp" not in page
        assert "eerst rust" not in page


def test_a_family_representative_shows_only_with_the_mandate_of_both(cast, client_as):
    link = a_link(cast, name="Riet Gezinsmens", domain="representative", basis="both_parents")
    seen = []
    for given in (
        set(),
        {(cast.anna.pk, "sharing")},
        {(cast.anna.pk, "sharing"), (cast.bram.pk, "hearing")},
        {(cast.bram.pk, "hearing")},
    ):
        services.keep_consents(
            link=link, given=given, parents=[cast.anna, cast.bram], by=cast.cora, audience="coordinator"
        )
        seen.append(
            ["Riet" in client_as(parent).get("/mijn/helpers/").content.decode() for parent in (cast.anna, cast.bram)]
        )

    assert seen == [[False, False], [False, False], [True, True], [False, False]]


def test_permission_is_kept_per_person_and_per_direction_and_drawn(cast, client_as):
    link = a_link(cast, name="School De Zee")
    client, base = client_as(cast.cora), f"/coordinatie/zaken/{cast.case.reference}/keten/"
    yes = {
        f"{cast.anna.reference}-hearing": "on",
        f"{cast.bram.reference}-hearing": "on",
        f"{cast.anna.reference}-sharing": "on",
    }
    for _click in range(2):
        assert client.post(f"{base}erbij/{link.reference}/toestemming/", yes).url == base
    page = client.get(base).content.decode()

    assert Consent.objects.filter(partner=link.partner, answer="given", channel="spoken").count() == 3
    assert 'stroke-dasharray="9 6"' in page
    assert "<svg" in page
    client.post(
        f"{base}erbij/{link.reference}/toestemming/", shown(client, f"{base}erbij/{link.reference}/toestemming/")
    )
    assert 'stroke-dasharray="2 7"' in client.get(base).content.decode()
    assert Consent.objects.filter(partner=link.partner, answer="withdrawn").count() == 3
    foreign = a_link(cast, name="Elders")
    foreign.case = cast.other_case
    foreign.save()
    assert client.post(f"{base}erbij/{foreign.reference}/toestemming/", yes).status_code == 404


def shown(client, address) -> dict:
    """The hidden mark of the page as it stands now."""
    return {"seen": re.search(r'name="seen"(?: value="(\w*)")?', client.get(address).content.decode())[1] or ""}


def test_an_old_page_writes_nothing_over_what_a_parent_said_since(cast, client_as):
    link = a_link(cast, name="School De Zee")
    client, base = client_as(cast.cora), f"/coordinatie/zaken/{cast.case.reference}/keten/"
    address = f"{base}erbij/{link.reference}/toestemming/"
    box, other = f"{cast.anna.reference}-hearing", f"{cast.bram.reference}-hearing"
    said = {"case": cast.case, "purpose": "hearing", "partner": link.partner, "giver": cast.anna, "by": cast.anna.user}
    client.post(address, {**shown(client, address), box: "on"})
    old = shown(client, address)
    with clock.at(clock.now() + timedelta(minutes=5)):
        answer_consent(answer="withdrawn", **said)
        answers = Consent.objects.count()

        for typed in ({**old, box: "on", other: "on"}, {box: "on"}, {"seen": "é" * 999, box: "on"}):
            answer = client.post(address, typed)
            assert answer.url == address
            again = client.get(address)
            assert "niets bewaard" in again.content.decode()
            assert not again.context["form"][box].value()
        assert Consent.objects.count() == answers
        client.post(address, {**shown(client, address), other: "on"})
        assert selectors.consents_of(link) == {(cast.bram.pk, "hearing")}


def test_a_first_no_that_came_in_meanwhile_is_not_overwritten_either(cast, client_as):
    link = a_link(cast, name="School De Zee")
    client = client_as(cast.cora)
    address = f"/coordinatie/zaken/{cast.case.reference}/keten/erbij/{link.reference}/toestemming/"
    old = shown(client, address)
    answer_consent(
        case=cast.case, purpose="hearing", partner=link.partner, giver=cast.anna, answer="refused", by=cast.anna.user
    )

    assert client.post(address, {**old, f"{cast.anna.reference}-hearing": "on"}).url == address
    assert Consent.objects.get().answer == "refused"


def test_no_two_boxes_of_the_picture_touch_and_all_stay_within_the_frame():
    class Link:
        until, name, directions = None, "Basisschool De Zandkorrel, intern begeleider", {"to_us"}
        get_domain_display = staticmethod(lambda: "school")

    for number in range(1, 15):
        drawn = drawing([Link] * number)
        places = [(spot.box_x, spot.box_y) for spot in drawn["spots"]]
        assert all(0 <= x <= drawn["width"] - drawn["box_width"] for x, _y in places)
        assert all(0 <= y <= drawn["height"] - drawn["box_height"] for _x, y in places)
        for (x, y), (other_x, other_y) in combinations(places, 2):
            assert abs(x - other_x) > drawn["box_width"] or abs(y - other_y) > drawn["box_height"], number


def test_shared_goals_stand_on_both_pages_and_own_actions_on_one(cast, client_as):
    client, base = client_as(cast.cora), f"/coordinatie/zaken/{cast.case.reference}/plan/"
    for _click in range(2):
        client.post(base, {"text": "Rustig overdragen", "parent": ""})
    client.post(base, {"text": "Eigen werk van Bram", "parent": cast.bram.reference})
    shared = PlanGoal.objects.get(parent=None)
    client.post(
        f"{base}{shared.reference}/actie/",
        {"text": "Anna belt school", "parent": cast.anna.reference, "due_on": "2027-02-01"},
    )
    client.post(f"{base}{shared.reference}/actie/", {"text": "Samen een schrift", "parent": "", "due_on": ""})
    anna, bram = (client_as(parent).get("/mijn/plan/").content.decode() for parent in (cast.anna, cast.bram))

    for page in (anna, bram):
        assert "Rustig overdragen" in page
        assert "Samen een schrift" in page
    assert "Anna belt school" in anna
    assert "Anna belt school" not in bram
    assert "Eigen werk van Bram" in bram
    assert "Eigen werk van Bram" not in anna
    page = client.get(base).content.decode()
    assert all(words in page for words in ("Rustig overdragen", "Eigen werk van Bram", "Anna belt school"))


def test_an_action_of_one_parent_never_stands_below_the_others_goal(cast):
    goal = services.add_goal(case=cast.case, text="Van Bram", parent=cast.bram, by=cast.cora)

    for parent in (cast.anna, None):
        with pytest.raises(ValidationError):
            services.add_action(goal=goal, text="x", parent=parent, due_on=None, by=cast.cora)


def test_goals_are_reached_and_actions_done_once_and_only_in_the_own_case(cast, client_as):
    goal = services.add_goal(case=cast.case, text="Rust", parent=None, by=cast.cora)
    action = services.add_action(goal=goal, text="Bellen", parent=None, due_on=None, by=cast.cora)
    client, base = client_as(cast.cora), f"/coordinatie/zaken/{cast.case.reference}/plan/"
    for _click in range(2):
        client.post(f"{base}{goal.reference}/bereikt/")
        client.post(f"{base}{action.reference}/gedaan/")
    elsewhere = f"/coordinatie/zaken/{cast.other_case.reference}/plan/"

    assert PlanGoal.objects.get().reached_on == PlanAction.objects.get().done_on == clock.today()
    assert client.post(f"{elsewhere}{goal.reference}/bereikt/").status_code == 404
    assert client.post(f"{elsewhere}{action.reference}/gedaan/").status_code == 404
    assert client.post(base, {"text": "x" * 200_000, "parent": ""}).context["form"].errors["text"]


def test_the_pages_of_a_parent_cost_few_queries(cast, client_as, django_assert_max_num_queries):
    services.add_goal(case=cast.case, text="Rust", parent=None, by=cast.cora)
    a_link(cast)
    client = client_as(cast.anna)
    for path in ("/mijn/plan/", "/mijn/helpers/"):
        client.get(path)
        with django_assert_max_num_queries(12):
            client.get(path)


def test_a_question_that_rests_on_what_parents_agreed_to_takes_their_yes_about_this_partner(cast, client_as):
    link = a_link(cast, name="School De Zee")
    address = f"/coordinatie/zaken/{cast.case.reference}/keten/vraag/"
    typed = {
        "to_name": "school de zee",
        "to_email": "ib@example.org",
        "question": "Hoe gaat het?",
        "basis": "both_parents",
    }
    client, parents = client_as(cast.cora), [cast.anna, cast.bram]
    outcomes = []
    for who in ([], [cast.anna], parents):
        given = {(parent.pk, "hearing") for parent in who}
        services.keep_consents(link=link, given=given, parents=parents, by=cast.cora, audience="coordinator")
        page = client.post(address, typed)
        outcomes.append((page.status_code, ReplyLink.objects.count()))
        assert page.status_code == 302 or "Hoe gaat het?" in page.content.decode()

    assert outcomes == [(200, 0), (200, 0), (302, 1)]
    with pytest.raises(ValidationError):
        services.ask_partner(case=cast.case, by=cast.cora, **typed | {"to_name": "School Het Duin"})
