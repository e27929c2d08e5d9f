"""A complaint stands in no file, reaches who has no part in the help, and gets an answer and a reaction in time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from centre import clock, supervision
from centre import complaints as reading
from centre.models import AccessLog, CareRelation, Child, Complaint, Dossier, Family, Message, Notice, Parent
from centre.services import complaints, pruning
from centre.services.cases import relate
from centre.services.people import add_membership
from tests.cast import make_user

WORDS = "Niemand belde mij terug KANARIE."
FACTS = {"text": WORDS, "wish": "", "once": "0123456789abcdef"}
OWN = {"anna": "/mijn/klacht/", "sem": "/kind/klacht/", "ruth": "/verwijzen/klacht/"}


def handed_in(cast, number=0) -> Complaint:
    return complaints.hand_in(by=cast.anna.user, made_as="parent", text=WORDS, once=f"{number:016x}")


def verdict(row, cast, outcome="founded") -> Complaint:
    complaints.take_up(complaint=row, by=cast.fiona)
    return complaints.decide(
        complaint=row, by=cast.fiona, outcome=outcome, answer="U hebt gelijk.", decided_on=clock.today()
    )


@pytest.mark.parametrize(("who", "address"), OWN.items())
def test_parent_child_and_referrer_hand_one_in_and_twice_is_once(cast, client_as, who, address):
    if who == "sem":
        cast.sem.user = make_user("sem", "Sem", "child")
        cast.sem.save()
    browser = client_as(getattr(cast, who))
    assert browser.get(address).status_code == 200

    for _twice in range(2):
        assert browser.post(address, FACTS).status_code == 302

    row = Complaint.objects.get()
    assert (row.text, row.made_as) == (WORDS, {"anna": "parent", "sem": "child", "ruth": "referrer"}[who])
    assert WORDS in browser.get(address).content.decode()
    letters = Message.objects.filter(recipient=cast.fiona)
    assert letters.count() == 1
    assert WORDS not in letters.get().text


def test_from_taking_up_to_the_reaction_who_complained_reads_along_and_doorbells_say_nothing(cast, client_as):
    row, desk = handed_in(cast), client_as(cast.fiona)
    page = f"/toezicht/klachten/{row.reference}/"
    steps = [
        {"step": "take"},
        {"step": "decide", "outcome": "founded", "answer": "U hebt gelijk.", "decided_on": clock.today()},
        {"step": "react", "reaction": "Wij bellen voortaan terug.", "reacted_on": clock.today()},
    ]
    for step in steps:
        assert desk.post(page, step).status_code == 302
        # A second click finds the page as it is now.
        assert desk.post(page, step).status_code == 200

    row.refresh_from_db()
    assert (row.handler, row.closed_on) == (cast.fiona, clock.today())
    told = client_as(cast.anna).get("/mijn/klacht/").content.decode()
    for words in (cast.fiona.name, "U hebt gelijk.", "Wij bellen voortaan terug."):
        assert words in told
    rung = Notice.objects.filter(recipient=cast.anna.user, key__startswith="complaint:")
    assert sorted(notice.key.split(":")[2] for notice in rung) == ["decided", "reacted", "taken"]
    assert {notice.path for notice in rung} == {"/mijn/klacht/"}
    assert row.reference in desk.get("/toezicht/klachten/?finished=1").content.decode()


def test_nobody_else_reads_a_complaint_and_no_file_or_log_of_a_file_tells_of_it(cast, client_as):
    row = handed_in(cast)
    verdict(row, cast)

    assert WORDS not in client_as(cast.bram).get("/mijn/klacht/").content.decode()
    for person in (cast.bram, cast.thea, cast.cora, cast.ruth):
        assert client_as(person).get(f"/toezicht/klachten/{row.reference}/").status_code == 404
    assert not AccessLog.objects.filter(label__startswith="complaint").exclude(dossier=None, case=None).exists()
    for dossier in Dossier.objects.filter(parent=cast.anna):
        assert dossier.last_content_change_at is None or dossier.last_content_change_at < row.written_at


def with_substitute(user):
    return override_settings(COMPLAINT_TERMS=settings.COMPLAINT_TERMS | {"substitute": user.email})


def test_when_every_privacy_officer_knows_the_family_the_named_substitute_handles_it(cast, client_as):
    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="vroeger")
    director = make_user("dora", "Dora", "coordinator", organisation=cast.centre)
    with with_substitute(director):
        row = handed_in(cast)
        other = complaints.hand_in(by=cast.carla.user, made_as="parent", text="Een andere.", once="f" * 16)
        desk, page = client_as(director), f"/coordinatie/klachten/{row.reference}/"

        assert Message.objects.filter(recipient=director).count() == 1
        assert "klacht" in desk.get("/coordinatie/").content.decode()
        listed = desk.get("/coordinatie/klachten/").content.decode()
        assert row.reference in listed and other.reference not in listed
        assert desk.post(page, {"step": "take"}).status_code == 302
        row.refresh_from_db()
        assert row.handler == director
        for person in (cast.cora, cast.thea):
            assert client_as(person).get(page).status_code == 404
        assert client_as(cast.cora).get("/coordinatie/klachten/").status_code == 404
        assert AccessLog.objects.filter(actor=cast.cora, label="complaints", action="denied", succeeded=False).exists()
        assert client_as(cast.fiona).get(f"/toezicht/klachten/{row.reference}/").status_code == 404


def test_the_substitute_finishes_what_was_taken_up_also_when_an_officer_is_named_meanwhile(cast, client_as):
    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="vroeger")
    director = make_user("dora", "Dora", "coordinator", organisation=cast.centre)
    with with_substitute(director):
        row = handed_in(cast)
        untaken = handed_in(cast, 1)
        complaints.take_up(complaint=row, by=director)
        add_membership(user=cast.mila, audience="privacy", organisation=cast.centre)

        assert list(reading.open_for(director)) == [row]
        assert list(reading.open_for(cast.mila)) == [row, untaken]
        answer = {"step": "decide", "outcome": "settled", "answer": "Opgelost.", "decided_on": clock.today()}
        assert client_as(director).post(f"/coordinatie/klachten/{row.reference}/", answer).status_code == 302

    row.refresh_from_db()
    assert (row.answer, row.closed_on) == ("Opgelost.", clock.today())


def test_what_a_handler_left_behind_is_taken_over_and_nothing_else_is(cast, client_as):
    olga = make_user("olga", "Olga", "privacy", organisation=cast.centre)
    row = handed_in(cast)
    complaints.take_up(complaint=row, by=cast.fiona)
    page = f"/toezicht/klachten/{row.reference}/"
    take, browser = {"step": "take"}, client_as(olga)
    with pytest.raises(ValidationError):
        complaints.take_up(complaint=row, by=olga)

    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="sinds vandaag")
    assert browser.post(page, take).status_code == 302
    row.refresh_from_db()
    assert row.handler == olga
    answer = {"step": "decide", "outcome": "settled", "answer": "Opgelost.", "decided_on": clock.today()}
    assert browser.post(page, answer).status_code == 302
    row.refresh_from_db()
    assert row.answer == "Opgelost."


@pytest.mark.parametrize("is_any_officer_left", [True, False])
def test_a_complaint_by_letter_is_the_substitutes_only_when_there_is_no_officer(cast, is_any_officer_left):
    director = make_user("dora", "Dora", "coordinator", organisation=cast.centre)
    facts = {"made_as": "parent", "name": "Els", "reach": "06", "text": WORDS, "received_on": clock.today()}
    row = complaints.write_down(by=cast.fiona, once="0" * 16, **facts)
    cast.fiona.is_active = is_any_officer_left
    cast.fiona.save()

    with with_substitute(director):
        assert list(reading.open_for(director)) == ([] if is_any_officer_left else [row])
        assert reading.handlers_of(row) == [cast.fiona if is_any_officer_left else director]


def test_what_the_substitute_does_tells_an_officer_nothing_and_refusals_stay_to_be_seen(cast, client_as):
    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="vroeger")
    director = make_user("dora", "Dora", "coordinator", organisation=cast.centre)
    with with_substitute(director):
        row, desk = handed_in(cast), client_as(director)
        desk.get("/coordinatie/klachten/")
        desk.post(f"/coordinatie/klachten/{row.reference}/", {"step": "take"})
        client_as(cast.thea).get("/coordinatie/klachten/")
        client_as(cast.cora).get("/coordinatie/klachten/")
    written = AccessLog.objects.filter(label__in=supervision.COMPLAINTS)
    assert set(written.filter(actor=director).values_list("label", "action")) >= {
        ("complaints", "list"),
        ("complaint", "change"),
    }

    told = supervision.looks(reader=cast.fiona).filter(label__in=supervision.COMPLAINTS)

    assert [(look.actor, look.action) for look in told] == [(cast.cora, "denied")]
    shown = client_as(cast.fiona).get("/toezicht/inzage/").context["page"]
    assert not [look for look in shown if look.actor == director and look.label in supervision.COMPLAINTS]


def test_a_substitute_who_leads_the_region_is_too_near_and_who_complained_reads_that_nobody_does(cast, client_as):
    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="vroeger")
    with with_substitute(cast.cora):
        row = handed_in(cast)

        assert reading.handlers_of(row) == []
        assert client_as(cast.cora).get(f"/coordinatie/klachten/{row.reference}/").status_code == 404
        assert "niemand" in client_as(cast.anna).get("/mijn/klacht/").content.decode()
        add_membership(user=cast.mila, audience="privacy", organisation=cast.centre)
        assert reading.handlers_of(row) == [cast.mila]
        assert "nog niemand" not in client_as(cast.anna).get("/mijn/klacht/").content.decode()


def test_a_privacy_officer_who_coordinates_the_region_is_too_near(cast):
    add_membership(user=cast.cora, audience="privacy", organisation=cast.centre)

    assert reading.handlers_of(handed_in(cast)) == [cast.fiona]
    assert list(reading.open_for(cast.cora)) == []


def test_who_works_or_worked_with_the_family_does_not_see_it_nor_hears_of_it(cast, client_as):
    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="vroeger")
    add_membership(user=cast.mila, audience="privacy", organisation=cast.centre)

    row = handed_in(cast)

    assert reading.handlers_of(row) == [cast.mila]
    assert not Message.objects.filter(recipient=cast.fiona).exists()
    assert list(reading.open_for(cast.fiona)) == []
    assert client_as(cast.fiona).get(f"/toezicht/klachten/{row.reference}/").status_code == 404
    assert list(reading.open_for(cast.mila)) == [row]


def test_the_log_tells_who_complained_to_nobody_who_may_not_handle_it(cast, client_as):
    relate(case=cast.case, user=cast.fiona, kind=CareRelation.Kind.ASSESSOR, reason="vroeger")
    add_membership(user=cast.mila, audience="privacy", organisation=cast.centre)
    browser = client_as(cast.anna)
    for facts in (FACTS | {"text": ""}, FACTS):
        browser.post("/mijn/klacht/", facts)

    log = AccessLog.objects.filter(actor=cast.anna.user, label="complaints").order_by("pk")
    assert [row.action for row in log] == ["list", "create"]
    for officer, told in ((cast.fiona, set()), (cast.mila, set(log))):
        assert set(supervision.looks(reader=officer).filter(actor=cast.anna.user, label="complaints")) == told
    shown = client_as(cast.fiona).get("/toezicht/inzage/").context["page"]
    assert not [row for row in shown if row.actor == cast.anna.user and row.label == "complaints"]


@pytest.mark.parametrize("maker", ["parent", "child"])
def test_who_is_family_does_not_see_it_either_also_before_there_is_a_case(cast, maker):
    """A privacy officer who is the other parent; the family has asked for help and has no case yet."""
    family = Family.objects.create()
    Parent.objects.create(family=family, side="a", user=cast.fiona, first_name="Fiona")
    one = make_user("nico", "Nico", maker)
    if maker == "parent":
        Parent.objects.create(family=family, side="b", user=one, first_name="Nico")
    else:
        child = Child.objects.create(user=one, first_name="Nico", birth_date="2010-01-01")
        child.families.add(family)

    row = complaints.hand_in(by=one, made_as=maker, text=WORDS, once="0" * 16)

    assert reading.handlers_of(row) == []
    assert list(reading.open_for(cast.fiona)) == []


def test_a_complaint_by_letter_is_written_down_for_somebody_without_an_account(cast, client_as):
    facts = {"made_as": "parent", "name": "Els", "reach": "06", "text": WORDS, "received_on": clock.today()}
    browser = client_as(cast.fiona)
    for _twice in range(2):
        assert browser.post("/toezicht/klachten/nieuw/", facts | {"once": "0" * 16}).status_code == 302
    row = Complaint.objects.get()
    verdict(row, cast, "settled")
    row.refresh_from_db()

    assert (row.sender, row.closed_on, row.reaction_due) == ("Els", clock.today(), None)
    assert not Notice.objects.filter(key__startswith="complaint:").exists()
    later = facts | {"received_on": clock.today() + timedelta(days=1), "once": "1" * 16}
    page = browser.post("/toezicht/klachten/nieuw/", later)
    assert page.status_code == 200
    assert "received_on" in page.context["form"].errors


@pytest.mark.parametrize(
    ("changes", "field"), [({"text": ""}, "text"), ({"text": "x" * 200_000}, "text"), ({"once": "x"}, "once")]
)
def test_bad_input_stays_beside_its_field(cast, client_as, changes, field):
    page = client_as(cast.anna).post("/mijn/klacht/", FACTS | {"wish": "Bel mij."} | changes)

    assert field in page.context["form"].errors
    assert "Bel mij." in page.content.decode()
    assert not Complaint.objects.exists()


def test_steps_out_of_turn_and_by_a_colleague_are_refused(cast, client_as):
    row = handed_in(cast)
    add_membership(user=cast.mila, audience="privacy", organisation=cast.centre)
    answer = {"outcome": "founded", "answer": "x", "decided_on": clock.today()}
    with pytest.raises(ValidationError):
        complaints.decide(complaint=row, by=cast.fiona, **answer)
    complaints.take_up(complaint=row, by=cast.fiona)
    for act, facts in (
        (complaints.take_up, {}),
        (complaints.decide, answer),
        (complaints.react, {"reaction": "x", "reacted_on": clock.today()}),
    ):
        with pytest.raises(ValidationError):
            act(complaint=row, by=cast.mila, **facts)
    early = {"step": "decide", **answer, "decided_on": clock.today() - timedelta(days=1)}
    assert "decided_on" in client_as(cast.fiona).post(
        f"/toezicht/klachten/{row.reference}/", early
    ).context["form"].errors  # fmt: skip
    complaints.decide(complaint=row, by=cast.fiona, **answer)
    with pytest.raises(ValidationError):
        complaints.decide(complaint=row, by=cast.fiona, **answer)


def test_too_many_open_complaints_are_a_matter_for_the_telephone(cast, client_as):
    for number in range(complaints.MOST_OPEN):
        handed_in(cast, number)

    page = client_as(cast.anna).post("/mijn/klacht/", FACTS | {"once": "f" * 16})

    assert page.status_code == 200
    assert WORDS in page.content.decode()
    assert Complaint.objects.count() == complaints.MOST_OPEN


def test_the_reaction_is_due_a_month_after_the_verdict_and_the_centres_own_terms_are_settings(cast):
    with clock.at(clock.moment_from("2026-01-31T10:00")):
        row = handed_in(cast)
        assert row.due is None
        with override_settings(COMPLAINT_TERMS=settings.COMPLAINT_TERMS | {"answer_weeks": 6}):
            assert str(row.due) == "2026-03-14"
        row = verdict(row, cast)
        assert (str(row.due), row.is_late) == ("2026-02-28", False)
    with clock.at(clock.moment_from("2026-03-01T10:00")):
        assert row.is_late


def test_a_finished_complaint_goes_when_the_centre_settled_its_term(cast):
    with clock.at(clock.moment_from("2024-01-10T10:00")):
        verdict(handed_in(cast), cast, "withdrawn")
    kept = handed_in(cast, 1)
    assert pruning.prune()["finished complaints"] == 0
    with override_settings(COMPLAINT_TERMS=settings.COMPLAINT_TERMS | {"keep_months": 24}):
        assert pruning.prune()["finished complaints"] == 1
    assert list(Complaint.objects.all()) == [kept]


@pytest.mark.parametrize("address", ["/toezicht/klachten/", "/mijn/klacht/"])
def test_the_lists_cost_the_same_for_one_and_for_three(cast, client_as, address):
    browser = client_as(cast.fiona if "toezicht" in address else cast.anna)
    complaints.take_up(complaint=handed_in(cast), by=cast.fiona)
    browser.get(address)
    costs = []
    for number in (1, 3):
        while Complaint.objects.count() < number:
            complaints.take_up(complaint=handed_in(cast, Complaint.objects.count()), by=cast.fiona)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 8
