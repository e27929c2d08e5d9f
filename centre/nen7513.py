"""One look at a person as a record with the field names of NEN 7513 (law.md 2.3, R44).

The portal keeps no network addresses of people, so the network fields stay empty; nothing else is left out.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings

from centre.models import AccessLog

Action = AccessLog.Action
#: Create, read, update, delete, execute.
ACTION_CODES = {
    Action.CREATE: "C",
    Action.VIEW: "R",
    Action.LIST: "R",
    Action.SEARCH: "E",
    Action.CHANGE: "U",
    Action.PRINT: "E",
    Action.EXPORT: "E",
    Action.EMERGENCY: "E",
    Action.DENIED: "R",
    Action.RIGHTS: "U",
}
SUCCESS, REFUSED = "0", "4"
PERSON, SYSTEM_OBJECT = "1", "2"
PATIENT, LIST_OF_ROWS = "1", "3"
FIRST_OF_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def record(look: AccessLog) -> dict[str, str]:
    """The fields of one row in the order of the standard. Needs actor, case and dossier loaded."""
    subject = look.dossier or look.case
    return {
        "EventID": str(look.pk),
        "EventTypeCode": look.action,
        "EventActionCode": ACTION_CODES[look.action],
        "EventDateTime": look.at.isoformat(timespec="milliseconds"),
        "EventOutcomeIndicator": SUCCESS if look.succeeded else REFUSED,
        "UserID": look.actor.reference if look.actor else "",
        "AlternateUserID": look.actor.email if look.actor else "",
        "UserName": look.actor.name if look.actor else "",
        "UserIsRequestor": "true" if look.actor else "false",
        "RoleIDCode": look.audience,
        "PurposeOfUse": look.purpose,
        "NetworkAccessPointTypeCode": "",
        "NetworkAccessPointID": "",
        "ParticipantObjectTypeCode": PERSON if subject else SYSTEM_OBJECT,
        "ParticipantObjectTypeCodeRole": PATIENT if subject else LIST_OF_ROWS,
        "ParticipantObjectDataLifeCycle": "",
        "ParticipantObjectIDTypeCode": "dossier" if look.dossier else "case" if look.case else "",
        "ParticipantObjectPermissionPolicySet": "",
        "ParticipantObjectSensitivity": "",
        "ParticipantObjectID": subject.reference if subject else "",
        "ParticipantObjectName": look.label,
        "ParticipantObjectQuery": look.purpose if look.action == Action.SEARCH else "",
        "ParticipantObjectDetail": look.request_id,
        "ParticipantObjectDescription": look.organisation,
        "AuditEnterpriseSiteID": settings.BASE_URL,
        "AuditSourceID": "tweehuis",
        "AuditSourceTypeCode": "4",
        "autorisatieProtocol": look.audience,
        "behandelrelatieProtocol": look.ground,
        "toestemmingsProfiel": "",
        "controles": "noodprocedure" if look.ground == "emergency" else "",
    }


def rows(looks: Iterable[AccessLog]) -> Iterator[list[str]]:
    """Head and lines of a table; a value that a spreadsheet would run as a formula becomes text."""
    head = None
    for look in looks:
        fields = record(look)
        if head is None:
            head = list(fields)
            yield head
        yield [harmless(value) for value in fields.values()]
    if head is None:
        yield list(record(AccessLog(action=Action.VIEW)))


def harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FIRST_OF_FORMULA) else value
