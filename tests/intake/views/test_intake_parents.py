"""A parent's own request: saved per question, resumed anywhere, sent once, and nothing of the other parent."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from centre import clock
from centre.agreement import own_consents
from centre.models import AccessLog, Child, Consent, Dossier, Message, NetworkPerson, Notice, SafetyEntry
from centre.services.consents import answer_consent
from intake import selectors, services, steps, talks
from intake.demo.play import answers_for, apply
from intake.forms.parents import form_for
from intake.models import Application, Registration
from intake.own import own_next_step
from intake.states import ApplicationState, RegistrationState
from tests.factories.intake import conditions

HOME = reverse("intake:my-application")
CANARY = "Sterrenstofkonijn"


def page(key):
    return reverse("intake:question", args=[steps.BY_KEY[key].slug])


def posted(answers, revision=0):
    """A browser's form of stored answers: ticks are sent as "on"."""
    ticks = {name: "on" if value is True else value for name, value in answers.items() if value is not False}
    return {**ticks, "revision": revision}


@pytest.fixture
def browser(cast, client_as):
    conditions()
    return client_as(cast.anna)


@pytest.fixture
def begun(cast):
    conditions()
    return services.start_application(parent=cast.anna, case=cast.case)


def test_a_parent_fills_in_everything_and_sends_it(cast, browser):
    assert browser.post(reverse("intake:begin-application")).url == page(steps.CONTACT)
    for key, answers in answers_for(cast.anna, cast.case).items():
        revision = Application.objects.get().revision
        response = browser.post(page(key), posted(answers, revision))
        assert response.status_code == 302, response.context["form"].errors

    assert response.url == reverse("intake:check")
    number = answers_for(cast.anna, cast.case)[steps.CONTACT]["phone"]
    assert number in browser.get(reverse("intake:check")).content.decode()
    assert browser.post(reverse("intake:check")).url == HOME
    application = Application.objects.get()
    assert application.state == ApplicationState.SUBMITTED
    assert application.reference in browser.get(HOME).content.decode()
    cast.anna.refresh_from_db()
    assert cast.anna.vault.get(kind="address").value["street"] == "Zeilmakerspad 4"
    assert "street" not in cast.anna.contact
    assert NetworkPerson.objects.get(parent=cast.anna).name == "Ria"


def test_sending_twice_is_the_same_as_once(cast, browser):
    apply(cast.anna, cast.case)
    moment = Application.objects.get().submitted_at

    assert browser.post(reverse("intake:check")).status_code == 302

    assert Application.objects.get().submitted_at == moment
    assert Message.objects.filter(recipient=cast.anna.user).count() == 1
    assert Notice.objects.filter(recipient=cast.anna.user).count() == 1


def test_after_sending_the_first_page_asks_for_permission_until_it_is_answered(cast, browser):
    apply(cast.anna, cast.case)
    assert own_next_step(cast.anna.user) == "consent"
    assert reverse("centre:my-consents") in browser.get("/mijn/").content.decode()

    for question in own_consents(cast.anna, cast.case):
        answer_consent(
            case=cast.case,
            purpose=question["purpose"],
            giver=cast.anna,
            about_child=question["child"],
            answer=Consent.Answer.REFUSED,
            by=cast.anna.user,
        )

    assert own_next_step(cast.anna.user) == ""


def test_sending_too_early_leads_to_the_first_missing_question(cast, browser, begun):
    answers = answers_for(cast.anna, cast.case)
    services.save_step(application=begun, step="contact", answers=answers["contact"], revision=0, by=cast.anna.user)

    assert browser.post(reverse("intake:check")).url == page(steps.SAFE_CONTACT)
    assert Application.objects.get().state == ApplicationState.STARTED


def test_another_device_goes_on_at_the_first_open_question(cast, client_as, begun):
    answers = answers_for(cast.anna, cast.case)["contact"]
    client_as(cast.anna).post(page(steps.CONTACT), posted(answers))

    elsewhere = client_as(cast.anna)

    assert page(steps.SAFE_CONTACT) in elsewhere.get(HOME).content.decode()
    assert elsewhere.post(reverse("intake:begin-application")).url == page(steps.SAFE_CONTACT)
    assert "Zeilmakerspad 4" in elsewhere.get(page(steps.CONTACT)).content.decode()


