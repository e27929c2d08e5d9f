"""The learning panel: no family can be picked out, informants stand apart, only who allows research counts."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centre import clock
from centre.models import AccessLog, Consent
from research import demo
from research.change import ChangeClass
from research.demo_fared import fared as play_fared
from research.demo_fared import fared_elsewhere as play_elsewhere
from research.learning import Course, Told, course_of, figures_of, frozen, profile_of, quarter_of
from research.models import LearningTable
from research.panels import WrongProfile, panels_of
from research.selectors.learning import told_before
from research.services.instruments import load_own_instruments
from research.services.learning import freeze_learning
from research.services.objections import note_objection
from tests.factories.intake import case_at
from tests.factories.research import past_families

Q1, Q2 = date(2026, 1, 1), date(2026, 4, 1)
NOON = timezone.make_aware(datetime(2026, 5, 1, 12))
PROFILE = "group.heavy.young"


def told(families, *, who="pa", kind=ChangeClass.UNCHANGED, profile=PROFILE):
    return [Told(profile, number, "welbevinden", who, "self", kind) for number in families]


def line(figures, who="pa"):
    return next(row for row in figures["lines"] if row["who"] == who)


@pytest.mark.parametrize(("day", "first"), [(date(2026, 1, 1), Q1), (date(2026, 3, 31), Q1), (date(2026, 4, 1), Q2)])
def test_a_quarter_begins_on_its_first_day(day, first):
    assert quarter_of(day) == first


@pytest.mark.parametrize(
    ("weights", "youngest", "profile"),
    [
        ([], None, "group.light.young"), ([0, 1], 11, "group.light.young"), ([2, 0], 11, PROFILE),
        ([3], 12, "group.heavy.older"), ([1], 12, "group.light.older"),
    ],
)  # fmt: skip
def test_profiles_have_fixed_bands(weights, youngest, profile):
    assert profile_of("group", weights, youngest) == profile


@pytest.mark.parametrize("count", [0, 1, 9])
def test_under_ten_families_nothing_is_shown(count):
    figures = figures_of(told(range(count)))

    assert figures["families"] is None or count == 0
    assert all(row[part] is None for row in figures["lines"] for part in ("answered", "better", "same", "worse"))


def test_numbers_are_rounded_and_a_small_class_is_hidden_with_a_second_one():
    better = told(range(24), kind=ChangeClass.RECOVERED)
    figures = figures_of(better + told(range(24, 39)) + told(range(39, 42), kind=ChangeClass.HARMED))

    shown = line(figures)
    assert (figures["families"], shown["answered"]) == (40, 40)
    assert shown["worse"] is None
    assert None in (shown["better"], shown["same"])


def test_that_all_of_a_small_group_got_worse_is_not_shown():
    shown = line(figures_of(told(range(12), kind=ChangeClass.WORSE)))

    assert shown["better"] is None and shown["same"] is None


def test_informants_are_never_added_up():
    figures = figures_of(told(range(30)) + told(range(30), who="pb", kind=ChangeClass.IMPROVED))

    assert (line(figures)["same"], line(figures, "pb")["better"]) == (30, 30)


def test_ten_children_of_three_families_are_too_few():
    figures = figures_of(told([1, 1, 1, 2, 2, 2, 3, 3, 3, 3], who="child"))

    assert figures["families"] is None


def test_a_shown_figure_waits_for_ten_other_families():
    figures, behind = frozen(told(range(20)), None, Q1)
    before = {"figures": figures, "behind": behind}

    later, still_behind = frozen(told(range(29)), before, Q2)
    assert (later, still_behind) == (figures, behind)

    moved, _behind = frozen(told(range(30)), before, Q2)
    assert moved[PROFILE]["families"] == 30 and moved[PROFILE]["since"] == "2026-04-01"


def test_a_figure_stays_when_everybody_of_its_profile_moved_a_little():
    """Nine families left: what was shown is not shown again without them."""
    figures, behind = frozen(told(range(20)), None, Q1)

    assert frozen(told(range(9, 20)), {"figures": figures, "behind": behind}, Q2)[0] == figures


@pytest.fixture
def fared(cast):
    """Twelve families of the past with the profile of the cast's family."""
    load_own_instruments()
    demo._parameters()
    return play_fared(past_families(cast, 12), lead=cast.thea, second=cast.cora)


def test_only_who_allows_research_counts_and_the_quarter_stands(cast, fared):
    quarter = quarter_of(clock.today())
    everybody = {row.family for row in told_before(quarter)}
    assert len(everybody) == 12

    one = fared[0]
    text = Consent.objects.filter(case=one, purpose="research").first().text
    for parent in one.family.parents.all():
        Consent.objects.create(
            case=one, purpose="research", giver_parent=parent, answer="withdrawn", text=text, text_sha256="0" * 64, channel="portal",
            answered_at=clock.now(), recorded_by=cast.cora,
        )  # fmt: skip
    assert one.family_id not in {row.family for row in told_before(quarter) if row.who != "child"}

    table = freeze_learning()
    assert table.quarter == quarter
    assert freeze_learning() is None
    assert LearningTable.objects.count() == 1


