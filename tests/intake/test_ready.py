from datetime import date

from centre.models import Milestone
from intake import selectors
from intake.states import RegistrationState
from tests.factories.intake import ready_case


def test_a_family_that_went_through_the_intake_waits_for_a_group(cast):
    case = ready_case(cast, children=[("Sem", date(2013, 1, 1)), ("Kim", date(2018, 1, 1))])

    registration = selectors.ready_for_group().get()

    assert registration.case == case
    assert registration.state == RegistrationState.INDICATED
    kinds = set(case.milestones.values_list("kind", flat=True))
    assert kinds == {Milestone.Kind.ENTERED, Milestone.Kind.APPLIED, Milestone.Kind.ASSESSED}
    assert registration.complete_on == case.milestones.get(kind="applied").reached_on
