"""A session that was called off is planned again, so that a couple gets all the sessions of its recipe."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from centre.models import Message
from groups import services
from groups.models import Session
from groups.refusals import ChangedMeanwhile
from tests.factories import groups as make


def test_a_session_that_was_called_off_is_planned_again_with_its_rooms_team_and_reminders(cast, client_as):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    session, case = circle.session(4), circle.cases[0]
    rooms, moment = set(session.occupancies.values_list("room", flat=True)), session.starts_at
    services.cancel_session(session=session, by=cast.cora)
    browser, address = client_as(cast.cora), reverse("groups:move", args=[circle.group.reference, 4])
    assert address in browser.get(reverse("groups:group", args=[circle.group.reference])).content.decode()
    told = Message.objects.filter(recipient__in=[parent.user for parent in case.family.parents.all()]).count()

    new = timezone.localtime(moment + timedelta(days=1))
    facts = {"on": new.date().isoformat(), "at": f"{new:%H:%M}", "shown": Session.objects.get(pk=session.pk).plan}
    facts |= {"parent_room": session.parent_room_id, "child_room": session.child_room_id}
    assert browser.post(address, facts).status_code == 302

    session.refresh_from_db()
    assert session.cancelled_at is None and session.starts_at == moment + timedelta(days=1)
    assert set(session.occupancies.values_list("room", flat=True)) == rooms
    assert circle.group.sessions.standing().count() == 8
    assert (
        Message.objects.filter(recipient__in=[parent.user for parent in case.family.parents.all()]).count() == told + 2
    )


def test_a_page_of_before_the_calling_off_plans_nothing_again(cast, client_as):
    circle = make.circle(cast, couples=1, state="running", minimum_couples=1)
    session = circle.session(4)
    shown = session.plan
    services.cancel_session(session=session, by=cast.cora)

    with pytest.raises(ChangedMeanwhile):
        services.move_session(
            session=session, starts_at=session.starts_at + timedelta(days=1), shown=shown, by=cast.cora
        )
    session.refresh_from_db()
    assert session.cancelled_at is not None


def test_a_session_of_a_group_that_is_over_is_not_planned_again(cast):
    circle = make.circle(cast, couples=1)
    session = circle.session(4)
    services.cancel_group(group=circle.group, reason="te weinig paren", by=cast.cora)

    with pytest.raises(ValidationError):
        services.move_session(session=session, starts_at=session.starts_at + timedelta(days=1), by=cast.cora)