def test_progress_is_told_in_words(browser, begun):
    response = browser.get(page(steps.CHILDREN))

    assert (response.context["number"], response.context["total"]) == (3, 8)
    assert "progress" in response.content.decode()


def test_a_page_that_was_overtaken_shows_both_texts_and_overwrites_nothing(cast, browser, begun):
    answers = answers_for(cast.anna, cast.case)["contact"]
    browser.post(page(steps.CONTACT), posted(answers | {"street": "Eerste straat 1"}))

    response = browser.post(page(steps.CONTACT), posted(answers | {"street": "Tweede straat 2"}))

    text = response.content.decode()
    assert response.status_code == 409
    assert "Eerste straat 1" in text
    assert "Tweede straat 2" in text
    assert Application.objects.get().answers["contact"]["street"] == "Eerste straat 1"
    again = browser.post(
        page(steps.CONTACT),
        posted(answers | {"street": "Tweede straat 2"}, response.context["form"]["revision"].value()),
    )
    assert again.status_code == 302
    assert Application.objects.get().answers["contact"]["street"] == "Tweede straat 2"


def test_two_tabs_on_different_questions_do_not_disturb_each_other(cast, browser, begun):
    answers = answers_for(cast.anna, cast.case)

    browser.post(page(steps.CONTACT), posted(answers["contact"], 0))
    response = browser.post(page(steps.NETWORK), posted(answers["network"], 0))

    assert response.status_code == 302
    assert set(Application.objects.get().answers) == {"contact", "network"}


def test_sending_the_same_page_twice_is_harmless(cast, browser, begun):
    answers = posted(answers_for(cast.anna, cast.case)["contact"])

    first, second = browser.post(page(steps.CONTACT), answers), browser.post(page(steps.CONTACT), answers)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Application.objects.get().revision == 1


BAD = {
    "contact": {"phone": "bel maar", "postcode": "12 ABC", "street": "x" * 500},
    "safe_contact": {"mail": "maybe", "phone": "", "voicemail": "<script>", "other_knows": "ja"},
    "situation": {"subjects": ["care", "vreemd"], "since": "", "can_meet": "x", "hope": "y" * 4001},
    "procedures": {"running": "yes", "on_hold": ""},
    "network": {"name_1": "", "relation_1": "oma"},
    "safety": {"afraid": "", "violence": "x" * 100_000, "contact_ban": "no"},
    "conditions": {"attend": "", "version": "99"},
}


@pytest.mark.parametrize("key", BAD)
def test_wrong_input_is_named_beside_its_field_and_nothing_is_stored(browser, begun, key):
    response = browser.post(page(key), posted(BAD[key]))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "data-error-summary" in response.content.decode()
    assert Application.objects.get().answers == {}


@pytest.mark.parametrize("key", [step.key for step in steps.STEPS if step.key != steps.NETWORK])
def test_an_empty_page_is_refused(browser, begun, key):
    response = browser.post(page(key), {})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert Application.objects.get().revision == 0


@pytest.mark.parametrize("revision", ["", "abc", "-1", "99999999999999999999"])
def test_a_foreign_revision_is_refused(cast, browser, begun, revision):
    answers = answers_for(cast.anna, cast.case)["contact"]

    response = browser.post(page(steps.CONTACT), posted(answers, revision))

    assert response.status_code == 200
    assert Application.objects.get().answers == {}


def test_typed_text_stays_after_an_error(browser, begun):
    response = browser.post(page(steps.CONTACT), {"street": "Lange typelaan 7", "phone": "", "revision": 0})

    assert "Lange typelaan 7" in response.content.decode()


def test_authority_must_be_answered_by_somebody_who_is_not_a_parent(cast, browser, begun):
    answers = answers_for(cast.anna, cast.case)["children"]
    ref = cast.noor.reference

    response = browser.post(
        page(steps.CHILDREN), posted({**answers, f"relation_{ref}": "other", f"authority_{ref}": ""})
    )

    assert f"authority_{ref}" in response.context["form"].errors


def test_another_familys_child_cannot_be_answered_about(cast, browser, begun):
    answers = answers_for(cast.anna, cast.case)["children"]

    browser.post(page(steps.CHILDREN), posted({**answers, f"school_{cast.sem.reference}": "Vreemd"}))

    assert cast.sem.reference not in str(Application.objects.get().answers)


