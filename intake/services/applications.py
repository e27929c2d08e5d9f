"""A parent's own application: start, save per question, send. Nothing here reads or shows the other parent's part."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centre import clock
from centre.children import known_to
from centre.models import Case, Dossier, Milestone, NetworkPerson, Parent, SafetyEntry, User
from centre.services.authority import declare_authority
from centre.services.cases import reach
from centre.services.notices import send_message
from centre.services.people import correct_contact
from centre.services.safety import record_safety
from centre.workflow import IllegalMove
from intake import steps
from intake.models import (
    Application,
    ConditionsText,
    Registration,
)
from intake.services.conditions import accept_conditions
from intake.services.registrations import move_registration
from intake.states import APPLICATION, ApplicationState, RegistrationState


class StaleRevision(Exception):
    """This question was answered elsewhere in the meantime. `stored`: the answers as they are now kept."""

    def __init__(self, application: Application, stored: dict):
        self.application, self.stored = application, stored
        super().__init__("saved elsewhere")


@transaction.atomic
def start_application(*, parent: Parent, case: Case) -> Application:
    """Open this parent's own application, and the couple's registration when it is the first. Twice is the same as once.

    Raises ValidationError when the case is closed.
    """
    if case.closed_on:
        raise ValidationError(_("This request has been closed. You can ask for help again at any time."))
    Registration.objects.get_or_create(case=case)
    application, _made = Application.objects.get_or_create(
        case=case, dossier=parent.dossiers.get(kind=Dossier.Kind.PARENT)
    )
    return application


def save_step(*, application: Application, step: str, answers: dict, revision: int, by: User) -> Application:
    """Keep the answers to one question. `revision`: the one that the page was made with.

    Sending the same page twice is harmless. Raises StaleRevision when the question was answered elsewhere since,
    IllegalMove when the application was sent already.
    """
    for _attempt in range(3):
        stored = application.answers.get(step)
        if stored == answers:
            return application
        if application.state != ApplicationState.STARTED:
            raise IllegalMove("ApplicationState", application.state, ApplicationState.STARTED)
        if application.saved.get(step, 0) > revision:
            raise StaleRevision(application, stored)
        if _store(application, step, answers, by):
            return application
        application.refresh_from_db()
    raise StaleRevision(application, application.answers.get(step, {}))


def _store(application: Application, step: str, answers: dict, by: User) -> bool:
    """Write only if nobody saved since `application` was read."""
    before, number = application.answers.get(step) or {}, application.revision + 1
    fields = {
        "answers": {**application.answers, step: answers},
        "saved": {**application.saved, step: number},
        "revision": number,
    }
    row = Application.objects.filter(pk=application.pk, revision=application.revision, state=ApplicationState.STARTED)
    if step == steps.SAFETY and steps.is_alarming(answers) and not steps.is_alarming(before):
        with transaction.atomic():
            done = row.update(**fields)
            if done:
                _raise_the_flag(application, by)
    else:
        done = row.update(**fields)
    if done:
        for name, value in fields.items():
            setattr(application, name, value)
    return bool(done)


def _raise_the_flag(application: Application, by: User) -> None:
    """A parent is afraid: staff sees it at once, and no talk is held together until somebody lifts the flag."""
    record_safety(
        case=application.case,
        kind=SafetyEntry.Kind.FLAG_SET,
        text=_("Question about safety in application %(reference)s: the parent answered that it is not safe.")
        % {"reference": application.reference},
        by=by,
    )


@transaction.atomic
def submit_application(*, application: Application, by: User) -> Application:
    """Send the own part. With the second one the registration becomes definitive on that later date.

    Raises ValidationError with the first missing question; sending twice is the same as once; IllegalMove when
    withdrawn or closed meanwhile.
    """
    registration = Registration.objects.select_for_update().get(case=application.case_id)
    application.refresh_from_db()
    if application.state == ApplicationState.SUBMITTED:
        return application
    if registration.state == RegistrationState.LAPSED:
        # The request was closed while this page was open.
        raise IllegalMove("RegistrationState", registration.state, RegistrationState.COMPLETE)
    missing = steps.first_missing(application.answers)
    if missing:
        raise ValidationError({"step": missing.slug})
    parent = application.dossier.parent
    APPLICATION.move(application, ApplicationState.SUBMITTED)
    application.submitted_at = clock.now()
    application.save(update_fields=["submitted_at"])
    _keep_what_was_told(application, parent, by)
    if steps.BY_KEY[steps.CONDITIONS] in steps.applicable(application.answers):
        version = application.answers[steps.CONDITIONS]["version"]
        accept_conditions(application=application, text=ConditionsText.objects.get(version=version))
    send_message(
        recipient=by,
        subject=_("We have received your request"),
        text=_(
            "Thank you. We have received your part. Your number is %(reference)s. You can read and print your own "
            "answers in the portal. We will let you know when there is a next step for you."
        )
        % {"reference": application.reference},
        by=None,
        dossier=application.dossier,
        sending=f"application:{application.reference}",
        ring_at=clock.now(),
    )
    _complete(registration)
    return application


def _keep_what_was_told(application: Application, parent: Parent, by: User) -> None:
    """Contact, safe contact and network move from the answers to the parent's own rows."""
    contact, safe = application.answers[steps.CONTACT], application.answers[steps.SAFE_CONTACT]
    correct_contact(parent=parent, contact=contact, by=by)
    parent.mail_is_safe = safe["mail"] != "no"
    parent.safe_contact_note = steps.safe_contact_note(safe)
    parent.save(update_fields=["mail_is_safe", "safe_contact_note"])
    for child in known_to(parent):
        if steps.authority_told(application.answers, child.reference) == "yes":
            declare_authority(child=child, parent=parent)
    NetworkPerson.objects.filter(parent=parent).delete()
    NetworkPerson.objects.bulk_create(
        NetworkPerson(parent=parent, name=name, relation=relation)
        for name, relation in steps.network_of(application.answers)
    )


def _complete(registration: Registration) -> None:
    """Both parts are in: the later date counts for the waiting list (domain.md 8 item 2)."""
    case = registration.case
    sent = Application.objects.filter(case=case, state=ApplicationState.SUBMITTED)
    moments = list(sent.values_list("submitted_at", flat=True))
    if len(moments) < 2 or registration.state != RegistrationState.WAITING:
        return
    registration.complete_on = timezone.localdate(max(moments))
    registration.save(update_fields=["complete_on"])
    move_registration(
        registration=registration, to=RegistrationState.COMPLETE, by=None, reason=_("both parts received")
    )
    reach(case=case, kind=Milestone.Kind.APPLIED, by=None, on=registration.complete_on)
