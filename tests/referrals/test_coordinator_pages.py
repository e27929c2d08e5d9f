"""The coordinator's desk: terms, decisions, what a second click meets."""

import re
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, Case, Message, Notice
from centre.workflow import IllegalMove
from referrals import services
from referrals.desk import cards
from referrals.models import Referral
from tests.cast import make_user
from tests.factories import referrals as make

#: 7 September 2026 is a Monday without holidays around it.
MONDAY = datetime(2026, 9, 7, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


def page(name, row=None):
    return reverse(f"referrals:{name}", args=[row.reference] if row else [])


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (7, False), (8, True), (30, True)])
def test_a_referral_is_late_after_five_working_days(cast, days, late):
    with clock.at(MONDAY):
        row = make.submitted(cast)
    with clock.at(MONDAY + timedelta(days=days)):
        assert row.is_late is late
        assert str(row.due_on) == "2026-09-14"


def test_the_desk_shows_age_and_marks_what_is_late_with_words(cast, client_as):
    with clock.at(clock.now() - timedelta(days=40)):
        late = make.submitted(cast)
    fresh = make.submitted(cast)

    answer = client_as(cast.cora).get(page("desk"))

    body = answer.content.decode()
    assert [row.reference for row in answer.context["page"]] == [late.reference, fresh.reference]
    assert body.count('class="is-late"') == 1
    assert (fresh.days_waiting, late.days_waiting > 20) == (0, True)


@pytest.mark.parametrize("which", ["wachtend", "retour", "aangenomen", "gesloten", "onzin"])
def test_each_list_of_the_desk_opens_and_shows_no_draft(cast, client_as, which):
    rows = {state: maker(cast) for state, maker in make.MAKERS.items()}

    answer = client_as(cast.cora).get(page("desk") + f"?lijst={which}")

    expected = {
        "wachtend": {"submitted"},
        "retour": {"returned"},
        "aangenomen": {"accepted"},
        "gesloten": {"declined", "withdrawn"},
        "onzin": {"submitted"},
    }[which]
    assert {row.reference for row in answer.context["page"]} == {rows[state].reference for state in expected}


@pytest.mark.parametrize("state", [state for state in make.MAKERS if state != "draft"])
def test_the_sheet_opens_in_every_state(cast, client_as, state):
    row = make.MAKERS[state](cast)

    body = client_as(cast.cora).get(page("sheet", row)).content.decode()

    assert "Els Prins" in body
    assert (page("accept", row) in body) is (state == "submitted")


def test_opening_the_sheet_is_the_receipt(cast, client_as):
    row, client = make.submitted(cast), client_as(cast.cora)

    for _look in range(2):
        client.get(page("sheet", row))

    assert row.steps.filter(kind="received").count() == 1


def test_accepting_shows_each_code_once(cast, client_as):
    row, client = make.submitted(cast), client_as(cast.cora)
    assert client.get(page("accept", row)).status_code == 200
    assert Case.objects.filter(referrals=row).exists() is False

    answer = client.post(page("accept", row))
    again = client.post(page("accept", row))

    row.refresh_from_db()
    codes = re.findall(r'<strong class="reference">([A-Z0-9]{6})</strong>', answer.content.decode())
    assert (answer.status_code, again.status_code) == (200, 409)
    assert len(set(codes)) == 2
    assert row.state == "accepted"
    assert Case.objects.filter(referrals=row).count() == 1
    later = client.get(page("sheet", row)).content.decode() + client.get(page("desk")).content.decode()
    assert [code for code in codes if code in later] == []
    assert [code for code in codes for mail in Notice.objects.all() if code in mail.path] == []


def test_returning_and_declining_reach_the_referrer_with_the_reason_on_the_page_only(cast, client_as):
    client, wims = client_as(cast.cora), client_as(cast.wim)
    back, no = make.submitted(cast), make.submitted(cast)

    client.post(page("send-back", back), {"reason": "Wie weet hiervan?"})
    client.post(page("decline", no), {"reason": "Eerst veiligheid."})

    assert "Wie weet hiervan?" in wims.get(page("referral", back)).content.decode()
    assert "Eerst veiligheid." in wims.get(page("referral", no)).content.decode()
    assert Message.objects.filter(recipient=cast.wim).count() == 2


@pytest.mark.parametrize("name", ["send-back", "decline"])
@pytest.mark.parametrize("reason", ["", "   ", "a" * 200_000])
def test_without_a_proper_reason_nothing_happens(cast, client_as, name, reason):
    row = make.submitted(cast)

    answer = client_as(cast.cora).post(page(name, row), {"reason": reason})

    row.refresh_from_db()
    assert (answer.status_code, row.state, row.decision_reason) == (200, "submitted", "")
    assert "data-error-summary" in answer.content.decode()