def test_the_conditions_of_an_older_version_must_be_read_again(cast, browser, begun):
    from intake.models import ConditionsText

    ConditionsText.objects.create(version=2, title="Nieuw", text="Nieuwe tekst", published_on=clock.today())

    response = browser.post(page(steps.CONDITIONS), posted(answers_for(cast.anna, cast.case)["conditions"]))

    assert "version" in response.context["form"].errors
    assert "Nieuwe tekst" in response.content.decode()


def test_each_parent_accepts_the_version_that_was_shown(cast, browser):
    application = apply(cast.anna, cast.case)

    assert application.acceptances.get().text.version == 1


def test_an_unknown_question_does_not_exist(browser, begun):
    assert browser.get("/mijn/aanmelding/vraag/bestaat-niet/").status_code == 404


def test_a_question_before_the_beginning_leads_to_the_beginning(browser):
    assert browser.get(page(steps.CONTACT)).url == HOME


@pytest.mark.parametrize("afraid", ["yes", "sometimes"])
def test_somebody_who_is_afraid_gets_people_instead_of_the_couples_questions(cast, browser, begun, afraid):
    answers = answers_for(cast.anna, cast.case)["safety"] | {"afraid": afraid}

    response = browser.post(page(steps.SAFETY), posted(answers))

    assert response.url == reverse("intake:safe")
    assert "0800-2000" in browser.get(response.url).content.decode()
    assert browser.get(page(steps.CONDITIONS)).status_code == 404
    assert selectors.is_flagged(cast.case)
    browser.post(page(steps.SAFETY), posted(answers | {"note": "nog iets"}, 1))
    assert SafetyEntry.objects.count() == 1


def test_taking_the_fear_back_does_not_take_the_flag_down(cast, browser, begun):
    answers = answers_for(cast.anna, cast.case)["safety"]
    browser.post(page(steps.SAFETY), posted(answers | {"afraid": "yes"}))
    browser.post(page(steps.SAFETY), posted(answers, 1))

    assert selectors.is_flagged(cast.case)


def test_an_alarming_part_can_be_sent_without_the_couples_conditions(cast):
    conditions()

    application = apply(cast.anna, cast.case, safety={"afraid": "yes"})

    assert application.state == ApplicationState.SUBMITTED
    assert not application.acceptances.exists()


def test_the_own_print_holds_the_own_answers_only(cast, browser):
    apply(cast.anna, cast.case)
    apply(cast.bram, cast.case, situation={"hope": CANARY})

    response = browser.get(reverse("intake:print-own"))

    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert "Zeilmakerspad 4" in text
    assert CANARY not in text
    assert "bram" not in text.lower()
    assert response["Content-Disposition"] == 'inline; filename="overzicht.pdf"'
    assert AccessLog.objects.filter(action="print", dossier=cast.anna.dossiers.get()).exists()


def own_pages(browser, cast):
    """Every page of the intake that a parent can open."""
    addresses = [HOME, reverse("intake:check"), reverse("intake:safe"), reverse("intake:my-talks"), "/mijn/"]
    addresses += [page(step.key) for step in steps.STEPS]
    return "".join(browser.get(address, follow=True).content.decode() for address in addresses)


@pytest.mark.two_parent
def test_nothing_that_the_other_parent_typed_or_did_appears(cast, browser, begun, django_capture_on_commit_callbacks):
    before = own_pages(browser, cast)
    planted = {
        "contact": {"street": f"{CANARY}laan 1"},
        "safe_contact": {"when": CANARY},
        "situation": {"hope": CANARY},
        "network": {"name_1": CANARY},
        "safety": {"afraid": "yes", "note": CANARY},
        "children": {f"school_{cast.noor.reference}": CANARY},
    }
    apply(cast.bram, cast.case, **planted)

    after = own_pages(browser, cast)

    assert CANARY not in after
    assert strip_tokens(before) == strip_tokens(after)
    assert not Message.objects.filter(recipient=cast.anna.user).exists()


def strip_tokens(html):
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", html)


