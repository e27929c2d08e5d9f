"""Two machines: one application per parent, one registration per case."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from centre.workflow import Workflow


class ApplicationState(TextChoices):
    STARTED = "started", _("started")
    SUBMITTED = "submitted", _("submitted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RegistrationState(TextChoices):
    WAITING = "waiting", _("waiting for the other parent")
    COMPLETE = "complete", _("definitive")
    ASSESSING = "assessing", _("being assessed")
    INDICATED = "indicated", _("indicated")
    NOT_INDICATED = "not_indicated", _("not indicated")
    LAPSED = "lapsed", _("lapsed")


A, R = ApplicationState, RegistrationState
APPLICATION = Workflow(ApplicationState, {A.STARTED: {A.SUBMITTED, A.WITHDRAWN}, A.SUBMITTED: {A.WITHDRAWN}})
REGISTRATION = Workflow(
    RegistrationState,
    {
        R.WAITING: {R.COMPLETE, R.LAPSED},
        R.COMPLETE: {R.ASSESSING, R.LAPSED},
        R.ASSESSING: {R.INDICATED, R.NOT_INDICATED, R.LAPSED},
        R.INDICATED: {R.ASSESSING, R.LAPSED},
        R.NOT_INDICATED: {R.ASSESSING},
    },
)
#: After the advice there is something to close; before it a request lapses.
AFTER_THE_ADVICE = (R.INDICATED, R.NOT_INDICATED)
#: Requests that somebody may still have to do something for; a lapsed one has its own list.
STILL_OPEN = (R.WAITING, R.COMPLETE, R.ASSESSING, R.INDICATED, R.NOT_INDICATED)
