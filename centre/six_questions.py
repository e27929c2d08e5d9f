"""The six questions of a conflict of duties: silence is broken only when each of them has its answer (law.md R57).

From the criteria of the KNMG for breaking professional secrecy without permission.
"""

from django.utils.translation import gettext_lazy as _

QUESTIONS = {
    "asked": _("What did you do to get permission?"),
    "harm": _("What serious harm threatens somebody when you stay silent?"),
    "conscience": _("Why does staying silent weigh on you?"),
    "no_other_way": _("Why is there no other way than telling?"),
    "prevents": _("Why is it nearly certain that telling prevents or limits the harm?"),
    "least": _("How do you tell as little as possible?"),
}


def unanswered(answers: dict | None) -> list[str]:
    """Names of the questions without an answer."""
    return [name for name in QUESTIONS if not (answers or {}).get(name, "").strip()]


def in_words(answers: dict | None) -> list[tuple[str, str]]:
    """(question, answer), for who may read the weighing."""
    return [(str(question), answers[name]) for name, question in QUESTIONS.items() if (answers or {}).get(name)]
