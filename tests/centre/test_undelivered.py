"""Mail that comes back: kept as a fact, a task for staff, one line in the digest of seven o'clock; never another address."""

import mailbox
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from centre import clock
from centre.bounces import bounce_address
from centre.models import Bounce, CareRelation, ContactTask, Dossier, Message, Notice
from centre.models.notice import NoticeState
from centre.services import delivery, undelivered
from centre.services.cases import relate
from centre.services.notices import queue_notice
from centre.services.safety import record_safety

BOX = "bounce@portal.example.org"
REPORT = """\
From: MAILER-DAEMON@mail.example.net
To: {to}
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: {kind}; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Ik ben verhuisd naar de Lindelaan 12.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: {status}

--b--
"""


@pytest.fixture
def box(tmp_path, settings):
    settings.BOUNCE_ADDRESS = BOX
    folder = mailbox.Maildir(tmp_path / "reports")

    def put(to, action="failed", status="5.1.1", kind="multipart/report", subject="Undelivered"):
        text = REPORT.format(to=to, action=action, status=status, kind=kind, subject=subject)
        folder.add(text.encode("utf-8", "surrogateescape"))
        return undelivered.read_box(folder=tmp_path / "reports")

    put.folder, put.path = folder, tmp_path / "reports"
    return put


def rung(cast, key="k") -> Notice:
    notice = queue_notice(key=key, kind="message", recipient=cast.anna.user)
    delivery.deliver_batch()
    return notice


def test_the_mail_itself_carries_the_signed_address_and_the_ordinary_sender(cast, box):
    notice = rung(cast)
    [sent] = mail.outbox
    assert sent.from_email == bounce_address(notice.pk)
    assert sent.message()["From"].endswith("<bericht@tweehuis.example.org>")
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_a_hard_bounce_is_kept_once_and_becomes_a_task(cast, box):
    notice = rung(cast)
    assert box(bounce_address(notice.pk)) == (1, 0)
    assert box(bounce_address(notice.pk)) == (1, 0)
    notice.refresh_from_db()
    assert notice.state == NoticeState.DEAD
    assert (Bounce.objects.count(), ContactTask.objects.filter(sort="undelivered").count()) == (1, 1)
    assert len(box.folder) == 0


def test_the_words_of_a_report_are_kept_nowhere(cast, box):
    notice = rung(cast)
    box(bounce_address(notice.pk))
    assert "Lindelaan" not in str(list(Bounce.objects.values()) + list(ContactTask.objects.values()))


@pytest.mark.parametrize("action", ["failed", "delayed"])
def test_soft_bounces_count_only_when_they_go_on(cast, box, action):
    for number in range(undelivered.SOFT_LIMIT):
        assert not ContactTask.objects.exists()
        box(bounce_address(rung(cast, key=f"k{number}").pk), action=action, status="4.2.2")
    assert ContactTask.objects.get().sort == "undelivered"


def _forged(cast):
    pk = rung(cast).pk
    good = bounce_address(pk)
    return [
        good.replace(f"+{pk}-", f"+{pk + 1}-"),
        BOX,
        f"bounce+{pk}-{'0' * 24}@portal.example.org",
        f"bounce+{pk}@portal.example.org",
        f"bounce+{'9' * 30}-{'0' * 24}@portal.example.org",
        "",
    ]


def test_a_forged_report_silences_nobody(cast, box):
    for address in _forged(cast):
        assert box(address) == (0, 1)
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "multipart/mixed"},
        {"kind": "text/plain"},
        {"action": "delivered", "status": "2.0.0"},
        {"action": "relayed"},
        {"action": "failed", "status": "2.1.5"},
        {"action": "failed", "status": "onzin"},
        {"action": "", "status": ""},
        {"status": "x" * 200_000},
    ],
)
def test_anything_else_in_the_box_is_thrown_away_unread(cast, box, facts):
    assert box(bounce_address(rung(cast).pk), **facts) == (0, 1)
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"To: =?x?q?=\n\n", b"Content-Type: multipart/report\n\n--x"])
def test_broken_mails_break_nothing(box, raw):
    box.folder.add(raw)
    assert undelivered.read_box(folder=box.path) == (0, 1)


def test_a_box_that_is_not_there_yet_is_empty(tmp_path):
    assert undelivered.read_box(folder=tmp_path / "nothing") == (0, 0)


