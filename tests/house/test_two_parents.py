"""One parent never learns anything private of the other: canaries in everything about B, then a walk as A."""

import os
import re
from random import Random

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client

from centre import clock, demo
from centre.models import Child, Dossier, Message, Note, Parent, ParentalAuthority
from centre.services.delivery import deliver_batch
from centre.services.notices import send_message, send_to_both_parents
from tests.centre.signing_in import just_signed_in
from tests.house.addresses import walk as addresses
from tests.house.crawling import crawl
from tests.house.doings import do, doings_of
from tests.house.planting import CANARY, content_fields, plant, ways_to_a_parent

pytestmark = pytest.mark.two_parent
#: How many sequences of doings are played each way.
WALKS = int(os.environ.get("WALKS", "2"))
MOMENT = clock.now()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demo world, once for all tests of this file, and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.build()
        transaction.set_rollback(True)


@pytest.fixture
def couple(world, db):
    """A and B of the feature table, B's world full of canaries."""
    a = Parent.objects.get(user__email="anna@example.org")
    b = Parent.objects.get(user__email="bram@example.org")
    return a, b, plant(b)


def reach_of(client, parent: Parent):
    """Everything this parent can reach from the own street and from the public pages."""
    return crawl(
        just_signed_in(client),
        ["/mijn/", "/start/", "/"],
        stay_in=("/mijn/", "/start/", "/aanmelden/", "/uitleg/", "/agenda/"),
    )


def test_the_planting_reaches_every_room_that_writes_about_a_parent(couple):
    _a, _b, planted = couple

    assert {"Parent", "Application", "Response"} <= set(planted)
    assert sum(planted.values()) >= 12


def test_a_reaches_nothing_of_b(couple, client_as):
    a, b, _planted = couple
    names = [b.user.email, str(b), b.reference, Dossier.objects.get(parent=b).reference]

    walk = reach_of(client_as(a), a)

    assert len(walk.seen) > 15
    assert walk.hits(CANARY) == []
    for name in names:
        assert walk.hits(name) == [], name


def test_a_parent_reaches_no_name_of_a_child_that_only_the_other_parent_named(couple, client_as):
    """Control first: while nothing hides the children their names stand on the pages."""
    a, _b, _planted = couple
    Child.objects.filter(families=a.family).update(first_name=f"{CANARY}voor", last_name=f"{CANARY}achter")
    assert reach_of(client_as(a), a).hits(CANARY)

    unnamed = ParentalAuthority.Evidence.UNNAMED
    ParentalAuthority.objects.filter(parent=a).update(evidence=unnamed, until=None)

    assert reach_of(client_as(a), a).hits(CANARY) == []


def test_the_walk_would_have_found_it(couple, client_as):
    """The control: B's own walk does meet the canaries."""
    _a, b, _planted = couple

    assert reach_of(client_as(b), b).hits(CANARY)


def test_a_planted_leak_is_caught(couple, client_as, monkeypatch):
    """A mutant: A's message box gets B's messages."""
    a, b, _planted = couple
    send_message(recipient=b.user, subject=f"{CANARY} in a subject", text="x", by=None)
    monkeypatch.setattr("centre.selectors.message_box", lambda user: Message.objects.order_by("-sent_at"))

    assert reach_of(client_as(a), a).hits(CANARY)


def test_no_mail_to_a_holds_anything_of_b(couple):
    a, b, _planted = couple
    case = a.family.cases.order_by("-opened_on").first()
    send_to_both_parents(case=case, subject="Afspraak", text="Voor beide ouders.", by=None, sending="test")
    send_message(recipient=b.user, subject=f"{CANARY} alleen voor B", text=CANARY, by=None)
    while deliver_batch():
        pass

    to_a = [sent for sent in mail.outbox if sent.to == [a.user.email]]
    assert to_a
    assert not [sent for sent in to_a if CANARY in f"{sent.message()}" or "Bram" in f"{sent.message()}"]


def test_b_references_in_every_address_are_404_for_a(couple, client_as):
    """Each street of families with each reference of B's rows: the same answer as for a reference that never was."""
    a, b, _planted = couple
    references = {Dossier.objects.get(parent=b).reference, b.reference}
    references |= set(Message.objects.filter(recipient=b.user).values_list("reference", flat=True)[:3])
    for name in ("applications", "measurements"):
        related = getattr(b.family.cases.first(), name).filter(dossier__parent=b)
        references |= set(related.values_list("reference", flat=True)[:5])
    client = client_as(a)
    tried = 0
    for address in addresses():
        if address.street == "mijn" and "ZZ-33333333" in address.path:
            for reference in references:
                tried += 1
                path = address.path.replace("ZZ-33333333", reference)
                assert client.get(path).status_code in (404, 405), path
                assert client.post(path, {"answer": "given"}).status_code in (404, 405), path

    assert tried > 20


