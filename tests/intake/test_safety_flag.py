"""The flag belongs to one case, and the latest word counts."""

from centre.models import Case, Dossier
from centre.selectors import flagged
from centre.services.safety import record_safety, set_phase
from intake.models import Registration
from intake.queue import coordinator_waiting
from intake.selectors import is_flagged
from tests.factories.intake import case_at


def up(cast):
    return [case for case in flagged(Case.objects.order_by("pk")) if case.is_flagged]


def test_the_latest_word_about_one_case_counts(cast):
    Registration.objects.create(case=cast.other_case)
    for kind, expected in (
        ("signal", []),
        ("flag_set", [cast.other_case]),
        ("flag_lifted", []),
        ("flag_set", [cast.other_case]),
    ):
        record_safety(case=cast.other_case, kind=kind, text="x", by=cast.thea)
        assert up(cast) == expected
        assert is_flagged(cast.other_case) == bool(expected)
        assert coordinator_waiting(cast.cora)["flagged"].count() == len(expected)
    record_safety(case=cast.case, kind="flag_lifted", text="x", by=cast.thea)
    assert up(cast) == [cast.other_case]


def test_the_card_and_its_list_show_every_flagged_family_that_is_still_open(cast, client_as):
    """Also a family on the waiting list or after another advice; the card leads to those families alone."""
    for state in ("waiting", "assessing", "indicated", "not_indicated"):
        Registration.objects.update_or_create(case=cast.case, defaults={"state": state})
        Registration.objects.get_or_create(case=cast.other_case)
        record_safety(case=cast.case, kind="flag_set", text="x", by=cast.thea)
        assert coordinator_waiting(cast.cora)["flagged"].count() == 1, state
        answer = client_as(cast.cora).get("/coordinatie/aanmeldingen/?stand=flagged")
        assert [line["case"] for line in answer.context["lines"]] == [cast.case], state
    assert "/coordinatie/aanmeldingen/?stand=flagged" in client_as(cast.cora).get("/coordinatie/").content.decode()


def test_the_flag_stays_up_while_direct_safety_comes_first(cast, client_as):
    """Nobody plans a meeting of both in the first phase; who is not named in the safety file reads no more than that."""
    Registration.objects.create(case=cast.case)
    record_safety(case=cast.case, kind="flag_set", text="x", by=cast.thea)
    dossier = Dossier.objects.get(kind="safety", case=cast.case)
    set_phase(dossier=dossier, phase="direct", reason="zorg", by=cast.thea)
    browser, address = client_as(cast.cora), f"/coordinatie/aanmeldingen/{cast.case.reference}/veiligheid/"
    down = {"up": "down", "text": "Het gaat beter, zegt een ouder."}

    answer = browser.post(address, down)

    assert "De vlag blijft nu staan" in answer.content.decode() and down["text"] in answer.content.decode()
    assert is_flagged(cast.case)
    set_phase(dossier=dossier, phase="risk", reason="afspraken", by=cast.thea)
    assert browser.post(address, down).status_code == 302
    assert not is_flagged(cast.case)


def test_a_group_that_was_advised_before_the_flag_is_weighed_again(cast, client_as):
    case = case_at(cast.case, cast, "decide", outcome="group")
    record_safety(case=case, kind="flag_set", text="nieuwe zorg", by=cast.thea)
    browser, address = client_as(cast.cora), f"/coordinatie/aanmeldingen/{case.reference}/advies/akkoord/"

    answer = browser.post(address)

    assert answer.status_code == 409 and "De veiligheidsvlag ging omhoog" in answer.content.decode()
    assert Registration.objects.get(case=case).state == "assessing"
    record_safety(case=case, kind="flag_lifted", text="onderzocht", by=cast.thea)
    assert browser.post(address).status_code == 302
    assert Registration.objects.get(case=case).state == "indicated"
