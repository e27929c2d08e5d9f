"""Answers: saved with a revision, sent once, scored, and closed after that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from research import scoring, services
from research.models import FollowUp, InstrumentVersion, Score
from research.services.answering import Closed, Incomplete, StaleRevision
from research.states import MeasurementState
from tests.factories import groups
from tests.factories import research as factory

pytestmark = [pytest.mark.django_db, pytest.mark.moment(groups.MONDAY + timedelta(days=1))]
FIRST = {"slaap": 2, "energie": 2, "spanning": 1, "steun": 3}
SECOND = {"rustig": 2, "zorgen": 1, "afspraken": -96, "vertrouwen": 2}


@pytest.fixture
def row(cast):
    factory.seated(cast)
    return factory.list_of(cast.anna, "ouder-zelf")


def test_pages_are_kept_and_sent_with_a_score(cast, row):
    services.save_page(measurement=row, answers=FIRST, revision=0)
    services.save_page(measurement=row, answers=SECOND, revision=1)
    services.submit_response(measurement=row, by=cast.anna.user)
    row.refresh_from_db()
    score = Score.objects.get(response__measurement=row)

    assert row.state == MeasurementState.ANSWERED
    assert (score.scale, score.value, score.valid_count) == ("welbevinden", 17, 7)


def test_a_stale_page_is_refused_and_nothing_is_overwritten(row):
    services.save_page(measurement=row, answers=FIRST, revision=0)
    with pytest.raises(StaleRevision):
        services.save_page(measurement=row, answers={"slaap": 0}, revision=0)

    row.response.refresh_from_db()
    assert row.response.answers == FIRST


def test_the_same_page_twice_is_the_same_as_once(row):
    services.save_page(measurement=row, answers=FIRST, revision=0)

    assert services.save_page(measurement=row, answers=FIRST, revision=0).revision == 1


def test_an_open_item_keeps_the_list_from_being_sent(cast, row):
    services.save_page(measurement=row, answers=FIRST, revision=0)
    with pytest.raises(Incomplete):
        services.submit_response(measurement=row, by=cast.anna.user)


def test_sending_twice_is_the_same_as_once(cast, row):
    services.save_page(measurement=row, answers=FIRST | SECOND, revision=0)
    first = services.submit_response(measurement=row, by=cast.anna.user)

    assert services.submit_response(measurement=row, by=cast.anna.user) == first
    assert Score.objects.filter(response=first).count() == 1


@pytest.mark.parametrize("answers", [{"slaap": 9}, {"slaap": -99}, {"unknown": 1}, {"slaap": "2"}])
def test_a_strange_answer_is_refused(row, answers):
    with pytest.raises(ValidationError):
        services.save_page(measurement=row, answers=answers, revision=0)


def test_nothing_is_taken_before_the_opening_or_after_the_close(cast, row):
    later = factory.list_of(cast.anna, "ouder-zelf", "t2")
    with pytest.raises(Closed):
        services.save_page(measurement=later, answers=FIRST, revision=0)
    with clock.at(groups.MONDAY + (row.closes_on - groups.MONDAY.date()) + timedelta(days=1)), pytest.raises(Closed):
        services.save_page(measurement=row, answers=FIRST, revision=0)


def test_a_sent_list_takes_no_more_answers(cast, row):
    services.record_response(measurement=row, answers=FIRST, by=cast.anna.user)
    with pytest.raises(Closed):
        services.save_page(measurement=row, answers=SECOND, revision=1)


def test_too_few_answers_give_a_reason_and_no_zero(cast, row):
    response = services.record_response(measurement=row, answers={"slaap": 1}, by=cast.anna.user)
    score = Score.objects.get(response=response)

    assert (score.value, score.reason) == (None, scoring.TOO_FEW)
    assert response.answers["energie"] == scoring.NOT_ANSWERED


def test_two_parents_about_one_child_are_two_rows(cast, row):
    for parent, value in ((cast.anna, 3), (cast.bram, 0)):
        list_of = factory.list_of(parent, "ouder-kind")
        answers = dict.fromkeys(("vrolijk", "slaap", "zorgen", "spelen", "vertellen", "pijn"), value)
        services.record_response(measurement=list_of, answers=answers, by=parent.user)

    scores = Score.objects.filter(scale="kind-gezien").values_list(
        "response__measurement__informant_parent", "response__measurement__about_child", "value"
    )
    assert sorted(scores) == sorted([(cast.anna.pk, cast.noor.pk, 12), (cast.bram.pk, cast.noor.pk, 6)])


@pytest.mark.parametrize(
    "answers, count",
    [({"cijfer": 4, "nut": 0, "contact": 1}, 1), ({"cijfer": 4, "contact": 0}, 0), ({"cijfer": 8, "contact": 1}, 0)],
)
def test_an_unhappy_parent_who_wants_a_call_is_a_task(cast, row, answers, count):
    about_help = factory.list_of(cast.anna, "tevredenheid", "t2")
    with clock.at(groups.MONDAY + (about_help.opens_on - groups.MONDAY.date())):
        services.record_response(measurement=about_help, answers=answers, by=cast.anna.user)

    assert FollowUp.objects.visible_to(cast.cora).count() == count


def test_a_published_version_never_changes(row):
    version = row.version
    version.definition = {}
    with pytest.raises(TypeError):
        version.save()


def test_a_published_number_does_not_come_back_with_another_content(row):
    facts = {
        "key": "ouder-zelf", "title": "Other", "version": 1,
        "definition": row.version.definition | {"intro": "Other words"}, "scoring": row.version.scoring,
    }  # fmt: skip
    with pytest.raises(ValidationError):
        services.publish_instrument(facts=facts)
    assert services.publish_instrument(facts=facts | {"version": 2}).version == 2
    row.refresh_from_db()
    assert row.version.version == 1


@pytest.mark.parametrize(
    "change",
    [
        {"pages": []},
        {"pages": [{"items": [{"key": "a", "text": "", "kind": "scale", "choices": "c"}]}]},
        {"pages": [{"items": [{"key": "a", "text": "A", "kind": "free", "choices": "c"}]}]},
        {"pages": [{"items": [{"key": str(n), "text": "A", "kind": "scale", "choices": "c"} for n in range(8)]}]},
        {"choices": {"c": [{"value": -95, "label": "x"}, {"value": 1, "label": "y"}]}},
        {"choices": {"c": [{"value": 1, "label": "y"}]}},
    ],
)
def test_a_definition_with_a_flaw_is_not_published(db, change):
    good = {
        "choices": {"c": [{"value": 0, "label": "x"}, {"value": 1, "label": "y"}]},
        "pages": [{"items": [{"key": "a", "text": "A", "kind": "scale", "choices": "c"}]}],
    }
    facts = {"key": "k", "title": "K", "version": 1, "scoring": {}}
    with pytest.raises(ValidationError):
        services.publish_instrument(facts=facts | {"definition": good | change})
    assert not InstrumentVersion.objects.exists()
