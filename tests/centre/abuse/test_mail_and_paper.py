"""Abuse by mail, calendar and paper: what leaves the portal tells nothing and can be stopped."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.core import mail
from icalendar import Calendar
from pypdf import PdfReader

from centre import clock
from centre.models import ContactTask, Message
from centre.services import contact, delivery, newsletter, undelivered
from centre.services.correspondence import set_limit, write_to_team
from centre.services.notices import queue_notice, send_to_both_parents
from groups.services.feeds import make_feed
from tests.factories import groups as make
from tests.factories import intake

NAMES = re.compile(r"Anna|Bram|Noor|Haarlem|Noordrand|knel|scheid|ouder|therap|groep", re.IGNORECASE)
QUESTION = {"topic": "appointment", "text": "Kan het later?"}


def test_ac05_a_mail_has_one_recipient_no_content_no_pixel_and_no_answer_about_others(cast, client):
    send_to_both_parents(case=cast.case, subject="Over Noor", text="Anna en Bram", by=cast.cora, sending="s")
    delivery.deliver_batch()

    assert [len(sent.recipients()) for sent in mail.outbox] == [1, 1]
    for sent in mail.outbox:
        raw = str(sent.message())
        html = sent.alternatives[0].content
        assert not {"cc", "bcc", "reply-to", "disposition-notification-to"} & set(
            re.findall(r"^([\w-]+):", raw.lower(), re.M)
        )
        assert NAMES.search(sent.subject + sent.body) is None
        assert "<img" not in html and "url(" not in html and "src=" not in html
        assert re.findall(r"https?://[^\s\"<]+", sent.body) == ["http://testserver/start/"]


def test_ac05_the_same_mail_to_both_differs_in_the_address_alone(cast):
    send_to_both_parents(case=cast.case, subject="x", text="y", by=cast.cora, sending="s")
    delivery.deliver_batch()
    first, second = mail.outbox

    assert (first.subject, first.body, first.alternatives) == (second.subject, second.body, second.alternatives)


def test_ac05_leaving_the_newsletter_is_a_post_with_one_answer_for_everybody(client, db):
    newsletter.ask_to_subscribe(email="lezer@example.org", language="nl")
    secret = newsletter.Subscriber.objects.get().secret
    known, unknown = (f"/nieuwsbrief/afmelden/{word}/" for word in (secret, "onbekend"))

    assert _same_for_all(client.get(known)) == _same_for_all(client.get(unknown))
    assert newsletter.find_subscriber(secret=secret) is not None
    assert _same_for_all(client.post(known)) == _same_for_all(client.post(unknown))
    assert newsletter.find_subscriber(secret=secret) is None


def test_ac06_a_calendar_file_names_nobody_and_no_place(cast, client_as):
    circle = make.circle(cast, couples=1)
    token, other = make_feed(user=cast.anna.user), make_feed(user=cast.bram.user)
    one, two = (client_as(cast.fiona).get(f"/agenda/{word}.ics").content for word in (token, other))

    events = Calendar.from_ical(one).walk("VEVENT")
    assert len(events) == circle.group.sessions.count()
    for event in events:
        assert str(event["SUMMARY"]) == "Afspraak"
        assert not {"ATTENDEE", "ORGANIZER", "DESCRIPTION", "LOCATION", "URL", "COMMENT", "CONTACT"} & set(event)
    assert NAMES.search(one.decode()) is None
    assert not {str(e["UID"]) for e in events} & {str(e["UID"]) for e in Calendar.from_ical(two).walk("VEVENT")}


@pytest.mark.parametrize("change", ["card", "address"])
def test_ac06_the_secret_address_dies_when_safe_contact_changes_and_a_new_one_works(cast, client, change):
    make.circle(cast, couples=1)
    with clock.at(clock.now() - timedelta(hours=1)):
        token, other = make_feed(user=cast.anna.user), make_feed(user=cast.bram.user)
    assert client.get(f"/agenda/{token}.ics").status_code == 200

    if change == "card":
        contact.set_card(
            parent=cast.anna, by=cast.anna.user, mail_is_safe=True, prefers="portal", quiet_from=21, quiet_until=8
        )
    else:
        contact.set_contact(parent=cast.anna, kind="address", value={"place": "Elders"}, by=cast.cora)

    assert client.get(f"/agenda/{token}.ics").status_code == 404
    assert client.get(f"/agenda/{other}.ics").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert client.get(f"/agenda/{make_feed(user=cast.anna.user)}.ics").status_code == 200


@pytest.fixture
def own_pdf(cast, client_as):
    case = intake.ready_case(
        cast, parents=[("eva", "Eva"), ("gijs", "Gijs")], children=[("Lotte", clock.today().replace(year=2017))]
    )
    eva, gijs = case.family.parents.get(first_name="Eva"), case.family.parents.get(first_name="Gijs")
    contact.set_contact(parent=gijs, kind="address", value={"street": "Geheimstraat 9", "place": "Texel"}, by=cast.cora)
    response = client_as(eva).get("/mijn/aanmelding/overzicht.pdf")
    assert response["Content-Type"] == "application/pdf"
    return response


def test_ac07_a_pdf_holds_no_author_no_attachment_no_earlier_version_and_nothing_of_the_other(own_pdf):
    raw = own_pdf.content
    reader = PdfReader(io.BytesIO(raw))
    words = "".join(page.extract_text() for page in reader.pages)

    assert "Gijs" not in words and "Geheimstraat" not in words and "Texel" not in words
    assert dict(reader.metadata or {}).get("/Author") in (None, "Tweehuis")
    assert raw.count(b"%%EOF") == 1
    with pikepdf.open(io.BytesIO(raw)) as file:
        assert not file.attachments
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(file.Root)
        xmp = bytes(file.Root.Metadata.read_bytes()) if "/Metadata" in file.Root else b""
    assert b"Eva" not in xmp and b"Gijs" not in xmp
    assert not re.search(r"Eva|Gijs|Lotte", own_pdf["Content-Disposition"])


def test_ac13_the_fortieth_request_is_stopped_in_neutral_words_and_the_other_parent_notices_nothing(
    cast, client_as, settings
):
    anna, bram = client_as(cast.anna), client_as(cast.bram)
    before = _same_for_all(bram.get("/mijn/vraag/"))
    for number in range(40):
        response = anna.post("/mijn/vraag/", QUESTION | {"once": f"{number:016x}"})

    [words] = response.context["form"].non_field_errors()
    assert Message.objects.filter(sent_by=cast.anna.user).count() == settings.PARENT_MESSAGES_PER_WEEK
    assert not re.search(r"te veel|misbruik|limiet|grens|verboden", words, re.IGNORECASE)
    assert "Kan het later?" in response.content.decode()
    assert _same_for_all(bram.get("/mijn/vraag/")) == before
    assert bram.post("/mijn/vraag/", QUESTION | {"once": "f" * 16}).status_code == 302


def test_ac13_staff_throttles_one_parent_and_the_week_passes(cast, client_as):
    set_limit(parent=cast.anna, per_week=1, by=cast.cora)
    for number in range(3):
        client_as(cast.anna).post("/mijn/vraag/", QUESTION | {"once": f"{number:016x}"})
        client_as(cast.bram).post("/mijn/vraag/", QUESTION | {"once": f"{number:016x}"})

    assert Message.objects.filter(sent_by=cast.anna.user).count() == 1
    assert Message.objects.filter(sent_by=cast.bram.user).count() == 3
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        assert write_to_team(parent=cast.anna, case=cast.case, subject="x", text="y", once="later")
    for page in ("/mijn/", "/mijn/vraag/", "/mijn/privacy/"):
        assert "message limit" not in client_as(cast.bram).get(page).content.decode()


def test_ac20_addresses_that_nobody_checked_for_six_months_become_work_and_links_need_signing_in(cast, client):
    half_a_year = clock.now() + timedelta(days=200)
    assert undelivered.ask_to_recheck() == 0
    with clock.at(half_a_year):
        assert undelivered.ask_to_recheck() == 4
        assert undelivered.ask_to_recheck() == 0
        task = ContactTask.objects.get(person=cast.anna.user)
        undelivered.settle(task=task, outcome="reached", by=cast.cora)
    with clock.at(half_a_year + timedelta(days=100)):
        assert undelivered.ask_to_recheck() == 0
    with clock.at(half_a_year + timedelta(days=200)):
        assert undelivered.ask_to_recheck() == 1

    queue_notice(key="k", kind="message", recipient=cast.anna.user, path="/start/")
    delivery.deliver_batch()
    [link] = re.findall(r"http://testserver(\S+)", mail.outbox[-1].body)
    assert client.get(link, follow=True).redirect_chain[-1][0].startswith("/account/login/")


def _same_for_all(response) -> str:
    """The page without the keys of its forms, and without the visitor's own address, which the choice of language keeps."""
    own = f'name="next" value="{response.wsgi_request.get_full_path()}"'
    return re.sub(r"\b(?:[0-9a-f]{16}|[A-Za-z0-9]{64})\b", "", response.content.decode().replace(own, ""))
