"""The life of a referral as a table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from centre.workflow import Workflow


class ReferralState(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = ReferralState
REFERRAL = Workflow(
    ReferralState,
    {
        S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
        S.SUBMITTED: {S.ACCEPTED, S.RETURNED, S.DECLINED, S.WITHDRAWN},
        S.RETURNED: {S.SUBMITTED, S.WITHDRAWN},
    },
)
#: The referrer may change the answers in these states only.
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
#: Nobody works on these any more.
ENDED = frozenset({S.DECLINED, S.WITHDRAWN})


class ConsultationState(TextChoices):
    ASKED = "asked", _("asked")
    ADVISED = "advised", _("advised")
    FOLLOWED = "followed", _("looked back on")


CONSULTATION = Workflow(
    ConsultationState,
    {
        ConsultationState.ASKED: {ConsultationState.ADVISED},
        ConsultationState.ADVISED: {ConsultationState.FOLLOWED},
    },
)


class TableState(TextChoices):
    WAITING = "waiting", _("waits for an agenda")
    AGENDA = "agenda", _("on the agenda")
    ADVISED = "advised", _("advised")
    CLOSED = "closed", _("looked back on")
    WITHDRAWN = "withdrawn", _("withdrawn")


TABLE_ITEM = Workflow(
    TableState,
    {
        TableState.WAITING: {TableState.AGENDA, TableState.WITHDRAWN},
        TableState.AGENDA: {TableState.WAITING, TableState.ADVISED, TableState.WITHDRAWN},
        TableState.ADVISED: {TableState.CLOSED},
    },
)
