"""Early remarks with a way on, two browsers, the status page, programs and limits; all without an account."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, Municipality, PostcodeArea
from centre.services import address_mail
from intake import services
from intake.models import Application, HelpRequest
from intake.status import code_of
from tests.factories import therapists
from tests.intake.views.test_intake_public import BEGIN, CHECK, NOOR, OTHER, YOU, children, page, sent, visitor

__all__ = ["sent", "visitor"]

STATUS = reverse("intake:start-status")


def early(name):
    return reverse("intake:start-early", args=[name])


def born(years):
    day = clock.today()
    return (day - timedelta(days=366 * years)).isoformat()


def text(response):
    return response.content.decode()


def written_down():
    """What the log says of visitors without an account: one word per refusal, and nothing that was typed."""
    rows = AccessLog.objects.filter(label="request for help", succeeded=False, actor=None, case=None, dossier=None)
    return sorted(rows.values_list("purpose", flat=True))


def test_only_small_children_means_the_track_for_parents_and_goes_on(cast, visitor):
    assert visitor.post(page("kinderen"), children(("Pim", born(3), "Haarlem"))).url == early("kinderen")
    answer = visitor.get(early("kinderen"))

    assert answer.context["remarks"] == ["young"]
    assert answer.context["next_url"] == page("uzelf")
    visitor.post(page("uzelf"), YOU)
    visitor.post(page("andere-ouder"), OTHER)
    visitor.post(CHECK)
    assert visitor.get(reverse("intake:start-sent")).context["parents_only"]


def test_one_older_child_beside_a_small_one_goes_straight_on(cast, visitor):
    sent = visitor.post(page("kinderen"), children(("Pim", born(3), "Haarlem"), NOOR))

    assert sent.url == page("uzelf")


@pytest.fixture
def elsewhere(cast):
    """A municipality and a postcode in which nobody coordinates, and a certified therapist with a location."""
    town = Municipality.objects.create(
        code="0999", name="Verweg", slug="verweg", region=cast.east, province="X", latitude=51.0, longitude=5.9
    )
    PostcodeArea.objects.create(
        code="6999", place="Verweg", municipality=town, latitude=51.0, longitude=5.9, basis="plaats"
    )
    therapists.therapist(cast, cast.thea)
    return town


@pytest.mark.parametrize("where", ["Verweg", "verweg", "6999 AB", "6999ab", "6999"])
def test_another_region_names_a_way_on(cast, elsewhere, visitor, where):
    assert visitor.post(page("kinderen"), children(("Noor", "2018-05-04", where))).url == early("kinderen")
    answer = visitor.get(early("kinderen"))

    assert answer.context["remarks"] == ["elsewhere"]
    assert answer.context["nearest"].place == "Haarlem"
    assert answer.context["nearest"].therapist == "Thea"
    assert 150 < answer.context["nearest"].km < 200
    assert "/therapeuten/" in text(answer)
    assert page("uzelf") in text(answer)


def test_a_typing_error_in_a_town_is_said_at_once_with_a_way_on(cast, visitor):
    two = children(("Noor", "2018-05-04", "Haarlem"), ("Pim", "2016-05-04", "Harlemm"))

    assert visitor.post(page("kinderen"), two).url == early("kinderen")
    answer = visitor.get(early("kinderen"))

    assert answer.context["remarks"] == ["no_such_town"]
    assert "Harlemm" in text(answer)
    assert answer.context["next_url"] == page("uzelf")


def test_a_request_from_elsewhere_waits_for_every_coordinator(cast, elsewhere, visitor, client_as):
    visitor.post(page("kinderen"), children(("Noor", "2018-05-04", "6999 AB")))
    visitor.post(page("uzelf"), YOU)
    visitor.post(page("andere-ouder"), OTHER)
    visitor.post(CHECK)

    row = HelpRequest.objects.get()
    assert (row.region, row.routed_by) == (None, "not_served")
    assert row.reference in text(client_as(cast.cora).get(reverse("intake:help-desk")))


@pytest.mark.parametrize(("changed", "remark"), [({"safe": "no"}, "unsafe"), ({"authority": "no"}, "no_authority")])
def test_who_is_not_safe_or_has_no_authority_hears_what_is_possible(cast, visitor, changed, remark):
    visitor.post(page("kinderen"), children(NOOR))

    assert visitor.post(page("uzelf"), YOU | changed).url == early("uzelf")
    answer = visitor.get(early("uzelf"))
    assert remark in answer.context["remarks"]
    assert (text(answer).count("0800-2000") > text(visitor.get(CHECK, follow=True)).count("0800-2000")) == (
        remark == "unsafe"
    )


def test_asking_alone_says_what_is_possible(cast, visitor):
    visitor.post(page("kinderen"), children(NOOR))
    visitor.post(page("uzelf"), YOU)

    assert visitor.post(page("andere-ouder"), OTHER | {"joins": "no_contact"}).url == early("andere-ouder")
    assert visitor.get(early("andere-ouder")).context["next_url"] == CHECK


def test_two_browsers_overwrite_nothing_silently(cast, visitor):
    visitor.post(page("kinderen"), children(NOOR, revision="0"))
    visitor.post(page("kinderen"), children(("Kim", "2018-05-04", "Haarlem"), revision="1"))

    late = visitor.post(page("kinderen"), children(("Pien", "2018-05-04", "Haarlem"), revision="1"))

    assert late.status_code == 409
    assert "Kim" in text(late)
    assert "Pien" in text(late)
    assert HelpRequest.objects.get().answers["children"]["rows"][0]["first_name"] == "Kim"
    assert written_down() == ["overtaken page"]
    again = visitor.post(
        page("kinderen"), children(("Pien", "2018-05-04", "Haarlem"), revision=str(late.context["revision"]))
    )
    assert again.status_code == 302
    assert HelpRequest.objects.get().answers["children"]["rows"][0]["first_name"] == "Pien"


def test_two_browsers_on_different_pages_do_not_disturb_each_other(cast, visitor):
    visitor.post(page("kinderen"), children(NOOR, revision="0"))

    assert visitor.post(page("uzelf"), YOU | {"revision": "0"}).status_code == 302


def test_an_expired_link_is_a_friendly_page_with_a_way_on(visitor):
    visitor.post(reverse("intake:start-later"), {"email": "nieuw@example.org"})
    address_mail.deliver_round()
    link = next(word for word in mail.outbox[0].body.split() if "/verder/" in word)

    with clock.at(clock.now() + timedelta(days=services.LINK_DAYS, minutes=1)):
        answer = Client().get(link[link.index("/aanmelden/") :])

    assert answer.status_code == 410
    assert BEGIN in text(answer)
    [row] = written_down()
    assert row.startswith("expired link") and link.rstrip("/").rsplit("/", 1)[-1] not in row


def test_a_program_that_fills_the_hidden_field_leaves_nothing(db):
    browser = Client()

    assert browser.post(BEGIN, {"website": "http://spam.example"}).status_code == 429
    assert not HelpRequest.objects.exists()
    assert written_down() == ["a program"]


def test_what_is_sent_faster_than_a_person_types_is_asked_again(cast):
    browser = Client()
    browser.post(BEGIN)
    browser.post(page("kinderen"), children(NOOR))
    browser.post(page("uzelf"), YOU)
    browser.post(page("andere-ouder"), OTHER)

    assert browser.post(CHECK).context["was_fast"]
    with clock.at(clock.now() + timedelta(seconds=services.requests.HUMAN_SECONDS)):
        assert browser.post(CHECK).status_code == 302


def test_the_confirmation_mail_holds_the_number_and_neither_code_nor_subject(
    cast, sent, django_capture_on_commit_callbacks
):
    address_mail.deliver_round()
    body = "".join(message.subject + message.body for message in mail.outbox)

    assert code_of(sent.reference) not in body
    for word in ("kind", "scheiding", "hulp", "child", "divorce", "Noor"):
        assert word not in body.lower().replace("kind regards", "")


def test_the_own_status_appears_for_number_and_code(cast, sent):
    answer = Client().post(STATUS, {"number": sent.reference.lower(), "code": code_of(sent.reference).lower()})

    assert answer.context["found"].at == sent.sent_at
    assert "Bram" not in text(answer)


def test_a_wrong_code_and_an_unknown_number_get_the_same_page(cast, sent):
    wrong = Client().post(STATUS, {"number": sent.reference, "code": "XXXXXX"})
    unknown = Client().post(STATUS, {"number": "HV-XXXXXXXXXX"[: len(sent.reference)], "code": "XXXXXX"})

    def without_input(answer):
        page = text(answer)
        for row in ('name="csrfmiddlewaretoken"', "X-CSRFToken", 'name="number"'):
            page = "\n".join(line for line in page.splitlines() if row not in line)
        return page

    assert without_input(wrong) == without_input(unknown)
    assert wrong.context["found"] is None
    rows = written_down()
    assert [row.split(" · ")[0] for row in rows] == ["wrong code"] * 2
    assert not [row for row in rows if code_of(sent.reference) in row]


def test_guessing_codes_ends_in_too_many(cast, sent):
    codes = [Client().post(STATUS, {"number": sent.reference, "code": str(n)}).status_code for n in range(12)]

    assert codes == [200] * 10 + [429] * 2
    # The first refusal is written down, not each: a program does not fill the log.
    assert written_down().count("too often") == 1


@pytest.mark.two_parent
def test_a_parents_status_says_nothing_of_the_other_part(cast):
    from tests.factories.intake import conditions

    conditions()
    services.start_application(parent=cast.anna, case=cast.case)
    own = Application.objects.get()

    def words():
        return str(Client().post(STATUS, {"number": own.reference, "code": code_of(own.reference)}).context["found"])

    before = words()
    services.start_application(parent=cast.bram, case=cast.case)
    assert words() == before


def test_the_print_holds_the_own_answers(cast, visitor, sent):
    import io

    from pypdf import PdfReader

    answer = visitor.get(reverse("intake:start-print"))

    words = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert sent.reference in words
    assert "Noor" in words
    assert Client().get(reverse("intake:start-print")).url == BEGIN


def test_a_forgotten_password_of_a_known_and_an_unknown_address_look_the_same(cast):
    def pages(email):
        browser = Client()
        first = browser.post("/account/password/reset/", {"email": email})
        page = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text(browser.get(first["Location"])))
        return first.status_code, first["Location"], page

    assert pages("anna@example.org") == pages("niemand@example.org")
