"""What a copy of the own file says of the rows of this room, and why the others stay out (centre/own_facts.py)."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre.own_facts import Told, day, lines
from groups.models import EvaluationVoice

YES_NO = {True: gettext_lazy("Yes"), False: gettext_lazy("No")}


def _attendance(row) -> str:
    return lines([(day(row.session.on), row.get_mark_display()), (_("Reason"), row.reason)])


def _arrival(row) -> str:
    return lines([(_("Minutes before the start"), row.minutes_before), (_("Arrival"), row.note)])


def _guest(row) -> str:
    return lines([(_("Name"), row.name), (_("Who is it"), row.relation), (_("Answer"), row.get_answer_display())])


def _times(row) -> str:
    every = {1: _("every week"), 2: _("even weeks"), 3: _("odd weeks")}
    times = [
        f"{WEEKDAYS[int(cell[0]) - 1]} {cell[2:]} ({every.get(how, how)})"
        for cell, how in sorted(row.cells.items())
        if cell[:1] in set("1234567")
    ]
    away = [" – ".join(str(part) for part in period) for period in row.away]
    return lines(
        [
            (_("Times"), ", ".join(times)),
            (_("Away"), ", ".join(away)),
            (_("Minutes of travel at most"), row.max_minutes),
            (_("Languages"), row.languages),
        ]
    )


def _report(row) -> str:
    return row.text


def _talk(row) -> str:
    return lines([(_("Date"), day(row.held_on)), (_("Not held"), row.skipped_reason)]) + f"\n{row.text}"


TOLD = {
    "groups.Attendance": Told(
        gettext_lazy("attendance"), _attendance, parent="parent", child="child", loads=("session",)
    ),
    "groups.Arrival": Told(gettext_lazy("how you arrive"), _arrival, parent="parent"),
    "groups.AbsenceTalk": Told(
        gettext_lazy("talk after missed sessions"),
        lambda row: lines([(_("Date"), day(row.planned_on))]),
        parent="parent",
    ),
    "groups.Guest": Told(gettext_lazy("whom you invited"), _guest, parent="parent"),
    "groups.ParentTimes": Told(gettext_lazy("when you can come"), _times, parent="parent"),
    "groups.OfferAnswer": Told(
        gettext_lazy("your answer about a place"),
        lambda row: lines([(day(row.answered_at), YES_NO[row.accepts])]),
        parent="parent",
    ),
    "groups.EvaluationVoice": Told(
        gettext_lazy("evaluation"),
        lambda row: lines([(_("Name"), row.name)]) + f"\n{row.text}" if row.text else "",
        of_another=lambda row: row.kind != EvaluationVoice.Kind.PARENT,
    ),
    "groups.ClosingReport": Told(gettext_lazy("closing report"), _report),
    "groups.FollowUp": Told(gettext_lazy("talk after six months"), _talk),
}

PLANNING = "How groups are planned for two parents together; each parent's own part is told from its own row."
STAYS_OUT = {
    **dict.fromkeys(
        (
            "groups.Placement",
            "groups.Offer",
            "groups.CompositionPin",
            "groups.Evaluation",
            "groups.PassedBy",
            "groups.Showing",
        ),
        PLANNING,
    ),
    **dict.fromkeys(("groups.Occupancy", "groups.SessionLead"), "The diary of a therapist and a room; no family."),
    **dict.fromkeys(("groups.CoupleFacts", "groups.Tie"), "About a couple, or two families, at once; for staff only."),
    "groups.KeptApart": "About two people at once and for safety; given out by a decision of two people only (R54).",
    "groups.CalendarFeed": "Only the digest of a secret; the person sees and stops it on the page of the appointments.",
    "groups.CompositionRun": "A plan for many couples at once, under numbers, for staff; what it means for a couple goes as a letter.",
    "groups.GroupNote": "About the group as a whole, without names; what concerns a person is a note in that file.",
    "groups.Incident": "What the team decided about everybody involved; each person's part is a note in that file.",
    "groups.IncidentPart": "Only a key: what happened stands as a note in the file of each person.",
}
