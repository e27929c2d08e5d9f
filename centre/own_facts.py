"""What a copy of somebody's own file says of each kind of row, and why other kinds stay out of it.

Every room may have `own_facts.py` with TOLD and STAYS_OUT, both by "room.Model"; found by name. A house test asks this
of every model that hangs on a person, so that a new one is never forgotten.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Told:
    """How rows of one model are told to the person whose file it is.

    `words`: the row as that person reads it; "" leaves the row out. `parent`, `child`: look-ups from a row to the
    person; without them the rows are found by their dossier key. `loads`: what `words` needs, read along.
    `family`, `about`: of rows of a whole family, the columns with the key of that family and of the one child it is
    about (empty: all). A child of two families reads with each what is of that one, and never what is a sibling's.
    """

    heading: str | Promise
    words: Callable[[Model], str]
    parent: str = ""
    child: str = ""
    loads: tuple[str, ...] = ()
    family: str = ""
    about: str = ""
    #: Whether these words are somebody else's: withheld beforehand.
    of_another: Callable[[Model], bool] = lambda _row: False
    #: What a child said itself: no parent gets it unless a reader decides so (features.md C8, security reference AC11).
    is_own_voice: bool = False


@cache
def told() -> dict[str, Told]:
    """Of all rooms."""
    return {label: how for module in _modules() for label, how in module.TOLD.items()}


@cache
def stays_out() -> dict[str, str]:
    """Of all rooms: "room.Model" → why its rows are in no copy."""
    return {label: why for module in _modules() for label, why in module.STAYS_OUT.items()}


def lines(pairs: Iterable[tuple[str, object]]) -> str:
    """`label: value` per line; what is empty is left out."""
    return "\n".join(f"{label}: {value}" for label, value in pairs if value not in (None, ""))


def day(value) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def _modules() -> list:
    return [
        import_module(f"{room}.own_facts") for room in ("centre", *settings.ROOMS) if find_spec(f"{room}.own_facts")
    ]


def _consent(row) -> str:
    about = [(_("About"), row.about_child.first_name)] if row.about_child else []
    with_whom = [(_("With"), row.partner)] if row.partner else []
    return lines(
        [(row.get_purpose_display(), row.get_answer_display()), *with_whom, *about, (_("Date"), day(row.answered_at))]
    )


def _disclosure(row) -> str:
    return row.as_text if row.is_open else ""


def _card(row) -> str:
    yes_no = {True: _("Yes"), False: _("No")}
    return lines(
        [
            (_("If we want to reach you ourselves"), row.get_prefers_display()),
            (_("No messages from"), f"{row.quiet_from:02d}:00 – {row.quiet_until:02d}:00"),
            (_("May we leave a message on your voicemail?"), yes_no[row.voicemail_is_safe]),
            (_("Does the other parent know that you have contact with us?"), yes_no[row.other_parent_knows]),
        ]
    )


def _parent(row) -> str:
    return lines(
        [
            (_("Name"), str(row).strip()),
            (_("Date of birth"), day(row.birth_date)),
            (_("E-mail address"), (row.contact or {}).get("email")),
            (_("What else must we know to reach you safely?"), row.safe_contact_note),
        ]
    )


def _child(row) -> str:
    return lines([(_("Name"), str(row).strip()), (_("Date of birth"), day(row.birth_date))])


def _identity(row) -> str:
    """Without the place: it could tell where a parent with a secret address lives (law.md R20)."""
    return lines(
        [
            (_("Surname"), row.last_name),
            (_("First names"), row.first_names),
            (_("Date of birth"), day(row.birth_date)),
            (_("Why is there no number?"), row.get_reason_display()),
            (_("Explanation"), row.explanation),
        ]
    )


def _interval(row) -> list[tuple[str, str]]:
    return [(_("From"), day(row.since)), (_("Up to and including"), day(row.until))]


def _authority(row) -> str:
    if row.evidence == row.Evidence.UNNAMED:
        # Only the other parent named this child: the name would tell what was told to us.
        return ""
    ended = [(_("The end rests on"), row.get_end_evidence_display())] if row.end_evidence else []
    return lines(
        [(_("About"), row.child.first_name), *_interval(row), (_("Evidence"), row.get_evidence_display()), *ended]
    )


def _ruling(row) -> str:
    decided = [(_("Decided by"), row.decided_by), (_("Number"), row.number)]
    return lines([(row.get_purpose_display(), row.get_kind_display()), *decided, *_interval(row)])


def _handling(row) -> str:
    return lines([(row.consent.get_purpose_display(), row.reason), (_("Date"), day(row.handled_at))])


def _procedure(row) -> str:
    number = " ".join(word for word in (row.court, row.number) if word)
    return lines([(_("From"), day(row.since)), (_("Court"), number), (_("Up to and including"), day(row.ended_on))])


def _court(row) -> str:
    decided = [(_("Court"), row.court), (_("Number"), row.number), (_("Date"), day(row.decided_on))]
    return lines([(_("About"), row.get_kind_display()), *decided, *_interval(row)])


def _help_plan(row) -> str:
    return lines([(row.get_kind_display(), day(row.on))])


TOLD = {
    "centre.Parent": Told(gettext_lazy("who you are"), _parent, parent="pk"),
    "centre.Child": Told(gettext_lazy("who this child is"), _child, child="pk"),
    "centre.ChildIdentity": Told(gettext_lazy("who this child is, without a number"), _identity, child="child"),
    "centre.Attachment": Told(gettext_lazy("document"), lambda row: row.title),
    "centre.Disclosure": Told(gettext_lazy("what was told to others"), _disclosure),
    "centre.NetworkPerson": Told(
        gettext_lazy("somebody around you"), lambda row: f"{row.name} ({row.relation})", parent="parent"
    ),
    "centre.ContactCard": Told(gettext_lazy("safe contact"), _card, parent="parent"),
    "centre.ParentalAuthority": Told(gettext_lazy("parental authority"), _authority, parent="parent", loads=("child",)),
    "centre.Consent": Told(
        gettext_lazy("permission"),
        _consent,
        parent="giver_parent",
        child="giver_child",
        loads=("about_child",),
        is_own_voice=True,
    ),
    "centre.SharingPartner": Told(gettext_lazy("with whom we may talk about you"), str, parent="parent"),
    "centre.ConsentHandling": Told(
        gettext_lazy("what was done when a permission was taken back"), _handling, loads=("consent",)
    ),
    # Who began it may not be known to the other parent yet.
    "centre.AuthorityProcedure": Told(
        gettext_lazy("procedure about authority"), _procedure, child="child", of_another=lambda _row: True
    ),
    # Of the whole family: the readers of a file decide what of it this person gets; the effect on the work stays out.
    "centre.CourtDecision": Told(
        gettext_lazy("decision of a court"),
        _court,
        parent="family__parents",
        child="family__children",
        family="family_id",
        about="child_id",
        of_another=lambda _row: True,
    ),
    "centre.HelpPlanFact": Told(
        gettext_lazy("plan of help"), _help_plan, parent="dossier__parent", child="dossier__child"
    ),
    # Why one parent alone got it is the team's.
    "centre.Message": Told(gettext_lazy("message"), lambda row: row.text),
    "centre.ConsentRuling": Told(gettext_lazy("decision of a court"), _ruling, parent="parent"),
    "centre.MessageLimit": Told(
        gettext_lazy("messages to the team"),
        lambda row: lines([(_("At most a week"), row.per_week)]),
        parent="parent",
    ),
}

ACCOUNT = "The account's own technical rows and secrets; the person sees and ends them on the pages of the account."
WORK = "How staff works on something, without facts about the person that are not in another row."
STAYS_OUT = {
    "centre.Complaint": "Stands apart from every file (Jw 4.2.1); who complained reads it on the own page.",
    "admin.LogEntry": "Reference data changed by the administrator; no family is in it.",
    **dict.fromkeys(
        (
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "usersessions.UserSession",
            "centre.Membership",
            "centre.KnownDevice",
            "centre.LinkedIdentity",
            "centre.Invitation",
            "centre.AccountRecovery",
        ),
        ACCOUNT,
    ),
    **dict.fromkeys(
        (
            "centre.FileRequest",
            "centre.Passage",
            "centre.OddRead",
            "centre.KnownPerson",
            "centre.ErasureProposal",
            "centre.LegalHold",
            "centre.UnhideRequest",
            "centre.Bounce",
            "centre.ContactTask",
        ),
        WORK,
    ),
    "centre.Family": "Only a key that holds two parents and children together.",
    "centre.Case": "The course of two parents' case; each sees the own steps on the own pages.",
    "centre.Milestone": "The course of two parents' case; each sees the own steps on the own pages.",
    "centre.CareRelation": "Who works on the case: on the page 'who is there for us'; the rest is about colleagues.",
    "centre.Dossier": "Only a key and the day from which the term counts.",
    "centre.AccessLog": "Who looked stands on a page of its own, without anything about the other parent (law.md R47).",
    "centre.Notice": "That a doorbell rang; it holds no words. The message itself is in the file.",
    "centre.Residence": "A derived place: it could tell where a parent with a secret address lives (law.md R20).",
    "centre.ChildNumber": "The citizen number: shown to staff one at a time and logged, in no paper (law.md R38).",
    "centre.VaultEntry": "Goes straight into the own copy, past the eyes of the readers (services/file_requests.py).",
    "centre.AddressMail": "A mail on its way, under no name; its words are gone as soon as it left.",
    "centre.PasswordQuestion": "That somebody asked for a new password with this address; gone within a day.",
    "centre.LaterContact": "Answers that wait because of a risk; that they wait is no family's business (AC10).",
    "centre.SafetyConcern": "The safety file: given out by its own decision of two people only (law.md R54).",
}