def test_a_child_that_says_no_itself_does_not_count_however_young(cast, fared):
    """Resistance ends research use at every age, whatever the parents said (law.md R74)."""

    def children():
        return {row.family for row in told_before(quarter_of(clock.today())) if row.who == "child"}

    one, before = fared[0], children()
    child = one.family.children.get()
    assert child.age_on(clock.today()) < 12
    note_objection(case=one, child=child, resists=True, audience="therapist", by=cast.thea)
    assert before - children() == {one.family_id}
    note_objection(case=one, child=child, resists=False, audience="therapist", by=cast.thea)
    assert children() == before


def test_the_panel_stands_beside_the_advice(cast, client_as, fared, django_assert_max_num_queries):
    case = case_at(cast.case, cast, "decide")
    url = reverse("research:learning-therapist", args=[case.reference])
    browser = client_as(cast.thea)
    freeze_learning()

    with django_assert_max_num_queries(12):
        response = browser.get(url)

    panel = response.context["panels"][0]
    assert panel["is_advice"] and panel["is_shown"] and panel["families"] == 10
    assert not any(one.reference in response.content.decode() for one in fared)
    assert AccessLog.objects.filter(actor=cast.thea, purpose="how families fared").exists()
    assert client_as(cast.cora).get(url.replace("praktijk", "coordinatie")).status_code == 200


@pytest.mark.parametrize(
    ("outcome", "facts", "course"),
    [
        ("group", {"finished": True}, Course.HELD), ("group", {"stopped": True}, Course.ENDED), ("group", {}, None),
        ("group", {"reviewed": True}, None), ("parallel", {"reviewed": True}, Course.HELD), ("parallel", {}, None),
        ("parallel", {"reviewed": True, "stopped": True}, Course.ENDED), ("parallel", {"is_superseded": True}, Course.AGAIN),
        ("group", {"is_superseded": True}, Course.AGAIN), ("safety", {"finished": True}, None),
    ],
)  # fmt: skip
def test_how_it_went_on_is_said_only_when_it_is_known(outcome, facts, course):
    unknown = {"is_superseded": False, "reviewed": False, "stopped": False, "finished": False}

    assert course_of(outcome, **(unknown | facts), group="group") == course


@pytest.fixture
def elsewhere(cast):
    """Twelve families of the past that were advised trauma treatment first; half of them stopped with it early."""
    return play_elsewhere(past_families(cast, 12, until="assessed"), lead=cast.thea, second=cast.cora)


def test_other_help_has_its_own_profile_counted_in_families(cast, elsewhere, client_as):
    freeze_learning()
    case = case_at(cast.case, cast, "decide", outcome="trauma_first")

    answer = client_as(cast.thea).get(reverse("research:learning-therapist", args=[case.reference]))

    (panel,) = [panel for panel in answer.context["panels"] if panel["course"]]
    assert (panel["families"], panel["course"]["answered"], panel["lines"]) == (10, 10, [])
    # Six that stopped are too few, and a second number would give them away.
    assert panel["course"]["ended"] is None and None in (panel["course"]["held"], panel["course"]["again"])
    assert "Onze vragenlijsten horen bij de groep" in answer.content.decode()


def test_a_family_that_was_assessed_again_counts_so_after_the_first_advice(cast, elsewhere):
    one = elsewhere[0]
    first = one.indications.get()
    first.pk, first.outcome, first.decided_at, first.approved_at = None, "group", NOON, NOON
    first.save()

    kinds = {
        row.profile.split(".")[0]: row.kind for row in told_before(date(2027, 1, 1)) if row.family == one.family_id
    }
    assert kinds == {"trauma_first": Course.AGAIN}


def test_one_parents_no_to_research_leaves_the_family_out(cast, elsewhere):
    one = elsewhere[0]
    text = Consent.objects.filter(case=one, purpose="research").first().text
    Consent.objects.create(
        case=one, purpose="research", giver_parent=one.family.parents.first(), answer="withdrawn", text=text,
        text_sha256="0" * 64, channel="portal", answered_at=clock.now(), recorded_by=cast.cora,
    )  # fmt: skip

    assert one.family_id not in {row.family for row in told_before(quarter_of(clock.today()))}


@pytest.mark.idor
def test_a_stranger_finds_no_panel(cast, client_as):
    assert (
        client_as(cast.ulla).get(reverse("research:learning-therapist", args=[cast.case.reference])).status_code == 404
    )


@pytest.mark.parametrize("asked", [{"advies": "wonder"}, {"advies": "group", "gewicht": ["9"]}, {"advies": "x" * 9000}])
def test_a_profile_that_does_not_exist_is_not_found(cast, client_as, asked):
    case = case_at(cast.case, cast, "intake_2")

    assert (
        client_as(cast.thea).get(reverse("research:learning-therapist", args=[case.reference]), asked).status_code
        == 404
    )
    with pytest.raises(WrongProfile):
        panels_of(case, advice=asked["advies"], weights=asked.get("gewicht", []))


def test_before_a_decision_the_form_asks_for_its_own_profile(cast):
    case = case_at(cast.case, cast, "intake_2")

    assert panels_of(case)["panels"] == []
    asked = panels_of(case, advice="parallel", weights=["0", "3"])
    assert [panel["is_shown"] for panel in asked["panels"]] == [False]
