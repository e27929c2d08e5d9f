"""Where a child lives routes a case; a child is looked up before it is made; two rows of one child become one, and back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.agreement import consent_status
from centre.audiences import Audience
from centre.consent_history import days_without_consent
from centre.models import Note, PostcodeArea
from centre.selectors import people_with_dossier
from centre.services.consents import answer_consent
from centre.services.notes import write_note
from intake import services
from intake.models import Talk
from tests.cast import make_user, open_case
from tests.factories.intake import case_at


def test_another_postcode_gives_another_region_and_the_log_names_the_rule(cast, client_as):
    make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.east)
    PostcodeArea.objects.create(
        code="6511", place="Nijmegen", municipality=cast.nijmegen, latitude=51.8, longitude=5.9, basis="plaats"
    )
    case = case_at(cast.case, cast, "apply")
    url, browser = reverse("intake:region", args=[case.reference]), client_as(cast.cora)
    sent = {"child": cast.noor.reference, "town": "6511 AB", "since": clock.today().isoformat()}

    assert browser.post(url, sent | {"town": "Nergens"}).context["form"].errors
    assert browser.post(url, sent | {"since": "2200-01-01"}).context["form"].errors
    assert browser.post(url, sent).status_code == 302
    case.refresh_from_db()
    step = case.routing_steps.get()
    assert (case.region, step.rule, step.fact) == (cast.east, "postcode", "6511 Nijmegen")
    assert cast.noor.residences.get(until=None).municipality == cast.nijmegen
    assert browser.get(url).status_code == 404


def test_a_town_where_nobody_works_keeps_the_region_and_says_why(cast):
    step = services.move_child(case=cast.case, child=cast.noor, town="Nijmegen", since=clock.today(), by=cast.cora)

    assert (step.region, step.rule) == (cast.north, "not_served")


def test_a_name_that_sounds_the_same_is_likely_and_a_twin_is_not(cast, client_as):
    found = client_as(cast.cora).post(
        reverse("intake:find-child"), {"first_name": "Noortje", "birth_date": "2018-05-04"}
    )

    [line] = found.context["found"]
    assert line["child"] == cast.noor
    assert line["is_likely"]
    twin = client_as(cast.cora).post(reverse("intake:find-child"), {"first_name": "Willem", "birth_date": "2018-05-04"})
    assert not twin.context["found"][0]["is_likely"]


@pytest.fixture
def twice(cast):
    """The same Noor in a second family, as a second row with a note of its own."""
    case = open_case(cast, [("gijs", "Gijs"), ("hanna", "Hanna")], [("Noortje", date(2018, 5, 4))])
    other = case.family.children.get()
    write_note(dossier=other.dossiers.get(), case=case, kind="observation", subject="x", text="y", by=cast.thea)
    return other


def test_two_rows_become_one_and_two_again(cast, client_as, twice):
    families = set(twice.families.all())
    url = reverse("intake:merge-children", args=[cast.noor.reference, twice.reference])
    sent = {"kept": cast.noor.reference, "other": twice.reference, "reason": "Zelfde kind, bevestigd door moeder"}
    browser = client_as(cast.cora)

    assert browser.post(url, sent | {"reason": ""}).context["form"].errors
    assert browser.post(url, sent).status_code == 302
    assert Note.objects.get().dossier.child == cast.noor
    assert families <= set(cast.noor.families.all())
    page = browser.get(reverse("intake:find-child"))
    number = page.context["page"].object_list[0].pk
    assert browser.post(reverse("intake:undo-merge", args=[number])).status_code == 302

    assert Note.objects.get().dossier.child == twice
    assert set(twice.families.all()) == families
    assert cast.noor.families.count() == 1


def test_the_second_familys_parents_keep_their_authority_over_the_one_child(cast, twice):
    gijs, hanna = (twice.authorities.order_by("pk")[number].parent for number in (0, 1))

    merge = services.merge_children(kept=cast.noor, gone=twice, reason="Zelfde kind", by=cast.cora)

    assert set(cast.noor.authorities.values_list("parent", flat=True)) == {
        cast.anna.pk, cast.bram.pk, gijs.pk, hanna.pk
    }  # fmt: skip
    services.undo_merge(merge=merge, by=cast.cora)
    assert set(twice.authorities.values_list("parent", flat=True)) == {gijs.pk, hanna.pk}
    assert cast.noor.authorities.count() == 2


def test_after_a_merge_every_holder_counts_in_both_cases_with_the_answer_of_the_own_case(cast, twice):
    first, second = cast.case, twice.families.get().cases.get()
    gijs = second.family.parents.order_by("pk").first()
    for case in (first, second):
        cast.consent_to_everything(case)
    services.merge_children(kept=cast.noor, gone=twice, reason="Zelfde kind", by=cast.cora)

    assert [consent_status(case) for case in (first, second)] == ["complete", "complete"]
    people = dict(zip(("parents", "children"), people_with_dossier(first), strict=True))
    assert days_without_consent(first, clock.today(), clock.today() + timedelta(days=9), **people) == 0

    facts = {"purpose": "treatment", "about_child": cast.noor, "answer": "refused", "by": cast.cora}
    answer_consent(case=second, giver=gijs, **facts)
    assert [consent_status(case) for case in (first, second)] == ["conflict", "conflict"]


def test_twins_and_strangers_cannot_be_merged(cast, twice):
    twice.birth_date = date(2018, 5, 5)
    for other in (twice, cast.noor):
        with pytest.raises(ValidationError):
            services.merge_children(kept=cast.noor, gone=other, reason="x", by=cast.cora)


def test_children_come_to_the_second_intake_after_everybody_agreed(cast):
    case = case_at(cast.case, cast, "intake_1")
    facts = {
        "case": case, "form": "together", "place": "Haarlem", "led_by": cast.thea, "by": cast.cora,
        "starts_at": clock.now() + timedelta(days=3), "children": [cast.noor],
    }  # fmt: skip
    from centre.services.consents import answer_consent

    answer_consent(
        case=case, purpose="treatment", giver=cast.bram, about_child=cast.noor, answer="withdrawn", by=cast.bram.user
    )
    with pytest.raises(ValidationError) as refused:
        services.plan_talk(kind=Talk.Kind.INTAKE_2, **facts)
    assert set(refused.value.message_dict) == {"children"}
    answer_consent(
        case=case, purpose="treatment", giver=cast.bram, about_child=cast.noor, answer="given", by=cast.bram.user
    )

    talk = services.plan_talk(kind=Talk.Kind.INTAKE_2, **facts)

    assert [guest.child for guest in talk.guests.filter(child__isnull=False)] == [cast.noor]
    services.cancel_talk(talk=talk, by=cast.cora)
