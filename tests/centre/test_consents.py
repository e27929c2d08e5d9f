"""A parent's own permission pages, and what staff sees of everybody's answers."""

from datetime import date

import pytest
from django.urls import reverse

from centre import clock
from centre.agreement import consent_picture, consent_status, own_consents
from centre.authority import Status
from centre.children import questions_for
from centre.models import Consent, ConsentText
from centre.models.consent import Purpose
from centre.services.authority import end_authority
from centre.services.consents import answer_consent
from centre.services.sharing import name_professional
from centre.sharing import agreed_to_share
from tests.cast import make_user


def test_yes_from_everybody_makes_it_complete(cast):
    assert consent_status(cast.case) == Status.MISSING

    cast.consent_to_everything(cast.case)

    assert consent_status(cast.case) == Status.COMPLETE
    assert agreed_to_share(cast.case, [cast.board])


def test_one_withdrawal_makes_a_conflict(cast):
    cast.consent_to_everything(cast.case)
    answer_consent(
        case=cast.case, purpose="group", giver=cast.bram, about_child=cast.noor, answer="withdrawn", by=cast.bram.user
    )

    assert consent_status(cast.case) == Status.CONFLICT
    [line] = [line for line in consent_picture(cast.case, "group") if line["person"] == cast.noor]
    assert line["refused_names"] == [str(cast.bram)]


def test_the_end_of_authority_drops_a_parent_from_that_day(cast):
    authority = cast.noor.authorities.get(parent=cast.bram)
    end_authority(authority=authority, on=date(2026, 6, 30))

    def needed(on):
        [line] = [line for line in consent_picture(cast.case, "treatment", on) if line["person"] == cast.noor]
        return set(line["verdict"].needed)

    assert needed(date(2026, 6, 30)) == {("parent", cast.anna.pk), ("parent", cast.bram.pk)}
    assert needed(date(2026, 7, 1)) == {("parent", cast.anna.pk)}


def test_turning_twelve_asks_for_the_childs_own_yes(cast):
    cast.consent_to_everything(cast.case)
    Consent.objects.filter(giver_child=cast.noor).delete()

    assert consent_status(cast.case, on=date(2030, 5, 3)) == Status.COMPLETE
    assert consent_status(cast.case, on=date(2030, 5, 4)) == Status.MISSING


def test_a_parent_answers_and_withdraws_in_two_clicks(cast, client_as):
    client = client_as(cast.anna)
    url = reverse("centre:answer-consent-child", args=["group", cast.noor.reference])

    assert client.post(url, {"answer": "given"}).status_code == 302
    assert client.post(f"{url}intrekken/").status_code == 302

    answers = Consent.objects.filter(giver_parent=cast.anna, about_child=cast.noor).order_by("pk")
    assert list(answers.values_list("answer", flat=True)) == ["given", "withdrawn"]


def test_nothing_is_ticked_beforehand_and_no_answer_is_an_error_beside_the_field(cast, client_as):
    client = client_as(cast.anna)
    url = reverse("centre:answer-consent", args=["treatment"])

    assert "checked" not in client.get(url).content.decode()
    response = client.post(url, {})

    assert list(response.context["form"].errors) == ["answer"]
    assert Consent.objects.count() == 0


@pytest.mark.parametrize("address", ["mijn/toestemming/gossip/", "mijn/toestemming/group/P-3333333333/"])
def test_unknown_questions_are_404(cast, client_as, address):
    assert client_as(cast.anna).get(f"/{address}").status_code == 404


def test_a_child_of_another_family_is_404(cast, client_as):
    url = reverse("centre:answer-consent-child", args=["group", cast.sem.reference])

    assert client_as(cast.anna).post(url, {"answer": "given"}).status_code == 404
    assert Consent.objects.count() == 0


def test_a_parent_sees_the_own_answers_only(cast):
    before = [dict(question) for question in own_consents(cast.anna, cast.case)]

    answer_consent(case=cast.case, purpose="group", giver=cast.bram, answer="refused", by=cast.bram.user)

    assert own_consents(cast.anna, cast.case) == before


def test_a_parent_without_authority_is_not_asked_about_the_child(cast):
    end_authority(authority=cast.noor.authorities.get(parent=cast.bram), on=date(2020, 1, 1))

    assert {question["child"] for question in own_consents(cast.bram, cast.case)} == {None}


def test_a_consent_keeps_how_sure_we_were_of_who_gave_it(cast, client_as):
    """Jw 7.3.4: a yes is somebody's; the row says what proved who that was (law.md R5)."""
    client = client_as(cast.anna)
    url, kept = reverse("centre:answer-consent", args=["group"]), Consent.objects.order_by("-pk")
    client.post(url, {"answer": "given"})
    assert kept[0].assurance == ""
    for known, assurance in (
        ({"account_authentication_methods": [{"method": "password"}]}, "password"),
        ({"account_authentication_methods": [{"method": "password"}, {"method": "mfa"}]}, "second_factor"),
        ({"identity_level": "substantial"}, "substantial"),
        ({"identity_level": "none"}, "second_factor"),
    ):
        session = client.session
        session.update(known | {"account_authentication_methods_user": str(cast.anna.user.pk)})
        session.save()
        client.post(f"{url}intrekken/") if assurance == "substantial" else client.post(url, {"answer": "given"})
        assert kept[0].assurance == assurance

    answer_consent(
        case=cast.case, purpose="group", giver=cast.bram, answer="given", by=cast.cora, channel=Consent.Channel.SPOKEN
    )
    assert (kept[0].assurance, kept[0].channel, kept[0].recorded_by) == ("staff", "spoken", cast.cora)
    assert kept[0].text_sha256 and kept[0].text.version == 1


