"""Two people at once: both hold the page of before, the second one is refused politely and nothing is double or lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import Case, Message
from centre.workflow import IllegalMove
from intake import services
from intake.demo.play import apply
from intake.models import Application, HelpRequest, Indication, Registration, Talk
from tests.factories.intake import case_at, conditions
from tests.intake.test_matching import FROM_EVA, asked


def both(row):
    """The same row as two people have it in hand."""
    return row, type(row).objects.get(pk=row.pk)


def test_two_coordinators_open_one_case_from_one_request(cast):
    mine, theirs = both(asked(FROM_EVA))
    before = Case.objects.count()

    services.open_case_from(request=mine, by=cast.cora)
    with pytest.raises(ValidationError):
        services.open_case_from(request=theirs, by=cast.cora)

    assert Case.objects.count() == before + 1


def test_one_opens_a_case_while_another_puts_the_request_aside(cast):
    mine, theirs = both(asked(FROM_EVA))

    services.dismiss_request(request=mine, reason="dubbel", by=cast.cora)
    with pytest.raises(ValidationError):
        services.open_case_from(request=theirs, by=cast.cora)

    assert HelpRequest.objects.get().outcome == "dismissed"


def test_a_decision_is_approved_by_one_and_sent_back_by_another(cast):
    case = case_at(cast.case, cast, "decide")
    mine, theirs = both(Indication.objects.get(case=case))

    services.approve_indication(indication=mine, by=cast.cora)
    with pytest.raises(IllegalMove):
        services.return_indication(indication=theirs, remark="Nog eens", by=cast.cora)

    assert Message.objects.filter(sending__endswith=f"letter:{mine.pk}").count() == 2
    assert Indication.objects.get(pk=mine.pk).returned_at is None


def test_two_plan_the_same_talk_and_one_keeps_the_typed_words(cast, client_as):
    case = case_at(cast.case, cast, "apply")
    form = {
        "kind": "exploratory", "form": "together", "minutes": "60", "place": "Typstraat 5", "led_by": cast.thea.reference,
        "starts_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT10:00"),
    }  # fmt: skip
    url = reverse("intake:plan-talk", args=[case.reference])

    first, second = (client_as(cast.cora).post(url, form) for _person in range(2))

    assert (first.status_code, second.status_code) == (302, 200)
    assert second.context["form"].errors["kind"] and "Typstraat 5" in second.content.decode()
    assert Talk.objects.filter(case=case).count() == 1


def test_one_moves_a_talk_that_another_called_off(cast):
    case = case_at(cast.case, cast, "exploratory")
    moment = clock.now() + timedelta(days=4)
    mine, theirs = both(
        services.plan_talk(
            case=case, kind="intake_1", form="together", starts_at=moment, place="Hier", led_by=cast.thea, by=cast.cora
        )
    )

    services.cancel_talk(talk=mine, by=cast.cora)
    with pytest.raises(ValidationError):
        services.move_talk(talk=theirs, starts_at=moment + timedelta(days=1), place="Daar", by=cast.cora)

    assert Talk.objects.get(pk=mine.pk).place == "Hier"


@pytest.mark.two_parent
def test_a_part_that_comes_while_the_request_is_closed_is_not_sent_and_says_so(cast, client_as):
    conditions()
    apply(cast.anna, cast.case)
    browser = client_as(cast.bram)
    application = services.start_application(parent=cast.bram, case=cast.case)
    for key, answers in Application.objects.get(dossier__parent=cast.anna).answers.items():
        services.save_step(
            application=application, step=key, answers=answers, revision=application.revision, by=cast.bram.user
        )
    services.lapse(registration=Registration.objects.get(case=cast.case), by=cast.cora, reason="op verzoek")

    answer = browser.post(reverse("intake:check"))

    assert answer.status_code == 409
    assert "Anna" not in answer.content.decode()
    assert Application.objects.get(dossier__parent=cast.bram).state == "started"
    home = browser.get(reverse("intake:my-application")).content.decode()
    assert "gesloten" in home


def test_a_merge_is_undone_once(cast):
    twin = services.open_case_from(request=asked(FROM_EVA), by=cast.cora).family.children.first()
    cast.noor.birth_date = twin.birth_date
    cast.noor.save()
    mine, theirs = both(services.merge_children(kept=cast.noor, gone=twin, reason="zelfde kind", by=cast.cora))

    services.undo_merge(merge=mine, by=cast.cora)
    with pytest.raises(ValidationError):
        services.undo_merge(merge=theirs, by=cast.cora)

    assert twin.families.count() == 1
