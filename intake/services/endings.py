"""What ends: one parent's own part, or the whole request; and everything that rested on it."""

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.keeps_open import refuse_while_something_stands
from centre.models import Case, User
from centre.services.cases import close_case
from centre.services.notices import send_to_both_parents, suppress_notices
from centre.workflow import IllegalMove
from intake.models import Application, Registration, RegistrationMove, TalkGuest
from intake.services import invitations
from intake.services.registrations import move_registration
from intake.services.talks import cancel_joint_talks
from intake.states import APPLICATION, ApplicationState, RegistrationState

#: The steps that a coordinator takes by hand; all others follow from what parents and professionals do.
BY_HAND = frozenset({RegistrationState.ASSESSING, RegistrationState.LAPSED})

#: What both parents read when a request ends: before the advice, and from the waiting list.
NOT_COMPLETE = _(
    "We have closed your request. We did not have everything that we need to start. "
    "This says nothing about you. You can ask for help again at any time. "
    "Do you have a question, or do you need help now? Please call us."
)
OFF_THE_LIST = _(
    "We have closed your request. You are not on the waiting list any more. "
    "This says nothing about you. You can ask for help again at any time. "
    "Do you have a question, or do you need help now? Please call us."
)


@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> None:
    """Take the own request back. The other parent is told nothing but, later, that the request is closed.

    What rested on it ends: this parent's invitations at once, the couple's place on the waiting list at once
    (intake.selectors.ready_for_group), a joint talk at the next fixed hour, so that its moment tells nothing; only a
    talk before that hour goes at once. Raises IllegalMove when it was taken back before.
    """
    APPLICATION.move(application, ApplicationState.WITHDRAWN)
    registration = Registration.objects.filter(case=application.case_id).first()
    if registration is not None:
        RegistrationMove.objects.create(
            registration=registration, from_state=registration.state, to_state=registration.state, by=None,
            at=clock.now(), reason=gettext("one part was taken back"),
        )  # fmt: skip
    coming = TalkGuest.objects.filter(user=by, talk__case=application.case_id, arrives_at__gt=clock.now())
    talks = coming.values_list("talk__reference", "talk__sequence")
    suppress_notices(keys=[f"talk:{reference}:{sequence}:{by.reference}" for reference, sequence in talks])
    cancel_joint_talks(case=application.case)


def step_by_hand(*, registration: Registration, to: str, reason: str, by: User) -> None:
    """A coordinator's own step, with its reason. Raises IllegalMove, also for steps that are not taken by hand."""
    if to not in BY_HAND:
        raise IllegalMove("RegistrationState", registration.state, to)
    if to == RegistrationState.LAPSED:
        lapse(registration=registration, by=by, reason=reason)
    else:
        move_registration(registration=registration, to=to, by=by, reason=reason)


@transaction.atomic
def lapse(*, registration: Registration, by: User | None, reason: str) -> None:
    """End a request that does not go on, with its talks; both parents read the same words, which blame nobody.

    Raises IllegalMove, StillStands while the couple has a place in a group or one is held.
    """
    case = registration.case
    # Held, as a seat holds it (groups/services/seats.py): nobody gives this couple a place meanwhile.
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    refuse_while_something_stands(case)
    was_waiting = registration.state == RegistrationState.INDICATED
    move_registration(registration=registration, to=RegistrationState.LAPSED, by=by, reason=reason)
    send_to_both_parents(
        case=case,
        subject=gettext("Your request has been closed"),
        text=str(OFF_THE_LIST if was_waiting else NOT_COMPLETE),
        by=by,
        sending="intake-closed",
    )
    invitations.call_off_all(case)
    close_case(case=case, reason="lapsed", by=by)
