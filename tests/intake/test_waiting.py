"""Waiting honestly: a month out of real starts, days net of missing permission, and a question to both at once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.coming_starts import Start
from centre.consent_history import days_without_consent
from centre.models import Case, Family, Message, Milestone, Notice
from centre.selectors import people_with_dossier
from centre.services.cases import reach
from centre.services.consents import answer_consent, record_ruling
from intake import services, waiting
from intake.models import Application, Registration, StillInterested
from tests.factories.intake import case_at

WAITING = reverse("intake:my-waiting")


@pytest.fixture
def ready(cast):
    return case_at(cast.case, cast, "approve")


def started(cast, count, days_ago=30):
    for _number in range(count):
        case = Case.objects.create(family=Family.objects.create(), region=cast.north, entered_via="parent")
        reach(case=case, kind=Milestone.Kind.STARTED, by=None, on=clock.today() - timedelta(days=days_ago))


def started_all_year(cast):
    """One couple in each month."""
    for number in range(12):
        started(cast, 1, days_ago=10 + 30 * number)


def test_too_few_starts_say_nothing(cast, ready):
    started(cast, waiting.FEWEST_STARTS - 1)
    started_long_ago = waiting.LOOKED_BACK_DAYS + 1
    reach(case=cast.other_case, kind="started", by=None, on=clock.today() - timedelta(days=started_long_ago))

    assert waiting.expected_month(ready) is None


def test_the_month_follows_the_pace_and_who_waits_longer(cast, ready):
    started_all_year(cast)
    alone = waiting.expected_month(ready)
    case_at(cast.other_case, cast, "approve", days_ago=200)

    assert alone is not None and alone.day == 1
    assert waiting.expected_month(ready) > alone
    Registration.objects.filter(case=ready).update(has_priority=True, priority_by=cast.cora)
    assert waiting.expected_month(ready) >= alone


def test_who_goes_first_waits_for_whoever_goes_first_as_well_and_longer(cast, ready):
    started_all_year(cast)
    case_at(cast.other_case, cast, "approve", days_ago=200)
    waits_longer = waiting.expected_month(ready)
    Registration.objects.filter(case=ready).update(has_priority=True, priority_by=cast.cora)

    assert waiting.expected_month(ready) < waits_longer


def test_a_free_place_in_a_planned_group_comes_before_the_pace(cast, ready, monkeypatch):
    soon, later = clock.today() + timedelta(days=60), clock.today() + timedelta(days=300)
    planned = [Start(soon, 1), Start(later, 6)]
    monkeypatch.setattr(waiting, "coming_starts", lambda case: planned)

    assert waiting.expected_month(ready) == soon.replace(day=1)
    case_at(cast.other_case, cast, "approve", days_ago=200)
    assert waiting.expected_month(ready) == later.replace(day=1)
    planned.pop()
    assert waiting.expected_month(ready) is None
    started(cast, 6)
    assert waiting.expected_month(ready) > soon


def test_groups_that_began_in_one_month_only_begin_in_that_month_again(cast, ready):
    started(cast, 6, days_ago=330)

    month = waiting.expected_month(ready)

    assert month > clock.today()
    assert month.month == (clock.today() - timedelta(days=330)).month


def test_a_parent_reads_a_month_or_not_yet_and_never_a_rank(cast, client_as, ready):
    answer = client_as(cast.anna).get(WAITING)
    assert answer.context["month"] is None
    assert answer.context["waits"]

    started(cast, 6)
    answer = client_as(cast.anna).get(WAITING)
    assert answer.context["month"]
    for name in ("rank", "ahead", "position"):
        assert name not in answer.context


def test_who_does_not_wait_reads_so(cast, client_as):
    answer = client_as(cast.anna).get(WAITING)

    assert not answer.context["waits"]
    assert client_as(cast.anna).post(WAITING, {"answer": "yes"}).status_code == 404


def test_days_on_which_a_permission_was_missing_are_taken_off(cast):
    since = clock.today() - timedelta(days=40)
    parents, children = people_with_dossier(cast.case)

    def missing():
        return days_without_consent(cast.case, since, clock.today(), parents=parents, children=children)

    # Noon: an hour before midnight the same hour of a month ago, in summer time, is the next day.
    noon = clock.start_of(clock.today()) + timedelta(hours=12)

    assert missing() == 40
    with clock.at(noon - timedelta(days=30)):
        cast.consent_to_everything(cast.case)
    assert missing() == 10
    with clock.at(noon - timedelta(days=12)):
        answer_consent(
            case=cast.case,
            purpose="group",
            giver=cast.bram,
            about_child=cast.noor,
            answer="withdrawn",
            by=cast.bram.user,
        )
    assert missing() == 22
    record_ruling(
        case=cast.case, purpose="group", kind="replaced", child=cast.noor, parent=cast.bram, decided_by="Rechtbank",
        number="1", since=clock.today() - timedelta(days=5), by=cast.cora,
        reason="De rechtbank besliste.", weighed_with=cast.thea,
    )  # fmt: skip
    assert missing() == 17


def test_both_are_asked_the_same_at_the_same_moment_and_once(cast, ready):
    with clock.at(clock.now() + timedelta(weeks=9)):
        assert services.ask_who_waits() == 1
        assert services.ask_who_waits() == 0
        texts = {(m.text, m.sent_at) for m in Message.objects.filter(sending__contains="interest")}

    assert StillInterested.objects.count() == 2
    assert len(texts) == 1


@pytest.mark.two_parent
def test_who_stays_is_asked_as_always_when_the_other_took_the_part_back(cast, client_as, ready):
    """A question that stays away would tell what the other parent did."""
    services.withdraw_application(application=Application.objects.get(dossier__parent=cast.anna), by=cast.anna.user)

    with clock.at(clock.now() + timedelta(weeks=9)):
        assert services.ask_who_waits() == 1
        assert services.ask_who_waits() == 0
        letter = Message.objects.get(sending__contains="interest")
        assert letter.recipient == cast.bram.user
        # At the moment of the others: a bell at another hour would tell as well.
        assert Notice.objects.get(key=f"message:{letter.reference}").due_at == clock.now()
        assert "Wilt u nog steeds meedoen?" in client_as(cast.bram).get(WAITING).content.decode()

    assert list(StillInterested.objects.values_list("dossier__parent", flat=True)) == [cast.bram.pk]


def test_when_both_took_the_part_back_nobody_is_asked(cast, ready):
    for application in Application.objects.filter(case=ready):
        services.withdraw_application(application=application, by=application.dossier.parent.user)

    with clock.at(clock.now() + timedelta(weeks=9)):
        assert services.ask_who_waits() == 0
    assert not StillInterested.objects.exists()


def test_who_got_a_seat_is_not_asked(cast, ready):
    reach(case=ready, kind="placed", by=None)

    with clock.at(clock.now() + timedelta(weeks=9)):
        assert services.ask_who_waits() == 0


@pytest.mark.two_parent
def test_each_answers_apart_and_a_no_ends_nothing(cast, client_as, ready):
    from intake.queue import coordinator_waiting

    with clock.at(clock.now() + timedelta(weeks=9)):
        services.ask_who_waits()
        before = client_as(cast.anna).get(WAITING).context["question"].answer
        client_as(cast.bram).post(WAITING, {"answer": "no"})
        assert client_as(cast.anna).get(WAITING).context["question"].answer == before == ""

    ready.refresh_from_db()
    assert ready.closed_on is None
    assert coordinator_waiting(cast.cora)["leaving"].count() == 1


def test_staff_reads_both_numbers(cast, client_as, ready):
    answer = client_as(cast.cora).get(reverse("intake:waited", args=[ready.reference]))

    assert answer.context["waited"].gross >= answer.context["waited"].net


def test_taking_the_part_back_gives_up_the_place_and_tells_only_staff(cast, client_as, ready):
    from intake.queue import coordinator_waiting
    from intake.selectors import ready_for_group

    heard = Message.objects.filter(recipient=cast.bram.user).count()
    client = client_as(cast.anna)
    url = reverse("intake:withdraw")

    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 409
    assert Application.objects.get(dossier__parent=cast.anna).state == "withdrawn"
    assert not ready_for_group().exists()
    assert Message.objects.filter(recipient=cast.bram.user).count() == heard
    assert coordinator_waiting(cast.cora)["withdrawn"].count() == 1


def without_tokens(answer) -> str:
    """A page without what differs per request."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+', "", answer.content.decode())


@pytest.mark.two_parent
def test_the_pages_of_the_other_parent_stay_the_same_to_the_letter_when_a_part_is_taken_back(cast, client_as, ready):
    addresses = (WAITING, "/mijn/")
    client = client_as(cast.bram)
    with clock.at(clock.now() + timedelta(weeks=9)):
        services.ask_who_waits()

        def pages():
            return [without_tokens(client.get(address)) for address in addresses]

        pages()
        before = pages()
        assert "Wilt u nog steeds meedoen?" in before[0] and WAITING in before[1]
        services.withdraw_application(application=Application.objects.get(dossier__parent=cast.anna), by=cast.anna.user)

        assert pages() == before
        assert not client_as(cast.anna).get(WAITING).context["waits"]
        staff = client_as(cast.cora).get(reverse("intake:waited", args=[ready.reference]))
        assert not staff.context["waits"]
