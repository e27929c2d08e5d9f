"""Where the own request stands, for who knows its number and its code. Nothing of the other parent is in it."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.fields import blind_index
from centre.references import ALPHABET
from intake.models import Application, HelpRequest
from intake.states import ApplicationState

#: Letters in a code; with ten tries a minute a stranger would need twenty years for one number.
CODE_LENGTH = 6


@dataclass(frozen=True)
class Status:
    """`words`: what the sender reads; `at`: since when."""

    words: str | Promise
    at: datetime | None = None


def code_of(reference: str) -> str:
    """The code that stands beside a number: keyed by the server, so that the number alone does not give it."""
    number = int(blind_index(reference, purpose="status code"), 16)
    letters = []
    for _place in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def status_of(number: str, code: str) -> Status | None:
    """The status, or None for an unknown number and a wrong code alike; both take the same look-ups."""
    reference = number.strip().upper()
    asked = HelpRequest.objects.filter(reference=reference).defer("answers").first()
    applied = Application.objects.filter(reference=reference).defer("answers").first()
    is_right = hmac.compare_digest(code_of(reference).encode(), code.strip().upper().encode())
    if not is_right:
        return None
    return _of_request(asked) if asked else _of_application(applied) if applied else None


def _of_request(row: HelpRequest) -> Status:
    if row.sent_at is None:
        return Status(_("You have not sent your request yet."), row.created_at)
    if row.parent_id:
        return Status(_("We have read your request. You get an invitation to make your own account."), row.handled_at)
    if row.handled_at:
        return Status(_("We have read your request. Do you have a question? Please call us."), row.handled_at)
    return Status(_("We have received your request. We read it and call you."), row.sent_at)


def _of_application(row: Application) -> Status:
    words = {
        ApplicationState.STARTED: _("You have begun. You can go on after signing in."),
        ApplicationState.SUBMITTED: _("We have received your part."),
        ApplicationState.WITHDRAWN: _("You have taken your request back."),
    }
    return Status(words[row.state], row.submitted_at or row.created_at)
