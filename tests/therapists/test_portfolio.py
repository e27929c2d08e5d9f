"""Portfolios, 'not yet' with advice, appeals, and versions of the rules."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import Notice
from tests.centre import hostile_files
from tests.factories.therapists import rule_set, therapist
from therapists.models import Appeal, EvidenceFile
from therapists.selectors import portfolio_of, public_hits, sheets
from therapists.services import (
    add_evidence,
    apply_for_certificate,
    apply_for_renewal,
    certify,
    decide_appeal,
    decide_not_yet,
    decide_renewal,
    evidence_content,
    publish_rules,
    remove_evidence,
    submit_portfolio,
    write_item,
)
from therapists.states import Role, Standing

PARENT = Role.PARENT_LEAD
TWO = [
    {"key": "reflection", "title": "Reflectie", "explanation": "Wat u leerde."},
    {"key": "supervision", "title": "Supervisie", "explanation": ""},
]
ADDRESS = "/praktijk/profiel/parent_lead/portfolio/"


@pytest.fixture
def candidate(cast):
    """Thea, on the way to her first certificate under rules with two requirements."""
    rule_set(requirements=TWO)
    row = therapist(cast, cast.thea, role=None)
    return apply_for_certificate(therapist=row, role=PARENT)


def write_all(certificate):
    for wanted in TWO:
        write_item(certificate=certificate, key=wanted["key"], text="Genoeg.")


def test_a_portfolio_without_reflection_cannot_be_sent(cast, candidate):
    write_item(certificate=candidate, key="supervision", text="Verslag.")

    with pytest.raises(ValidationError, match="Reflectie"):
        submit_portfolio(certificate=candidate)


def test_what_is_being_written_can_be_changed_until_it_is_sent(cast, candidate):
    write_all(candidate)
    write_item(certificate=candidate, key="reflection", text="Beter.")
    submit_portfolio(certificate=candidate)

    with pytest.raises(ValidationError):
        write_item(certificate=candidate, key="reflection", text="Nog beter.")
    with pytest.raises(ValidationError):
        submit_portfolio(certificate=candidate)
    assert candidate.portfolios.get().items.get(key="reflection").text == "Beter."


def test_blank_text_is_not_written(cast, candidate):
    write_all(candidate)
    write_item(certificate=candidate, key="reflection", text="   ")

    with pytest.raises(ValidationError):
        submit_portfolio(certificate=candidate)


def test_only_what_the_rules_ask_can_be_written(cast, candidate):
    with pytest.raises(ValidationError):
        write_item(certificate=candidate, key="points", text="40")


def test_nothing_is_granted_while_the_portfolio_is_being_written(cast, candidate):
    write_item(certificate=candidate, key="reflection", text="Half.")

    with pytest.raises(ValidationError):
        certify(therapist=candidate.therapist, role=PARENT, by=cast.cora, reasons="Goed.")
    candidate.refresh_from_db()
    assert candidate.granted_on is None


def test_not_yet_needs_advice_and_opens_a_new_round(cast, candidate):
    write_all(candidate)
    submit_portfolio(certificate=candidate)
    with pytest.raises(ValidationError):
        decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te kort.", advice=" ")
    decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te kort.", advice="Schrijf over een lastige avond.")

    write_all(candidate)
    submit_portfolio(certificate=candidate)
    certify(therapist=candidate.therapist, role=PARENT, by=cast.cora, reasons="Overtuigend.")

    assert candidate.portfolios.count() == 2
    assert not candidate.portfolios.filter(decision=None).exists()


def test_after_not_yet_what_was_handed_in_stands_ready_to_be_changed(cast, candidate):
    write_all(candidate)
    item = candidate.portfolios.get().items.get(key="reflection")
    add_evidence(item=item, name="bewijs.pdf", content=hostile_files.pdf())
    submit_portfolio(certificate=candidate)
    decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te kort.", advice="Meer.")

    assert portfolio_of(candidate).advice == "Meer."
    again = portfolio_of(candidate).wanted("reflection")
    assert (again.text, len(again.files)) == (item.text, 1)
    assert evidence_content(file=again.files[0]) == evidence_content(file=item.files.get())
    remove_evidence(file=again.files[0])
    assert evidence_content(file=item.files.get())
    with pytest.raises(ValidationError):
        remove_evidence(file=EvidenceFile.objects.get())


def test_not_yet_leaves_what_is_being_written_with_its_writer(cast, candidate):
    write_item(certificate=candidate, key="reflection", text="Half.")

    decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te vroeg.", advice="Schrijf verder.")

    assert portfolio_of(candidate).wanted("reflection").text == "Half."


def test_a_valid_certificate_needs_renewal_before_a_portfolio(cast):
    rule_set(requirements=TWO)
    row = therapist(cast, cast.thea, valid_until=clock.today() + timedelta(days=30))
    certificate = row.certificates.get()
    with pytest.raises(ValidationError):
        write_item(certificate=certificate, key="reflection", text="Te vroeg.")

    apply_for_renewal(certificate=certificate)
    write_item(certificate=certificate, key="reflection", text="Nu wel.")
    with pytest.raises(ValidationError):
        decide_renewal(certificate=certificate, renewed=True, by=cast.cora, reasons="Goed.")
    certificate.refresh_from_db()
    decide_renewal(certificate=certificate, renewed=False, by=cast.cora, reasons="Niet af.", advice="Maak het af.")

    assert certificate.portfolios.get().decision.kind == "not_renewed"


def test_a_new_version_of_the_rules_changes_nobodys_standing(cast, client):
    today = clock.today()
    old = therapist(cast, cast.thea, valid_until=today + timedelta(days=400))
    before = [hit.name for hit in public_hits(on=today)]

    second = publish_rules(requirements=TWO, validity_months=12)

    assert [hit.name for hit in public_hits(on=today)] == before
    assert old.certificates.get().rule_set.version == 1
    assert old.certificates.get().decisions.get().rule_set.version == 1
    fresh = apply_for_certificate(therapist=old, role=Role.CHILD_LEAD)
    assert fresh.rule_set == second
    granted = certify(therapist=old, role=Role.CHILD_LEAD, by=cast.cora, reasons="Goed.")
    assert granted.valid_until.year == today.year + 1


def test_without_published_rules_nothing_can_start(cast):
    from therapists.services import register_therapist

    with pytest.raises(ValidationError):
        apply_for_certificate(therapist=register_therapist(user=cast.thea, practices=[]), role=PARENT)


def test_an_appeal_is_answered_by_somebody_else(cast, candidate, client_as):
    decision = decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te kort.", advice="Meer.")
    page = client_as(cast.thea).get("/praktijk/profiel/").content.decode()
    assert f"/praktijk/profiel/besluit/{decision.reference}/bezwaar/" in page

    client_as(cast.thea).post(
        f"/praktijk/profiel/besluit/{decision.reference}/bezwaar/", {"text": "Ik schreef het wel."}
    )

    appeal = Appeal.objects.get()
    with pytest.raises(ValidationError):
        decide_appeal(appeal=appeal, is_upheld=True, reasons="Nee.", by=cast.cora)
    decide_appeal(appeal=appeal, is_upheld=True, reasons="U heeft gelijk.", by=cast.fiona)
    assert Notice.objects.get(key=f"appeal-answered:{decision.reference}").recipient == cast.thea
    with pytest.raises(ValidationError):
        decide_appeal(appeal=appeal, is_upheld=False, reasons="Toch niet.", by=cast.fiona)


def test_the_first_decider_is_told_that_somebody_else_answers(cast, candidate, client_as):
    from therapists.services import lodge_appeal

    decision = decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te kort.", advice="Meer.")
    lodge_appeal(decision=decision, text="Graag opnieuw kijken.")
    address = f"/coordinatie/register/bezwaar/{decision.reference}/"

    answer = client_as(cast.cora).post(address, {"is_upheld": "yes", "reasons": "Ik bleef erbij."})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert client_as(cast.thea).get(address).status_code == 404


def test_nobody_appeals_twice_or_against_a_grant(cast, candidate):
    from therapists.services import lodge_appeal

    granted = certify(therapist=candidate.therapist, role=PARENT, by=cast.cora, reasons="Goed.").decisions.get()

    with pytest.raises(ValidationError):
        lodge_appeal(decision=granted, text="Toch.")


def test_anothers_decision_and_portfolio_are_not_found(cast, candidate, client_as):
    decision = decide_not_yet(certificate=candidate, by=cast.cora, reasons="Te kort.", advice="Meer.")
    ulla = therapist(cast, cast.ulla, role=Role.CHILD_LEAD)
    browser = client_as(ulla.user)

    assert browser.get(f"/praktijk/profiel/besluit/{decision.reference}/bezwaar/").status_code == 404
    assert browser.get(ADDRESS).status_code == 404
    assert browser.get("/praktijk/profiel/besluit/BS-XXXX/bezwaar/").status_code == 404


def test_writing_and_sending_through_the_pages(cast, candidate, client_as):
    browser = client_as(cast.thea)
    assert browser.get(ADDRESS).status_code == 200
    assert browser.get(f"{ADDRESS}o/reflection/").status_code == 200
    assert browser.get(f"{ADDRESS}o/points/").status_code == 404
    assert browser.post(f"{ADDRESS}o/reflection/", {"text": ""}).context["form"].errors
    assert browser.post(f"{ADDRESS}o/reflection/", {"text": "x" * 10_001}).context["form"].errors

    for wanted in TWO:
        browser.post(f"{ADDRESS}o/{wanted['key']}/", {"text": f"Over {wanted['title']}."})
    browser.post(f"{ADDRESS}versturen/")

    assert candidate.portfolios.get().submitted_on == clock.today()
    assert sheets(type(candidate).objects.all(), on=clock.today())[0].waits_for_us
    assert browser.post(f"{ADDRESS}o/reflection/", {"text": "Later."}).context["form"].errors


def test_the_desk_reads_only_what_was_sent(cast, candidate, client_as):
    browser = client_as(cast.cora)
    address = f"/coordinatie/register/t/{candidate.therapist.slug}/parent_lead/portfolio/"
    write_all(candidate)
    assert browser.get(address).status_code == 404

    submit_portfolio(certificate=candidate)

    assert "Genoeg." in browser.get(address).content.decode()


def test_publishing_rules_through_the_page(cast, client_as):
    browser = client_as(cast.cora)
    data = {
        "validity_months": "",
        "renewal_opens_months_before": "4",
        "requirements": "Reflectie: wat u leerde\nSupervisie",
    }

    assert browser.post("/coordinatie/register/regels/", data).status_code == 302
    assert browser.get("/coordinatie/register/regels/").status_code == 200
    twice = browser.post("/coordinatie/register/regels/", data | {"requirements": "Zelfde: a\nzelfde: b"})
    assert "requirements" in twice.context["form"].errors


def test_a_suspended_person_stays_suspended_during_a_renewal(cast):
    from therapists.selectors import standing_of
    from therapists.services import suspend

    certificate = therapist(cast, cast.thea, valid_until=clock.today() + timedelta(days=30)).certificates.get()
    apply_for_renewal(certificate=certificate)
    suspend(certificate=certificate, by=cast.cora, reason="Klacht.")

    assert standing_of(type(certificate).objects.get(), clock.today()) == Standing.SUSPENDED
