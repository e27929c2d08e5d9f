"""Asking for help without an account: kept per page, a link with an end date, and a person who decides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from centre import clock
from centre.models import Case, Message
from centre.services import address_mail
from centre.services.pruning import prune
from intake import services
from intake.matches import possibly_known
from intake.models import HelpRequest

BEGIN = reverse("intake:start")
CHECK = reverse("intake:start-check")


def page(name):
    return reverse("intake:start-page", args=[name])


def children(*rows, **more):
    sent = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for number, (name, born, town) in enumerate(rows):
        sent |= {f"form-{number}-first_name": name, f"form-{number}-birth_date": born, f"form-{number}-town": town}
    return sent | more


NOOR = ("Noor", "2018-05-04", "Haarlem")
YOU = {
    "first_name": "Anna", "last_name": "van Anna", "phone": "06 12 34 56 78", "email": "nieuw@example.org",
    "relation": "parent", "authority": "yes", "safe": "yes",
}  # fmt: skip
#: What a coordinator sends after reading the child with the parent.
READ = {"looked": "on", "child_0_first_name": "Noor", "child_0_last_name": "Jansen", "child_0_town": "Haarlem"}
OTHER = {"first_name": "Bram", "last_name": "Jansen", "joins": "unsure", "note": ""}


@pytest.fixture
def visitor(db):
    """Somebody who began ten minutes ago."""
    browser = Client()
    with clock.at(clock.now() - timedelta(minutes=10)):
        browser.post(BEGIN)
    return browser


@pytest.fixture
def sent(cast, visitor):
    visitor.post(page("kinderen"), children(NOOR))
    visitor.post(page("uzelf"), YOU)
    visitor.post(page("andere-ouder"), OTHER)
    visitor.post(CHECK)
    return HelpRequest.objects.get()


def test_no_account_is_asked_and_every_page_is_kept(cast, visitor):
    assert visitor.post(page("kinderen"), children(NOOR)).url == page("uzelf")
    assert visitor.post(page("uzelf"), YOU).url == page("andere-ouder")
    assert visitor.post(page("andere-ouder"), OTHER).url == CHECK
    assert "nieuw@example.org" in visitor.get(CHECK).content.decode()

    assert visitor.post(CHECK).url == reverse("intake:start-sent")
    row = HelpRequest.objects.get()
    assert row.region == cast.north
    assert row.reference in visitor.get(reverse("intake:start-sent")).content.decode()
    moment = row.sent_at
    visitor.post(CHECK)
    row.refresh_from_db()
    assert row.sent_at == moment


def test_the_middle_child_of_three_can_be_taken_out(visitor):
    rows = [("Aagje", "2015-01-01", "Haarlem"), ("Berend", "2016-01-01", "Haarlem"), ("Cees", "2017-01-01", "Haarlem")]

    visitor.post(page("kinderen"), children(*rows, **{"form-1-DELETE": "on"}))

    text = visitor.get(page("kinderen")).content.decode()
    assert "Aagje" in text
    assert "Berend" not in text
    assert "Cees" in text


def test_adding_a_child_loses_nothing(visitor):
    response = visitor.post(page("kinderen"), children(NOOR, add_row="1"), follow=True)

    assert "Noor" in response.content.decode()
    assert response.context["formset"].total_form_count() == 2
    assert "children" not in HelpRequest.objects.get().answers


BAD = [
    ("kinderen", children(("", "", ""))),
    ("kinderen", children(("Noor", "morgen", "Haarlem"))),
    ("kinderen", children(("Noor", "1980-01-01", "Haarlem"))),
    ("kinderen", children(("Noor", "31-02-2018", "Haarlem"))),
    ("kinderen", children(("Noor", (clock.today() + timedelta(days=2)).isoformat(), "Haarlem"))),
    ("kinderen", children(("Noor", "2018-05-04", "x" * 200_000))),
    ("kinderen", children(("x" * 500, "2018-01-01", "Haarlem"))),
    ("kinderen", {"form-TOTAL_FORMS": "duizend"}),
    ("kinderen", {}),
    ("uzelf", {}),
    ("uzelf", YOU | {"email": "geen adres"}),
    ("uzelf", YOU | {"relation": "other", "authority": ""}),
    ("uzelf", YOU | {"phone": "bel maar"}),
    ("andere-ouder", {"first_name": "", "last_name": ""}),
    ("andere-ouder", OTHER | {"note": "x" * 200_000}),
    ("andere-ouder", OTHER | {"joins": "misschien"}),
    ("uzelf", YOU | {"safe": ""}),
]


@pytest.mark.parametrize(("name", "data"), BAD)
def test_wrong_input_is_refused_and_nothing_is_kept(visitor, name, data):
    response = visitor.post(page(name), data)

    assert response.status_code == 200
    assert "data-error-summary" in response.content.decode()
    assert HelpRequest.objects.get().answers == {}


def test_sending_too_early_leads_to_the_missing_page(visitor):
    visitor.post(page("kinderen"), children(NOOR))

    assert visitor.post(CHECK).url == page("uzelf")
    assert HelpRequest.objects.get().sent_at is None


def test_a_mailed_link_goes_on_elsewhere_until_its_date(visitor):
    visitor.post(page("kinderen"), children(NOOR))
    visitor.post(reverse("intake:start-later"), {"email": "nieuw@example.org"})
    address_mail.deliver_round()
    text = mail.outbox[0].body
    link = next(word for word in text.split() if "/verder/" in word)
    path = link[link.index("/aanmelden/") :]

    elsewhere = Client()
    assert elsewhere.get(path).url == page("uzelf")
    assert "Noor" in elsewhere.get(page("kinderen")).content.decode()
    for word in ("Noor", "child", "divorce", "kind", "scheiding"):
        assert word not in mail.outbox[0].subject + text.replace(link, "")
    with clock.at(clock.now() + timedelta(days=services.LINK_DAYS, minutes=1)):
        assert Client().get(path).status_code == 410
        assert elsewhere.get(page("kinderen")).status_code == 410


def test_an_unknown_link_is_not_found(db):
    assert Client().get(reverse("intake:start-resume", args=["onzin"])).status_code == 404
    assert Client().get("/aanmelden/onzin/").status_code == 404


def test_without_a_request_every_page_leads_to_the_beginning(db):
    for url in (page("uzelf"), CHECK, reverse("intake:start-later"), reverse("intake:start-sent")):
        assert Client().get(url).url == BEGIN


def test_thirty_visits_end_in_too_many(db):
    codes = [Client().get(BEGIN).status_code for _number in range(30)]

    assert codes[:20] == [200] * 20
    assert set(codes[20:]) == {429}


def test_links_are_limited_as_well(visitor):
    codes = [
        visitor.post(reverse("intake:start-later"), {"email": "a@example.org"}).status_code for _number in range(7)
    ]

    assert codes == [200] * 5 + [429] * 2


def test_staff_opens_a_case_and_only_the_sender_is_invited(cast, client_as, sent):
    response = client_as(cast.cora).post(reverse("intake:help-decide", args=[sent.reference]), READ)

    sent.refresh_from_db()
    case = sent.case
    assert [str(parent) for parent, _code in response.context["codes"]] == ["Anna van Anna"]
    assert case.entered_via == "parent"
    assert [parent.user is not None for parent in case.family.parents.order_by("first_name")] == [True, False]
    assert not Message.objects.exists()
    assert client_as(cast.cora).get(reverse("intake:help-decide", args=[sent.reference])).status_code == 404


def test_a_likely_double_is_shown_before_a_case_opens(cast, client_as, sent):
    url = reverse("intake:help-decide", args=[sent.reference])
    browser = client_as(cast.cora)

    assert browser.get(url).context["known"][0].case == cast.case.reference
    assert "looked" in browser.post(url, {"case": ""}).context["form"].errors
    attach = browser.post(url, {"looked": "on", "case": cast.case.reference}).url
    assert browser.post(attach, {"parent": cast.anna.reference}).context["form"].errors
    browser.post(attach, {"parent": cast.anna.reference, "sure": "on"})

    sent.refresh_from_db()
    assert sent.case == cast.case
    assert Case.objects.count() == 2


@pytest.mark.parametrize(("name", "likely"), [("Noor", True), ("Noortje", True), ("Noah", False), ("Willem", False)])
def test_names_that_sound_alike_are_likely_doubles(cast, sent, name, likely):
    sent.answers["children"]["rows"][0]["first_name"] = name
    sent.answers["other"]["last_name"] = "Anders"
    sent.answers["you"]["last_name"] = "Anders"

    assert possibly_known(cast.cora, sent)[0].is_likely == likely


def test_a_request_of_another_region_is_not_found(cast, client_as, sent):
    from tests.cast import make_user

    other = make_user("carel", "Carel", "coordinator", organisation=cast.centre, region=cast.east)
    browser = client_as(other)

    assert browser.get(reverse("intake:help-decide", args=[sent.reference])).status_code == 404
    assert sent.reference not in browser.get(reverse("intake:help-desk")).content.decode()
    assert sent.reference in client_as(cast.cora).get(reverse("intake:help-desk")).content.decode()


def test_a_foreign_case_number_is_not_found(cast, client_as, sent):
    url = reverse("intake:help-decide", args=[sent.reference])

    browser = client_as(cast.cora)
    attach = browser.post(url, {"looked": "on", "case": "ZK-NIEMAND"}).url
    assert browser.get(attach).status_code == 404


def test_an_unknown_town_waits_for_everybody_and_opens_no_case(cast, client_as, visitor):
    visitor.post(page("kinderen"), children(("Noor", "2018-05-04", "Nergenshuizen")))
    visitor.post(page("uzelf"), YOU)
    visitor.post(page("andere-ouder"), OTHER)
    visitor.post(CHECK)
    row = HelpRequest.objects.get()

    assert row.region is None
    assert "/therapeuten/" in visitor.get(reverse("intake:start-sent")).content.decode()
    url = reverse("intake:help-decide", args=[row.reference])
    refused = client_as(cast.cora).post(url, READ | {"child_0_town": "Nergenshuizen"})
    assert "child_0_town" in refused.context["form"].errors
    assert Case.objects.count() == 2


def test_from_the_front_page_the_first_question_is_two_clicks_away(client, db):
    assert 'href="/aanmelden/">' in client.get("/").content.decode()
    assert client.post(reverse("intake:start")).headers["Location"] == reverse("intake:start-page", args=["kinderen"])


def test_a_page_without_a_child_is_refused_in_words_of_people(visitor):
    page = visitor.post(
        reverse("intake:start-page", args=["kinderen"]), {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0}
    )

    assert "Schrijf ten minste één kind op." in page.content.decode()


def link_of(browser) -> str:
    """The path in the mail that this browser asks for."""
    browser.post(reverse("intake:start-later"), {"email": "nieuw@example.org"})
    address_mail.deliver_round()
    link = next(word for word in mail.outbox[-1].body.split() if "/verder/" in word)
    return link[link.index("/aanmelden/") :]


@pytest.mark.two_parent
def test_after_sending_the_link_opens_nothing_and_only_the_senders_browser_reads_the_answers(cast, visitor):
    """The other parent may find the mail, or have opened the link before."""
    visitor.post(page("kinderen"), children(NOOR))
    path, looked_before = link_of(visitor), Client()
    looked_before.get(path)
    visitor.post(page("uzelf"), YOU | {"safe": "no"})
    visitor.post(page("andere-ouder"), OTHER)
    visitor.post(CHECK)

    for browser in (Client(), looked_before):
        answer = browser.get(path)
        assert answer.status_code == 410
        for url in (path, CHECK, page("uzelf"), reverse("intake:start-print"), reverse("intake:start-sent"), BEGIN):
            text = browser.get(url, follow=True).content.decode()
            assert "06 12 34 56 78" not in text
            assert HelpRequest.objects.get().reference not in text
    assert HelpRequest.objects.get().reference in visitor.get(path, follow=True).content.decode()
    assert visitor.get(reverse("intake:start-print"))["Content-Type"] == "application/pdf"


def test_after_its_date_a_sent_request_opens_nowhere(cast, sent, visitor):
    with clock.at(clock.now() + timedelta(days=services.LINK_DAYS, minutes=1)):
        assert visitor.get(reverse("intake:start-sent")).url == BEGIN
        assert visitor.get(reverse("intake:start-print")).status_code == 302


def test_sending_twice_at_once_ends_on_the_same_page(cast, sent, visitor):
    assert visitor.post(CHECK).url == reverse("intake:start-sent")
    assert visitor.get(reverse("intake:start-sent")).status_code == 200


def test_what_is_typed_after_the_date_or_without_a_session_stays_and_goes_on(cast, visitor):
    with clock.at(clock.now() + timedelta(days=services.LINK_DAYS, minutes=1)):
        for browser in (visitor, Client()):
            late = browser.post(page("uzelf"), YOU)
            assert late.status_code == 410
            assert "nieuw@example.org" in late.content.decode()
            assert "staat hieronder nog" in late.content.decode()
            assert browser.post(page("uzelf"), YOU).url == page("andere-ouder")


def test_whoever_comes_back_to_the_beginning_can_go_on(visitor):
    visitor.post(page("kinderen"), children(NOOR))

    assert visitor.get(BEGIN).context["go_on"].url == page("uzelf")
    assert f'href="{page("uzelf")}"' in visitor.get(BEGIN).content.decode()
    assert Client().get(BEGIN).context["go_on"] is None


def test_one_more_child_is_a_page_that_back_returns_to(visitor):
    """An answer to a POST would make the browser ask to send the form again."""
    half = children(("Noor", "31-02", "Haarlem"), add_row="1")

    assert visitor.post(page("kinderen"), half).url == page("kinderen")
    shown = visitor.get(page("kinderen"))

    assert len(shown.context["formset"].forms) == 2
    text = shown.content.decode()
    assert "31-02" in text and "Haarlem" in text
    assert "error-summary" not in text
    visitor.post(page("kinderen"), children(NOOR))
    assert HelpRequest.objects.get().answers.keys() == {"children"}
    assert len(visitor.get(page("kinderen")).context["formset"].forms) == 1


def test_what_was_never_sent_or_put_aside_goes_after_its_term(cast, sent, visitor):
    Client().post(BEGIN)
    services.dismiss_request(request=sent, reason="Leeg bericht", by=cast.cora)

    assert prune()["requests never sent"] == 0
    with clock.at(clock.now() + timedelta(days=31)):
        counts = prune()
    assert counts["requests never sent"] == 1
    assert counts["requests put aside"] > 0
    assert not HelpRequest.objects.exists()
