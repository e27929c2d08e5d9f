"""The log as a promise (law.md R44): whatever is sent by POST about a person leaves a row of the log that says so.

Stands innermost in the middleware of all tests (tests/settings.py), so that every POST of every test is a proof.
"""

import re
from contextvars import ContextVar

from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse

from centre.audiences import STREETS
from centre.models import AccessLog

Action = AccessLog.Action
#: Rows that were written since the request came in.
WRITTEN: ContextVar[list[AccessLog] | None] = ContextVar("written", default=None)
#: Deeds: create, change, execute in the words of the standard; a look or a refusal is none.
LOOKS = {Action.VIEW, Action.LIST, Action.DENIED}
#: Over a person: a case, the own street of a family, a question about a file, somebody's account, an emergency.
OVER_A_PERSON = re.compile(r"^/(mijn|kind)/|/(zaken|verzoeken|mensen|herstel|noodtoegang)/")
#: ... of which a file stands behind.
OF_A_FILE = re.compile(r"^/(mijn|kind)/|/zaken/[^/]+/")
#: Stands in no file, and the log tells nobody whose it is (Jw 4.2.1; tests/centre/test_complaints.py).
APART = re.compile(r"/klacht(en)?/")
#: Elsewhere first: nothing was opened yet.
ASKED_TO_SIGN_IN = ("/account/login/", "/account/reauthenticate/", "/account/2fa/")


def _note(sender, instance, **_facts) -> None:
    if (rows := WRITTEN.get()) is not None:
        rows.append(instance)


post_save.connect(_note, sender=AccessLog, dispatch_uid="deeds")


def fault(path: str, status: int, location: str, rows: list[AccessLog]) -> str:
    """What the log lacks of one POST; empty when nothing. `rows`: what was written meanwhile.

    A form that is refused (200) changed nothing: that it was opened is enough.
    """
    if status >= 400 or location.startswith(ASKED_TO_SIGN_IN) or not OVER_A_PERSON.search(path):
        return ""
    if not rows:
        return "no row at all"
    if status == 200:
        return ""
    if all(row.action in LOOKS for row in rows):
        return "a deed is written as a look"
    if OF_A_FILE.search(path) and not APART.search(path) and not any(row.case_id or row.dossier_id for row in rows):
        return "no row names the case or the dossier"
    return ""


class EveryDeedIsLogged:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path_info.split("/")[1] not in STREETS:
            return self.get_response(request)
        rows: list[AccessLog] = []
        token = WRITTEN.set(rows)
        try:
            response = self.get_response(request)
        finally:
            WRITTEN.reset(token)
        missing = fault(request.path_info, response.status_code, response.get("Location", ""), rows)
        if missing:
            raise AssertionError(f"{request.path_info} ({response.status_code}): {missing} (law.md R44)")
        return response
