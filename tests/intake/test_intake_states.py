"""The tables of this room, read aloud: what is not in them is refused and leaves no trace."""

import pytest

from centre.workflow import IllegalMove
from intake import services
from intake.models import Registration, RegistrationMove
from intake.states import APPLICATION, REGISTRATION, ApplicationState, RegistrationState

ALLOWED = {
    ("waiting", "complete"), ("waiting", "lapsed"), ("complete", "assessing"), ("complete", "lapsed"),
    ("assessing", "indicated"), ("assessing", "not_indicated"), ("assessing", "lapsed"),
    ("indicated", "assessing"), ("indicated", "lapsed"), ("not_indicated", "assessing"),
}  # fmt: skip
APPLICATION_ALLOWED = {("started", "submitted"), ("started", "withdrawn"), ("submitted", "withdrawn")}


@pytest.mark.parametrize("wanted", RegistrationState.values)
@pytest.mark.parametrize("current", RegistrationState.values)
def test_a_registration_moves_only_along_its_table(cast, current, wanted):
    registration = Registration.objects.create(case=cast.case, state=current)

    if (current, wanted) in ALLOWED:
        services.move_registration(registration=registration, to=wanted, by=cast.cora, reason="test")
        move = RegistrationMove.objects.get()
        assert (move.from_state, move.to_state, move.by, move.reason) == (current, wanted, cast.cora, "test")
    else:
        with pytest.raises(IllegalMove):
            services.move_registration(registration=registration, to=wanted, by=cast.cora)
        assert not RegistrationMove.objects.exists()
        registration.refresh_from_db()
        assert registration.state == current


@pytest.mark.parametrize("wanted", ApplicationState.values)
@pytest.mark.parametrize("current", ApplicationState.values)
def test_an_application_moves_only_along_its_table(current, wanted):
    assert APPLICATION.allows(current, wanted) == ((current, wanted) in APPLICATION_ALLOWED)


@pytest.mark.parametrize("to", sorted(set(RegistrationState.values) - {"assessing", "lapsed"}))
def test_steps_that_follow_from_others_are_not_taken_by_hand(cast, to):
    registration = Registration.objects.create(case=cast.case, state="complete")

    with pytest.raises(IllegalMove):
        services.step_by_hand(registration=registration, to=to, reason="x", by=cast.cora)


def test_the_whole_table_is_tested():
    assert {(a, b) for a in RegistrationState.values for b in REGISTRATION.moves[a]} == ALLOWED
