"""Two requests of one family are found by what each declares; a person decides, and every decision can be undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import Message, User
from centre.reference.sounds import sound
from intake import matches, matching, services
from intake.models import HelpRequest, MatchDecision, MatchTrace

CHILD = {"first_name": "Jordi", "birth_date": "2018-05-04", "town": "Haarlem"}


def person(first, last, **more):
    return {
        "first_name": first, "last_name": last, "phone": f"06 11 11 1{len(first)} {len(last)}1", "email": f"{first.lower()}@new.example.org",
        "relation": "parent", "authority": "yes", "safe": "yes",
    } | more  # fmt: skip


def told(sender, other, children=(CHILD,)):
    return {
        "children": {"rows": [dict(child) for child in children]},
        "you": person(*sender),
        "other": {"first_name": other[0], "last_name": other[1], "joins": "yes", "note": ""},
    }


def asked(answers) -> HelpRequest:
    """A request that was sent in."""
    with clock.at(clock.now() - timedelta(hours=1)):
        row, _token = services.begin_request()
    row.answers = answers
    row.save()
    return services.send_request(request=row)


#: What staff sends after reading the only child with both parents.
READ = {
    "looked": "on", "child_0_first_name": "Jordi", "child_0_last_name": "Groot de Boer", "child_0_town": "Haarlem",
}  # fmt: skip
EVA, FINN = ("Éva", "de Boer"), ("Finn", "Groot")
FROM_EVA = told(EVA, FINN)
FROM_FINN = told(FINN, ("Eva", "De Boer"), [CHILD | {"first_name": "Jordy"}])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jordi", "Jordy"),
        ("Sophie", "Sofie"),
        ("Thijs", "Tijs"),
        ("Zoë", "Soe"),
        ("Mathilde", "Matilde"),
        ("Cas", "Kas"),
    ],
)
def test_spellings_of_one_name_sound_the_same(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("Noor", "Noa"), ("Tim", "Tom"), ("Eva", "Ava"), ("Daan", "Dana")])
def test_different_names_sound_different(one, other):
    assert sound(one) != sound(other)


def test_a_trace_holds_no_name_and_no_date(cast):
    asked(FROM_EVA)

    for trace in MatchTrace.objects.all():
        assert len(trace.digest) == 64
        assert "boer" not in trace.digest


def test_both_requests_see_each_other_the_same_way(cast):
    one, two = asked(FROM_EVA), asked(FROM_FINN)

    [seen] = matches.candidates(cast.cora, one)
    [back] = matches.candidates(cast.cora, two)
    assert (seen.request, back.request) == (two, one)
    assert seen.likeness.score == back.likeness.score >= 5
    assert set(seen.likeness.reasons) == {"child", "sender_is_other", "other_is_sender"}


def test_the_address_typed_for_the_other_parent_plays_no_part():
    with_address = told(EVA, FINN)
    with_address["other"]["email"] = "finn@new.example.org"

    assert matching.traces_of(with_address) == matching.traces_of(FROM_EVA)


def test_a_birth_date_alone_is_possible_and_not_likely(cast):
    one = asked(FROM_EVA)
    asked(told(("Guus", "Meer"), ("Hans", "Weer"), [CHILD | {"first_name": "Willem"}]))

    [seen] = matches.candidates(cast.cora, one)
    assert seen.likeness.reasons == ("born",)
    assert seen.likeness.score == 1


def test_strangers_are_no_candidates(cast):
    one = asked(FROM_EVA)
    asked(told(("Guus", "Meer"), ("Hans", "Weer"), [CHILD | {"birth_date": "2012-12-12"}]))

    assert matches.candidates(cast.cora, one) == []


def test_the_same_sender_twice_is_said_so(cast):
    one, _two = asked(FROM_EVA), asked(FROM_EVA)

    assert "same_sender" in matches.candidates(cast.cora, one)[0].likeness.reasons


def test_nothing_is_matched_without_a_person(cast):
    one, two = asked(FROM_EVA), asked(FROM_FINN)

    case = services.open_case_from(request=one, by=cast.cora, twin=matches.twin_of(one))

    two.refresh_from_db()
    assert two.case is None
    assert [parent.user is not None for parent in case.family.parents.order_by("first_name")] == [False, True]
    assert not MatchDecision.objects.exists()


@pytest.mark.two_parent
def test_after_a_persons_yes_each_parent_is_invited_at_the_own_address(cast):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    services.decide_match(request=two, other=one, verdict="same", by=cast.cora)

    case = services.open_case_from(request=one, by=cast.cora, twin=matches.twin_of(one))

    assert {parent.user.email for parent in case.family.parents.all()} == {
        "éva@new.example.org",
        "finn@new.example.org",
    }
    two.refresh_from_db()
    assert two.case == case
    assert case.family.children.count() == 1
    assert not Message.objects.exists()


def test_a_word_is_symmetric_and_can_be_taken_back(cast):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    services.decide_match(request=one, other=two, verdict="same", by=cast.cora)
    services.decide_match(request=two, other=one, verdict="different", by=cast.cora)

    assert MatchDecision.objects.filter(undone_at=None).count() == 1
    assert matches.twin_of(one) is None
    services.withdraw_match(request=one, other=two, by=cast.cora)
    assert not MatchDecision.objects.filter(undone_at=None).exists()
    with pytest.raises(ValidationError):
        services.decide_match(request=one, other=one, verdict="same", by=cast.cora)


def test_one_shared_mailbox_opens_nothing(cast):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    two.answers["you"]["email"] = one.answers["you"]["email"]
    two.save()
    services.decide_match(request=one, other=two, verdict="same", by=cast.cora)

    with pytest.raises(ValidationError):
        services.open_case_from(request=one, by=cast.cora, twin=two)


def test_adding_to_a_case_invites_the_parent_without_an_account_and_undo_takes_it_back(cast):
    first = asked(FROM_EVA)
    case = services.open_case_from(request=first, by=cast.cora)
    second = asked(FROM_FINN)
    finn = case.family.parents.get(first_name="Finn")

    services.attach_to_case(request=second, case=case, parent=finn, by=cast.cora)
    finn.refresh_from_db()
    assert finn.user.email == "finn@new.example.org"
    services.reopen_request(request=second, by=cast.cora)

    finn.refresh_from_db()
    second.refresh_from_db()
    assert finn.user is None
    assert second.handled_at is None
    user = User.objects.get(email="finn@new.example.org")
    assert not user.invitations.filter(used_at=None, expires_at__gt=clock.now()).exists()


def test_a_parent_with_an_account_keeps_the_own_address(cast):
    row = asked(FROM_EVA)

    services.attach_to_case(request=row, case=cast.case, parent=cast.anna, by=cast.cora)

    cast.anna.refresh_from_db()
    assert cast.anna.user.email == "anna@example.org"


def test_undoing_a_new_case_closes_it_and_both_requests_wait_again(cast):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    services.decide_match(request=one, other=two, verdict="same", by=cast.cora)
    case = services.open_case_from(request=one, by=cast.cora, twin=two)

    services.reopen_request(request=one, by=cast.cora)

    case.refresh_from_db()
    assert case.closed_on
    assert HelpRequest.objects.filter(handled_at=None).count() == 2


def test_what_somebody_acts_on_is_not_undone(cast):
    row = asked(FROM_EVA)
    case = services.open_case_from(request=row, by=cast.cora)
    user = case.family.parents.get(first_name="Éva").user
    user.set_password("een lang wachtwoord hier")
    user.save()

    row.refresh_from_db()
    with pytest.raises(ValidationError):
        services.reopen_request(request=row, by=cast.cora)


def test_putting_aside_needs_a_reason_and_can_be_undone(cast, client_as):
    row = asked(FROM_EVA)
    url, browser = reverse("intake:help-dismiss", args=[row.reference]), client_as(cast.cora)

    assert browser.post(url, {"reason": ""}).status_code == 400
    assert browser.post(url, {"reason": "Dubbel"}).status_code == 302
    assert "Dubbel" in browser.get(reverse("intake:help-desk"), {"stand": "klaar"}).content.decode()
    browser.post(reverse("intake:help-reopen", args=[row.reference]))
    row.refresh_from_db()
    assert row.handled_at is None


def test_staff_says_yes_no_and_undo_on_the_page(cast, client_as):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    browser, page = client_as(cast.cora), reverse("intake:help-decide", args=[one.reference])

    for word, verdict in (("ja", "same"), ("nee", "different"), ("terug", "")):
        browser.post(reverse("intake:help-match", args=[one.reference, two.reference, word]))
        assert browser.get(page).context["candidates"][0].verdict == verdict


def test_a_foreign_request_cannot_be_matched(cast, client_as):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    HelpRequest.objects.filter(pk=two.pk).update(region=cast.east)

    url = reverse("intake:help-match", args=[one.reference, two.reference, "ja"])
    assert client_as(cast.cora).post(url).status_code == 404
    assert matches.candidates(cast.cora, one) == []


def test_the_page_of_one_request_stays_within_its_budget(cast, client_as, django_assert_max_num_queries):
    rows = [asked(FROM_EVA), asked(FROM_FINN), *(asked(FROM_FINN) for _number in range(3))]
    browser, page = client_as(cast.cora), reverse("intake:help-decide", args=[rows[0].reference])
    browser.get(page)

    with django_assert_max_num_queries(16):
        browser.get(page)


def test_the_page_shows_each_invited_parents_code_once(cast, client_as):
    one, two = asked(FROM_EVA), asked(FROM_FINN)
    services.decide_match(request=one, other=two, verdict="same", by=cast.cora)

    answer = client_as(cast.cora).post(reverse("intake:help-decide", args=[one.reference]), READ)

    assert {str(parent) for parent, _code in answer.context["codes"]} == {"Éva de Boer", "Finn Groot"}
    for _parent, code in answer.context["codes"]:
        assert len(code) == 6
        assert code in answer.content.decode()


def test_who_is_added_to_a_case_gets_a_code_a_phone_and_the_own_words_about_calling(cast, client_as):
    case = services.open_case_from(request=asked(FROM_EVA), by=cast.cora)
    told = FROM_FINN | {"other": FROM_FINN["other"] | {"note": "Bel na negen uur."}}
    second, finn = asked(told), case.family.parents.get(first_name="Finn")
    url = reverse("intake:help-attach", args=[second.reference, case.reference])

    answer = client_as(cast.cora).post(url, {"parent": finn.reference, "sure": "on"})

    [(_parent, code)] = answer.context["codes"]
    assert code in answer.content.decode()
    finn.refresh_from_db()
    assert finn.safe_contact_note == "Bel na negen uur."
    assert finn.vault.get(kind="phone").value == {"text": FROM_FINN["you"]["phone"]}


def test_undoing_a_case_lets_every_request_of_it_wait_again_unless_one_sender_uses_the_account(cast):
    one = asked(FROM_EVA)
    case = services.open_case_from(request=one, by=cast.cora)
    two, finn = asked(FROM_FINN), case.family.parents.get(first_name="Finn")
    services.attach_to_case(request=two, case=case, parent=finn, by=cast.cora)
    finn.user.set_password("een lang wachtwoord hier")
    finn.user.save()
    with pytest.raises(ValidationError):
        services.reopen_request(request=one, by=cast.cora)

    finn.user.set_unusable_password()
    finn.user.save()
    services.reopen_request(request=one, by=cast.cora)

    assert HelpRequest.objects.filter(handled_at=None).count() == 2
    assert not case.family.parents.exclude(user=None).exists()


def test_the_children_of_both_requests_stand_there_once_and_are_staffs_alone(cast, client_as):
    more = {"first_name": "Pim", "birth_date": "2020-02-02", "town": "Haarlem"}
    one, two = asked(FROM_EVA), asked(FROM_FINN | {"children": {"rows": [CHILD | {"first_name": "Jordy"}, more]}})
    services.decide_match(request=one, other=two, verdict="same", by=cast.cora)
    browser, url = client_as(cast.cora), reverse("intake:help-decide", args=[one.reference])

    told = browser.get(url).context["form"].read.told
    assert [(child["first_name"], child["told_in"]) for child in told] == [
        ("Jordi", [one.reference, two.reference]), ("Pim", [two.reference]),
    ]  # fmt: skip
    pim = {"child_1_first_name": "Pim", "child_1_last_name": "Groot", "child_1_town": "Haarlem"}
    case = browser.post(url, READ | pim).context["case"]

    assert sorted(map(str, case.family.children.all())) == ["Jordi Groot de Boer", "Pim Groot"]


def test_a_child_takes_neither_parents_name_without_a_person(cast, client_as):
    row = asked(FROM_EVA)
    browser, url = client_as(cast.cora), reverse("intake:help-decide", args=[row.reference])

    refused = browser.post(url, READ | {"child_0_last_name": ""})

    assert "child_0_last_name" in refused.context["form"].errors
    row.refresh_from_db()
    assert row.handled_at is None
    assert matches.children_told(row)[0]["last_name"] == ""
    same = asked(told(("Guus", "Meer"), ("Hanna", "Meer")))
    assert matches.children_told(same)[0]["last_name"] == "Meer"


@pytest.mark.parametrize("wrong", [{"child_0_out": "on"}, {"child_0_town": "x" * 200_000}, {"child_0_first_name": ""}])
def test_wrong_children_are_refused_beside_the_field_and_nothing_is_lost(cast, client_as, wrong):
    row = asked(FROM_EVA)

    answer = client_as(cast.cora).post(reverse("intake:help-decide", args=[row.reference]), READ | wrong)

    assert answer.context["form"].errors
    assert "Groot de Boer" in answer.content.decode()
    assert HelpRequest.objects.get(pk=row.pk).handled_at is None


def test_a_town_that_nobody_knows_is_put_right_on_the_page(cast, client_as):
    row = asked(FROM_EVA | {"children": {"rows": [CHILD | {"town": "Haarlemm"}]}})
    browser, url = client_as(cast.cora), reverse("intake:help-decide", args=[row.reference])

    refused = browser.post(url, READ | {"child_0_town": "Haarlemm"})
    assert "child_0_town" in refused.context["form"].errors

    case = browser.post(url, READ).context["case"]
    assert case.region == cast.north


def test_an_error_stands_beside_the_own_child_when_another_was_left_out(cast, client_as):
    more = {"first_name": "Pim", "birth_date": "2020-02-02", "town": "Nergenshuizen"}
    row = asked(FROM_EVA | {"children": {"rows": [dict(CHILD), more]}})
    pim = {"child_1_first_name": "Pim", "child_1_last_name": "Groot", "child_1_town": "Nergenshuizen"}

    url = reverse("intake:help-decide", args=[row.reference])
    refused = client_as(cast.cora).post(url, READ | pim | {"child_0_out": "on"})

    assert set(refused.context["form"].errors) == {"child_1_town"}


def test_a_child_of_another_family_needs_nothing_filled_in(cast, client_as):
    more = {"first_name": "Pim", "birth_date": "2020-02-02", "town": "Haarlem"}
    row = asked(FROM_EVA | {"children": {"rows": [dict(CHILD), more]}})
    browser, url = client_as(cast.cora), reverse("intake:help-decide", args=[row.reference])
    empty = {"child_1_first_name": "", "child_1_last_name": "", "child_1_town": ""}

    for word in ("", "false"):
        assert "child_1_last_name" in browser.post(url, READ | empty | {"child_1_out": word}).context["form"].errors
    case = browser.post(url, READ | empty | {"child_1_out": "on"}).context["case"]

    assert [child.first_name for child in case.family.children.all()] == ["Jordi"]
