"""Recipes as data: parents only, a closed group, one family; versions; reminders for leads; what children show."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import Child, Message, Notice
from centre.services.consents import answer_consent
from groups import selectors, services
from groups.doorbells import over
from groups.models import Attendance, SessionContent, Showing
from groups.refusals import NotReady
from tests.cast import make_user
from tests.factories import groups as make
from tests.factories import therapists as register


def parents_only(cast, **fields):
    place = register.practice(cast)
    leads = [register.therapist(cast, cast.thea, practices=[place]), register.therapist(cast, practices=[place])]
    group = services.plan_group(
        recipe=make.recipe(variant="parents", **fields), practice=place, first=make.FIRST, at=make.AT,
        parent_room=place.rooms.first(), parent_leads=leads, by=cast.cora,
    )  # fmt: skip
    services.open_group(group=group, by=cast.cora)
    return group


def test_a_group_for_parents_only_has_one_room_two_leads_and_no_children(cast):
    group = parents_only(cast)
    services.place_family(group=group, case=make.waiting_case(cast, 0), by=cast.cora)
    session = group.sessions.get(number=1)

    sheet = selectors.roll_call(session, cast.thea)

    assert {line.person.kind for line in sheet.lines} == {"parent"}
    assert session.child_room is None and session.leads.count() == 2
    assert selectors.missing_leads(group) == [] and selectors.group_sheet(group).warnings == []
    with clock.at(make.on_the_day(session)):
        assert services.record_attendance(session=session, marks={}, by=cast.thea) == 2


def test_for_parents_only_a_permission_about_a_child_is_not_needed(cast):
    group, case = parents_only(cast), make.waiting_case(cast, 0)
    answer_consent(
        case=case, purpose="group", giver=cast.bram, about_child=cast.noor, answer="refused", by=cast.bram.user
    )

    assert services.place_family(group=group, case=case, by=cast.cora)


def test_a_parents_group_moves_like_any_other(cast):
    group = parents_only(cast)
    session = group.sessions.get(number=8)

    moved = services.move_session(session=session, starts_at=session.starts_at + timedelta(days=1), by=cast.cora)

    assert moved.child_room is None


def test_one_family_is_a_group_of_one_couple(cast):
    circle = make.circle(cast, couples=1, variant="family", minimum_couples=1)
    type(circle.group).objects.update(couples=1)

    with pytest.raises(ValidationError):
        services.place_family(group=circle.group, case=make.waiting_case(cast), by=cast.cora)
    services.start_group(group=circle.group, by=cast.cora)


def test_nobody_joins_a_group_that_has_started(cast):
    circle = make.circle(cast, couples=2, minimum_couples=2, state="running", variant="closed")

    with pytest.raises(NotReady):
        services.place_family(group=circle.group, case=make.waiting_case(cast), by=cast.cora)
    assert circle.group.is_closed


def test_the_joint_start_is_told_to_every_parent_of_every_couple_at_once(cast):
    make.circle(cast, couples=3, minimum_couples=3, state="running")

    told = Message.objects.filter(sending__contains="group-started")

    assert told.count() == 6 and len({(row.text, row.sent_at) for row in told}) == 1


def test_a_running_group_keeps_its_presentation_and_its_term_when_the_recipe_changes(cast):
    group = make.circle(cast, presentation_session=6, offer_days=5).group
    type(group.recipe).objects.update(presentation_session=3, offer_days=30, sessions=7)

    group.refresh_from_db()

    assert (group.presentation_session, group.offer_days, group.sessions.count()) == (6, 5, 8)


def test_content_of_a_session_comes_from_the_recipe(cast):
    circle = make.circle(cast)
    SessionContent.objects.create(recipe=circle.group.recipe, number=2, aim="Rustig ademen.")

    assert selectors.content_of(circle.session(2)).aim == "Rustig ademen."
    assert selectors.content_of(circle.session(1)) is None


def test_leads_are_reminded_by_their_own_rule_and_a_replaced_one_is_not(cast):
    circle = make.circle(cast, couples=1, lead_reminder_hours=[3], reminder_hours=[])
    session = circle.session(1)
    new = register.therapist(cast, practices=[circle.practice])
    due = session.starts_at - timedelta(hours=3)
    with clock.at(due - timedelta(minutes=10)):
        assert services.queue_session_reminders() == 4
        services.substitute(session=session, absent=circle.parent_leads[1], therapist=new, by=cast.cora)
    with clock.at(due):
        assert services.queue_session_reminders() == 1

    waiting = Notice.objects.filter(key__startswith="session-reminder", state="new")
    users = set(waiting.values_list("recipient", flat=True))
    assert users == {circle.parent_leads[0].user_id, new.user_id, *(lead.user_id for lead in circle.child_leads)}
    assert over(list(waiting.values_list("key", flat=True))) == set()


def test_families_of_a_group_that_tells_in_the_portal_only_get_no_reminder_by_mail(cast):
    circle = make.circle(cast, couples=2, reminder_channel="portal")

    with clock.at(circle.session(1).starts_at - timedelta(days=2)):
        assert services.queue_session_reminders() == 0


def test_moving_session_four_tells_twelve_parents_four_leads_and_a_child_line_and_voids_the_old_reminders(
    cast, client_as, mailoutbox
):
    from centre.services.delivery import deliver_batch

    circle = make.circle(cast, couples=6, minimum_couples=6, state="running")
    cast.sem.user = make_user("sem", "Sem", "child")
    cast.sem.save()
    session = circle.session(4)
    due = session.starts_at - timedelta(days=2)
    with clock.at(due - timedelta(minutes=10)):
        assert services.queue_session_reminders() == 13
        Message.objects.all().delete()
        services.move_session(session=session, starts_at=session.starts_at + timedelta(days=1), by=cast.cora)
    families = Message.objects.filter(sending__contains="moved")

    assert families.count() == 13 and Message.objects.filter(sending="").count() == 4
    line = families.get(recipient=cast.sem.user)
    assert line.text != families.get(recipient=cast.carla.user).text
    assert line.text in client_as(cast.sem).get(f"/kind/berichten/{line.reference}/").content.decode()
    Notice.objects.exclude(key__startswith="session-reminder").delete()
    with clock.at(due):
        deliver_batch()
        assert mailoutbox == []
    with clock.at(due + timedelta(days=1)):
        assert services.queue_session_reminders() == 13


def test_children_choose_what_they_show_and_watching_is_an_answer(cast):
    circle = make.circle(cast, couples=1, presentation_session=6)
    key = f"child:{cast.noor.reference}"
    for form in ("poster", "nothing"):
        services.choose_showings(session=circle.session(6), forms={key: form})

    assert Showing.objects.get().form == "nothing"
    for wrong in ({"child:P-X": "poster"}, {key: "vuurwerk"}):
        with pytest.raises(ValidationError):
            services.choose_showings(session=circle.session(6), forms=wrong)


@pytest.mark.django_db
def test_the_sum_over_sessions_is_the_same_in_sql_as_on_the_three_pages(cast):
    """features.md G10: one source; `docs` of the query a reader can run: SELECT mark, COUNT(*) ... GROUP BY mark."""
    from django.db import connection

    from centre.models import Dossier

    circle = make.circle(cast, couples=2, state="running", minimum_couples=1)
    for number, mark in ((1, "late"), (2, "absent")):
        session = circle.session(number)
        with clock.at(make.on_the_day(session)):
            marks = {f"parent:{cast.anna.reference}": (mark, "")}
            services.record_attendance(session=session, marks=marks, by=cast.thea)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.mark, COUNT(*) FROM groups_attendance a JOIN groups_session s ON s.id = a.session_id "
            "WHERE s.attendance_taken_at IS NOT NULL AND a.parent_id = %s GROUP BY a.mark ORDER BY a.mark",
            [cast.anna.pk],
        )
        counted = dict(cursor.fetchall())
    dossier = [row.mark for row in selectors.attendance_of(Dossier.objects.get(parent=cast.anna), cast.case)]
    page = [
        line.mark
        for number in (1, 2)
        for line in selectors.roll_call(circle.session(number), cast.thea).lines
        if line.person.reference == cast.anna.reference
    ]

    assert counted == {"absent": 1, "late": 1} == {mark: dossier.count(mark) for mark in dossier}
    assert sorted(page) == sorted(dossier) == sorted(counted)
    assert Attendance.objects.count() == 2 * (4 + Child.objects.count())
