"""Small checks of isolation, each of one promise; tests/house/test_planted_leaks.py proves that each would notice."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from centre import clock, own_file
from centre.models import AccessLog, Attachment, Case, Dossier, FileRequest, Message, Note, Parent, ParentalAuthority
from centre.services import attachments, emergency, file_requests
from centre.services.cases import relate
from centre.services.consents import answer_consent
from centre.services.delivery import deliver_batch
from centre.services.notes import write_note
from centre.services.notices import queue_notice, send_message
from centre.services.people import add_membership
from centre.services.sharing import name_organisation, name_professional
from groups.services.feeds import make_feed
from referrals.models import Referral
from research.models import Measurement
from tests import cast as casting
from tests.cast import Cast
from tests.centre.hostile_files import picture
from tests.centre.signing_in import just_signed_in
from tests.factories import referrals, research

SECRET = "KANARIE"
OWN_PAGES = (
    "/mijn/",
    "/mijn/toestemming/",
    "/mijn/berichten/",
    "/mijn/kinderen/",
    "/mijn/documenten/",
    "/mijn/gegevens/",
)


class PageBroke(Exception):
    """An address answered with an error page: that proves nothing about a promise, not even that it was broken."""


class Browser(Client):
    """A browser that does not take a broken page for a refusal."""

    def request(self, **environ):
        response = super().request(**environ)
        if response.status_code >= 500:
            raise PageBroke(environ.get("PATH_INFO", ""))
        return response


@dataclass
class World:
    """The cast with something private of Bram (B) everywhere, and people who stand just outside."""

    cast: Cast
    people: dict

    def browser(self, person) -> Client:
        client = Browser(raise_request_exception=False)
        user = getattr(person, "user", person)
        client.force_login(user, backend="centre.identity.passwords.SameWorkBackend")
        return just_signed_in(client)

    def status(self, person, address: str) -> int:
        return self.browser(person).get(address).status_code


def build() -> World:
    """Through the services; the group in it is the cast's own two couples."""
    cast = casting.assemble()
    circle = research.seated(cast, couples=2, state="running")
    own = Dossier.objects.get(parent=cast.bram)
    for case in (cast.case, cast.other_case):
        relate(case=case, user=cast.thea, kind="assessor", reason="intake")
    facts = {"organisation": cast.centre, "region": cast.north}
    barred = casting.make_user("bert", "Bert", "coordinator", **facts)
    relate(case=cast.case, user=barred, kind="excluded", reason="buurman")
    past = casting.make_user("tess", "Tess", "therapist", organisation=cast.provider)
    relate(case=cast.case, user=past, kind="substitute", reason="ziek", until=clock.now() - timedelta(hours=1))
    weak = casting.make_user("zed", "Zed", "therapist", organisation=cast.provider)
    weak.authenticator_set.all().delete()
    far = casting.make_user("ferre", "Ferre", "coordinator", organisation=cast.centre, region=cast.east)
    both = casting.make_user("bea", "Bea", "coordinator", **facts)
    add_membership(user=both, audience="therapist", organisation=cast.provider)
    note = {"case": cast.case, "kind": "observation", "by": cast.thea}
    write_note(dossier=own, subject=SECRET, text=f"{SECRET} in B", audience="subject", **note)
    write_note(dossier=Dossier.objects.get(parent=cast.anna), subject="Gesprek", text=f"Bram {SECRET}", **note)
    child = Dossier.objects.get(child=cast.noor)
    write_note(dossier=child, subject="Voor beiden", text="Voor beide ouders.", audience="both", **note)
    write_note(dossier=child, subject="Team", text=f"{SECRET} in het team", **note)
    send_message(recipient=cast.bram.user, subject=f"{SECRET} alleen B", text=SECRET, by=cast.cora)
    attachments.add_attachment(
        dossier=own, case=cast.case, title=SECRET, name="x.png", content=picture("PNG"), by=cast.bram.user
    )
    _delivered(cast, cast.bram, own)
    _delivered(cast, cast.anna, child)
    referrals.submitted(cast, by=cast.ruth, organisation=cast.board)
    people = {"barred": barred, "past": past, "weak": weak, "far": far, "both": both, "circle": circle}
    return World(cast, people)


