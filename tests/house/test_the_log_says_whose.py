"""Every row of the log names whose file was read, who got a right, and what was asked in vain (law.md R44)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from centre import clock
from centre.log_words import said
from centre.models import AccessLog, CareRelation, Dossier, Membership
from centre.selectors import who_looked
from centre.services.cases import relate
from centre.services.notes import write_note
from groups.services import make_feed
from referrals import services as partners
from referrals.services.table import appoint_member
from tests.cast import open_case
from tests.factories import groups as make
from tests.factories import therapists as register


def file_of(child) -> Dossier:
    return Dossier.objects.get(child=child)


def last_row(**facts) -> AccessLog:
    return AccessLog.objects.filter(**facts).latest("pk")


def test_a_personal_note_from_the_group_is_written_under_the_file_and_the_case(cast, client_as):
    circle = make.circle(cast, couples=2, minimum_couples=1)
    note = reverse("groups:personal-note", args=[circle.group.reference, 1, cast.noor.reference])
    words = {"kind": "observation", "subject": "Kring", "text": "Noor lachte.", "audience": "staff"}

    client_as(cast.thea).post(note, words)

    row = last_row(actor=cast.thea, label="dossier", action="create")
    assert (row.dossier, row.case) == (file_of(cast.noor), cast.case)
    assert list(who_looked(file_of(cast.noor)))[0] == row


def test_a_name_that_is_not_in_the_group_is_a_refusal_with_that_reference(cast, client_as):
    circle = make.circle(cast, couples=2, minimum_couples=1)

    client_as(cast.thea).get(reverse("groups:personal-note", args=[circle.group.reference, 1, "P-3333333333"]))

    row = last_row(actor=cast.thea)
    assert (row.action, row.succeeded, row.purpose) == ("denied", False, "treatment · P-3333333333")


def test_an_incident_is_written_and_read_under_the_file_of_each_person_concerned(cast, client_as):
    circle, thea = make.circle(cast, couples=2, minimum_couples=1), client_as(cast.thea)
    texts = {f"text-parent:{cast.anna.reference}": "Liep weg.", f"text-child:{cast.noor.reference}": "Schrok."}
    address = reverse("groups:new-incident", args=[circle.group.reference, 1])
    sheet = thea.post(address, {"kind": "tension", "decision": "Pauze.", "checked": "on", **texts}).url

    thea.get(sheet)

    for action in ("create", "view"):
        rows = AccessLog.objects.filter(actor=cast.thea, label="incident", action=action, case=cast.case)
        files = {Dossier.objects.get(parent=cast.anna).pk, file_of(cast.noor).pk}
        assert set(rows.exclude(dossier=None).values_list("dossier", flat=True)) == files


def test_a_childs_story_is_a_look_at_its_file(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    page = reverse("intake:voices", args=[cast.case.reference])
    thea, file = client_as(cast.thea), file_of(cast.noor)
    thea.get(page)
    assert not AccessLog.objects.filter(dossier=file).exists()
    code = thea.post(reverse("intake:voice-code", args=[cast.case.reference, file.reference])).context["code"]
    child, before = Client(), AccessLog.objects.filter(dossier=file).count()
    child.post(reverse("intake:start-voice"), {"code": code})
    child.post(reverse("intake:start-voice-story"), {"how": "4"})

    thea.get(page)

    rows = AccessLog.objects.filter(dossier=file, actor=cast.thea, label="child's story", action="view")
    assert rows.get().case == cast.case
    assert AccessLog.objects.filter(dossier=file, actor=cast.thea).count() == before + 1


def test_a_childs_notes_on_a_parents_page_are_a_look_at_the_childs_file(cast, client_as):
    anna, file = client_as(cast.anna), file_of(cast.noor)
    anna.get("/mijn/kinderen/")
    assert not AccessLog.objects.filter(dossier=file).exists()
    facts = {"kind": "observation", "subject": "Kring", "text": "Noor lachte.", "audience": "both"}
    write_note(dossier=file, case=cast.case, by=cast.thea, **facts)

    anna.get("/mijn/kinderen/")

    row = last_row(dossier=file)
    assert (row.actor, row.action, row.label, row.ground) == (cast.anna.user, "view", "texts", "own")
    # What a parent read is no part of what the child reads about its file (law.md R47).
    assert not who_looked(file).exists()


def test_making_one_child_of_two_names_both_files(cast, client_as):
    case = open_case(cast, [("gijs", "Gijs"), ("hanna", "Hanna")], [("Noortje", date(2018, 5, 4))])
    twice = case.family.children.get()
    url = reverse("intake:merge-children", args=[cast.noor.reference, twice.reference])
    sent = {"kept": cast.noor.reference, "other": twice.reference, "reason": "Zelfde kind"}
    files = {file_of(cast.noor).pk, file_of(twice).pk}

    assert client_as(cast.cora).post(url, sent).status_code == 302

    rows = AccessLog.objects.filter(actor=cast.cora, label="child", purpose="merge", action="change")
    assert set(rows.values_list("dossier", flat=True)) == files


@pytest.mark.parametrize("name", ["intake:rename-child", "centre:invite-child"])
def test_what_staff_changes_about_one_child_stands_under_its_file(cast, client_as, name):
    client_as(cast.cora).get(reverse(name, args=[cast.case.reference, cast.noor.reference]))

    assert last_row(actor=cast.cora).dossier == file_of(cast.noor)


def test_a_calendar_that_is_fetched_names_its_owner_and_is_no_look_by_somebody_else(cast):
    own = Dossier.objects.get(parent=cast.anna)

    Client().get(f"/agenda/{make_feed(user=cast.anna.user)}.ics")
    Client().get("/agenda/geheim.ics")

    fetched, refused = AccessLog.objects.filter(label="calendar feed").order_by("pk")
    assert (fetched.dossier, fetched.action, fetched.actor) == (own, "export", None)
    assert (refused.action, refused.purpose[:1], refused.dossier) == ("denied", "#", None)
    assert not who_looked(own).exists()


def test_whoever_gets_or_loses_a_right_is_named(cast, client_as):
    cora, wim = client_as(cast.cora), cast.wim.reference
    partners.name_contact(organisation=cast.team, user=cast.wim, by=cast.cora)
    own = f"/verwijzen/organisatie/{cast.team.pk}/collega/"
    until = clock.today() + timedelta(days=200)
    client_as(cast.wim).post(own, {"name": "Nel Nieuw", "email": "nel@example.org", "until": until})
    nel = Membership.objects.get(user__email="nel@example.org").user.reference
    client_as(cast.wim).post(f"{own}{nel}/einde/")
    speaks = f"/coordinatie/partners/{cast.team.pk}/contactpersoon/"
    cora.post(f"{speaks}{wim}/einde/")
    cora.post(speaks, {"person": wim})
    cora.post("/coordinatie/overleg/leden/", {"region": cast.north.pk, "email": cast.wim.email})
    seat = appoint_member(region=cast.north, user=cast.ruth, by=cast.cora)
    cora.post(f"/coordinatie/overleg/leden/{seat.pk}/einde/")
    Membership.objects.filter(user=cast.thea).update(region=cast.north)
    hat = Membership.objects.get(user=cast.thea)
    for answer in ("yes", "no"):
        cora.post("/coordinatie/veiligheid/functionarissen/", {"membership": hat.pk, "is_guard": answer})

    rows = AccessLog.objects.filter(action="rights").order_by("pk").values_list("label", flat=True)
    assert [label for label in rows if "P-" in label] == [
        f"hat referrer given {nel}", f"hat referrer ended {nel}", f"contact person ended {wim}",
        f"contact person {wim}", f"seat given {wim}", f"seat ended {cast.ruth.reference}",
        f"officer {cast.thea.reference}", f"officer ended {cast.thea.reference}",
    ]  # fmt: skip
    # ... in words of the reader's language.
    assert not [label for label in rows if "P-" in label and said(label) == label]


def test_a_new_therapist_is_named(cast, client_as):
    practice = register.practice(cast)
    facts = {"name": "Nina Nieuw", "email": "nina@example.org", "practices": [practice.pk]}

    client_as(cast.cora).post(reverse("therapists:invite"), facts | {"organisation": cast.provider.pk})

    person = Membership.objects.get(user__email="nina@example.org").user.reference
    assert last_row(action="rights").label == f"hat therapist given {person}"


@pytest.mark.parametrize(
    "address",
    [
        "/mijn/kinderen/{}/", "/mijn/toestemming/group/{}/", "/mijn/bijeenkomsten/{}/", "/mijn/netwerk/{}/",
    ],
)  # fmt: skip
def test_what_a_parent_asks_of_another_family_is_a_refusal_with_that_reference(cast, client_as, address):
    asked = cast.sem.reference

    assert client_as(cast.anna).get(address.format(asked)).status_code == 404

    row = last_row(actor=cast.anna.user)
    assert (row.action, row.purpose.split(" · ")[1], row.dossier) == ("denied", asked, None)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("ZK-33333333", "children · ZK-33333333"),
        ("ZK-" + "3" * 5000, "children · ZK-" + "3" * 16),
        ("Anna <de Vries>", "children"),
        ("12345", "children · 12345"),
        # As long as a citizen number: not kept.
        ("123456782", "children"),
    ],
)
def test_a_refusal_keeps_what_was_asked_and_not_more(cast, client_as, asked, kept):
    assert client_as(cast.cora).get(reverse("intake:children", args=[asked])).status_code == 404

    row = last_row(actor=cast.cora)
    assert (row.action, row.case, row.dossier) == ("denied", None, None)
    assert row.purpose == kept
    assert said(row.purpose) == kept.replace("children", said("children"))


def test_a_stray_address_of_a_file_is_a_refusal_with_that_reference_also_without_a_session(cast, client):
    assert client.get("/mijn/documenten/A-3333333333/").status_code == 404

    row = last_row(actor=None)
    assert (row.action, row.label, row.purpose) == ("denied", "file without signing in", "A-3333333333")


def test_what_is_asked_in_somebody_elses_street_is_a_refusal_with_that_reference(cast, client_as):
    client_as(cast.anna).post(f"/praktijk/zaken/{cast.case.reference}/", {"text": "GEHEIM"})

    row = last_row(actor=cast.anna.user)
    assert (row.action, row.label, row.purpose) == ("denied", "street", cast.case.reference)


@pytest.mark.parametrize(
    ("address", "status", "label"),
    [
        ("/agenda/{}.ics", 404, "calendar feed"),
        ("/account/uitnodiging/{}/", 410, "invitation"),
        ("/uitnodiging/{}/", 410, "invitation of a guest"),
        ("/aanbod/{}/", 410, "offer link"),
        ("/antwoord/{}/", 410, "partner question"),
        ("/aanmelden/verder/{}/", 404, "request for help"),
    ],
)
def test_a_link_that_opens_nothing_is_a_refusal_that_tells_apart_which_link_it_was_and_holds_none(
    cast, client, address, status, label
):
    tokens = ("geheim" * 7, "geheim" * 7, "anders" * 7)
    for token in tokens:
        assert client.get(address.format(token)).status_code == status

    kept = list(AccessLog.objects.filter(label=label, action="denied").order_by("pk").values_list("purpose", flat=True))
    assert len(kept) == 3
    assert kept[0] == kept[1] != kept[2]
    assert not [text for text in kept if "geheim" in text or "anders" in text]


def test_a_wrong_code_is_a_refusal_with_the_number_and_never_with_the_code(cast, client):
    client.post(reverse("intake:start-status"), {"number": "HV-33333333", "code": "QQQQQQ"})

    row = last_row(actor=None)
    assert (row.action, row.purpose) == ("denied", "wrong code · HV-33333333")