def test_what_b_does_changes_nothing_that_a_can_see(world, db, client_as):
    """The differential test: B answers, reads, withdraws, gets notes; every page of A stays the same to the byte."""
    a = Parent.objects.get(user__email="anna@example.org")
    b = Parent.objects.get(user__email="bram@example.org")
    moment = clock.now()

    def pages():
        with clock.at(moment):
            walk = reach_of(client_as(a), a)
        return {address: without_tokens(text) for address, text in walk.seen.items() if address != "/mijn/privacy/"}

    pages()  # A's own first reading of A's own messages is A's doing
    before = pages()
    case = b.family.cases.order_by("-opened_on").first()
    therapist = world.people["thea"]
    own = Dossier.objects.get(parent=b)
    Note.objects.create(dossier=own, case=case, kind="observation", subject="x", text="y", written_by=therapist)
    client = client_as(b)
    for message in Message.objects.filter(recipient=b.user):
        client.get(f"/mijn/berichten/{message.reference}/")
    about = case.sharing_partners.filter(parent=None, is_asked=True).order_by("pk")[0]
    for purpose in ("research", f"sharing/met/{about.reference}"):
        client.post(f"/mijn/toestemming/{purpose}/", {"answer": "refused"})
        client.post(f"/mijn/toestemming/{purpose}/intrekken/")
    reach_of(client, b)

    assert pages() == before


@pytest.fixture(scope="module")
def reachable(world, django_db_blocker):
    """Per parent of the couple what the other one can do, and what this one sees while nobody does anything."""
    with django_db_blocker.unblock():
        while deliver_batch():
            pass
        found = {}
        for key, other in (("anna", "bram"), ("bram", "anna")):
            reader, doer = (Parent.objects.get(user__email=f"{name}@example.org") for name in (key, other))
            _pages_of(reader)  # the first reading of the own messages is the own doing
            found[key] = (reader, doer, doings_of(reach_of(_browser(doer), doer)), _pages_of(reader))
        return found


@pytest.mark.parametrize("seed", range(WALKS))
@pytest.mark.parametrize("key", ["anna", "bram"])
def test_whatever_one_parent_does_by_chance_the_other_sees_the_same(reachable, db, key, seed):
    """Sequences of eight forms, both ways; WALKS=200 for a night. No page, file or mail of the other may differ."""
    reader, doer, doings, before = reachable[key]
    chance, client, sent = Random(f"{key}{seed}"), _browser(doer), len(mail.outbox)
    with clock.at(MOMENT):
        done = [(doing.action, do(client, doing, chance)) for doing in chance.choices(doings, k=8)]
        while deliver_batch():
            pass
    after = _pages_of(reader)

    assert any(status == 302 for _action, status in done), done
    assert [address for address in before if after.get(address) != before[address]] == [], done
    assert set(after) == set(before), done
    assert [mail for mail in mail.outbox[sent:] if reader.user.email in mail.to] == [], done


def _browser(parent: Parent) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(parent.user)
    return client


def _pages_of(parent: Parent) -> dict[str, str]:
    with clock.at(MOMENT):
        walk = reach_of(_browser(parent), parent)
    return {address: without_tokens(text) for address, text in walk.seen.items()}


def without_tokens(text: str) -> str:
    """Without what differs between two renderings of the same page: masked tokens, fresh keys of forms, times of cookies."""
    text = re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    text = re.sub(r'(name="once" value=")[0-9a-f]{16}"', r'\1"', text)
    return re.sub(r"(?m)^(Set-Cookie|Date|Expires): .*$", "", text)


def test_every_model_with_text_about_a_person_is_within_reach_of_the_planting():
    """A new model whose text hangs on nobody would escape the canaries: it must be named here."""
    free = set()
    for room in ["centre", *settings.ROOMS]:
        for model in apps.get_app_config(room).get_models():
            encrypted = [field for field in content_fields(model) if type(field).__name__.startswith("Encrypted")]
            if encrypted and not ways_to_a_parent(model):
                free.add(model.__name__)

    assert free == NOT_OF_ONE_PERSON


#: Encrypted text that is about a case, a group or a colleague: never shown to a parent, or the same text for both.
NOT_OF_ONE_PERSON = {
    "AddressMail", "Appeal", "AuthorityProcedure", "ChildIdentity", "ChildNumber", "Complaint", "CompositionPin", "CompositionRun", "Consultation",
    "CourtTrack", "Evaluation", "ExportContent", "GroupNote", "Handover", "HelpSignal", "Incident", "Indication", "KeptApart",
    "LearningTable", "PassedBy", "PasswordQuestion", "PortfolioItem", "Referral", "ReferralStep", "Registration",
    "ReplyLink", "Review", "Supervision", "TableItem", "Tie", "WebHook",
}  # fmt: skip