def _delivered(cast, parent, dossier) -> None:
    row = file_requests.ask(parent=parent, dossier=dossier, kind="portability")
    file_requests.draft(request=row)
    weighed = {"is_still_clear": True, "review_on": clock.today() + timedelta(days=365)}
    file_requests.read_first(request=row, by=cast.cora, outcome="partly", explanation="x", grounds={}, **weighed)
    file_requests.decide(request=row, by=cast.thea)


# ── objects ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_message_of_b_is_no_page_of_a(world: World) -> None:
    row = Message.objects.filter(recipient=world.cast.bram.user).latest("pk")
    assert world.status(world.cast.anna, f"/mijn/berichten/{row.reference}/") == 404


def a_file_of_b_is_no_download_of_a(world: World) -> None:
    row = Attachment.objects.get(dossier__parent=world.cast.bram)
    assert world.status(world.cast.anna, f"/mijn/documenten/{row.reference}/") == 404


def a_copy_of_b_is_no_download_of_a(world: World) -> None:
    row = FileRequest.objects.get(parent=world.cast.bram)
    assert world.status(world.cast.anna, f"/mijn/gegevens/{row.reference}/") == 404


def a_list_of_b_is_no_page_of_a(world: World) -> None:
    row = Measurement.objects.filter(informant_parent=world.cast.bram).first()
    with clock.at(datetime.combine(row.opens_on, time(12), tzinfo=UTC)):
        assert world.status(world.cast.bram, f"/mijn/vragenlijsten/{row.reference}/") == 200
        assert world.status(world.cast.anna, f"/mijn/vragenlijsten/{row.reference}/") == 404


def a_case_opens_only_for_who_works_on_it(world: World) -> None:
    cast, page = world.cast, f"/praktijk/zaken/{world.cast.case.reference}/"
    stranger = casting.make_user("sten", "Sten", "therapist", organisation=cast.provider)
    assert world.status(cast.thea, page) == 200
    assert world.status(stranger, page) == 404
    assert world.status(world.people["past"], page) == 404


def a_case_is_shut_for_who_knows_the_family(world: World) -> None:
    page = f"/coordinatie/zaken/{world.cast.case.reference}/"
    assert world.status(world.cast.cora, page) == 200
    assert world.status(world.people["barred"], page) == 404


def a_hat_of_elsewhere_opens_nothing_here(world: World) -> None:
    """Who coordinates this region and treats families of another one reads no dossier of this region."""
    both = world.people["both"]
    page = f"/zaken/{world.cast.case.reference}/"
    assert world.status(both, f"/coordinatie{page}") == 200
    assert world.status(both, f"/praktijk{page}") == 404
    row = FileRequest.objects.get(parent=world.cast.bram)
    assert world.status(both, f"/praktijk/verzoeken/{row.reference}/") == 404


def a_case_of_another_region_does_not_exist(world: World) -> None:
    assert world.status(world.people["far"], f"/coordinatie/zaken/{world.cast.case.reference}/") == 404


def a_dossier_opens_only_through_its_own_case(world: World) -> None:
    foreign = Dossier.objects.get(parent=world.cast.carla).reference
    assert world.status(world.cast.thea, f"/praktijk/zaken/{world.cast.case.reference}/dossier/{foreign}/") == 404


def a_question_about_a_file_is_for_who_works_on_the_case(world: World) -> None:
    row = FileRequest.objects.get(parent=world.cast.bram)
    assert world.status(world.people["past"], f"/praktijk/verzoeken/{row.reference}/") == 404
    assert world.status(world.cast.thea, f"/praktijk/verzoeken/{row.reference}/") == 200
    assert world.status(world.people["far"], f"/coordinatie/verzoeken/{row.reference}/") == 404


def a_group_is_for_its_own_leads(world: World) -> None:
    page = f"/praktijk/groepen/{world.people['circle'].group.reference}/"
    assert world.status(world.people["past"], page) == 404


