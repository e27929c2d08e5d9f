"""What a person reads about looks at the own file: what, which deed and on which ground, and nothing that tells more."""

from django.utils.translation import pgettext

from centre.log_words import ground_said, said
from centre.models import AccessLog

Action = AccessLog.Action
#: What a person may read about looks at the own file. Other words would tell of a risk, a procedure or a decision that
#: this person does not know of; those looks are called looks at the file.
TOLD_TO_THE_PERSON = {"dossier", "document", "documents", "contact", "message", "application", "attendance"}
#: The same of grounds: that somebody is named for safety is nobody's business in the family (law.md R54).
GROUNDS_TOLD = {"emergency", "assessor", "group_lead", "substitute", "contact_person", "director", "region"}
#: Deeds that are one thing to that person: which kind of change it was would tell too much as well. The door writes
#: before the form is judged, so the words tell what the file was opened for, and not that something stands in it now.
CHANGES = {Action.CREATE, Action.CHANGE, Action.RIGHTS}


def said_to_the_person(label: str) -> str:
    """What was looked at, for the person whose file it is."""
    kind = label.split(":", maxsplit=1)[0]
    return said(kind if kind in TOLD_TO_THE_PERSON else "dossier")


def ground_said_to_the_person(ground: str) -> str:
    """Why somebody could look, for the person whose file it is; "" when that is not told."""
    return ground_said(ground) if ground in GROUNDS_TOLD else ""


def deed_said_to_the_person(action: str) -> str:
    """What somebody did with the own file: read it, or opened it to change something."""
    return pgettext("log", "opened to add or change something") if action in CHANGES else str(Action(action).label)
