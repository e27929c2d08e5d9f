"""The whole way, by HTTP, as every kind of user: from a neighbourhood team's referral to the municipality's report."""

import io
import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from centre import clock
from centre.models import Case, Message, Milestone, Notice
from centre.services.delivery import deliver_batch
from groups.models import Attendance, Group
from groups.tasks import queue_reminders
from intake.models import Registration
from referrals.models import Referral
from referrals.tasks import report_back_due
from research.models import Measurement, MunicipalReport
from research.services import load_own_instruments
from research.tasks import build_waiting_reports, open_measurements
from research.waves import months_later
from tests.factories import groups as group_factory
from tests.factories import intake as intake_factory
from tests.factories import therapists as register
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db
PASSWORD = "drie groene appels op tafel"
ALICE, BOB = "alies@example.org", "bert@example.org"


def at(text: str):
    return clock.at(clock.moment_from(text))


def ring() -> list:
    """Let the doorbells ring; returns the mails that left now."""
    before = len(mail.outbox)
    while deliver_batch():
        pass
    return mail.outbox[before:]


def sign_in(email: str) -> Visitor:
    """A parent signs in with a password, as on the page."""
    visitor = Visitor(Client()).open("/account/login/")
    return visitor.send(login=email, password=PASSWORD)


@pytest.fixture
def stage(cast, client_as, settings):
    """The centre before the family comes: a location, a team of four, conditions, questionnaires, a recipe."""
    settings.BASE_URL = "https://tweehuis.example.org"
    place = register.practice(cast)
    group_factory.team(cast, place)
    recipe = group_factory.recipe()
    intake_factory.conditions()
    load_own_instruments()
    return {
        "place": place,
        "recipe": recipe,
        "wim": Visitor(client_as(cast.wim)),
        "cora": Visitor(client_as(cast.cora)),
        "thea": Visitor(client_as(cast.thea)),
    }


def test_from_a_referral_to_the_report_of_the_municipality(cast, stage, client_as):
    with at("2026-11-23T10:00"):
        codes = referral_is_handed_in_and_accepted(stage)
        case = Case.objects.get(referrals__submitted_by=cast.wim)
        accounts_are_opened(codes)
        both_parents_apply_each_for_themselves(stage, case)
    with at("2026-11-24T10:00"):
        talks_are_planned_and_recorded(cast, stage, case)
        both_parents_agree()
        help_is_advised_and_approved(stage, case)
    with at("2026-12-01T10:00"):
        group = group_is_planned(cast, stage)
        six_couples_get_a_seat_and_the_seventh_is_refused(cast, stage, case, group)
        parents_see_their_own_appointments(group)
        questionnaires_are_answered(case, "t1")
    reminders_ring_once_per_person(case, group)
    sessions_are_held(stage, case, group)
    last = group.sessions.order_by("-number").first().starts_at
    with clock.at(last + timedelta(days=1)):
        questionnaires_are_answered(case, "t2")
        stage["cora"].open(f"/coordinatie/groepen/{group.reference}/").send(to="stap/afronden")
        referrer_hears_the_stage(cast, stage, case)
        register_shows_the_therapist()
        report_is_built_and_adds_up(cast, stage, group)
    half_a_year_later_both_are_asked_once_more(case, last)


def referral_is_handed_in_and_accepted(stage) -> dict[str, str]:
    """A neighbourhood team hands in a family; the coordinator accepts; both parents are invited apart."""
    wim, cora = stage["wim"], stage["cora"]
    wim.open("/verwijzen/nieuw/").send(**{
        "ouder-0-first_name": "Alies", "ouder-0-last_name": "Akker", "ouder-0-email": ALICE,
        "ouder-1-first_name": "Bert", "ouder-1-last_name": "Beek", "ouder-1-email": BOB,
    })  # fmt: skip
    wim.send(**{
        "kind-0-first_name": "Kiki", "kind-0-last_name": "Beek", "kind-0-birth_date": "2018-03-04",
        "kind-0-gender": "girl", "kind-0-municipality": "Haarlem",
    })  # fmt: skip
    wim.send(question="Ouders komen er samen niet uit.", ground="consent")
    wim.send(tie="no")
    referral = Referral.objects.get()
    assert referral.state == "submitted"

    cora.open("/coordinatie/verwijzingen/")
    cora.open(f"/coordinatie/verwijzingen/{referral.reference}/aannemen/").send()
    codes = re.findall(r"\b[34679CDFGHJKMNPQRTVWXY]{6}\b", cora.text())
    assert len(codes) == 2
    mails = ring()
    assert sorted(sent.to for sent in mails if "uitnodiging" in sent.body) == [[ALICE], [BOB]]
    links = {
        sent.to[0]: re.search(r"/account/uitnodiging/\S+/", sent.body)[0]
        for sent in mails
        if "uitnodiging" in sent.body
    }
    by_name = dict(re.findall(r"(Alies Akker|Bert Beek).*?\b([34679CDFGHJKMNPQRTVWXY]{6})\b", cora.text()))
    return {links[ALICE]: by_name["Alies Akker"], links[BOB]: by_name["Bert Beek"]}


