"""A request with a place in a group is not ended over the couple's head: the place ends first, on its own page."""

from datetime import timedelta

from django.urls import reverse

from centre import clock
from centre.keeps_open import what_stands
from centre.models import Dossier, Message
from groups.models import Evaluation, EvaluationVoice, FollowUp, Offer, Placement
from intake.models import Registration
from tests.factories.groups import circle, waiting_case


def end(browser, case):
    return browser.post(reverse("intake:step", args=[case.reference]), {"to": "lapsed", "reason": "op verzoek"})


def test_a_seated_couple_keeps_its_case_and_its_seat(cast, client_as):
    case = circle(cast, couples=1).cases[0]
    browser = client_as(cast.cora)

    answer = end(browser, case)

    assert answer.status_code == 409 and "een plek in een groep" in answer.content.decode()
    assert Placement.objects.current().filter(case=case).exists()
    case.refresh_from_db()
    assert case.closed_on is None and Registration.objects.get(case=case).state == "indicated"
    assert not Message.objects.filter(sending__endswith="intake-closed").exists()


def test_a_place_that_is_held_stands_too_and_nobody_hears_of_the_attempt(cast, client_as):
    case, group = waiting_case(cast), circle(cast, couples=0).group
    browser = client_as(cast.cora)
    browser.post(reverse("groups:offer", args=[case.reference]), {"group": group.reference, "moves_on": "on"})
    assert Offer.objects.filter(case=case).exists()
    before = Message.objects.count()

    assert end(browser, case).status_code == 409
    assert Message.objects.count() == before


def test_from_the_waiting_list_both_read_that_they_are_off_it(cast, client_as):
    case = waiting_case(cast)
    assert what_stands(case) == []

    assert end(client_as(cast.cora), case).status_code == 302

    texts = {row.recipient_id: row.text for row in Message.objects.filter(subject="Uw aanmelding is gesloten")}
    assert set(texts) == {parent.user_id for parent in case.family.parents.all()}
    assert len(set(texts.values())) == 1
    assert "U staat niet meer op de wachtlijst" in texts.popitem()[1]


def test_a_talk_that_was_promised_keeps_the_case_open(cast):
    """The talk after six months never appears on anybody's list once the case is closed."""
    circle_of_one = circle(cast, couples=1)
    case, seat = circle_of_one.cases[0], Placement.objects.get()
    seat.ended_on, seat.end = clock.today(), "finished"
    seat.save()
    assert what_stands(case) == []
    dossier = Dossier.objects.filter(parent__family=case.family).first()
    talk = FollowUp.objects.create(placement=seat, dossier=dossier, due_on=clock.today() + timedelta(days=180))
    assert what_stands(case) == ["het gesprek na zes maanden"]
    talk.skipped_reason = "wil niet"
    talk.save()
    assert what_stands(case) == []
    evaluation = Evaluation.objects.create(placement=seat, planned_by=cast.cora)
    EvaluationVoice.objects.create(
        evaluation=evaluation, kind="referrer", user=cast.ruth, name="Ruth", moment=clock.now()
    )
    assert what_stands(case) == ["een gesprek van de evaluatie"]
