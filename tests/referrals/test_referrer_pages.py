"""The referrer's pages: write, send, follow; strangers get 404."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.models import AccessLog
from centre.services.cases import reach
from referrals.models import Referral
from tests.cast import make_user
from tests.factories import referrals as make

HUGE = "a" * 200_000


def page(name, row=None):
    return reverse(f"referrals:{name}", args=[row.reference] if row else [])


def parents_data(ticket=None, **changes) -> dict:
    typed = {"ouder-TOTAL_FORMS": "2", "ouder-INITIAL_FORMS": "0", "ticket": str(ticket or uuid.uuid4())}
    for number, row in enumerate((make.ELS, make.FRANK)):
        typed |= {f"ouder-{number}-{name}": value for name, value in row.items()}
    return typed | changes


def children_data(*rows, **changes) -> dict:
    typed = {"kind-TOTAL_FORMS": str(len(rows)), "kind-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        typed |= {f"kind-{number}-{name}": value for name, value in row.items()}
    return typed | changes


LOTTE = {
    "first_name": "Lotte", "last_name": "de Boer", "birth_date": "2017-03-04", "gender": "girl", "municipality": "haarlem",
}  # fmt: skip
DAAN = {"first_name": "Daan", "last_name": "de Boer", "birth_date": "05-06-2019", "gender": "boy", "municipality": ""}


def test_a_referral_is_written_page_by_page_and_sent(cast, client_as):
    client = client_as(cast.wim)
    assert client.get(page("new")).status_code == 200

    answer = client.post(page("new"), parents_data(organisation=str(cast.team.pk)))
    row = Referral.objects.get()
    assert (answer.status_code, answer.url) == (302, page("children", row))
    answer = client.post(page("children", row), children_data(LOTTE, DAAN))
    assert (answer.status_code, answer.url) == (302, page("question", row))
    answer = client.post(
        page("question", row), {"question": "Hoe verder?", "ground": "consent", "shown_to": "team"}
    )
    assert (answer.status_code, answer.url) == (302, page("check", row))
    seen = client.get(page("check", row)).content.decode()
    assert [word for word in ("Els Prins", "Lotte de Boer", "Daan de Boer", "Hoe verder?") if word not in seen] == []
    answer = client.post(page("check", row))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["tie"]
    answer = client.post(page("check", row), {"tie": "no"})
    assert (answer.status_code, answer.url) == (302, page("referral", row))

    row.refresh_from_db()
    assert (row.state, row.organisation, row.submitted_by) == ("submitted", cast.team, cast.wim)
    assert [child["municipality"] for child in row.stated["children"]] == ["0392", "0392"]
    assert [child["birth_date"] for child in row.stated["children"]] == ["2017-03-04", "2019-06-05"]
    assert client.get(page("referral", row)).status_code == 200


def test_a_draft_goes_on_where_it_stopped(cast, client_as):
    row = make.draft(cast)

    answer = client_as(cast.wim).get(page("referral", row))

    assert (answer.status_code, answer.url) == (302, page("children", row))


def test_sending_the_first_page_twice_makes_one_draft(cast, client_as):
    client, typed = client_as(cast.wim), parents_data(organisation=str(cast.team.pk))

    answers = [client.post(page("new"), typed) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Referral.objects.count() == 1


def test_a_double_click_on_send_is_harmless(cast, client_as):
    row, client = make.complete_draft(cast), client_as(cast.wim)

    answers = [client.post(page("check", row), {"tie": "no"}) for _click in range(2)]

    assert [answer.url for answer in answers] == [page("referral", row)] * 2
    assert row.steps.filter(kind="sent").count() == 1


def test_a_tab_left_open_cannot_change_what_was_sent(cast, client_as):
    row, client = make.submitted(cast), client_as(cast.wim)

    answer = client.post(page("parents", row), parents_data(**{"ouder-0-first_name": "Anders"}))

    row.refresh_from_db()
    assert answer.url == page("my-referrals")
    assert row.stated["parents"][0]["first_name"] == "Els"


@pytest.mark.parametrize(
    "changes",
    [
        {"ouder-0-first_name": ""},
        {"ouder-1-email": "geen adres"},
        {"ouder-1-email": "ELS@example.org"},
        {"ouder-0-last_name": HUGE},
        {"ouder-0-phone": "bel maar"},
        {"ouder-0-first_name": "nul\x00teken"},
        {"ticket": "geen kaartje"},
        {"ouder-TOTAL_FORMS": "x"},
        {"ouder-TOTAL_FORMS": "1"},
        {"organisation": "1000000"},
    ],
)
def test_wrong_parents_store_nothing_and_keep_what_was_typed(cast, client_as, changes):
    answer = client_as(cast.wim).post(page("new"), parents_data(organisation=str(cast.team.pk)) | changes)

    assert answer.status_code == 200
    assert Referral.objects.count() == 0
    assert "data-error-summary" in answer.content.decode()
    if "ouder-TOTAL_FORMS" not in changes:
        assert "frank@example.org" in answer.content.decode() or "ouder-1-email" in changes


def test_an_empty_first_page_stores_nothing(cast, client_as):
    answer = client_as(cast.wim).post(page("new"), {})

    assert (answer.status_code, Referral.objects.count()) == (200, 0)


def tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": "31-02-2017"},
        {"birth_date": "gisteren"},
        {"birth_date": "0001-01-01"},
        {"birth_date": "1999-01-01"},
        {"birth_date": "tomorrow"},
        {"birth_date": ""},
        {"first_name": ""},
        {"first_name": HUGE},
        {"municipality": "Atlantis"},
        {"municipality": ""},
        {"gender": "anders"},
    ],
)
def test_wrong_children_store_nothing_and_keep_what_was_typed(cast, client_as, change):
    row = make.draft(cast)
    if change.get("birth_date") == "tomorrow":
        change = {"birth_date": tomorrow()}

    answer = client_as(cast.wim).post(page("children", row), children_data(LOTTE | change))

    row.refresh_from_db()
    assert answer.status_code == 200
    assert row.stated["children"] == []
    body = answer.content.decode()
    assert "data-error-summary" in body
    assert "aria-invalid" in body
    assert "de Boer" in body


def test_a_child_more_keeps_what_was_typed_and_judges_nothing(cast, client_as):
    row = make.draft(cast)

    answer = client_as(cast.wim).post(page("children", row), children_data(LOTTE | {"birth_date": ""}, add_row="1"))

    body = answer.content.decode()
    assert "Lotte" in body
    assert 'name="kind-1-first_name"' in body
    assert "data-error-summary" not in body


def test_a_removed_child_and_an_empty_row_do_not_count(cast, client_as):
    row = make.draft(cast)
    empty = dict.fromkeys(LOTTE, "") | {"gender": "other"}
    rows = [LOTTE, DAAN | {"DELETE": "on", "first_name": ""}, DAAN | {"first_name": "Saar"}, empty]

    answer = client_as(cast.wim).post(page("children", row), children_data(*rows))

    row.refresh_from_db()
    assert answer.status_code == 302
    assert [child["first_name"] for child in row.stated["children"]] == ["Lotte", "Saar"]


def test_the_first_child_can_be_removed(cast, client_as):
    row = make.draft(cast)
    rows = [LOTTE | {"DELETE": "on"}, DAAN | {"municipality": "Nijmegen"}]

    client_as(cast.wim).post(page("children", row), children_data(*rows))

    row.refresh_from_db()
    assert [child["first_name"] for child in row.stated["children"]] == ["Daan"]
    assert row.region == cast.east


def test_a_family_without_children_is_not_a_referral(cast, client_as):
    row = make.draft(cast)

    answer = client_as(cast.wim).post(page("children", row), children_data(LOTTE | {"DELETE": "on"}))

    row.refresh_from_db()
    assert (answer.status_code, row.stated["children"]) == (200, [])


def test_kept_children_come_back_on_the_page(cast, client_as):
    row = make.complete_draft(cast)

    body = client_as(cast.wim).get(page("children", row)).content.decode()

    assert 'value="Lotte"' in body
    assert 'value="2017-03-04"' in body
    assert 'value="Haarlem"' in body


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"question": "", "ground": "consent"},
        {"question": "Hoe verder?", "ground": ""},
        {"question": "Hoe verder?", "ground": "omdat het kan"},
        {"question": "Hoe verder?", "ground": "override", "ground_explained": ""},
        {"question": "Hoe verder?", "ground": "legal_duty", "ground_explained": " "},
        {"question": HUGE, "ground": "consent"},
    ],
)
def test_a_question_without_a_ground_is_blocked(cast, client_as, typed):
    row = make.draft(cast)

    answer = client_as(cast.wim).post(page("question", row), typed)

    row.refresh_from_db()
    assert answer.status_code == 200
    assert (row.question, row.ground, row.ground_explained) == ("", "", "")
    assert "data-error-summary" in answer.content.decode()


def test_an_override_with_text_is_sent_and_stands_in_the_weekly_list(cast, client_as):
    row, client = make.complete_draft(cast), client_as(cast.wim)
    explained = "De andere ouder is onbereikbaar."

    typed = {"question": "Hoe?", "ground": "override", "ground_explained": explained, "shown_to": "desk"}
    client.post(page("question", row), typed)
    client.post(page("check", row), {"tie": "no"})

    row.refresh_from_db()
    assert row.state == "submitted"
    body = client_as(cast.fiona).get(page("other-grounds")).content.decode()
    assert row.reference in body
    assert explained in body
    assert "Els" not in body


def test_the_weekly_list_leaves_out_consent_and_older_weeks(cast, client_as):
    with clock.at(clock.now() - timedelta(days=8)):
        old = make.submitted(cast, ground="override", explained="Oud")
    agreed = make.submitted(cast)

    client = client_as(cast.fiona)
    week, month = client.get(page("other-grounds")), client.get(page("other-grounds") + "?dagen=31")

    assert (old.reference in week.content.decode(), old.reference in month.content.decode()) == (False, True)
    assert agreed.reference not in month.content.decode()
    assert client.get(page("other-grounds") + "?dagen=drie").status_code == 200


def test_a_question_back_is_answered_and_sent_again(cast, client_as):
    row, client = make.returned(cast), client_as(cast.wim)
    assert "Wie weet hiervan?" in client.get(page("referral", row)).content.decode()
    assert client.get(page("check", row)).status_code == 200

    empty = client.post(page("answer", row), {"reason": ""})
    answer = client.post(page("answer", row), {"reason": "Beide ouders.", "tie": "no"})

    row.refresh_from_db()
    assert (empty.status_code, answer.status_code, row.state) == (200, 302, "submitted")


@pytest.mark.parametrize(
    ("state", "status"), [("draft", 409), ("accepted", 409), ("declined", 409), ("withdrawn", 409)]
)
def test_an_answer_without_an_open_question_is_a_409(cast, client_as, state, status):
    row = make.MAKERS[state](cast)

    answer = client_as(cast.wim).post(page("answer", row), {"reason": "Beide ouders.", "tie": "no"})

    assert answer.status_code == status
    # The door says what it was opened for; that something was answered is nowhere.
    assert AccessLog.objects.filter(action="change").count() == 1
    assert not row.steps.filter(kind="answered").exists()
    row.refresh_from_db()
    assert row.state == state


def test_withdrawing_asks_first(cast, client_as):
    row, client = make.submitted(cast), client_as(cast.wim)

    assert client.get(page("withdraw", row)).status_code == 200
    row.refresh_from_db()
    assert row.state == "submitted"
    client.post(page("withdraw", row), {"reason": ""})

    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_the_list_and_the_page_say_nothing_of_the_stage_without_consent(cast, client_as):
    row, client = make.accepted(cast), client_as(cast.wim)
    before = client.get(page("my-referrals")).content, client.get(page("referral", row)).content
    for kind in ("applied", "assessed", "placed", "started"):
        reach(case=row.case, kind=kind, by=None)

    after = client.get(page("my-referrals")).content, client.get(page("referral", row)).content

    assert [_without_token(body) for body in after] == [_without_token(body) for body in before]


def _without_token(body: bytes) -> list[str]:
    return [line for line in body.decode().splitlines() if "csrf" not in line.lower()]


PAGES = ["referral", "parents", "children", "question", "check", "answer", "withdraw"]


@pytest.mark.idor
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("state", ["draft", "submitted", "accepted"])
def test_another_organisation_gets_404_and_leaves_one_line_in_the_log(cast, client_as, name, state):
    row = make.MAKERS[state](cast)
    client = client_as(cast.ruth)

    answers = [client.get(page(name, row).replace(row.reference, key)) for key in (row.reference, "V-NIET")]

    assert [answer.status_code for answer in answers] == [404, 404]
    rows = AccessLog.objects.filter(actor=cast.ruth)
    assert list(rows.values_list("action", "succeeded", "case")) == [("denied", False, None)] * 2


@pytest.mark.idor
@pytest.mark.parametrize("name", ["new", "my-referrals", *PAGES])
@pytest.mark.parametrize("key", ["cora", "thea", "rens", "gerda", "fiona", "anna"])
def test_other_audiences_find_no_referrers_street(cast, client_as, name, key):
    row = None if name in ("new", "my-referrals") else make.submitted(cast)

    assert client_as(getattr(cast, key)).post(page(name, row), {}).status_code == 404


def test_a_referrer_whose_hat_ended_sees_nothing(cast, client_as):
    row = make.submitted(cast)
    cast.wim.memberships.update(until=clock.today() - timedelta(days=1))

    assert client_as(cast.wim).get(page("referral", row)).status_code == 404


def test_a_colleague_of_the_same_organisation_sees_it(cast, client_as):
    row = make.submitted(cast)
    colleague = make_user("willy", "Willy", "referrer", organisation=cast.team)

    assert client_as(colleague).get(page("referral", row)).status_code == 200


def test_looking_at_the_check_sends_nothing(cast, client_as):
    row = make.complete_draft(cast)
    assert client_as(cast.wim).get(page("check", row), {"tie": "no"}).status_code == 200
    assert not row.steps.filter(kind="sent").exists()


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_same_few_questions(cast, client_as, django_assert_max_num_queries, n):
    for _number in range(n):
        make.accepted(cast)
    client = client_as(cast.wim)
    client.get(page("my-referrals"))

    with django_assert_max_num_queries(8):
        assert client.get(page("my-referrals")).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_asks_few_questions(cast, client_as, django_assert_max_num_queries, n):
    for _number in range(n):
        row = make.accepted(cast)
    client = client_as(cast.wim)
    client.get(page("my-referrals"))

    with django_assert_max_num_queries(12):
        assert client.get(page("referral", row)).status_code == 200


def test_a_page_is_saved_with_few_questions(cast, client_as, django_assert_max_num_queries):
    row, client = make.draft(cast), client_as(cast.wim)
    client.get(page("my-referrals"))

    with django_assert_max_num_queries(15):
        client.post(page("children", row), children_data(LOTTE, DAAN))


def test_the_list_is_paged(cast, client_as):
    for _number in range(26):
        make.draft(cast)
    client = client_as(cast.wim)

    sizes = [
        client.get(page("my-referrals") + f"?page={number}").content.decode().count("/controle/") for number in (1, 2)
    ]
    rows = [len(client.get(page("my-referrals") + f"?page={number}").context["lines"]) for number in (1, 2)]

    assert sizes == [0, 0]
    assert rows == [25, 1]
