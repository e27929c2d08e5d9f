"""What we ask a child about itself: our own words, short sentences, every answer free to leave out. No database."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FACES = (
    ("1", _("very bad")), ("2", _("bad")), ("3", _("so-so")), ("4", _("good")), ("5", _("very good")),
)  # fmt: skip
TALK = (("no", _("No")), ("there", _("Only when I am there")), ("yes", _("Yes")))
#: From this face down somebody looks the same day.
LOW = 2


@dataclass(frozen=True)
class Question:
    """`kind`: faces, choice or story."""

    key: str
    words: str | Promise
    kind: str


QUESTIONS = (
    Question("how", _("How are you these days?"), "faces"),
    Question("nice", _("What is nice at home?"), "story"),
    Question("hard", _("What is hard?"), "story"),
    Question("wish", _("What do you wish for?"), "story"),
    Question("talk", _("May we talk about this with your father or mother?"), "choice"),
    Question("more", _("Do you want to tell more?"), "story"),
)


def is_low(answers: Mapping) -> bool:
    """A child that is not well: somebody reads it today."""
    return answers.get("how", "") in {str(face) for face in range(1, LOW + 1)}


def in_words(answers: Mapping) -> list[dict]:
    """[{label, value}] for whoever reads it; what was left out is left out."""
    choices = {"faces": dict(FACES), "choice": dict(TALK), "story": {}}
    return [
        {"label": question.words, "value": choices[question.kind].get(answers[question.key], answers[question.key])}
        for question in QUESTIONS
        if answers.get(question.key)
    ]