@pytest.mark.parametrize("name", ["accept", "send-back", "decline"])
@pytest.mark.parametrize("state", ["returned", "accepted", "declined", "withdrawn"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_illegal_move_is_a_409_and_leaves_only_the_row_of_the_door(cast, client_as, name, state, method):
    row = make.MAKERS[state](cast)
    kept = Referral.objects.filter(pk=row.pk).values().get()

    answer = getattr(client_as(cast.cora), method)(page(name, row), {"reason": "Nee."})

    assert answer.status_code == 409
    assert Referral.objects.filter(pk=row.pk).values().get() == kept
    # A door says what it was opened for, before anything is done.
    assert set(AccessLog.objects.values_list("action", flat=True)) == {"view" if method == "get" else "change"}


@pytest.mark.idor
@pytest.mark.parametrize("name", ["sheet", "accept", "send-back", "decline"])
@pytest.mark.parametrize("key", ["east", "wim", "ruth", "thea", "rens", "gerda", "fiona", "anna"])
def test_strangers_get_404_and_the_log_says_so(cast, client_as, name, key):
    row = make.submitted(cast)
    user = (
        make_user("east", "Oost", "coordinator", organisation=cast.centre, region=cast.east)
        if key == "east"
        else getattr(cast, key)
    )

    answer = (
        client_as(user).post(page(name, row), {"reason": "x"})
        if name != "sheet"
        else client_as(user).get(page(name, row))
    )

    row.refresh_from_db()
    assert (answer.status_code, row.state) == (404, "submitted")
    assert list(AccessLog.objects.values_list("action", flat=True)) == ["denied"]


@pytest.mark.idor
def test_a_draft_is_nobodys_business_at_the_centre(cast, client_as):
    assert client_as(cast.cora).get(page("sheet", make.complete_draft(cast))).status_code == 404


@pytest.mark.idor
@pytest.mark.parametrize("key", ["cora", "wim", "thea", "rens", "gerda", "anna"])
def test_the_weekly_list_is_the_privacy_officers_alone(cast, client_as, key):
    assert client_as(getattr(cast, key)).get(page("other-grounds")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_coordinators_who_accept_at_the_same_moment_make_one_case(transactional_db, cast):
    row = make.submitted(cast)
    before, outcomes, start = Case.objects.count(), [], threading.Barrier(4)

    def accept():
        start.wait()
        try:
            services.accept_referral(referral=Referral.objects.get(pk=row.pk), by=cast.cora)
            outcomes.append("accepted")
        except IllegalMove:
            outcomes.append("too late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["accepted", "too late", "too late", "too late"]
    assert Case.objects.count() == before + 1


def test_the_cards_of_today(cast):
    for case in (cast.case, cast.other_case):
        services.name_director(case=case, user=cast.thea, by=cast.cora)
    assert [cards(user, audience) for user, audience in ((cast.wim, "referrer"), (cast.cora, "coordinator"))] == [
        [],
        [],
    ]
    make.returned(cast)
    make.draft(cast)
    make.submitted(cast, ground="override", explained="Onbereikbaar")
    with clock.at(clock.now() - timedelta(days=40)):
        make.submitted(cast)

    wims, coras, fionas = cards(cast.wim, "referrer"), cards(cast.cora, "coordinator"), cards(cast.fiona, "privacy")

    assert [card.tone for card in wims] == ["warn", "neutral"]
    assert [card.tone for card in coras] == ["bad"]
    assert len(fionas) == 1
    assert cards(cast.ruth, "referrer") == []
    assert cards(cast.anna.user, "parent") == []


@pytest.mark.parametrize("n", [1, 3])
def test_the_desk_asks_the_same_few_questions(cast, client_as, django_assert_max_num_queries, n):
    for _number in range(n):
        make.submitted(cast)
    client = client_as(cast.cora)
    client.get(page("desk"))

    with django_assert_max_num_queries(8):
        assert client.get(page("desk")).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_the_sheet_asks_few_questions(cast, client_as, django_assert_max_num_queries, n):
    for _number in range(n):
        row = make.accepted(cast)
    client = client_as(cast.cora)
    client.get(page("desk"))

    with django_assert_max_num_queries(12):
        assert client.get(page("sheet", row)).status_code == 200


@pytest.mark.parametrize("name", ["send-back", "decline"])
def test_a_decision_is_written_with_few_questions(cast, client_as, django_assert_max_num_queries, name):
    row, client = make.submitted(cast), client_as(cast.cora)
    client.get(page("desk"))

    with django_assert_max_num_queries(15):
        client.post(page(name, row), {"reason": "Nee."})
