"""Deciding which help fits, on the pages: the checklist, what would change the advice, and what follows a no."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, Message
from centre.workflow import IllegalMove
from intake import criteria_texts, deciding, services
from intake.desk import cards
from intake.models import CriteriaVersion, Indication, Registration
from intake.wording import letter_for
from referrals.services import hand_over
from tests.factories.intake import case_at
from tests.intake.views.test_intake_staff import at, indication_form

NO = {"outcome": "trauma_first", "item_trauma": "first", "reason_trauma": "Nachtmerries", "alternative": "Traumahulp"}


def no_form(**changed):
    day = (clock.today() + timedelta(days=60)).strftime("%d-%m-%Y")
    return indication_form(**NO, reason_for_parents="Eerst rust.", review_on=day) | changed


@pytest.fixture
def refused(cast):
    """A family that was advised trauma treatment first; the date to look again is far ahead."""
    return case_at(cast.case, cast, "approve", outcome="trauma_first")


def test_the_checklist_keeps_reason_decider_and_date(cast, client_as):
    case = case_at(cast.case, cast, "intake_2")
    browser = client_as(cast.thea)

    assert browser.post(at("indication", case), no_form()).status_code == 302

    kept = Indication.objects.get()
    today = clock.today().isoformat()
    judged = {"level": "first", "reason": "Nachtmerries", "by": cast.thea.name, "on": today}
    assert kept.findings["trauma"] == judged
    assert kept.findings["violence"]["level"] == "absent"
    assert kept.advice["changes"][0] == {"to": {"trauma": "absent"}, "advice": "group"}
    second = client_as(cast.cora).get(at("second-look-coordinator", case)).content.decode()
    assert "Traumahulp" in second and "Eerst rust." in second
    assert "Nachtmerries" not in second


def test_nothing_is_chosen_beforehand_and_the_list_is_marked_as_not_official(cast, client_as):
    case = case_at(cast.case, cast, "intake_2")

    text = client_as(cast.thea).get(at("indication", case)).content.decode()

    assert "checked" not in text
    assert "nog vast te stellen" in text


def test_the_first_letter_follows_the_advice_until_somebody_rewrites_it(cast, client_as):
    case = case_at(cast.case, cast, "intake_2")
    browser = client_as(cast.thea)
    first = letter_for("group").replace("\n", "\r\n")

    fresh = browser.post(at("indication", case), indication_form(item_trauma="first", advise="1", letter=first))
    own = browser.post(at("indication", case), indication_form(item_trauma="first", advise="1", letter="Eigen woorden"))

    assert fresh.context["form"]["letter"].value() == letter_for("other")
    assert own.context["form"]["letter"].value() == "Eigen woorden"


def test_what_was_sent_back_need_not_be_typed_again(cast, client_as):
    case = case_at(cast.case, cast, "decide", outcome="trauma_first")
    client_as(cast.cora).post(at("send-back-coordinator", case), {"remark": "Kijk nog eens"})

    text = client_as(cast.thea).get(at("indication", case)).content.decode()

    assert "Herbelevingen staan op de voorgrond" in text
    assert "Eerst is er rust nodig" in text


def test_both_parents_read_the_reason_and_the_help_in_the_same_words(cast, refused):
    letters = Message.objects.filter(sending__contains=":letter:")

    assert letters.count() == 2 and len({(letter.text, letter.sent_at) for letter in letters}) == 1
    assert "Eerst is er rust nodig" in letters[0].text and "Traumabehandeling" in letters[0].text


def test_a_new_version_brings_its_own_lines_and_rules(cast, client_as):
    case = case_at(cast.case, cast, "intake_2")
    document = criteria_texts.written()
    document["items"].append({"key": "distance", "text": "Reistijd van meer dan twee uur"})
    document["rules"].append(
        {"key": "too_far", "text": "Te ver", "outcome": "family", "conditions": [["distance", "at_least_first", True]]}
    )
    version = CriteriaVersion(version="2026-2", document=document)
    version.full_clean()
    version.save()
    sent = indication_form(item_distance="first", advise="1")

    response = client_as(cast.thea).post(at("indication", case), sent)

    assert response.context["advice"]["fired"] == ["Te ver"]
    assert response.context["advice"]["version"] == "2026-2"
    assert (
        "Reistijd van meer dan twee uur" in client_as(cast.thea).get(reverse("intake:rules-therapist")).content.decode()
    )


def test_every_version_of_the_rules_stays_readable(cast, client_as):
    document = criteria_texts.written()
    document["rules"][0]["text"] = "Eerst veiligheid"
    CriteriaVersion.objects.create(version="2027-a", document=document, published_on=clock.today())
    browser, url = client_as(cast.cora), reverse("intake:rules-coordinator")

    assert "Eerst veiligheid" in browser.get(url).content.decode()
    assert "Eerst veiligheid" not in browser.get(url, {"versie": "2026-1"}).content.decode()
    assert browser.get(url, {"versie": "wonder" * 900}).status_code == 404


def test_a_version_with_a_flaw_is_refused_beside_its_field():
    document = criteria_texts.written()
    document["rules"][0]["outcome"] = "wonder"

    for version in (
        CriteriaVersion(version="2026-3", document=document),
        CriteriaVersion(version="2026-1", document={}),
    ):
        with pytest.raises(ValidationError):
            version.clean()


def test_a_no_asks_for_a_warm_handover_until_it_is_written_down(cast, client_as, refused):
    browser = client_as(cast.cora)
    listed = reverse("intake:after-a-no-coordinator", args=["handover"])
    assert refused.reference in browser.get(listed).content.decode()
    assert any(listed == card.url for card in cards(cast.cora, "coordinator"))

    hand_over(
        case=refused, to_name="Praktijk Rust", what="traumahulp", is_warm=True, handed_on=clock.today(), by=cast.cora
    )

    assert refused.reference not in browser.get(listed).content.decode()
    assert deciding.warm_handover_of(deciding.standing_no(refused)).to_name == "Praktijk Rust"


def test_the_date_to_look_again_becomes_a_task_and_ends_with_a_finding(cast, client_as, refused):
    listed = reverse("intake:after-a-no-therapist", args=["again"])
    therapist = client_as(cast.thea)
    assert refused.reference not in therapist.get(listed).content.decode()
    day = Indication.objects.get().review_on

    with clock.at(clock.now() + (day - clock.today())):
        assert refused.reference in client_as(cast.thea).get(listed).content.decode()
        assert any(listed == card.url for card in cards(cast.thea, "therapist"))
        url = at("look-again-therapist", refused)
        browser = client_as(cast.thea)
        wrong = browser.post(url, {"verdict": "wonder", "note": "x" * 200_000})
        assert set(wrong.context["form"].errors) == {"verdict", "note"}
        assert browser.post(url, {"verdict": "again", "note": "Het gaat beter."}).status_code == 302
        assert browser.post(url, {"verdict": "again", "note": "Het gaat beter."}).status_code == 409

    kept = Indication.objects.get()
    assert (kept.reviewed_by, kept.review_note) == (cast.thea, "Het gaat beter.")
    assert Registration.objects.get(case=refused).state == "assessing"


def test_looking_again_needs_a_note_and_an_approved_no(cast, refused):
    row = Indication.objects.get()
    with pytest.raises(ValidationError):
        services.look_again(indication=row, note=" ", by=cast.thea)

    services.look_again(indication=row, note="Past nog.", by=cast.thea)

    assert Registration.objects.get(case=refused).state == "not_indicated"
    with pytest.raises(IllegalMove):
        services.look_again(indication=row, note="Nog eens.", by=cast.thea)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_stays_cheap(cast, client_as, django_assert_max_num_queries, count):
    from tests import cast as casting

    for number in range(count):
        new = casting.open_case(cast, [(f"v{number}", "Vera"), (f"w{number}", "Wim")], [])
        case_at(new, cast, "approve", outcome="trauma_first")
    browser, listed = client_as(cast.cora), reverse("intake:after-a-no-coordinator", args=["handover"])
    browser.get(listed)

    with django_assert_max_num_queries(8):
        assert len(browser.get(listed).context["page"].object_list) == count


def test_deciding_stays_cheap(cast, client_as, django_assert_max_num_queries):
    case = case_at(cast.case, cast, "intake_2")
    browser = client_as(cast.thea)
    browser.get(at("indication", case))

    with django_assert_max_num_queries(15):
        browser.post(at("indication", case), indication_form(advise="1"))


def test_the_second_look_stays_cheap(cast, client_as, django_assert_max_num_queries):
    case = case_at(cast.case, cast, "decide")
    browser = client_as(cast.cora)
    browser.get(at("second-look-coordinator", case))

    with django_assert_max_num_queries(12):
        browser.get(at("second-look-coordinator", case))


@pytest.mark.idor
def test_a_stranger_finds_nothing_to_look_at_again(cast, client_as, refused):
    assert client_as(cast.ulla).get(at("look-again-therapist", refused)).status_code == 404
    assert client_as(cast.anna).get(at("look-again-coordinator", refused)).status_code == 404
    assert client_as(cast.cora).get(reverse("intake:after-a-no-coordinator", args=["wonder"])).status_code == 404
    assert AccessLog.objects.filter(actor=cast.ulla, action="denied").exists()