def accounts_are_opened(codes: dict[str, str]) -> None:
    for link, code in codes.items():
        Visitor(Client()).open(link).send(code=code, password=PASSWORD)
    for email in (ALICE, BOB):
        assert sign_in(email).path == "/mijn/"


def both_parents_apply_each_for_themselves(stage, case) -> None:
    """Each alone; the coordinator sees who is waited for, the parents see only their own."""
    desk = stage["cora"]
    answers = {"relation_": "parent", "authority_": "yes", "lives_": "both"}
    for email, secret in ((ALICE, "Duinroosje"), (BOB, "Zeedistel")):
        parent = sign_in(email).open("/mijn/aanmelding/")
        parent.send(to="beginnen")
        parent.send(phone="0612345678", street=f"{secret}straat 1", postcode="2011AA", place="Haarlem")
        parent.send(mail="yes", phone="yes", voicemail="no", other_knows="yes")
        parent.send(prefer=answers, declaration="on")
        parent.send(subjects=["care"], since="1_2", can_meet="yes", hope=f"{secret} hoopt op rust.")
        parent.send(running="no")
        parent.send(name_1=f"Oma {secret}", relation_1="mijn moeder")
        parent.send(afraid="no", violence="no", contact_ban="no")
        parent.send(attend="on", hold="on", questionnaires="on", privacy="on")
        assert parent.path == "/mijn/aanmelding/controleren/"
        assert parent.says(secret)
        assert not parent.says("Zeedistel" if secret == "Duinroosje" else "Duinroosje")
        parent.send()
        desk.open("/coordinatie/aanmeldingen/")
        assert desk.says("wacht op andere ouder" if email == ALICE else "definitief")
    registration = Registration.objects.get(case=case)
    assert (registration.state, registration.complete_on) == ("complete", date(2026, 11, 23))
    assert sign_in(ALICE).client.get("/mijn/aanmelding/overzicht.pdf").content.startswith(b"%PDF")


def talks_are_planned_and_recorded(cast, stage, case) -> None:
    """An exploratory talk with the referrer, and two intakes; the therapist keeps a report per person."""
    cora, thea = stage["cora"], stage["thea"]
    for kind, day in (
        ("exploratory", "2026-11-25T10:00"),
        ("intake_1", "2026-11-26T10:00"),
        ("intake_2", "2026-11-27T10:00"),
    ):
        extra = {"with_referrer": "on"} if kind == "exploratory" else {}
        cora.open(f"/coordinatie/aanmeldingen/{case.reference}/gesprek/")
        cora.send(
            kind=kind,
            form="together",
            starts_at=day,
            minutes="60",
            place="Zandpad 1",
            led_by=cast.thea.reference,
            **extra,
        )
        assert case.talks.filter(kind=kind).exists(), cora.refused()
        talk = case.talks.get(kind=kind)
        assert sign_in(ALICE).open("/mijn/gesprekken/").says("Zandpad 1")
        with at(day):
            thea.open(f"/praktijk/intakes/{case.reference}/gesprek/{talk.reference}/")
            thea.send(prefer={"report_": f"Verslag van {kind}."})
        talk.refresh_from_db()
        assert talk.held_on is not None
    guests = {guest.user for guest in case.talks.get(kind="exploratory").guests.all()}
    assert guests == {parent.user for parent in case.family.parents.all()} | {cast.wim}


def both_parents_agree() -> None:
    """Every question one by one, each parent alone."""
    for email in (ALICE, BOB):
        parent = sign_in(email).open("/mijn/toestemming/")
        links = {link["href"] for link in parent.page.select("main .actions a[href]")}
        # Four about oneself, film and mail of which the text is published, and three about the child; film of the child too.
        assert len(links) == 10
        for link in sorted(links):
            parent.open(link).send(answer="given")


