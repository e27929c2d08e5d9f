"""The safe-contact card is obeyed at the moment of sending."""

from datetime import timedelta

import pytest
from django.core import mail

from centre import clock
from centre.models import ContactCard, Notice
from centre.models.notice import NoticeState
from centre.quiet import end_of_quiet
from centre.services import contact, delivery
from centre.services.notices import queue_notice

ANSWERS = {
    "mail_is_safe": "yes", "prefers": "call", "voicemail_is_safe": "no", "other_parent_knows": "no",
    "quiet_from": "21", "quiet_until": "8", "note": "Bel na vieren",
}  # fmt: skip


def at(text):
    return clock.moment_from(f"2027-03-{text}")


def card(parent, **changes):
    choices = {"mail_is_safe": True, "prefers": "portal", "quiet_from": 21, "quiet_until": 8} | changes
    return contact.set_card(parent=parent, by=parent.user, **choices)


@pytest.mark.parametrize(
    ("moment", "hours", "end"),
    [
        ("10T12:00", (21, 8), None),
        ("10T20:59", (21, 8), None),
        ("10T21:00", (21, 8), "11T08:00"),
        ("11T07:59", (21, 8), "11T08:00"),
        ("11T08:00", (21, 8), None),
        ("10T13:30", (13, 15), "10T15:00"),
        ("10T15:00", (13, 15), None),
        ("10T03:00", (0, 0), None),
        ("27T23:00", (21, 8), "28T08:00"),  # the night in which the clock goes forward
    ],
)
def test_quiet_hours_are_hours_on_the_clock_in_amsterdam(moment, hours, end):
    assert end_of_quiet(at(moment), *hours) == (at(end) if end else None)


def test_a_doorbell_in_quiet_hours_waits_for_the_morning_and_is_not_lost(cast):
    card(cast.anna)
    with clock.at(at("10T22:00")):
        notice = queue_notice(key="k", kind="message", recipient=cast.anna.user)
        assert delivery.deliver_batch().sent == 0
        assert not delivery.deliver_batch()
    notice.refresh_from_db()
    assert (notice.state, notice.due_at) == (NoticeState.NEW, at("11T08:00"))
    with clock.at(at("11T08:00")):
        assert delivery.deliver_batch().sent == 1
    assert len(mail.outbox) == 1


def test_what_would_be_too_late_after_the_quiet_rings_at_once(cast):
    card(cast.anna)
    with clock.at(at("10T22:00")):
        queue_notice(key="k", kind="appointment", recipient=cast.anna.user, not_after=at("11T07:30"))
        assert delivery.deliver_batch().sent == 1


def test_an_invitation_does_not_wait(cast):
    card(cast.anna)
    with clock.at(at("10T22:00")):
        queue_notice(key="k", kind="invitation", recipient=cast.anna.user)
        assert delivery.deliver_batch().sent == 1


def test_no_to_mail_also_counts_for_what_was_already_waiting(cast):
    with clock.at(at("10T12:00")):
        queue_notice(key="k", kind="message", recipient=cast.anna.user, due_at=clock.now() + timedelta(hours=1))
        card(cast.anna, mail_is_safe=False)
    with clock.at(at("10T14:00")):
        assert delivery.deliver_batch().sent == 0
    assert Notice.objects.get(key="k").state == NoticeState.SUPPRESSED


def test_one_parents_card_says_nothing_about_the_others_mail(cast):
    card(cast.anna, mail_is_safe=False, quiet_from=0, quiet_until=23)
    with clock.at(at("10T12:00")):
        queue_notice(key="k", kind="message", recipient=cast.bram.user)
        assert delivery.deliver_batch().sent == 1


def test_a_parent_fills_in_the_card_and_staff_reads_it(cast, client_as):
    answers = ANSWERS | {"phone": "06 5", "street": "Kade 9", "extra_secret": "on"}

    assert client_as(cast.anna).post("/mijn/contact/", answers).status_code == 302

    row = ContactCard.objects.get()
    assert (row.parent, row.prefers, row.voicemail_is_safe) == (cast.anna, "call", False)
    assert set(cast.anna.vault.values_list("visibility", flat=True)) == {"secret"}
    staff = client_as(cast.cora).get(f"/coordinatie/zaken/{cast.case.reference}/contact/{cast.anna.reference}/")
    assert "Bel na vieren" in staff.content.decode()
    assert "Kade 9" not in staff.content.decode()
    assert "Kade 9" not in client_as(cast.anna).get("/mijn/contact/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mail_is_safe": ""}, "mail_is_safe"),
        ({"mail_is_safe": "maybe"}, "mail_is_safe"),
        ({"quiet_from": "24"}, "quiet_from"),
        ({"quiet_from": "x"}, "quiet_from"),
        ({"prefers": "pigeon"}, "prefers"),
        ({"note": "x" * 1001}, "note"),
        ({"phone": "1" * 31}, "phone"),
        ({"place": "Haarlem"}, "street"),
    ],
)
def test_a_bad_answer_is_refused_beside_its_field(cast, client_as, changes, field):
    response = client_as(cast.anna).post("/mijn/contact/", ANSWERS | changes)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert ContactCard.objects.count() == 0


def test_the_card_of_one_parent_is_nowhere_in_the_others_page(cast, client_as):
    client_as(cast.anna).post("/mijn/contact/", ANSWERS | {"note": "KANARIE"})

    assert "KANARIE" not in client_as(cast.bram).get("/mijn/contact/").content.decode()