def test_a_parent_reads_the_own_earlier_answers_and_from_when_research_counts(cast, client_as, settings):
    anna = client_as(cast.anna)
    for answer in ("given", "refused", "given"):
        anna.post("/mijn/toestemming/research/", {"answer": answer})
    answer_consent(case=cast.case, purpose="research", giver=cast.bram, answer="withdrawn", by=cast.cora)
    page = anna.get("/mijn/toestemming/research/").content.decode()

    assert page.split("Wat u eerder antwoordde")[1].split("</details>")[0].count("<li>") == 3
    assert "ingetrokken" not in page
    assert "Alleen wat u na uw ja invult, telt mee." in page
    settings.RESEARCH_TERMS = settings.RESEARCH_TERMS | {"only_after_yes": False}
    assert "telt ook mee" in anna.get("/mijn/toestemming/research/").content.decode()
    assert "telt mee" not in anna.get("/mijn/toestemming/treatment/").content.decode()


def test_each_permission_is_a_question_of_its_own_and_one_without_a_text_is_not_asked(cast, client_as):
    """Treatment, group, film, each partner, research and mail are never one yes (law.md R6)."""
    name_professional(case=cast.case, name="School", parent=None, is_asked=True, by=cast.cora)
    asked = [(question["purpose"], question["child"]) for question in own_consents(cast.anna, cast.case)]

    assert len(asked) == len(set(asked))
    assert {purpose for purpose, child in asked if child is None} == set(Purpose)
    assert {purpose for purpose, child in asked if child} == {"treatment", "group", "research", "video"}
    client = client_as(cast.anna)
    client.post("/mijn/toestemming/video/", {"answer": "given"})
    assert Consent.objects.get().purpose == "video"
    ConsentText.objects.filter(purpose__in=["video", "mail"]).exclude(consents__isnull=False).delete()
    assert "mail" not in {question["purpose"] for question in own_consents(cast.anna, cast.case)}
    assert client.get("/mijn/toestemming/mail/").status_code == 404


def test_whoever_is_asked_reads_what_it_is_about_for_every_text_the_centre_may_publish(cast, client_as):
    """A yes under the words of another question would be a yes to something that was never asked."""
    for purpose in Purpose:
        ConsentText.objects.get_or_create(
            purpose=purpose, version=9, title=f"Over {purpose}", text=f"Tekst {purpose}.", published_on=date(2026, 1, 1)
        )
    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save(update_fields=["user"])
    asked = {
        Purpose.TREATMENT: "Mogen wij je helpen?", Purpose.GROUP: "Wil je in een groep met andere kinderen?",
        Purpose.RESEARCH: "Mogen onderzoekers leren van jouw antwoorden?", Purpose.VIDEO: "Mogen wij je filmen?",
    }  # fmt: skip
    with clock.at(clock.moment_from("2031-01-01T12:00")):
        child = client_as(cast.noor)
        overview = child.get("/kind/toestemming/")
        assert [question["purpose"] for question in overview.context["questions"]] == list(asked)
        for purpose, heading in asked.items():
            address = f"/kind/toestemming/{cast.case.reference}/{purpose}/"
            page = child.get(address).content.decode()
            assert f"<h1>{heading}</h1>" in page
            assert overview.content.decode().count(heading) == 1
            assert child.post(address, {"answer": "given"}).status_code == 302
            assert Consent.objects.latest("pk").purpose == purpose
        parent = client_as(cast.anna)
        name_professional(case=cast.case, name="School", parent=None, is_asked=True, by=cast.cora)
        for question in own_consents(cast.anna, cast.case):
            whom = next((word for word in ("child", "partner") if question[word]), "")
            child_part = [question[whom].reference] if whom else []
            name = f"answer-consent-{whom}" if whom else "answer-consent"
            address = reverse(f"centre:{name}", args=[question["purpose"], *child_part])
            assert f"Tekst {question['purpose'].value}." in parent.get(address).content.decode()
            assert parent.post(address, {"answer": "refused"}).status_code == 302
            assert Consent.objects.latest("pk").purpose == question["purpose"]


def test_a_purpose_without_words_for_a_child_is_never_asked_under_other_words(cast, monkeypatch):
    monkeypatch.setattr("centre.asked.ALWAYS", ("dance",))

    with clock.at(clock.moment_from("2031-01-01T12:00")), pytest.raises(KeyError):
        questions_for(cast.noor)