@pytest.mark.two_parent
def test_a_sent_part_looks_the_same_before_and_after_the_other_one(cast, browser):
    apply(cast.anna, cast.case)
    before = browser.get(HOME).content.decode()
    apply(cast.bram, cast.case)

    assert strip_tokens(before) == strip_tokens(browser.get(HOME).content.decode())
    assert Registration.objects.get().state == RegistrationState.COMPLETE


@pytest.mark.idor
def test_people_without_the_hat_find_nothing(cast, client_as, begun):
    for person in (cast.thea, cast.cora, cast.ruth):
        assert client_as(person).get(HOME).status_code == 404
    stranger = client_as(cast.carla)
    assert begun.reference not in stranger.get(HOME).content.decode()
    assert stranger.get(reverse("intake:print-own")).status_code == 404


@pytest.mark.parametrize("name", ["begin-application"])
def test_beginning_asks_for_a_post(browser, name):
    assert browser.get(reverse(f"intake:{name}")).status_code == 405


def test_a_closed_request_cannot_begin(cast, browser):
    from centre.services.cases import close_case

    close_case(case=cast.case, reason="test", by=cast.cora)

    assert browser.post(reverse("intake:begin-application")).status_code == 409
    assert not Application.objects.exists()


@pytest.mark.parametrize("n", [1, 20])
def test_saving_a_question_stays_cheap(cast, browser, begun, django_assert_max_num_queries, n):
    from datetime import date

    for number in range(n - 1):
        child = Child.objects.create(first_name=f"Kind{number}", last_name="x", birth_date=date(2016, 1, 1))
        child.families.add(cast.case.family)
        Dossier.objects.create(kind="child", child=child)
    answers = posted(answers_for(cast.anna, cast.case)["children"])
    browser.get(HOME)

    with django_assert_max_num_queries(12):
        response = browser.post(page(steps.CHILDREN), answers)

    assert response.status_code == 302


@pytest.mark.parametrize("n", [1, 20])
def test_the_check_page_stays_cheap(cast, browser, django_assert_max_num_queries, n):
    from datetime import date

    for number in range(n - 1):
        child = Child.objects.create(first_name=f"Kind{number}", last_name="x", birth_date=date(2016, 1, 1))
        child.families.add(cast.case.family)
    apply(cast.anna, cast.case, only=[step.key for step in steps.STEPS])
    browser.get(HOME)

    with django_assert_max_num_queries(12):
        assert browser.get(reverse("intake:check")).status_code == 200


def test_a_parents_card_tells_the_next_step(cast, browser):
    assert HOME in browser.get("/mijn/").content.decode()
    apply(cast.anna, cast.case, only=["contact"])
    from centre.desk import cards_for

    assert [card.url for card in cards_for(cast.anna.user, "parent") if card.url == HOME] == [HOME]
    apply(cast.anna, cast.case)
    assert [card for card in cards_for(cast.anna.user, "parent") if card.url == HOME] == []


def test_a_calendar_file_tells_a_time_and_nothing_else(cast, browser, client_as):
    from tests.factories.intake import case_at, team_of

    case_at(cast.case, cast, "apply")
    starts = clock.now() + timedelta(days=3)
    services.plan_talk(
        case=cast.case, kind="exploratory", form="together", starts_at=starts, place="Geheim huis", led_by=cast.thea,
        by=team_of(cast).coordinator, referrer=cast.ruth,
    )  # fmt: skip
    guest = talks.my_talks(cast.anna.user).get()
    url = reverse("intake:my-talk-calendar", args=[guest.reference])

    text = browser.get(url).content.decode()

    assert "SUMMARY:Afspraak" in text
    for word in ("ATTENDEE", "ORGANIZER", "DESCRIPTION", "LOCATION", "Geheim", "Thea", "Bram"):
        assert word not in text
    assert client_as(cast.bram).get(url).status_code == 404
    referrer_url = reverse("intake:referrer-talk-calendar", args=[talks.my_talks(cast.ruth).get().reference])
    assert client_as(cast.ruth).get(referrer_url).status_code == 200


def test_a_story_that_is_too_long_is_refused_whole_and_never_cut_by_the_browser():
    form = form_for(steps.BY_KEY[steps.SITUATION], data={"hope": "w" * 200_000})

    assert "maxlength" not in str(form["hope"])
    assert form.errors["hope"]
    assert "w" * 200_000 in str(form["hope"])