def a_referral_is_for_its_own_organisation(world: World) -> None:
    row = Referral.objects.get(organisation=world.cast.board)
    assert world.status(world.cast.ruth, f"/verwijzen/verwijzingen/{row.reference}/") == 200
    assert world.status(world.cast.wim, f"/verwijzen/verwijzingen/{row.reference}/") == 404


def a_copy_of_a_childs_file_shuts_with_the_authority(world: World) -> None:
    row = FileRequest.objects.get(parent=world.cast.anna, dossier__child=world.cast.noor)
    page = f"/mijn/gegevens/{row.reference}/"
    assert world.status(world.cast.anna, page) == 200
    _ends_authority(world.cast.anna)
    assert world.status(world.cast.anna, page) == 404


def without_authority_no_text_of_the_childs_file_is_shown(world: World) -> None:
    assert "Voor beide ouders." in _text(world, world.cast.anna, "/mijn/kinderen/")
    assert SECRET not in _text(world, world.cast.anna, "/mijn/kinderen/")
    _ends_authority(world.cast.anna)
    assert "Voor beide ouders." not in _text(world, world.cast.anna, "/mijn/kinderen/")


# ── streets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_street_is_for_its_own_hat(world: World) -> None:
    for address in ("/coordinatie/", "/praktijk/", "/toezicht/", "/verwijzen/"):
        assert world.status(world.cast.anna, address) == 404


def a_street_asks_a_visitor_to_sign_in(world: World) -> None:
    # Whatever comes instead of that question is wrong, a broken page too.
    response = Client(raise_request_exception=False).get("/coordinatie/mensen/")
    assert (response.status_code, response.get("Location", "")[:15]) == (302, "/account/login/")


def staff_needs_a_second_factor(world: World) -> None:
    assert world.browser(world.people["weak"]).get("/praktijk/").status_code == 302


def silence_ends_the_session(world: World) -> None:
    browser = world.browser(world.cast.anna)
    browser.get("/mijn/")
    session = browser.session
    session["seen"] = 1
    session.save()
    assert browser.get("/mijn/").status_code == 302


# ── pages and words ──────────────────────────────────────────────────────────────────────────────────────────────────


def what_b_does_changes_no_page_of_a(world: World) -> None:
    cast = world.cast
    shared = name_organisation(case=cast.case, organisation=cast.board, by=cast.cora)
    with clock.at(clock.now()):
        before = [_text(world, cast.anna, page) for page in OWN_PAGES]
        for purpose, about in (("treatment", None), ("group", None), ("sharing", shared), ("research", None)):
            answer_consent(
                case=cast.case, purpose=purpose, partner=about, giver=cast.bram, answer="refused", by=cast.bram.user
            )
        alone = name_professional(case=cast.case, name="Praktijk van B", parent=cast.bram, is_asked=True, by=cast.cora)
        facts = {"case": cast.case, "partner": alone, "giver": cast.bram, "by": cast.bram.user}
        answer_consent(purpose="hearing", answer="given", **facts)
        send_message(recipient=cast.bram.user, subject="Nog een", text="x", by=cast.cora)
        file_requests.ask(parent=cast.bram, dossier=Dossier.objects.get(parent=cast.bram), kind="copy")
        after = [_text(world, cast.anna, page) for page in OWN_PAGES]
    assert before == after


def no_page_of_a_names_b(world: World) -> None:
    for page in (*OWN_PAGES, "/mijn/privacy/", "/mijn/contact/", "/mijn/betrokken/"):
        words = _text(world, world.cast.anna, page)
        assert SECRET not in words, page
        assert world.cast.bram.reference not in words, page
        assert world.cast.bram.user.email not in words, page


def a_sees_only_looks_at_the_own_file(world: World) -> None:
    page = f"/praktijk/zaken/{world.cast.case.reference}/dossier/"
    for parent in (world.cast.anna, world.cast.bram):
        world.browser(world.cast.thea).get(f"{page}{Dossier.objects.get(parent=parent).reference}/")
    rows = world.browser(world.cast.anna).get("/mijn/privacy/").context["page"]
    assert {row.dossier.parent for row in rows} == {world.cast.anna}


