"""What the services promise: both parts, talks with own invitations, a decision that a second person approves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from centre import clock
from centre.models import CareRelation, Message, Milestone, Note, Notice
from centre.models.notice import NoticeState
from centre.services.safety import record_safety
from centre.workflow import IllegalMove
from intake import selectors, services, talks
from intake.criteria import advise
from intake.demo.play import apply, decide
from intake.models import Application, Indication, Registration, Talk, TalkGuest
from intake.states import RegistrationState
from referrals.services import accept_referral
from tests.factories import referrals
from tests.factories.intake import case_at, conditions, team_of

SOON = timedelta(days=3)


def plan(cast, case, **changed):
    facts = {
        "kind": "exploratory", "form": "together", "starts_at": clock.now() + SOON, "place": "Kenaupark 12",
        "led_by": cast.thea, "by": cast.cora,
    }  # fmt: skip
    return services.plan_talk(case=case, **(facts | changed))


def test_the_later_part_gives_the_waiting_list_date(cast):
    conditions()
    first, second = clock.now() - timedelta(days=20), clock.now() - timedelta(days=4)
    with clock.at(first):
        apply(cast.bram, cast.case)
    assert Registration.objects.get().state == RegistrationState.WAITING
    assert not Milestone.objects.filter(kind="applied").exists()
    with clock.at(second):
        apply(cast.anna, cast.case)

    registration = Registration.objects.get()
    assert registration.state == RegistrationState.COMPLETE
    assert registration.complete_on == timezone.localdate(second)
    assert Milestone.objects.get(kind="applied").reached_on == registration.complete_on


def test_starting_twice_is_the_same_as_once(cast):
    first = services.start_application(parent=cast.anna, case=cast.case)

    assert services.start_application(parent=cast.anna, case=cast.case) == first
    assert Registration.objects.count() == 1


def test_a_sent_part_does_not_change_any_more(cast):
    conditions()
    application = apply(cast.anna, cast.case)

    with pytest.raises(IllegalMove):
        services.save_step(
            application=application, step="contact", answers={"phone": "x"}, revision=99, by=cast.anna.user
        )


def test_a_race_between_two_devices_loses_nothing(cast):
    services.start_application(parent=cast.anna, case=cast.case)
    one, other = Application.objects.get(), Application.objects.get()

    services.save_step(application=one, step="network", answers={"name_1": "a"}, revision=0, by=cast.anna.user)
    services.save_step(application=other, step="contact", answers={"phone": "b"}, revision=0, by=cast.anna.user)
    with pytest.raises(services.StaleRevision) as refused:
        services.save_step(
            application=Application.objects.get(),
            step="network",
            answers={"name_1": "c"},
            revision=0,
            by=cast.anna.user,
        )

    assert refused.value.stored == {"name_1": "a"}
    assert Application.objects.get().answers == {"network": {"name_1": "a"}, "contact": {"phone": "b"}}


@pytest.mark.two_parent
def test_each_guest_gets_an_own_invitation_without_the_others(cast):
    case = case_at(cast.case, cast, "apply")
    Message.objects.all().delete()

    talk = plan(cast, case, referrer=cast.ruth)

    guests = {guest.user for guest in talk.guests.all()}
    assert guests == {cast.anna.user, cast.bram.user, cast.ruth}
    assert Message.objects.count() == 3
    people = {"anna": cast.anna.user, "bram": cast.bram.user, "ruth": cast.ruth}
    for name, user in people.items():
        message = Message.objects.get(recipient=user)
        for other in set(people) - {name}:
            assert other not in (message.text + message.subject).lower()
    doorbells = Notice.objects.filter(kind="appointment")
    assert {notice.recipient for notice in doorbells} == guests
    assert all(notice.due_at == talk.starts_at - timedelta(days=1) for notice in doorbells)


def test_a_referrer_reads_the_own_number_and_never_that_of_the_case(cast):
    row = referrals.submitted(cast)
    case = accept_referral(referral=row, by=cast.cora)
    Registration.objects.filter(case=case).update(state="complete")

    plan(cast, case, referrer=cast.wim)

    text = Message.objects.filter(recipient=cast.wim).latest("sent_at").text
    assert row.reference in text and case.reference not in text


@pytest.mark.two_parent
@pytest.mark.parametrize(("form", "words"), [("together", "ouder is er ook bij"), ("apart", "ouder is er niet bij")])
def test_both_parents_read_which_talk_it_is_and_who_is_in_the_room(cast, client_as, form, words):
    case = case_at(cast.case, cast, "apply")
    talk = plan(cast, case, kind="intake_1", form=form)

    for parent in (cast.anna, cast.bram):
        own = reverse("groups:my-appointment", args=[talk.reference])
        for address in ("/mijn/gesprekken/", "/mijn/bijeenkomsten/", own):
            page = client_as(parent).get(address).content.decode()
            assert "Eerste intake" in page and words in page
        assert "Wie is erbij" in page and "Hoe u binnenkomt" not in page
        assert words in Message.objects.filter(recipient=parent.user).latest("sent_at").text


def test_planning_opens_the_case_for_who_leads_and_starts_the_assessment(cast):
    case = case_at(cast.case, cast, "apply")

    plan(cast, case, led_by=cast.ulla)

    relation = CareRelation.objects.get(case=case, user=cast.ulla)
    assert relation.kind == CareRelation.Kind.ASSESSOR
    assert Registration.objects.get(case=case).state == RegistrationState.ASSESSING


def test_apart_means_an_own_time_for_each_parent(cast):
    case = case_at(cast.case, cast, "apply")

    talk = plan(cast, case, form="apart", minutes=45)

    times = sorted(TalkGuest.objects.filter(talk=talk).values_list("arrives_at", flat=True))
    assert times == [talk.starts_at, talk.starts_at + timedelta(minutes=75)]


def test_parents_are_not_invited_together_while_the_flag_is_up(cast):
    case = case_at(cast.case, cast, "apply")
    record_safety(case=case, kind="flag_set", text="zorg", by=cast.thea)

    with pytest.raises(services.TalkMustBeApart):
        plan(cast, case)
    assert plan(cast, case, form="apart").guests.count() == 2
    record_safety(case=case, kind="flag_lifted", text="besproken", by=cast.thea)
    assert plan(cast, case, kind="intake_1", starts_at=clock.now() + 2 * SOON).form == "together"


def test_a_joint_talk_of_before_the_flag_only_moves_when_it_becomes_apart(cast, client_as):
    case = case_at(cast.case, cast, "apply")
    talk = plan(cast, case)
    record_safety(case=case, kind="flag_set", text="zorg", by=cast.thea)
    later = {"starts_at": (talk.starts_at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "place": "Elders"}
    browser, url = client_as(cast.cora), reverse("intake:move-talk", args=[case.reference, talk.reference])

    assert "samen gepland" in browser.get(reverse("intake:sheet", args=[case.reference])).content.decode()
    assert "form" in browser.post(url, later | {"form": "together"}).context["form"].errors
    assert browser.post(url, later | {"form": "apart"}).status_code == 302
    talk.refresh_from_db()
    assert talk.form == "apart"
    assert len(set(talk.guests.values_list("arrives_at", flat=True))) == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"starts_at": timezone.now() - timedelta(days=900)}, "starts_at"), ({"kind": "exploratory"}, "kind")],
)
def test_a_talk_in_the_past_or_twice_is_refused(cast, changed, field):
    case = case_at(cast.case, cast, "apply")
    if field == "kind":
        plan(cast, case)

    with pytest.raises(ValidationError) as refused:
        plan(cast, case, **changed)

    assert field in refused.value.message_dict


def test_a_talk_needs_both_parts(cast):
    conditions()
    apply(cast.anna, cast.case)

    with pytest.raises(IllegalMove):
        plan(cast, cast.case)


def test_moving_a_talk_voids_the_old_doorbells_and_tells_everybody(cast):
    case = case_at(cast.case, cast, "apply")
    talk = plan(cast, case)
    starts_at = clock.now() + timedelta(days=9)

    services.move_talk(talk=talk, starts_at=starts_at, place="Elders 1", by=cast.cora)

    states = list(Notice.objects.filter(kind="appointment").order_by("pk").values_list("state", flat=True))
    assert states == [NoticeState.SUPPRESSED] * 2 + [NoticeState.NEW] * 2
    assert Message.objects.filter(recipient=cast.anna.user, sending=f"talk:{talk.reference}:1").exists()
    assert set(talk.guests.values_list("arrives_at", flat=True)) == {starts_at}


def test_cancelling_a_talk_silences_it_and_makes_room_for_another(cast):
    case = case_at(cast.case, cast, "apply")
    talk = plan(cast, case)

    services.cancel_talk(talk=talk, by=cast.cora)

    assert not Notice.objects.filter(kind="appointment", state=NoticeState.NEW).exists()
    assert not talks.my_talks(cast.anna.user).exists()
    assert plan(cast, case).kind == talk.kind
    with pytest.raises(ValidationError):
        services.cancel_talk(talk=talk, by=cast.cora)


def test_a_report_goes_into_each_persons_own_dossier(cast):
    case = case_at(cast.case, cast, "apply")
    talk = plan(cast, case)
    anna, bram = cast.anna.dossiers.get(), cast.bram.dossiers.get()
    with pytest.raises(ValidationError):
        services.record_talk(talk=talk, attended={}, reports={}, by=cast.thea)

    with clock.at(talk.starts_at + timedelta(hours=2)):
        services.record_talk(
            talk=talk,
            attended={},
            reports={anna: [services.Report("over Anna")], bram: [services.Report(" ")]},
            by=cast.thea,
        )

    note = Note.objects.get()
    assert (note.dossier, note.text, note.audience) == (anna, "over Anna", "staff")
    assert talk.held_on == timezone.localdate(talk.starts_at)


def test_a_second_click_on_a_report_writes_no_note_twice_and_keeps_who_came(cast):
    case = case_at(cast.case, cast, "apply")
    talk = plan(cast, case)
    came = dict.fromkeys(talk.guests.values_list("reference", flat=True), True)
    reports = {cast.anna.dossiers.get(): [services.Report("over Anna")]}

    with clock.at(talk.starts_at + timedelta(hours=2)):
        services.record_talk(talk=talk, attended=came, reports=reports, by=cast.thea)
        with pytest.raises(ValidationError):
            services.record_talk(talk=Talk.objects.get(pk=talk.pk), attended={}, reports=reports, by=cast.thea)

    assert Note.objects.count() == 1
    assert set(talk.guests.values_list("attended", flat=True)) == {True}


def facts(**changed):
    return {
        "domains": {}, "advice": advise({}), "outcome": "group", "rationale": "omdat", "letter": "Beste ouder",
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"outcome": "parallel"}, {"deviation_reason", "alternative", "review_on", "reason_for_parents"}),
        ({"advice": advise({"can_meet": False})}, {"deviation_reason"}),
        (
            {"advice": advise({"can_meet": False}), "outcome": "parallel"},
            {"alternative", "review_on", "reason_for_parents"},
        ),
        ({"review_on": date(2020, 1, 1)}, {"review_on"}),
    ],
)
def test_another_decision_needs_its_reason_and_its_way_on(cast, changed, fields):
    case = case_at(cast.case, cast, "intake_2")

    with pytest.raises(ValidationError) as refused:
        services.record_indication(case=case, by=cast.thea, **facts(**changed))

    assert set(refused.value.message_dict) == fields
    assert not Indication.objects.exists()


def test_nobody_approves_the_own_decision(cast):
    case = case_at(cast.case, cast, "decide")
    indication = Indication.objects.get(case=case)

    with pytest.raises(services.NotTheSecondPerson):
        services.approve_indication(indication=indication, by=cast.thea)
    with pytest.raises(services.NotTheSecondPerson):
        services.return_indication(indication=indication, remark="x", by=cast.thea)
    assert Registration.objects.get(case=case).state == RegistrationState.ASSESSING


def test_both_parents_read_the_same_letter_at_the_same_moment(cast):
    case = case_at(cast.case, cast, "decide")
    indication = Indication.objects.get(case=case)

    services.approve_indication(indication=indication, by=cast.cora)

    letters = Message.objects.filter(sending__endswith=f"letter:{indication.pk}")
    assert {letter.recipient for letter in letters} == {cast.anna.user, cast.bram.user}
    assert len({(letter.subject, letter.text, letter.sent_at) for letter in letters}) == 1
    assert Milestone.objects.filter(case=case, kind="assessed").count() == 1
    with pytest.raises(IllegalMove):
        services.approve_indication(indication=indication, by=cast.cora)
    assert letters.count() == 2


def test_a_returned_decision_makes_room_for_a_new_one(cast):
    case = case_at(cast.case, cast, "decide")
    indication = Indication.objects.get(case=case)
    with pytest.raises(ValidationError):
        services.return_indication(indication=indication, remark=" ", by=cast.cora)

    services.return_indication(indication=indication, remark="Kijk nog eens naar het kind.", by=cast.cora)

    again = decide(case, team_of(cast))
    assert selectors.waiting_indication(case) == again
    with pytest.raises(ValidationError):
        decide(case, team_of(cast))


def test_an_advice_for_other_help_does_not_lead_to_a_group(cast):
    case = case_at(cast.case, cast, "approve", outcome="trauma_first")

    assert Registration.objects.get(case=case).state == RegistrationState.NOT_INDICATED
    assert not selectors.ready_for_group().exists()


def test_deciding_needs_a_family_that_is_being_assessed(cast):
    case = case_at(cast.case, cast, "apply")

    with pytest.raises(IllegalMove):
        services.record_indication(case=case, by=cast.thea, **facts())


@pytest.mark.parametrize("reason", ["", "   "])
def test_priority_needs_a_reason(cast, reason):
    case = case_at(cast.case, cast, "approve")
    registration = selectors.registration_of(case)

    with pytest.raises(ValidationError):
        services.give_priority(registration=registration, has_priority=True, reason=reason, by=cast.cora)

    services.give_priority(
        registration=registration, has_priority=True, reason="kind gaat niet naar school", by=cast.cora
    )
    assert selectors.ready_for_group().get().has_priority
