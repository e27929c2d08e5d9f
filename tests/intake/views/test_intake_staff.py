"""Coordinators and therapists at work: budgets, refusals in words, strangers find nothing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, CareRelation, Case, Message, Note
from centre.services.cases import relate
from centre.services.safety import record_safety
from intake import selectors
from intake.criteria import CONTRAINDICATIONS, DOMAINS
from intake.models import Indication, Registration, RegistrationMove, Talk
from tests import cast as casting
from tests.factories.intake import case_at, ready_case

DESK = reverse("intake:desk")
MINE = reverse("intake:therapist-cases")
CANARY = "Sterrenstofkonijn"


def at(name, case, *more):
    return reverse(f"intake:{name}", args=[case.reference, *more])


def talk_form(cast, **changed):
    starts = (clock.now() + timedelta(days=4)).strftime("%Y-%m-%dT10:00")
    return {
        "kind": "exploratory", "form": "together", "starts_at": starts, "minutes": "60", "place": "Kenaupark",
        "led_by": cast.thea.reference,
    } | changed  # fmt: skip


def indication_form(**changed):
    weights = {f"weight_{domain}": "1" for domain in DOMAINS} | {f"item_{item}": "absent" for item in CONTRAINDICATIONS}
    decision = {"outcome": "group", "rationale": "omdat het past", "letter": "Beste ouder, doe mee."}
    return {**weights, "can_meet": "yes", "procedures_on_hold": "unknown", **decision} | changed


@pytest.fixture
def complete(cast):
    return case_at(cast.case, cast, "apply")


@pytest.fixture
def held(cast):
    return case_at(cast.case, cast, "intake_2")


@pytest.fixture
def decided(cast):
    return case_at(cast.case, cast, "decide")


@pytest.mark.parametrize("n", [1, 3])
def test_the_desk_stays_cheap(cast, client_as, django_assert_max_num_queries, n):
    for _number in range(n):
        ready_case(cast)
    browser = client_as(cast.cora)
    browser.get(DESK)

    with django_assert_max_num_queries(8):
        response = browser.get(DESK)

    assert len(response.context["lines"]) == n


def test_the_desk_shows_states_flags_and_terms_that_passed(cast, client_as, complete):
    record_safety(case=complete, kind="flag_set", text="x", by=None)

    text = client_as(cast.cora).get(DESK).content.decode()

    assert complete.reference in text
    assert "×" in text
    assert "is-late" in text


@pytest.mark.parametrize(
    ("state", "count"), [("complete", 1), ("waiting", 0), ("overdue", 1), ("nonsense", 1), ("", 1)]
)
def test_the_desk_is_filtered_by_state(cast, client_as, complete, state, count):
    response = client_as(cast.cora).get(DESK, {"stand": state, "page": "vreemd"})

    assert len(response.context["lines"]) == count


def test_a_coordinator_of_another_region_sees_nothing(cast, client_as, complete):
    other = casting.make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.east)
    browser = client_as(other)

    assert complete.reference not in browser.get(DESK).content.decode()
    for name in ("sheet", "plan-talk", "priority", "safety-coordinator", "second-look-coordinator"):
        assert browser.get(at(name, complete)).status_code == 404
    assert AccessLog.objects.filter(actor=other, action="denied").count() == 5


def test_an_excluded_coordinator_has_no_access(cast, client_as, complete):
    relate(case=complete, user=cast.cora, kind=CareRelation.Kind.EXCLUDED, reason="kent het gezin")

    assert client_as(cast.cora).get(at("sheet", complete)).status_code == 404


def test_the_sheet_stays_cheap_and_holds_no_answers(cast, client_as, django_assert_max_num_queries):
    case = case_at(cast.case, cast, "approve")
    browser = client_as(cast.cora)
    browser.get(at("sheet", case))

    with django_assert_max_num_queries(12):
        text = browser.get(at("sheet", case)).content.decode()

    assert "weer rustig" not in text
    assert "omdat" not in text.lower()


def test_a_coordinator_plans_a_talk(cast, client_as, complete):
    response = client_as(cast.cora).post(at("plan-talk", complete), talk_form(cast))

    assert response.url == at("sheet", complete)
    assert Talk.objects.get().guests.count() == 2


def test_the_referrer_is_invited_when_somebody_referred(cast, client_as, complete):
    browser = client_as(cast.cora)
    assert "with_referrer" not in browser.get(at("plan-talk", complete)).content.decode()
    relate(case=complete, user=cast.ruth, kind=CareRelation.Kind.REFERRER, reason="referral")

    browser.post(at("plan-talk", complete), talk_form(cast, with_referrer="on"))

    assert Talk.objects.get().guests.filter(user=cast.ruth).exists()


def test_a_flag_refuses_together_in_words_and_keeps_what_was_typed(cast, client_as, complete):
    record_safety(case=complete, kind="flag_set", text="x", by=None)
    browser = client_as(cast.cora)

    response = browser.post(at("plan-talk", complete), talk_form(cast, place="Getypte plek"))

    assert "form" in response.context["form"].errors
    assert "Getypte plek" in response.content.decode()
    assert not Talk.objects.exists()
    assert browser.post(at("plan-talk", complete), talk_form(cast, form="apart")).status_code == 302


BAD_TALKS = [
    {"kind": "feest"}, {"starts_at": "gisteren"}, {"starts_at": "2020-01-01T10:00"}, {"minutes": "0"}, {"minutes": "x"},
    {"place": "x" * 300}, {"place": ""}, {"led_by": "P-NIEMAND"}, {"form": ""}, {"led_by": "1"},
]  # fmt: skip


@pytest.mark.parametrize("changed", BAD_TALKS)
def test_a_wrong_talk_is_refused_beside_its_field(cast, client_as, complete, changed):
    response = client_as(cast.cora).post(at("plan-talk", complete), talk_form(cast, **changed))

    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(changed)
    assert not Talk.objects.exists()


def test_somebody_who_does_not_treat_cannot_lead(cast, client_as, complete):
    relate(case=complete, user=cast.ulla, kind=CareRelation.Kind.EXCLUDED, reason="buren")

    for user in (cast.rens, cast.ulla, cast.anna.user):
        response = client_as(cast.cora).post(at("plan-talk", complete), talk_form(cast, led_by=user.reference))
        assert "led_by" in response.context["form"].errors


def test_a_talk_before_both_parts_is_a_conflict(cast, client_as):
    Registration.objects.create(case=cast.case)

    assert client_as(cast.cora).post(at("plan-talk", cast.case), talk_form(cast)).status_code == 409


def test_moving_and_cancelling_by_hand(cast, client_as, complete):
    browser = client_as(cast.cora)
    browser.post(at("plan-talk", complete), talk_form(cast))
    talk = Talk.objects.get()
    starts = (clock.now() + timedelta(days=8)).strftime("%Y-%m-%dT11:30")

    assert browser.get(at("move-talk", complete, talk.reference)).status_code == 200
    assert browser.post(at("move-talk", complete, talk.reference), {"starts_at": "x", "place": ""}).status_code == 200
    browser.post(
        at("move-talk", complete, talk.reference), {"starts_at": starts, "place": "Elders", "form": "together"}
    )
    talk.refresh_from_db()
    assert (talk.place, talk.sequence) == ("Elders", 1)

    assert browser.get(at("cancel-talk", complete, talk.reference)).status_code == 200
    assert browser.post(at("cancel-talk", complete, talk.reference)).status_code == 302
    assert browser.post(at("cancel-talk", complete, talk.reference)).status_code == 409


@pytest.mark.idor
def test_a_talk_of_another_family_is_not_found(cast, client_as, complete):
    other = case_at(cast.other_case, cast, "exploratory")
    talk = Talk.objects.get(case=other)

    assert client_as(cast.cora).get(at("move-talk", complete, talk.reference)).status_code == 404
    assert client_as(cast.thea).get(at("report-talk", other, "GS-NIEMAND")).status_code == 404


@pytest.mark.parametrize("to", ["waiting", "indicated", "not_indicated", "complete"])
def test_an_illegal_step_is_a_conflict_without_a_trace(cast, client_as, complete, to):
    before = RegistrationMove.objects.count()

    response = client_as(cast.cora).post(at("step", complete), {"to": to, "reason": "x"})

    assert response.status_code == 409
    assert RegistrationMove.objects.count() == before


def test_a_legal_step_leaves_one_row(cast, client_as, complete):
    before = RegistrationMove.objects.count()

    response = client_as(cast.cora).post(at("step", complete), {"to": "assessing", "reason": "gebeld"})

    assert response.status_code == 302
    assert RegistrationMove.objects.count() == before + 1
    assert RegistrationMove.objects.last().by == cast.cora


@pytest.mark.parametrize(
    "sent", [{}, {"to": "lapsed"}, {"to": "vreemd", "reason": "x"}, {"to": "lapsed", "reason": "x" * 300}]
)
def test_a_step_without_a_name_or_reason_is_refused(cast, client_as, complete, sent):
    assert client_as(cast.cora).post(at("step", complete), sent).status_code == 400


def test_ending_a_request_tells_both_the_same(cast, client_as, complete):
    response = client_as(cast.cora).post(at("step", complete), {"to": "lapsed", "reason": "Bram wil niet meer"})

    assert response.url == DESK
    texts = set(Message.objects.filter(sending__endswith="intake-closed").values_list("recipient", "subject"))
    assert len(texts) == 2
    assert not any("Bram" in message.text for message in Message.objects.all())


def test_priority_is_given_with_a_reason(cast, client_as, complete):
    browser = client_as(cast.cora)

    assert "reason" in browser.post(at("priority", complete), {"has_priority": "on"}).context["form"].errors
    assert browser.post(at("priority", complete), {"has_priority": "on", "reason": "dringend"}).status_code == 302
    assert Registration.objects.get().has_priority


def test_the_flag_goes_up_and_down_with_a_reason(cast, client_as, complete):
    browser = client_as(cast.cora)

    browser.post(at("safety-coordinator", complete), {"up": "up", "text": ""})
    assert not selectors.is_flagged(complete)
    browser.post(at("safety-coordinator", complete), {"up": "up", "text": "gebeld met ouder"})
    assert selectors.is_flagged(complete)
    browser.post(at("safety-coordinator", complete), {"up": "down", "text": "veilig"})
    assert not selectors.is_flagged(complete)


@pytest.mark.parametrize("n", [1, 3])
def test_the_therapists_list_stays_cheap(cast, client_as, django_assert_max_num_queries, n):
    for _number in range(n):
        ready_case(cast)
    browser = client_as(cast.thea)
    browser.get(MINE)

    with django_assert_max_num_queries(8):
        response = browser.get(MINE)

    assert len(response.context["page"].object_list) == n


@pytest.mark.idor
def test_a_therapist_without_a_relation_finds_nothing(cast, client_as, decided):
    browser = client_as(cast.ulla)
    anna = cast.anna.dossiers.get()

    assert decided.reference not in browser.get(MINE).content.decode()
    for url in (
        at("therapist-case", decided), at("indication", decided), at("answers", decided, anna.reference),
        at("second-look-therapist", decided), at("safety-therapist", decided),
    ):  # fmt: skip
        assert browser.get(url).status_code == 404
    assert browser.post(at("approve-therapist", decided)).status_code == 404


@pytest.mark.two_parent
def test_each_parents_answers_have_a_page_of_their_own(cast, client_as):
    case = case_at(cast.case, cast, "exploratory")
    from intake.models import Application

    bram = Application.objects.get(dossier__parent=cast.bram)
    bram.answers["situation"]["hope"] = CANARY
    bram.save()
    browser = client_as(cast.thea)

    assert CANARY not in browser.get(at("answers", case, cast.anna.dossiers.get().reference)).content.decode()
    assert CANARY not in browser.get(at("therapist-case", case)).content.decode()
    assert CANARY in browser.get(at("answers", case, bram.dossier.reference)).content.decode()
    assert AccessLog.objects.filter(dossier=bram.dossier, actor=cast.thea, action="view").count() == 1


def test_an_unfinished_part_is_not_read_by_staff(cast, client_as):
    case = case_at(cast.case, cast, "exploratory")
    from intake.models import Application

    Application.objects.filter(dossier__parent=cast.bram).update(submitted_at=None)

    assert client_as(cast.thea).get(at("answers", case, cast.bram.dossiers.get().reference)).status_code == 404


def test_the_childs_dossier_holds_no_application(cast, client_as, held):
    assert client_as(cast.thea).get(at("answers", held, cast.noor.dossiers.get().reference)).status_code == 404


def test_a_therapist_reports_per_person(cast, client_as, complete):
    client_as(cast.cora).post(at("plan-talk", complete), talk_form(cast))
    talk = Talk.objects.get()
    anna, noor = cast.anna.dossiers.get(), cast.noor.dossiers.get()
    browser, url = client_as(cast.thea), at("report-talk", complete, talk.reference)
    sent = {f"seen_{anna.reference}": "over Anna", f"seen_{noor.reference}": "over Noor"}
    came = {f"came_{guest.reference}": "yes" if guest.parent == cast.anna else "no" for guest in talk.guests.all()}
    sent |= came

    early = browser.post(url, sent)
    assert early.status_code == 200
    assert "over Anna" in early.content.decode()
    with clock.at(talk.starts_at + timedelta(hours=2)):
        assert "checked" not in browser.get(url).content.decode()
        untouched = browser.post(url, {key: text for key, text in sent.items() if key not in came})
        assert untouched.status_code == 200 and "over Anna" in untouched.content.decode()
        assert not Note.objects.exists() and Talk.objects.get().held_on is None
        assert browser.post(url, sent).status_code == 302

    assert {(note.dossier_id, note.text) for note in Note.objects.all()} == {
        (anna.pk, "over Anna"),
        (noor.pk, "over Noor"),
    }
    assert {guest.parent.first_name: guest.attended for guest in talk.guests.all()} == {"Anna": True, "Bram": False}


def test_the_advice_is_shown_before_anything_is_kept(cast, client_as, held):
    sent = indication_form(item_trauma="first", advise="1", rationale="", letter="", outcome="")

    response = client_as(cast.thea).post(at("indication", held), sent)

    assert response.context["advice"]["outcome"] == "trauma_first"
    assert not response.context["form"].errors
    assert not Indication.objects.exists()


def test_a_therapist_decides_and_a_coordinator_approves(cast, client_as, held):
    therapist, coordinator = client_as(cast.thea), client_as(cast.cora)
    assert therapist.get(at("indication", held)).status_code == 200
    assert therapist.post(at("indication", held), indication_form()).url == at("therapist-case", held)

    own = therapist.get(at("second-look-therapist", held))
    assert at("approve-therapist", held) not in own.content.decode()
    assert therapist.post(at("approve-therapist", held)).status_code == 403
    seen = coordinator.get(at("second-look-coordinator", held)).content.decode()
    assert "doe mee" in seen
    assert "omdat het past" not in seen
    assert coordinator.post(at("approve-coordinator", held)).status_code == 302
    assert coordinator.post(at("approve-coordinator", held)).status_code == 409

    assert selectors.ready_for_group().get().case == held
    moves = RegistrationMove.objects.filter(to_state="indicated")
    assert moves.get().by == cast.cora
    assert Indication.objects.get().decided_by == cast.thea


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"outcome": "parallel"}, {"deviation_reason", "alternative", "reason_for_parents", "review_on"}),
        ({"item_violence": "absolute"}, {"deviation_reason", "reason_violence"}),
        ({"item_violence": ""}, {"item_violence"}),
        ({"reason_trauma": "x" * 200_000}, {"reason_trauma"}),
        ({"weight_safety": "9"}, {"weight_safety"}),
        ({"weight_system": ""}, {"weight_system"}),
        ({"outcome": "wonder"}, {"outcome"}),
        ({"letter": "x" * 9000}, {"letter"}),
        ({"review_on": "31-31-2026"}, {"review_on"}),
    ],
)
def test_a_wrong_decision_is_refused_beside_its_field(cast, client_as, held, changed, fields):
    response = client_as(cast.thea).post(at("indication", held), indication_form(**changed))

    assert response.status_code == 200
    assert set(response.context["form"].errors) == fields
    assert not Indication.objects.exists()


def test_a_decision_too_early_is_a_conflict(cast, client_as, complete):
    relate(case=complete, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="test")

    assert client_as(cast.thea).post(at("indication", complete), indication_form()).status_code == 409


def test_sending_back_asks_for_a_remark(cast, client_as, decided):
    browser = client_as(cast.cora)

    assert "remark" in browser.post(at("send-back-coordinator", decided), {"remark": ""}).context["form"].errors
    assert browser.post(at("send-back-coordinator", decided), {"remark": "Kijk nog eens"}).status_code == 302
    assert browser.post(at("send-back-coordinator", decided), {"remark": "Kijk nog eens"}).status_code == 409
    assert browser.get(at("second-look-coordinator", decided)).status_code == 409
    assert "Kijk nog eens" in client_as(cast.thea).get(at("therapist-case", decided)).content.decode()


def test_a_colleague_with_a_relation_reads_the_reasons_and_approves(cast, client_as, decided):
    relate(case=decided, user=cast.ulla, kind=CareRelation.Kind.ASSESSOR, reason="second reader")
    browser = client_as(cast.ulla)

    assert "willen leren" in browser.get(at("second-look-therapist", decided)).content.decode()
    assert browser.post(at("approve-therapist", decided)).status_code == 302


POSTS = ["step", "approve-coordinator", "send-back-coordinator", "approve-therapist", "send-back-therapist"]


@pytest.mark.parametrize("name", POSTS)
def test_changes_ask_for_a_post(cast, client_as, decided, name):
    user = cast.thea if name.endswith("therapist") else cast.cora

    assert client_as(user).get(at(name, decided)).status_code == 405


@pytest.mark.parametrize("audience", ["anna", "ruth", "rens", "gerda"])
@pytest.mark.idor
def test_other_audiences_find_no_desk(cast, client_as, decided, audience):
    person = getattr(cast, audience)

    for url in (DESK, MINE, at("sheet", decided), at("therapist-case", decided)):
        assert client_as(person).get(url).status_code == 404


def test_the_therapists_sheet_stays_cheap(cast, client_as, decided, django_assert_max_num_queries):
    browser = client_as(cast.thea)
    browser.get(at("therapist-case", decided))

    with django_assert_max_num_queries(12):
        assert browser.get(at("therapist-case", decided)).status_code == 200


def test_the_cards_name_what_waits(cast, client_as):
    from centre.desk import cards_for

    case_at(cast.case, cast, "decide")
    other = case_at(cast.other_case, cast, "apply")
    record_safety(case=other, kind="flag_set", text="x", by=None)

    cards = cards_for(cast.cora, "coordinator")

    ours = [card for card in cards if card.url.startswith(DESK)]
    assert [card.tone for card in ours] == ["bad", "warn", "info", "info"]
    assert cards_for(cast.rens, "researcher") == [] or all(
        DESK not in card.url for card in cards_for(cast.rens, "researcher")
    )


def test_a_therapists_cards_name_reports_and_decisions(cast):
    from intake.desk import cards

    case = case_at(cast.case, cast, "intake_2")
    assert len(cards(cast.thea, "therapist")) == 1
    Talk.objects.filter(case=case).update(held_on=None)

    assert [card.tone for card in cards(cast.thea, "therapist")] == ["warn"]


def test_half_siblings_keep_their_families_apart(cast, client_as, held):
    """A child of two families shows no second family in this case."""
    half = casting.open_case(cast, [("eva", "Eva"), ("fons", "Fons")], [("Pip", date(2019, 1, 1))])
    cast.noor.families.add(half.family)

    text = client_as(cast.thea).get(at("therapist-case", held)).content.decode()

    assert "Pip" not in text
    assert half.reference not in text
    assert Case.objects.count() == 3