def a_draft_withholds_what_names_the_other(world: World) -> None:
    row = file_requests.ask(parent=world.cast.anna, dossier=Dossier.objects.get(parent=world.cast.anna), kind="copy")
    file_requests.draft(request=row)
    given = [passage.text for passage in row.passages.filter(ground="")]
    assert not [text for text in given if SECRET in text]


def a_draft_holds_one_dossier(world: World) -> None:
    own = Dossier.objects.get(parent=world.cast.anna)
    about = {row.pk for row in Note.objects.filter(dossier=own)}
    found = {piece.row[1] for piece in own_file.pieces_of(own) if piece.row[0] == "centre.Note"}
    assert found == about


def nobody_reads_twice(world: World) -> None:
    row = file_requests.ask(parent=world.cast.anna, dossier=Dossier.objects.get(parent=world.cast.anna), kind="copy")
    file_requests.draft(request=row)
    file_requests.read_first(request=row, by=world.cast.cora, outcome="refused", explanation="x", grounds={})
    assert _refuses(lambda: file_requests.send_back(request=row, by=world.cast.cora))


def no_emergency_opens_what_is_shut(world: World) -> None:
    facts = {"user": world.people["barred"], "reason": "Het kan echt niet wachten.", "purpose": "x", "role": "x"}
    assert _refuses(lambda: emergency.open_by_emergency(case=world.cast.case, **facts))


# ── what leaves ──────────────────────────────────────────────────────────────────────────────────────────────────────


def a_mail_goes_to_one_and_says_nothing(world: World) -> None:
    mail.outbox.clear()
    queue_notice(key="leak", kind="message", recipient=world.cast.bram.user)
    while deliver_batch():
        pass
    assert mail.outbox
    for sent in mail.outbox:
        assert len(sent.recipients()) == 1
        assert SECRET not in f"{sent.subject} {sent.message()}"


def a_calendar_file_says_nothing(world: World) -> None:
    address = f"/agenda/{make_feed(user=world.cast.anna.user)}.ics"
    words = Client().get(address).content.decode()
    assert "BEGIN:VEVENT" in words
    assert not re.search(r"Noor|Bram|DESCRIPTION|ATTENDEE", words)


def a_page_is_kept_nowhere_and_runs_nothing_foreign(world: World) -> None:
    response = world.browser(world.cast.anna).get("/mijn/")
    assert response.get("Cache-Control") == "no-store"
    assert "default-src 'none'" in response.get("Content-Security-Policy", "")


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_look_is_written_with_whose_file_it_was(world: World) -> None:
    own = Dossier.objects.get(parent=world.cast.bram)
    before = AccessLog.objects.filter(dossier=own, actor=world.cast.thea).count()
    world.browser(world.cast.thea).get(f"/praktijk/zaken/{world.cast.case.reference}/dossier/{own.reference}/")
    assert AccessLog.objects.filter(dossier=own, actor=world.cast.thea).count() > before


def a_refusal_is_written(world: World) -> None:
    before = AccessLog.objects.filter(action="denied").count()
    world.browser(world.cast.anna).get("/mijn/berichten/BE-33333333/")
    assert AccessLog.objects.filter(action="denied").count() == before + 1


def _ends_authority(parent: Parent) -> None:
    ParentalAuthority.objects.filter(parent=parent).update(until=clock.today() - timedelta(days=1))


def _refuses(act) -> bool:
    try:
        act()
    except ValidationError:
        return True
    return False


def _text(world: World, person, address: str) -> str:
    """The page without what is new in every answer."""
    response = world.browser(person).get(address)
    assert response.status_code == 200, address
    words = response.content.decode()
    words = re.sub(r'value="[0-9a-f]{16}"', "", words)
    return re.sub(r'csrf[^>]*?value="[^"]+"|"X-CSRFToken": "[^"]+"|csrf[^"]*&quot;: &quot;[^&]+&quot;', "", words)


def other_parent(parent: Parent) -> Parent:
    """For mutants: the person whose things must not appear."""
    return Parent.objects.filter(family=parent.family).exclude(pk=parent.pk).get()


def case_of(parent: Parent) -> Case:
    return parent.family.cases.latest("pk")
