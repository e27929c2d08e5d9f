"""The check on children of each adult (law.md R56), and the terms of the plan of help with the proof of telling (R34)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import child_checks, clock, help_plans
from centre.models import (
    AccessLog,
    CareRelation,
    Case,
    CheckedAdult,
    ChildCheck,
    Dossier,
    HelpPlanFact,
    Message,
    Milestone,
)
from centre.own_file import pieces_of
from centre.services.cases import reach, relate
from centre.services.child_checks import check_children
from centre.services.erasure import erase
from centre.services.help_plans import note_fact, tell_rights
from centre.services.involved import name_contact_person

CHECK = {
    "new_partner": "", "moment": "start", "children": "Noor, 8 jaar", "is_worried": "no", "account": "KANARIE gevraagd.",
}  # fmt: skip


@pytest.fixture
def page(cast):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    name_contact_person(case=cast.case, user=cast.thea, by=cast.cora)
    return f"/praktijk/zaken/{cast.case.reference}/kindcheck/"


def typed(cast, **changes):
    return CHECK | {"whom": cast.anna.reference, "checked_on": clock.today().isoformat()} | changes


def kept(cast, **changes):
    facts = {"parent": cast.anna, "moment": "start", "children": "Noor", "is_worried": False, "account": "Gevraagd."}
    return check_children(case=cast.case, by=cast.thea, checked_on=clock.today(), **facts | changes)


def waits(cast) -> bool:
    return cast.case in child_checks.waiting_for(cast.thea)


def test_a_check_stands_once_in_the_safety_file_and_comes_back_at_each_moment(cast, client_as, page):
    browser = client_as(cast.thea)
    assert waits(cast) and "kindcheck" in browser.get("/praktijk/").content.decode()
    assert cast.case.reference in browser.get("/praktijk/kindcheck/").content.decode()
    for parent in (cast.anna, cast.bram):
        for _twice in range(2):
            whom = next((str(row.reference) for row in CheckedAdult.objects.filter(parent=parent)), parent.reference)
            assert browser.post(page, typed(cast, whom=whom)).status_code == 302
    assert ChildCheck.objects.count() == 2
    assert {row.adult.dossier.kind for row in ChildCheck.objects.select_related("adult__dossier")} == {"safety"}
    assert not waits(cast)
    assert "KANARIE" in browser.get(page).content.decode()
    reach(case=cast.case, kind=Milestone.Kind.STARTED, by=None, on=clock.today() - timedelta(weeks=7))
    assert child_checks.due_moments(cast.case) == ["start", "halfway"] and waits(cast)
    for parent in (cast.anna, cast.bram):
        kept(cast, parent=parent, moment="halfway")
    assert not waits(cast)
    reach(case=cast.case, kind=Milestone.Kind.FINISHED, by=None)
    assert waits(cast)


def test_a_new_partner_is_on_the_list_until_that_person_no_longer_lives_there(cast, client_as, page):
    browser = client_as(cast.thea)
    new = typed(cast, whom=f"partner-of:{cast.bram.reference}", new_partner="Kim Nieuw")
    for _twice in range(2):
        browser.post(page, new)
    kim = CheckedAdult.objects.get(is_partner=True)
    assert (str(kim), kim.parent) == ("Kim Nieuw", cast.bram)
    for parent in (cast.anna, cast.bram):
        kept(cast, parent=parent)
    reach(case=cast.case, kind=Milestone.Kind.STOPPED, by=None)
    for parent in (cast.anna, cast.bram):
        kept(cast, parent=parent, moment="end")
    assert waits(cast)
    assert browser.post(f"{page}{kim.reference}/weg/", {"on": clock.today().isoformat()}).status_code == 302
    assert not waits(cast)


def test_a_checked_partner_is_no_check_of_the_parent(cast, page):
    for parent in (cast.anna, cast.bram):
        kept(cast, parent=parent, new_partner="Kim")
    assert waits(cast)


def test_a_worry_leads_to_the_first_step_of_the_reporting_code(cast, client_as, page):
    response = client_as(cast.thea).post(page, typed(cast, is_worried="yes"))
    assert response["Location"].endswith("/veiligheid/melden/")


def test_other_words_of_the_same_moment_are_said_to_be_refused_and_name_nobody_in_the_file(cast, client_as, page):
    kept(cast)
    place = page.replace("praktijk", "coordinatie")
    response = client_as(cast.cora).post(place, typed(cast, is_worried="yes", account="Zorg over Noor."))
    assert "moment" in response.context["form"].errors and "Zorg over Noor." in response.content.decode()
    assert not ChildCheck.objects.get().is_worried
    named = CareRelation.objects.filter(case=cast.case, kind=CareRelation.Kind.SAFETY)
    assert not named.filter(user=cast.cora).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"whom": "P-FOREIGN999"}, "whom"),
        ({"checked_on": (clock.today() + timedelta(days=2)).isoformat()}, "checked_on"),
        ({"checked_on": "31-02-2026"}, "checked_on"),
        ({"moment": "end"}, "moment"),
        ({"moment": "x"}, "moment"),
        ({"children": ""}, "children"),
        ({"account": "x" * 200_000}, "account"),
        ({"is_worried": ""}, "is_worried"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(cast, client_as, page, changes, field):
    response = client_as(cast.thea).post(page, typed(cast, **{"children": "Noor, 8 jaar"} | changes))
    assert field in response.context["form"].errors
    assert not ChildCheck.objects.exists()


def test_a_new_partner_needs_a_name(cast, client_as, page):
    response = client_as(cast.thea).post(page, typed(cast, whom=f"partner-of:{cast.anna.reference}"))
    assert list(response.context["form"].errors) == ["new_partner"]


def test_the_family_and_who_is_not_named_read_nothing_of_it(cast, client_as, page):
    kept(cast, account="KANARIE")
    for person in (cast.anna, cast.bram, cast.wim, cast.rens, cast.gerda, cast.fiona, cast.ulla):
        assert client_as(person).get(page).status_code == 404
    shown = client_as(cast.cora).get(page.replace("praktijk", "coordinatie")).content.decode()
    assert "KANARIE" not in shown
    kim = CheckedAdult.objects.create(dossier=Dossier.objects.get(kind="safety"), parent=cast.anna, is_partner=True, name="Kim", added_by=cast.thea)  # fmt: skip
    away = f"{page}{kim.reference}/weg/".replace("praktijk", "coordinatie")
    assert client_as(cast.cora).get(away).status_code == 404
    own = [piece.text for parent in (cast.anna, cast.bram) for piece in pieces_of(parent.dossiers.get(kind="parent"))]
    assert not any("KANARIE" in text or "Kim" in text for text in own)


def test_who_reads_the_list_has_looked_into_the_safety_file_and_the_log_says_so(cast, client_as, page):
    kept(cast)
    looks = AccessLog.objects.filter(label="safety", purpose="child check", dossier__kind="safety", action="view")
    client_as(cast.cora).get(page.replace("praktijk", "coordinatie"))
    assert not looks.exists()
    client_as(cast.thea).get(page)
    client_as(cast.thea).post(page, typed(cast, children=""))
    assert [row.actor for row in looks] == [cast.thea, cast.thea]


def test_the_check_costs_no_more_with_more_adults(cast, client_as, page, django_assert_max_num_queries):
    kept(cast)
    kept(cast, parent=cast.bram, new_partner="Kim")
    kept(cast, parent=cast.bram, new_partner="Sam")
    browser = client_as(cast.thea)
    browser.get(page)
    with django_assert_max_num_queries(14):
        assert len(browser.get(page).context["lines"]) == 4


def fact(cast, kind, days_ago, who=None):
    dossier = Dossier.objects.get(parent=who or cast.anna)
    on = clock.today() - timedelta(days=days_ago)
    return note_fact(case=cast.case, dossier=dossier, kind=kind, on=on, by=cast.thea, once=f"{kind}{days_ago}")


def terms(cast):
    facts = list(HelpPlanFact.objects.filter(dossier__parent=cast.anna).order_by("on", "pk"))
    return [(term.kind, term.due_on, term.is_late) for term in help_plans.terms_of(facts)]


def test_six_weeks_run_from_the_day_on_which_the_family_makes_no_plan_and_fourteen_days_from_asking(cast, page):
    today = clock.today()
    fact(cast, "offered", 60)
    assert terms(cast) == [("no_family_plan", None, False)]
    fact(cast, "no_family_plan", 42)
    assert terms(cast) == [("plan", today, False)] and cast.case not in help_plans.late_for(cast.thea)
    with clock.at(clock.now() + timedelta(days=1)):
        assert terms(cast)[0][2] and cast.case in help_plans.late_for(cast.thea)
    fact(cast, "plan", 1)
    assert terms(cast) == []
    fact(cast, "asked", 15)
    assert terms(cast) == [("given", today - timedelta(days=1), True)]
    assert cast.case in help_plans.late_for(cast.thea)
    fact(cast, "given", 0)
    assert terms(cast) == [] and cast.case not in help_plans.late_for(cast.thea)


def test_the_term_for_the_familys_own_answer_is_the_centres(cast, page, settings):
    settings.FAMILY_PLAN_WEEKS = 3
    fact(cast, "offered", 22)
    assert terms(cast) == [("no_family_plan", clock.today() - timedelta(days=1), True)]


def test_a_fact_is_written_once_in_its_order_and_not_ahead(cast, client_as, page):
    place, browser = page.replace("kindcheck", "hulpplan"), client_as(cast.thea)
    about = Dossier.objects.get(parent=cast.anna).reference
    posted = {"about": about, "kind": "offered", "on": clock.today().isoformat(), "once": "0123456789abcdef"}
    for changes, field in (
        ({"kind": "given"}, "kind"),
        ({"on": (clock.today() + timedelta(days=2)).isoformat()}, "on"),
        ({"on": "31-02-2026"}, "on"),
        ({"about": Dossier.objects.get(parent=cast.carla).reference}, "about"),
        ({"once": "x" * 200_000}, "once"),
    ):
        assert field in browser.post(place, posted | changes).context["form"].errors
    for _twice in range(2):
        assert browser.post(place, posted).status_code == 302
    assert HelpPlanFact.objects.count() == 1
    with pytest.raises(ValidationError):
        fact(cast, "no_family_plan", 3)
    for person in (cast.anna, cast.bram, cast.wim, cast.ulla):
        assert client_as(person).get(place).status_code == 404


def test_everybody_with_an_account_is_told_once_of_the_counsellor_and_of_complaints_and_the_proof_is_kept(
    cast, client_as, page, settings
):
    settings.COMPLAINT_TERMS = settings.COMPLAINT_TERMS | {"counsellor": "Bel 088-5551000 (AKJ)."}
    Message.objects.all().delete()
    assert tell_rights() > 0 and tell_rights() == 0
    rows = {row.dossier.parent: row for row in Message.objects.filter(dossier__parent__in=[cast.anna, cast.bram])}
    assert set(rows) == {cast.anna, cast.bram}
    assert rows[cast.anna].text == rows[cast.bram].text and "088-5551000" in rows[cast.anna].text
    client_as(cast.anna).get(f"/mijn/berichten/{rows[cast.anna].reference}/")
    lines = help_plans.lines(cast.case)
    told = {line.dossier.parent: line.told for line in lines if line.dossier.parent}
    assert told[cast.anna].first_read_at and not told[cast.bram].first_read_at
    shown = client_as(cast.thea).get(page.replace("kindcheck", "hulpplan")).content.decode()
    assert "nog niet gelezen" in shown


def test_who_gets_an_account_later_is_told_then_and_the_other_hears_nothing_again(cast):
    user, cast.bram.user = cast.bram.user, None
    cast.bram.save()
    tell_rights()
    before = set(Message.objects.filter(recipient=cast.anna.user).values_list("pk", flat=True))
    cast.bram.user = user
    cast.bram.save()
    assert tell_rights() == 1
    assert set(Message.objects.filter(recipient=cast.anna.user).values_list("pk", flat=True)) == before
    assert Message.objects.filter(recipient=user, dossier__parent=cast.bram).exists()
    cast.other_case.closed_on = clock.today()
    cast.other_case.save()
    assert tell_rights() == 0


def told(user) -> int:
    return Message.objects.filter(recipient=user, sending__endswith=":rights").count()


def test_who_never_opened_the_account_is_not_told_until_it_is_open(cast):
    user = cast.bram.user
    user.set_unusable_password()
    user.save()
    tell_rights()
    assert (told(cast.anna.user), told(user)) == (1, 0)
    user.set_password("correct horse battery")
    user.save()
    assert (tell_rights(), told(user)) == (1, 1)


def test_one_account_in_two_cases_is_told_once_and_both_show_the_proof_and_a_later_case_tells_again(cast):
    again = Case.objects.create(family=cast.case.family, region=cast.case.region)
    cast.carla.user = cast.anna.user
    cast.carla.save()
    tell_rights()
    assert (told(cast.anna.user), tell_rights()) == (1, 0)
    for case, parent in ((cast.case, cast.anna), (again, cast.anna), (cast.other_case, cast.carla)):
        assert {line.dossier.parent: line.told for line in help_plans.lines(case)}[parent]
    with clock.at(clock.now() + timedelta(days=200)):
        Case.objects.create(family=cast.case.family, region=cast.case.region)
        assert tell_rights() == 2 and told(cast.anna.user) == 2


def test_a_destroyed_file_is_not_begun_again_by_telling(cast, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    tell_rights()
    erase(dossier=Dossier.objects.get(parent=cast.anna), category="request", people=(cast.cora, cast.fiona))
    assert (told(cast.anna.user), tell_rights(), told(cast.anna.user)) == (0, 0, 0)
