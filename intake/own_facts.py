"""What a copy of the own file says of the rows of this room, and why the others stay out (centre/own_facts.py)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre.own_facts import Told, day, lines
from centre.own_file import without_contact
from intake import voice
from intake.forms import parents
from intake.forms.public import answer_rows


def _in_lines(parts: list[dict]) -> str:
    return "\n".join(lines((row["label"], row["value"]) for row in part["rows"]) for part in parts)


def _application(row) -> str:
    return _in_lines(parents.summary(without_contact(row.answers), children=()))


def _request(row) -> str:
    answers = without_contact(row.answers)
    return "\n".join(
        lines((line["label"], line["value"]) for line in answer_rows(key, answers[key]))
        for key in ("children", "you", "other")
        if key in answers
    )


def _invitation(row) -> str:
    came = {True: _("You were there"), False: _("You were not there"), None: ""}[row.attended]
    return lines([(row.talk.get_kind_display(), date_format(row.arrives_at, "DATETIME_FORMAT")), (_("Talk"), came)])


TOLD = {
    "intake.Application": Told(gettext_lazy("application"), _application),
    "intake.ChildVoice": Told(
        gettext_lazy("what this child told"),
        lambda row: lines((line["label"], line["value"]) for line in voice.in_words(row.answers)),
        is_own_voice=True,
    ),
    "intake.ConditionsAcceptance": Told(
        gettext_lazy("conditions that you accepted"),
        lambda row: lines([(row.text.title, day(row.accepted_at))]),
        parent="application__dossier__parent",
        loads=("text",),
    ),
    "intake.StillInterested": Told(
        gettext_lazy("whether help is still wanted"),
        lambda row: lines([(_("Asked"), day(row.asked_on)), (_("Answer"), row.get_answer_display())]),
        parent="dossier__parent",
    ),
    "intake.HelpRequest": Told(gettext_lazy("request for help"), _request, parent="parent"),
    "intake.TalkGuest": Told(
        gettext_lazy("invitation to a talk"), _invitation, parent="parent", child="child", loads=("talk",)
    ),
}

OF_TWO = "About two parents together: what each may know goes to each as a letter, which is in the own file."
STAYS_OUT = {
    **dict.fromkeys(
        ("intake.Registration", "intake.RegistrationMove", "intake.Closing", "intake.Indication", "intake.Talk"), OF_TWO
    ),
    "intake.RoutingStep": "Which region a case fell to, on facts of both parents and the child's town (law.md R20).",
    "intake.VoiceCode": "Only the digest of a code that a child used once.",
    "intake.ChildMerge": "That two rows of one child were joined, and how that is undone; about both parents' entries.",
    "intake.MatchTrace": "Keyed digests by which two requests are compared; from the row nobody reads a name.",
    "intake.MatchDecision": "About two parents' requests at once: neither learns of the other's (law.md R11).",
}
