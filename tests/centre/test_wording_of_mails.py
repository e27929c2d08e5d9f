"""The centre's own wording: checked by line, looked at, tried on oneself, published with a date; old mails stay as sent."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from centre import clock, mail_check, mail_words
from centre.models import MailTemplate, Notice
from centre.models.mail import DoorbellKind, MailRole
from centre.services import delivery, mail_templates
from centre.services.notices import queue_notice

GOOD = {"subject": "Er is iets voor u", "text": "Beste,\n\nEr staat iets klaar in {{ portal }}.\n\n{{ link }}"}
PAGE = "/coordinatie/mails/message/parent/nl/"


def draft(cast, **changes) -> MailTemplate:
    facts = {"kind": "message", "role": "parent", "language": "nl"} | GOOD | changes
    return mail_templates.save_draft(by=cast.cora, **facts)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("role", MailRole.values)
@pytest.mark.parametrize("kind", DoorbellKind.values)
def test_the_portals_own_words_pass_the_check_for_every_role_and_language(kind, role, language):
    words = mail_words.own_words(kind, role, language)
    assert mail_check.problems(subject=words.subject, text=words.text, language=language) == {}


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("Dag {{ naam }}.", "{{ naam }}"),
        ("Dag {{ link }", "haakje"),
        ("Uw kinderen wachten.", "kind"),
        ("Over de scheiding.", "scheid"),
        ("Uw diagnose staat klaar.", "diagnos"),
        ("Kom om 14:00 uur.", "getal"),
        ("Kijk op www.example.org", "adres"),
        ("<b>Dag</b>", "adres"),
        ("Dag Anna, welkom.", "Anna"),
        ("Kom naar Haarlem.", "Haarlem"),
        ("Uw ex-partner schreef.", "ex-"),
        ("{% load static %}", "haakje"),
    ],
)
def test_what_may_not_leave_is_refused_with_its_line(cast, client_as, line, part):
    text = f"Beste,\n\n{line}\n\n{{{{ link }}}}"
    response = client_as(cast.cora).post(PAGE, {"subject": "Dag", "text": text})
    errors = " ".join(response.context["form"].errors["text"])
    assert "3" in errors
    assert part in errors
    assert line in response.context["form"]["text"].value()
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 61}, "subject"),
        ({"subject": "Uw scheiding"}, "subject"),
        ({"subject": "Dag {{ portal }}"}, "subject"),
        ({"text": ""}, "text"),
        ({"text": "Geen knop."}, "text"),
        ({"text": "{{ link }}\n\n{{ link }}"}, "text"),
        ({"text": "Klik {{ link }} nu"}, "text"),
        ({"text": "x" * 200_000}, "text"),
    ],
)
def test_bad_input_is_refused_beside_its_field(cast, client_as, changes, field):
    response = client_as(cast.cora).post(PAGE, GOOD | changes)
    assert field in response.context["form"].errors


def test_a_draft_changes_nothing_until_it_is_published_and_sent_mails_stay_as_they_were(cast, client_as):
    client = client_as(cast.cora)
    page = client.post(PAGE, GOOD, follow=True)
    version = MailTemplate.objects.get()
    assert "Er is iets voor u" in page.content.decode()
    queue_notice(key="before", kind="message", recipient=cast.anna.user)
    delivery.deliver_batch()
    assert mail.outbox[-1].subject != GOOD["subject"]

    for _twice in range(2):
        client.post(f"/coordinatie/mails/versie/{version.reference}/gebruiken/")
    queue_notice(key="after", kind="message", recipient=cast.bram.user)
    queue_notice(key="staff", kind="message", recipient=cast.thea)
    delivery.deliver_batch()
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert subjects["bram@example.org"] == GOOD["subject"]
    assert subjects["thea@example.org"] != GOOD["subject"] != subjects["anna@example.org"]


def test_the_preview_is_the_exact_mail(cast, client_as):
    version = draft(cast)
    page = client_as(cast.cora).get(f"/coordinatie/mails/versie/{version.reference}/")
    mail_templates.publish(template=version)
    queue_notice(key="k", kind="message", recipient=cast.anna.user, path="/start/")
    delivery.deliver_batch()
    [sent] = mail.outbox
    preview = page.context["preview"]
    assert (preview.subject, preview.text, preview.sender) == (sent.subject, sent.body, sent.message()["From"])


def test_a_test_mail_goes_to_oneself_alone_with_the_drafts_words(cast, client_as):
    version = draft(cast)
    for _twice in range(2):
        client_as(cast.cora).post(f"/coordinatie/mails/versie/{version.reference}/proef/")
    delivery.deliver_batch()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["cora@example.org"], GOOD["subject"])]


def test_a_version_published_later_is_used_from_that_moment(cast):
    first = draft(cast)
    with clock.at(clock.moment_from("2027-01-01T09:00")):
        mail_templates.publish(template=first)
    with clock.at(clock.moment_from("2026-12-31T09:00")):
        assert mail_words.templates_in_force() == {}
    with clock.at(clock.moment_from("2027-01-02T09:00")):
        assert list(mail_words.templates_in_force().values()) == [first]


def test_saving_the_same_words_twice_is_one_version_and_others_follow(cast):
    assert draft(cast) == draft(cast)
    assert draft(cast, subject="Iets anders").version == 2


def test_a_name_that_became_known_later_stops_publishing(cast):
    version = draft(cast, text="Dag Xandra, kijk even.\n\n{{ link }}")
    cast.anna.first_name = "Xandra"
    cast.anna.save()
    with pytest.raises(ValidationError):
        mail_templates.publish(template=version)


def test_only_coordinators_of_the_centre_itself_change_wording(cast, client_as):
    cast.cora.memberships.update(organisation=cast.provider)
    version = draft(cast)
    client = client_as(cast.cora)
    for path in ("/coordinatie/mails/", PAGE, f"/coordinatie/mails/versie/{version.reference}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/coordinatie/mails/versie/{version.reference}/gebruiken/").status_code == 404
    assert client_as(cast.cora).get("/coordinatie/nieuwsbrief/").status_code == 404


@pytest.mark.parametrize("path", ["nonsense/parent/nl", "message/boss/nl", "message/parent/xx"])
def test_an_unknown_doorbell_is_404(cast, client_as, path):
    assert client_as(cast.cora).get(f"/coordinatie/mails/{path}/").status_code == 404


def test_the_html_and_the_text_say_the_same(cast):
    words = mail_words.own_words("message", "parent", "nl")
    _subject, text, html = mail_words.render(words, "https://portal.example.org/start/")
    plain = re.sub(r"\s+", " ", re.sub(r"<title.*?</title>|<[^>]+>", " ", html))
    assert words.text.split("\n")[0] in plain and words.text.split("\n")[0] in text
    assert html.count("https://portal.example.org/start/") == 1


def test_a_test_mail_keeps_its_template_also_when_wording_is_pruned(cast):
    version = draft(cast)
    mail_templates.send_test(template=version, to=cast.cora)
    assert Notice.objects.get().template == version