def test_nothing_is_sent_to_an_address_that_does_not_exist_until_somebody_settled_it(cast, box, client_as):
    box(bounce_address(rung(cast).pk))
    later = queue_notice(key="later", kind="message", recipient=cast.anna.user)
    assert delivery.deliver_batch().sent == 0
    later.refresh_from_db()
    assert later.why == Notice.Why.UNREACHABLE
    task = ContactTask.objects.get()
    client = client_as(cast.cora)
    assert client.post(f"/coordinatie/bezorging/{task.reference}/", {"outcome": "address"}).status_code == 302
    queue_notice(key="again", kind="message", recipient=cast.anna.user)
    assert delivery.deliver_batch().sent == 1
    assert client.get(f"/coordinatie/bezorging/{task.reference}/").status_code == 404


def test_another_address_begins_with_a_clean_slate(cast, box):
    box(bounce_address(rung(cast).pk))
    cast.anna.user.email = "anna.nieuw@example.org"
    cast.anna.user.save()
    queue_notice(key="new", kind="message", recipient=cast.anna.user)
    assert delivery.deliver_batch().sent == 1


def test_staff_sees_not_delivered_at_the_case_the_dossier_and_the_card(cast, box, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    box(bounce_address(rung(cast).pk))
    dossier = Dossier.objects.get(parent=cast.anna)
    case = cast.case.reference
    for user, path in (
        (cast.cora, f"/coordinatie/zaken/{case}/"),
        (cast.cora, f"/coordinatie/zaken/{case}/contact/{cast.anna.reference}/"),
        (cast.thea, f"/praktijk/zaken/{case}/dossier/{dossier.reference}/"),
    ):
        assert "iet bezorgd" in client_as(user).get(path).content.decode()
    other = client_as(cast.cora).get(f"/coordinatie/zaken/{case}/contact/{cast.bram.reference}/")
    assert "iet bezorgd" not in other.content.decode()


def test_the_digest_of_seven_names_it_once_to_the_coordinators_of_the_region(cast, box):
    box(bounce_address(rung(cast).pk))
    Message.objects.all().delete()
    for _morning in range(2):
        call_command("digest", "--now", f"{clock.today() + timedelta(days=1)}T07:00")
    told = [message for message in Message.objects.all() if "Anna" in message.text]
    assert [message.recipient for message in told] == [cast.cora]


def test_a_task_of_another_region_or_an_excluded_case_is_not_there(cast, box, client_as):
    box(bounce_address(rung(cast).pk))
    task = ContactTask.objects.get()
    relate(case=cast.case, user=cast.cora, kind=CareRelation.Kind.EXCLUDED, reason="own family")
    client = client_as(cast.cora)
    assert client.get(f"/coordinatie/bezorging/{task.reference}/").status_code == 404
    assert task.reference not in client.get("/coordinatie/bezorging/").content.decode()


@pytest.mark.parametrize("outcome", ["", "resend", "nonsense", "x" * 200_000])
def test_an_answer_that_does_not_fit_is_refused_beside_its_field(cast, box, client_as, outcome):
    box(bounce_address(rung(cast).pk))
    task = ContactTask.objects.get()
    response = client_as(cast.cora).post(f"/coordinatie/bezorging/{task.reference}/", {"outcome": outcome})
    assert list(response.context["form"].errors) == ["outcome"]


def test_the_demos_catcher_sends_a_report_back_for_an_address_called_bounce(cast, box, settings, tmp_path):
    settings.EMAIL_BACKEND = "centre.catcher.CatcherBackend"
    settings.MAIL_CATCHER_DIR, settings.BOUNCE_MAILDIR = tmp_path / "mail", str(tmp_path / "reports")
    cast.anna.user.email = "bounce@example.org"
    cast.anna.user.save()
    rung(cast)
    call_command("record_bounces")
    assert ContactTask.objects.get().person == cast.anna.user


def test_the_safety_flag_stands_beside_who_is_to_be_reached_and_on_the_task(cast, client_as):
    for person in (cast.anna.user, cast.carla.user, cast.thea):
        ContactTask.objects.create(key=person.reference, person=person, sort="call")
    browser, address = client_as(cast.cora), reverse("centre:contact-tasks")
    assert "Veiligheid: lees eerst" not in browser.get(address).content.decode()
    record_safety(case=cast.case, kind="flag_set", text="zorg", by=cast.thea)

    assert browser.get(address).content.decode().count("Veiligheid: lees eerst") == 1
    task = ContactTask.objects.get(person=cast.anna.user)
    assert (
        "Veiligheid: lees eerst" in browser.get(reverse("centre:contact-task", args=[task.reference])).content.decode()
    )
    other = ContactTask.objects.get(person=cast.carla.user)
    assert "lees eerst" not in browser.get(reverse("centre:contact-task", args=[other.reference])).content.decode()