def help_is_advised_and_approved(stage, case) -> None:
    """The therapist decides, a second person approves, both parents get the same letter at the same moment."""
    thea, cora = stage["thea"], stage["cora"]
    thea.open(f"/praktijk/intakes/{case.reference}/indicatie/")
    thea.send(
        prefer={"weight_": "1", "item_": "absent"},
        can_meet="yes",
        procedures_on_hold="yes",
        outcome="group",
        rationale="Past bij dit gezin.",
        letter="Wij raden een groep aan.",
    )
    assert case.indications.count() == 1, thea.refused()
    cora.open(f"/coordinatie/aanmeldingen/{case.reference}/advies/").send(to="akkoord")
    assert Registration.objects.get(case=case).state == "indicated"
    letters = Message.objects.filter(recipient__email__in=[ALICE, BOB], text__isnull=False)
    letters = [letter for letter in letters if "Wij raden een groep aan." in letter.text]
    assert len(letters) == 2
    assert len({letter.sent_at for letter in letters}) == 1


def group_is_planned(cast, stage) -> Group:
    """From a recipe: eight dates around the holidays, each skipped date with its reason, two rooms, two and two."""
    cora, place = stage["cora"], stage["place"]
    rooms = list(place.rooms.order_by("name"))
    query = f"recipe={stage['recipe'].pk}&practice={place.pk}&first=2027-01-11&weekday=1&at=15:30&mode=shift"
    cora.open(f"/coordinatie/groepen/nieuw/?{query}")
    leads = {
        "parent_leads": [
            str(t.pk) for t in place.therapists.all() if t.certificates.filter(role="parent_lead").exists()
        ],
        "child_leads": [str(t.pk) for t in place.therapists.all() if t.certificates.filter(role="child_lead").exists()],
    }
    cora.send(name="Winter", parent_room=str(rooms[0].pk), child_room=str(rooms[1].pk), **leads)
    group = Group.objects.get(name="Winter")
    assert group.sessions.count() == 8
    cora.send(to="stap/openen")
    return group


def six_couples_get_a_seat_and_the_seventh_is_refused(cast, stage, case, group) -> None:
    cora = stage["cora"]
    others = [intake_factory.ready_case(cast) for _number in range(6)]
    for waiting in [case, *others]:
        cora.open(f"/coordinatie/wachtlijst/{waiting.reference}/plaatsen/", status=200)
        if waiting is others[-1]:
            answer = cora.client.post(cora.path, {"group": group.reference})
            assert answer.status_code == 200
        else:
            cora.send(group=group.reference)
    assert sorted(group.placements.values_list("seat", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Milestone.objects.filter(kind="placed").count() == 6


def parents_see_their_own_appointments(group) -> None:
    """The same eight dates for both; nothing about anybody else."""
    for email in (ALICE, BOB):
        parent = sign_in(email).open("/mijn/bijeenkomsten/")
        assert len(re.findall(r"15:30", parent.text())) >= 8
        assert not parent.says("Ouder")


def questionnaires_are_answered(case, wave: str) -> None:
    """Each parent fills in what is open, page by page."""
    open_measurements()
    for email in (ALICE, BOB):
        mine = Measurement.objects.filter(case=case, wave=wave, dossier__parent__user__email=email)
        assert mine.exists()
        parent = sign_in(email)
        for measurement in mine:
            parent.open(f"/mijn/vragenlijsten/{measurement.reference}/1/")
            for _page in range(6):
                if "versturen" not in parent.path:
                    parent.send()
            parent.send()
            measurement.refresh_from_db()
            assert measurement.state == "answered"


def reminders_ring_once_per_person(case, group) -> None:
    """Two days before: one doorbell per person, however often the task runs."""
    start = group.sessions.get(number=1).starts_at
    with clock.at(start - timedelta(hours=47)):
        ring()
        for _time in range(2):
            queue_reminders()
        mails = ring()
    assert len([sent for sent in mails if sent.to == [ALICE]]) == 1
    assert len([sent for sent in mails if sent.to == [BOB]]) == 1
    keys = Notice.objects.filter(recipient__email=ALICE, state="sent", key__startswith="session-reminder:")
    assert keys.count() == 1


def sessions_are_held(stage, case, group) -> None:
    """The group starts; the therapist takes the roll call of every session on the phone."""
    cora, thea = stage["cora"], stage["thea"]
    for session in group.sessions.order_by("number"):
        with clock.at(session.starts_at):
            if session.number == 1:
                cora.open(f"/coordinatie/groepen/{group.reference}/").send(to="stap/starten")
            thea.open(f"/praktijk/groepen/{group.reference}/bijeenkomst/{session.number}/").send()
    assert Attendance.objects.filter(session__group=group, case=case, parent__isnull=False).count() == 16
    assert Milestone.objects.filter(case=case, kind="started").exists()
    one_changed_mark_changes_every_page(thea, case, group)


def one_changed_mark_changes_every_page(thea, case, group) -> None:
    """The roll call and the dossier read the same row; the parent's own pages tell nothing of it."""
    last = group.sessions.order_by("-number").first()
    alice = case.family.parents.get(first_name="Alies")
    dossier = alice.dossiers.get(kind="parent")
    pages = f"/praktijk/zaken/{case.reference}/dossier/{dossier.reference}/aanwezigheid/"
    with clock.at(last.starts_at + timedelta(hours=1)):
        assert thea.open(pages).text().count("aanwezig") >= 8
        thea.open(f"/praktijk/groepen/{group.reference}/bijeenkomst/{last.number}/")
        name = next(
            control["name"]
            for control in thea.page.select("input[type=radio]")
            if control["name"].startswith("mark-") and alice.reference in control["name"]
        )
        thea.send(**{name: "absent"})
        assert thea.open(pages).says("afwezig")
    assert Attendance.objects.get(session=last, parent=alice).mark == "absent"


def half_a_year_later_both_are_asked_once_more(case, last) -> None:
    """The follow-up opens six months after the last session, rings once for each parent, and closes with the answers."""
    opens = months_later(timezone.localdate(last), 6)
    lists = Measurement.objects.filter(case=case, wave="t3")
    address = f"/mijn/vragenlijsten/{lists.filter(dossier__parent__user__email=ALICE).first().reference}/"
    with clock.at(timezone.make_aware(datetime.combine(opens - timedelta(days=1), time(12)))):
        open_measurements()
        ring()
        sign_in(ALICE).open(address, status=404)
    with clock.at(timezone.make_aware(datetime.combine(opens, time(12)))):
        open_measurements()
        to = [address for sent in ring() for address in sent.to]
        assert (to.count(ALICE), to.count(BOB)) == (1, 1)
        questionnaires_are_answered(case, "t3")
        open_measurements()
        assert ALICE not in [address for sent in ring() for address in sent.to]
        assert sign_in(ALICE).open("/mijn/vragenlijsten/").text().count("beantwoord") >= 3


def referrer_hears_the_stage(cast, stage, case) -> None:
    """The referrer sees stages and dates, and no word of what was said."""
    assert Milestone.objects.filter(case=case, kind="finished").exists()
    report_back_due()
    wim = stage["wim"]
    referral = Referral.objects.get(case=case)
    wim.open(f"/verwijzen/verwijzingen/{referral.reference}/")
    assert wim.says("afgerond")
    for word in ("Duinroosje", "Zeedistel", "Verslag", "Past bij dit gezin"):
        assert not wim.says(word)
    assert set(referral.feedback.values_list("kind", flat=True)) == {"started", "finished"}
    assert Message.objects.filter(recipient=cast.wim).count() >= 2


def register_shows_the_therapist() -> None:
    assert Visitor(Client()).open("/therapeuten/?q=Thea").says("Thea")


def report_is_built_and_adds_up(cast, stage, group) -> None:
    """Asked, built by the task, opened as an accessible PDF; page, CSV and PDF come from the same frozen figures."""
    cora = stage["cora"]
    cora.open("/coordinatie/rapportages/")
    cora.send(municipality=str(cast.haarlem.pk), starts_on="2026-01-01", ends_on="2026-12-31")
    # The task that was asked for is lost with its broker: beat's sweep finds the row after a while.
    with clock.at(clock.now() + timedelta(minutes=5)):
        build_waiting_reports()
    report = MunicipalReport.objects.get()
    assert report.state == "ready", report.failure
    cora.open(f"/coordinatie/rapportages/{report.reference}/")
    links = [link["href"] for link in cora.page.select("main a[href]")]
    pdf = next(cora.client.get(link) for link in links if "pdf" in link)
    content = b"".join(pdf.streaming_content) if pdf.streaming else pdf.content
    reader = PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Haarlem" in "".join(page.extract_text() for page in reader.pages)
    for name in ("Alies", "Bert", "Kiki"):
        assert name not in "".join(page.extract_text() for page in reader.pages)
